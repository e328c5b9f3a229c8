"""The hybrid logical clock: stamps never fall, and a wrong clock harms little."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.sync.stamp import FUTURE_LIMIT_MS, HybridLogicalClock, Stamp

NODE = "9f2c0d1e5a6b7788"


@given(st.lists(st.integers(min_value=-(10**12), max_value=10**12), min_size=1, max_size=50))
def test_stamps_rise_whatever_the_local_clock_does(readings: list[int]) -> None:
    times = iter(readings)
    clock = HybridLogicalClock(NODE, now_ms=lambda: next(times))

    stamps = [clock.tick(0) for _ in readings]

    assert all(earlier < later for earlier, later in pairwise(stamps))


def test_a_received_stamp_is_passed_by_the_next_edit() -> None:
    clock = HybridLogicalClock(NODE, now_ms=lambda: 1_000)
    seen = Stamp(0, 5_000, 7, "0000000000000000")

    clock.learn(seen)

    assert clock.tick(0) > seen


def test_a_stamp_from_far_in_the_future_is_not_learned() -> None:
    clock = HybridLogicalClock(NODE, now_ms=lambda: 1_000)

    clock.learn(Stamp(0, 1_000 + FUTURE_LIMIT_MS + 1, 0, "0000000000000000"))

    assert clock.tick(0).ms == 1_000


def test_an_older_stamp_changes_nothing() -> None:
    clock = HybridLogicalClock(NODE, now_ms=lambda: 9_000)
    first = clock.tick(0)

    clock.learn(Stamp(0, 10, 3, "0000000000000000"))

    assert clock.tick(0) == Stamp(0, first.ms, 1, NODE)


def test_the_measured_offset_moves_new_stamps_to_server_time() -> None:
    clock = HybridLogicalClock(NODE, now_ms=lambda: 1_000, offset_ms=500)

    assert clock.tick(2) == Stamp(2, 1_500, 0, NODE)
