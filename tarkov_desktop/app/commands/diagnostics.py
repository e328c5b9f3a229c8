"""``catalog status``, ``catalog refresh`` and ``doctor``: what state things are in, with nothing private.

They need no account, so they neither open one nor ask the window that has one open.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
from collections.abc import Mapping, Sequence

import msgspec

from tarkov_desktop import __version__
from tarkov_desktop.app.backups import SUFFIX
from tarkov_desktop.app.commands.requests import Answer, Failure, Reply
from tarkov_desktop.app.errors import AppError
from tarkov_desktop.app.folders import Folders, find_folders
from tarkov_desktop.app.game_data import Current, Refreshed, RefreshOutcome, open_library
from tarkov_desktop.app.options import read_options
from tarkov_desktop.catalog.diagnosis import diagnose, lines
from tarkov_desktop.catalog.errors import CatalogError
from tarkov_desktop.catalog.library import Library
from tarkov_desktop.domain.ids import MODES, GameMode
from tarkov_desktop.store.database import SQLITE_VERSION

_HOUR_S = 3600


def run_diagnostics(words: argparse.Namespace, variables: Mapping[str, str]) -> Reply:
    """Carry out ``doctor`` or ``catalog``."""
    options = read_options(variables, home=words.home, account=words.account, is_verbose=words.verbose)
    modes = (GameMode(words.mode),) if words.mode else MODES
    try:
        folders = find_folders(options.home)
        library = open_library(options, folders.cache)
        if words.command == "doctor":
            return doctor(library, folders)
        if words.action == "refresh":
            return asyncio.run(_refresh(library, modes))
        return _status(library, modes)
    except AppError as error:
        return Failure(error.code, str(error))
    except (CatalogError, ValueError) as error:
        return Failure("game_data", str(error))


def doctor(library: Library, folders: Folders) -> Answer:
    """Return what is known of program, store and game data; may block for a second."""
    found = [diagnose(library.load(mode)) for mode in MODES]
    program = {
        "version": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    head = f"Tarkov Desktop {program['version']}, Python {program['python']}, {program['system']}"
    store = _store_facts(folders)
    kept = "Store: " + ", ".join(f"{name} {value}" for name, value in store.items())
    data: dict[str, object] = {"program": program, "store": store, "gameData": msgspec.to_builtins(found)}
    return Answer(data, (head, kept, *lines(found)))


def _store_facts(folders: Folders) -> dict[str, object]:
    """Count the files of the accounts by name; none is opened, since the window may have it, and none is named."""
    files = list(folders.accounts.glob("*.sqlite"))
    damaged = [path for path in files if ".damaged-" in path.name]
    return {
        "sqlite": SQLITE_VERSION,
        "accounts": sum("." not in path.stem for path in files),
        "bytes": sum(path.stat().st_size for path in files),
        "damagedKept": len(damaged),
        "leftOpen": len(list(folders.accounts.glob("*.sqlite-wal"))),
        "backups": len(list(folders.backups.glob(f"*/*{SUFFIX}"))),
    }


def _status(library: Library, modes: Sequence[GameMode]) -> Answer:
    found = [diagnose(library.load(mode)) for mode in modes]
    documents = {one.name: one for mode in modes for one in library.status(mode)}
    shown = [
        f"  {one.name}: {one.bytes} bytes, {one.age_s / _HOUR_S:.1f} h old{', due' if one.is_due else ''}"
        for one in documents.values()
        if one.age_s is not None
    ]
    data: dict[str, object] = {
        "gameData": msgspec.to_builtins(found),
        "documents": msgspec.to_builtins(list(documents.values())),
    }
    return Answer(data, (*lines(found), "Cached documents:" if shown else "Nothing is cached.", *shown))


async def _refresh(library: Library, modes: Sequence[GameMode]) -> Reply:
    outcomes = {mode: await library.refresh(mode, force=True) for mode in modes}
    said = [line for mode, outcome in outcomes.items() for line in _told(mode, outcome)]
    data: dict[str, object] = {"modes": {mode: type(one).__name__ for mode, one in outcomes.items()}}
    if any(isinstance(one, Refreshed | Current) for one in outcomes.values()):
        return Answer(data, tuple(said))
    return Failure("not_fetched", "\n".join(said), data)


def _told(mode: GameMode, outcome: RefreshOutcome) -> list[str]:
    match outcome:
        case Refreshed():
            said = f"{mode}: {len(outcome.changed)} documents are new, {outcome.received} bytes were fetched."
        case Current():
            said = f"{mode}: nothing is newer."
        case _:
            said = f"{mode}: {outcome.reason}"
    return [said, *(f"  {warning}" for warning in getattr(outcome, "warnings", ()))]
