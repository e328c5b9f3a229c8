"""The level table: from total XP to level, progress and what is missing to the next (game-rules 11)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from tarkov_desktop.domain.game import PlayerLevel


class LevelStanding(NamedTuple):
    """Level, progress towards the next (0..1) and XP still missing (0 at the last level)."""

    level: int
    progress: float
    to_next: int


@dataclass(frozen=True, slots=True)
class LevelTable:
    """Total XP at which each level begins, from level 1. The source gives increments, not totals."""

    totals: tuple[int, ...]

    @classmethod
    def of(cls, levels: Sequence[PlayerLevel]) -> LevelTable:
        """Return the table of a catalog's levels; without any, everybody is level 1."""
        rows = sorted(levels, key=lambda row: row.level)
        return cls(tuple(accumulate(row.experience for row in rows)) or (0,))

    @property
    def highest(self) -> int:
        """The last level there is."""
        return len(self.totals)

    def total_at(self, level: int) -> int:
        """Return the XP at which *level* begins (1..highest)."""
        return self.totals[level - 1]

    def level_at(self, total_xp: int) -> int:
        """Return the highest level that *total_xp* reaches."""
        return max(1, bisect_right(self.totals, total_xp))

    def standing(self, total_xp: int) -> LevelStanding:
        """Return level, progress and what is missing at *total_xp*."""
        level = self.level_at(total_xp)
        if level == self.highest:
            return LevelStanding(level, 1.0, 0)
        begin, end = self.totals[level - 1], self.totals[level]
        return LevelStanding(level, min(1.0, max(0.0, (total_xp - begin) / (end - begin))), end - total_xp)
