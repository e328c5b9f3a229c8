"""The clock of the raids (game-rules 14)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.domain.tarkov_time import clocks_of_map, next_minute_ms, raid_clocks
from tests.domain.worlds import a_map


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("unix_ms", "first", "second"),
    [
        (0, "03:00", "15:00"),
        (-1, "02:59", "14:59"),
        (at("2000-02-29T06:30:00"), "00:30", "12:30"),
        (at("2024-01-01T12:00:00"), "15:00", "03:00"),
        (at("2025-06-30T23:59:59"), "02:59", "14:59"),
        (at("2025-07-01T00:00:00"), "03:00", "15:00"),
        (at("2026-07-04T18:05:30"), "09:38", "21:38"),
    ],
)
def test_seven_seconds_to_one(unix_ms: int, first: str, second: str) -> None:
    assert raid_clocks(unix_ms) == (first, second)


@pytest.mark.parametrize(
    ("name", "clocks"),
    [
        ("factory", ("15:28", "15:28")),
        ("night-factory", ("03:28", "03:28")),
        ("the-lab", ("15:28", "03:28")),
        ("customs", ("03:00", "15:00")),
    ],
)
def test_some_maps_stand_still(name: str, clocks: tuple[str, str]) -> None:
    assert clocks_of_map(a_map(name), 0) == clocks


@given(st.integers(0, 2**45))
def test_the_next_minute_is_when_the_clock_changes(unix_ms: int) -> None:
    change_ms = next_minute_ms(unix_ms)

    assert 0 < change_ms - unix_ms <= 60_000 / 7 + 1
    assert raid_clocks(change_ms - 1) == raid_clocks(unix_ms) != raid_clocks(change_ms)
