"""What happened in a squad is read from two views of it, and told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tarkov_desktop.app.squad.happenings import What, happenings
from tarkov_desktop.app.squad.state import Card, LastDeed, Squad
from tarkov_desktop.app.squad.statuses import Stated, status_now
from tarkov_desktop.domain.ids import PVP, TaskId, TeamId, UserId
from tarkov_desktop.remote.team_records import MemberStatus, Team

ME, MATE = UserId("me"), UserId("mate")
NOW_MS = 1_000_000


def a_squad(**changed: object) -> Squad:
    mate = replace(Card(MATE, "Mira", 20, 100, order=(0, 10)), **changed)  # type: ignore[arg-type]  # fields of a card
    return Squad(Team(TeamId("t"), "Night", PVP, ME, 5, "team:t"), {ME: Card(ME), MATE: mate}, 0)


def without_mate(squad: Squad) -> Squad:
    return replace(squad, cards={ME: squad.cards[ME]})


@pytest.mark.parametrize(
    ("is_complete", "is_failed", "what"),
    [(True, False, What.FINISHED), (True, True, What.FAILED), (False, False, What.REOPENED)],
)
def test_a_deed_is_told_with_its_task_and_time(is_complete: bool, is_failed: bool, what: What) -> None:
    deed = LastDeed(TaskId("t1"), is_complete, is_failed, 77)

    (found,) = happenings(a_squad(), a_squad(last_deed=deed), now_ms=NOW_MS)

    assert (found.what, found.user, found.name, found.task, found.at_ms) == (what, MATE, "Mira", "t1", 77)
    assert happenings(a_squad(last_deed=deed), a_squad(last_deed=deed), now_ms=NOW_MS) == ()


def test_a_higher_level_is_told_a_lower_or_a_first_one_is_not() -> None:
    (found,) = happenings(a_squad(), a_squad(level=21), now_ms=NOW_MS)

    assert (found.what, found.level, found.at_ms) == (What.LEVEL, 21, NOW_MS)
    assert happenings(a_squad(level=21), a_squad(), now_ms=NOW_MS) == ()
    assert happenings(a_squad(level=None), a_squad(), now_ms=NOW_MS) == ()
    assert happenings(a_squad(level=1, order=(0, 0)), a_squad(), now_ms=NOW_MS) == ()


def test_a_status_is_told_when_it_begins_and_not_when_it_ends() -> None:
    raiding = a_squad(status=MemberStatus("in_raid", "customs"))

    (found,) = happenings(a_squad(), raiding, now_ms=NOW_MS)

    assert (found.what, found.map) == (What.IN_RAID, "customs")
    assert happenings(raiding, a_squad(), now_ms=NOW_MS) == ()
    assert happenings(a_squad(), a_squad(status=MemberStatus("dancing")), now_ms=NOW_MS) == ()


def test_who_came_and_who_went_are_told_by_name() -> None:
    squad = a_squad()

    came = happenings(without_mate(squad), squad, now_ms=NOW_MS)
    went = happenings(squad, without_mate(squad), now_ms=NOW_MS)

    assert [(each.what, each.name) for each in came + went] == [(What.JOINED, "Mira"), (What.LEFT, "Mira")]


def test_another_team_and_no_team_are_no_happening() -> None:
    other = replace(a_squad(), team=replace_team("other"))

    assert happenings(None, a_squad(), now_ms=NOW_MS) == ()
    assert happenings(a_squad(), None, now_ms=NOW_MS) == ()
    assert happenings(other, without_mate(a_squad()), now_ms=NOW_MS) == ()


def replace_team(name: str) -> Team:
    return Team(TeamId(name), name, PVP, ME, 5, "team:x")


def test_a_status_holds_until_its_time() -> None:
    until = "1970-01-01T00:01:00Z"
    card = Card(ME, status=MemberStatus("in_raid", "customs", None, until))

    assert status_now(card, 59_999) == Stated("in_raid", "customs", 60_000)
    assert status_now(card, 60_000) == Stated()
