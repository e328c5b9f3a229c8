"""When an exchange is due."""

from __future__ import annotations

from tarkov_desktop.sync.timetable import AT_MOST_S, FOCUS_AFTER_S, NEVER, PULL_EVERY_S, QUIET_S, Timetable


def after_an_exchange(at_s: float) -> Timetable:
    table = Timetable()
    table.began(at_s)
    table.succeeded(at_s)
    return table


def test_the_first_exchange_is_due_at_once_and_pulls() -> None:
    table = Timetable()

    assert table.due_s() <= 5
    assert table.began(5)


def test_the_first_edit_after_a_pause_goes_at_once() -> None:
    table = after_an_exchange(0)

    table.edited(10)

    assert table.due_s() == 10
    assert not table.began(10)


def test_edits_in_a_burst_wait_for_quiet() -> None:
    table = after_an_exchange(10)
    table.edited(10.1)

    table.edited(10.2)

    assert table.due_s() == 10.2 + QUIET_S


def test_a_burst_without_end_goes_after_a_second() -> None:
    table = after_an_exchange(10)
    for tenth in range(1, 30):
        table.edited(10 + tenth / 10)

    assert table.due_s() == 10.1 + AT_MOST_S


def test_it_pulls_every_five_minutes() -> None:
    table = after_an_exchange(10)

    assert table.due_s() == 10 + PULL_EVERY_S
    assert table.began(10 + PULL_EVERY_S)


def test_looking_again_pulls_only_after_a_minute() -> None:
    table = after_an_exchange(10)

    table.focused(10 + FOCUS_AFTER_S - 1)
    early = table.due_s()
    table.focused(10 + FOCUS_AFTER_S)

    assert (early, table.due_s()) == (10 + PULL_EVERY_S, 10 + FOCUS_AFTER_S)


def test_a_failure_keeps_everything_back_until_its_delay_is_over() -> None:
    table = after_an_exchange(10)
    table.edited(20)
    table.began(20)
    table.failed(20, 30)

    table.edited(21)

    assert table.due_s() == 50
    assert table.began(50)


def test_hurry_does_not_wait_for_a_back_off() -> None:
    table = after_an_exchange(10)
    table.failed(20, 30)

    table.hurry(22)

    assert table.due_s() <= 22


def test_a_pause_has_no_end_of_its_own() -> None:
    table = after_an_exchange(10)
    table.is_paused = True
    table.edited(11)

    assert table.due_s() == NEVER
