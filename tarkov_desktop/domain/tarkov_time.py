"""The clock of the raids: seven seconds of game to one of ours, two sides twelve hours apart (game-rules 14)."""

from __future__ import annotations

from typing import Final, NamedTuple

from tarkov_desktop.domain.game import GameMap

SPEED: Final = 7
OFFSET_MS: Final = 10_800_000
"""Moscow is three hours ahead of UTC, where the clocks count from."""
DAY_MS: Final = 86_400_000
MINUTE_MS: Final = 60_000

FIXED_TIMES: Final = {
    "factory": ("15:28", "15:28"),
    "night-factory": ("03:28", "03:28"),
    "the-lab": ("15:28", "03:28"),
}
"""Maps without a running clock, by normalized name."""


class RaidClocks(NamedTuple):
    """The two times a raid can have, as HH:MM."""

    first: str
    second: str


def raid_clocks(unix_ms: int) -> RaidClocks:
    """Return both clocks at an instant.

    >>> raid_clocks(0)
    RaidClocks(first='03:00', second='15:00')
    """
    first_ms = (unix_ms * SPEED + OFFSET_MS) % DAY_MS
    return RaidClocks(_clock(first_ms), _clock((first_ms + DAY_MS // 2) % DAY_MS))


def clocks_of_map(game_map: GameMap, unix_ms: int) -> RaidClocks:
    """Return the clocks of a map; some always show the same."""
    fixed = FIXED_TIMES.get(game_map.normalized_name)
    return RaidClocks(*fixed) if fixed else raid_clocks(unix_ms)


def next_minute_ms(unix_ms: int) -> int:
    """Return the instant, in Unix milliseconds, at which the clocks show the next minute."""
    into_minute = (unix_ms * SPEED + OFFSET_MS) % MINUTE_MS
    return unix_ms + -(-(MINUTE_MS - into_minute) // SPEED)


def _clock(ms: int) -> str:
    minutes = ms // MINUTE_MS
    return f"{minutes // 60:02}:{minutes % 60:02}"
