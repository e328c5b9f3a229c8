"""Waits between tries grow, up to a minute, and obey the server."""

from __future__ import annotations

from tarkov_desktop.sync.backoff import LONGEST_ASKED_S, LONGEST_S, Backoff


def test_waits_double_up_to_a_minute() -> None:
    backoff = Backoff(lambda: 1.0)

    waits = [backoff.next_delay_s() for _ in range(9)]

    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == LONGEST_S


def test_the_servers_wish_is_a_least() -> None:
    assert Backoff(lambda: 0.5).next_delay_s(30) == 30


def test_a_success_begins_anew() -> None:
    backoff = Backoff(lambda: 1.0)
    backoff.next_delay_s()
    backoff.next_delay_s()

    backoff.reset()

    assert backoff.next_delay_s() == 1


def test_a_wish_without_measure_is_no_wish() -> None:
    assert Backoff(lambda: 0.0).next_delay_s(1e18) == LONGEST_ASKED_S
