"""Fetches newer game data for the window: in the background, swapped as a whole when it has come.

The outcomes and the diagnosis are those of ``catalog/``, named here because the window sees ``app/`` only.
"""

from __future__ import annotations

from pathlib import Path

from tarkov_desktop.app.catalogs import Catalogs
from tarkov_desktop.app.errors import UnusableAddress
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.session import Session
from tarkov_desktop.catalog.diagnosis import ModeDiagnosis, diagnose
from tarkov_desktop.catalog.library import Library
from tarkov_desktop.catalog.loaded import Gating, LoadedCatalog, Source
from tarkov_desktop.catalog.locations import LANGUAGES, AddressError, Locations
from tarkov_desktop.catalog.outcomes import (
    Current,
    Kept,
    ModeNotOffered,
    OnProgress,
    Progress,
    Refreshed,
    RefreshOutcome,
)

__all__ = [
    "LANGUAGES",
    "Current",
    "Gating",
    "Kept",
    "LoadedCatalog",
    "ModeDiagnosis",
    "ModeNotOffered",
    "OnProgress",
    "Progress",
    "RefreshOutcome",
    "Refreshed",
    "Source",
    "diagnose",
    "open_library",
    "refresh_game_data",
]


def open_library(options: Options, cache: Path) -> Library:
    """Return the game data below *cache*, fetched from the addresses that *options* name.

    Raises:
        UnusableAddress: one of them is neither https nor http to this computer.
    """
    given = {"TARKOV_DATA_URL": options.data_url, "TARKOV_OVERLAY_URL": options.overlay_url}
    try:
        locations = Locations.from_variables({name: url for name, url in given.items() if url})
    except AddressError as error:
        raise UnusableAddress(str(error)) from error
    return Library(cache, locations)


async def refresh_game_data(
    session: Session, catalogs: Catalogs, *, force: bool = False, on_progress: OnProgress | None = None
) -> RefreshOutcome | None:
    """Fetch newer game data of the mode in use, and show it if any came. Cancel the task to stop.

    Args:
        session: what is shown; it gets the new catalog.
        catalogs: where the data is kept.
        force: ask even where it is early ("Refresh game data").
        on_progress: called after every document.
    """
    mode = session.mode
    outcome = await catalogs.refresh(mode, force=force, on_progress=on_progress)
    fresh = catalogs.catalog(mode)
    if fresh is not session.at(mode).catalog:
        session.use_catalog(fresh)
    return outcome
