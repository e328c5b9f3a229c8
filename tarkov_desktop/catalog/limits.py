"""How much a document of game data may hold before it is refused (game-data 8)."""

from __future__ import annotations

from typing import Final

MEBIBYTE: Final = 1024 * 1024
MAX_DEPTH: Final = 32
MAX_TEXT: Final = 16_384
MAX_TASKS: Final = 5_000
MAX_OBJECTIVES: Final = 200
MAX_ITEMS: Final = 50_000
MAX_LIST: Final = 10_000
MAX_COUNT: Final = 1_000_000_000

_TRANSFERRED: Final = {"items": 16, "maps": 16}
_UNPACKED: Final = {"tasks": 16, "items": 64, "maps": 48, "overlay": 4}


def transferred_limit(document: str) -> int:
    """Return how many bytes of *document* (``tasks``, ``tasks_en``, ``overlay`` ...) are read from the wire."""
    return _TRANSFERRED.get(document, 8) * MEBIBYTE


def unpacked_limit(document: str) -> int:
    """Return how many bytes *document* may have after inflating."""
    return _UNPACKED.get(document, 8) * MEBIBYTE
