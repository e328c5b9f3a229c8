"""Names of the game modes at the data source."""

from __future__ import annotations

import re
from typing import Final

from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL, GameMode

_PATHS: Final = {PVP: "regular", PVE: "pve", SEASONAL: "pvp-season"}
_WORD: Final = re.compile(r"[a-z0-9-]{1,32}")


def source_word(mode: GameMode) -> str:
    """Return the word for *mode* in paths of the JSON API and keys of the overlay.

    A mode that is not one of ours keeps its own word and is never turned into another.

    Raises:
        ValueError: *mode* is no word that may stand in a path.
    """
    word = _PATHS.get(mode, mode)
    if not _WORD.fullmatch(word):
        raise ValueError(f"{mode!r} is not a game mode")
    return word


def mode_of(word: str) -> GameMode | None:
    """Return our name for the source's *word*, or None if it cannot be a mode."""
    for mode, path in _PATHS.items():
        if path == word:
            return mode
    lowered = word.lower()
    return GameMode(lowered) if _WORD.fullmatch(lowered) else None
