"""Limits of what may be stored, shared with the edge functions and SQL (progress document, 2.1 and 8)."""

from __future__ import annotations

from typing import Final

MAX_PATH_BYTES: Final = 300
MAX_KEY_LENGTH: Final = 160
MAX_VALUE_BYTES: Final = 4096
MAX_VALUE_DEPTH: Final = 6
MAX_REGISTERS: Final = 20_000
MAX_UNKNOWN_REGISTERS: Final = 256
MAX_SCOPE_BYTES: Final = 524_288
MAX_SEASON: Final = 1000
MAX_COUNT: Final = 1_000_000_000
MAX_XP_OFFSET: Final = 1_000_000_000
MAX_LEVEL: Final = 100
MAX_PRESTIGE: Final = 20
MAX_SKILL: Final = 100
MAX_TRADER_LEVEL: Final = 10
MAX_REPUTATION: Final = 100
REPUTATION_DECIMALS: Final = 4
MAX_NAME_LENGTH: Final = 15
"""Code points a player may type; up to :data:`MAX_STORED_NAME_LENGTH` are tolerated from elsewhere."""
MAX_STORED_NAME_LENGTH: Final = 64
MAX_DEVICE_NAME_LENGTH: Final = 60
MAX_NOTE_LENGTH: Final = 1000
MAX_NOTES: Final = 500
MAX_NOTES_BYTES: Final = 131_072
MAX_EDITION: Final = 99
