"""Pictures for the window, as far as the settings of this computer allow them."""

from __future__ import annotations

from pathlib import Path

from tarkov_desktop.app.settings import IMAGE_CACHE_MB, LOAD_PICTURES, LOCAL_ONLY, Settings
from tarkov_desktop.catalog.pictures import Pictures

__all__ = ["Pictures", "may_load_pictures", "open_pictures"]


def open_pictures(settings: Settings, cache: Path) -> Pictures:
    """Return the pictures kept below *cache*, at most as many megabytes of them as the setting says."""
    return Pictures(cache, limit_mb=settings.get(IMAGE_CACHE_MB))


def may_load_pictures(settings: Settings, *, is_metered: bool) -> bool:
    """Tell whether a picture may be fetched now; *is_metered* is what the system says of the connection."""
    if settings.get(LOCAL_ONLY):
        return False
    match settings.get(LOAD_PICTURES):
        case "never":
            return False
        case "unmetered":
            return not is_metered
        case _:
            return True
