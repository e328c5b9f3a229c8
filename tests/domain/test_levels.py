"""The level table: increments, not totals (game-rules 11)."""

from __future__ import annotations

import pytest

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.domain.game import PlayerLevel
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.domain.levels import LevelTable

SMALL = LevelTable.of([PlayerLevel(level, (level - 1) * 1000) for level in range(1, 6)])


@pytest.mark.parametrize(
    ("total", "level", "progress", "to_next"),
    [
        (0, 1, 0.0, 1000),
        (500, 1, 0.5, 500),
        (1000, 2, 0.0, 2000),
        (2000, 2, 0.5, 1000),
        (2999, 2, 0.9995, 1),
        (3000, 3, 0.0, 3000),
        (10000, 5, 1.0, 0),
        (15000, 5, 1.0, 0),
    ],
)
def test_total_xp_gives_level_and_progress(total: int, level: int, progress: float, to_next: int) -> None:
    standing = SMALL.standing(total)

    assert (standing.level, standing.to_next) == (level, to_next)
    assert standing.progress == pytest.approx(progress)


def test_without_a_table_everybody_is_level_one() -> None:
    assert LevelTable.of([]).standing(10**9) == (1, 1.0, 0)


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (999, 1),
        (1000, 2),
        (4016, 2),
        (4017, 3),
        (8432, 4),
        (14255, 4),
        (14256, 5),
        (172_016_255, 78),
        (172_016_256, 79),
    ],
)
def test_the_table_of_the_game(total: int, level: int) -> None:
    table = LevelTable.of(load_bundled(PVP).catalog.levels)

    assert table.level_at(total) == level
    assert table.total_at(table.highest) == 172_016_256
