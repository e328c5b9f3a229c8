"""The team together (game-rules 15 and 10.9)."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.ids import TaskId, UserId
from tarkov_desktop.domain.item_needs import ROUBLES
from tarkov_desktop.domain.needed import NeededFilter
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.team_views import (
    Member,
    TeamTasks,
    available_tasks,
    card_name,
    open_bits,
    team_needs,
    team_task,
)
from tests.domain.worlds import a_document, a_graph, a_task, an_objective, derived, needs

T = TaskId("T")
GRAPH = a_graph(
    a_task("Z"),
    a_task("R", fails="T"),
    a_task("T", needs("Z"), fails="R", faction="USEC"),
    a_task("G", others=["dialogue"]),
    a_task("U", needs("Z"), others=["dialogue"]),
)
COMPLETE = a_document(done="ZT")
AVAILABLE = a_document(done="Z")
LOCKED = a_document()
FAILED = a_document(failed="T")
BLOCKED = a_document(done="ZR")
IGNORED = a_document({"ignoredTasks/T": True}, done="Z")
OTHER_FACTION = a_document({"pmcFaction": "BEAR"})


def a_team(*documents: Document | None) -> list[Member]:
    users = ["me", "A", "B"]
    return [
        Member(UserId(user), None if document is None else derived(GRAPH, document), is_self=user == "me")
        for user, document in zip(users, documents, strict=False)
    ]


@pytest.mark.parametrize(
    ("documents", "state", "available_to", "shared"),
    [
        ((COMPLETE, COMPLETE, OTHER_FACTION), DisplayState.COMPLETE, (), False),
        ((COMPLETE, AVAILABLE, LOCKED), DisplayState.AVAILABLE, ("A",), False),
        ((FAILED, COMPLETE, COMPLETE), DisplayState.FAILED, (), False),
        ((BLOCKED, COMPLETE, COMPLETE), DisplayState.BLOCKED, (), False),
        ((IGNORED, LOCKED, LOCKED), DisplayState.AVAILABLE, ("me",), False),
        ((AVAILABLE, AVAILABLE, AVAILABLE), DisplayState.AVAILABLE, ("me", "A", "B"), True),
        ((AVAILABLE, AVAILABLE, COMPLETE), DisplayState.AVAILABLE, ("me", "A"), False),
        ((AVAILABLE, None), DisplayState.AVAILABLE, ("me",), False),
        ((LOCKED, LOCKED), DisplayState.LOCKED, (), False),
    ],
)
def test_the_view_of_all(
    documents: tuple[Document | None, ...],
    state: DisplayState,
    available_to: tuple[str, ...],
    shared: bool,
) -> None:
    assert team_task(a_team(*documents), T) == (state, available_to, shared)


def test_one_unknown_gate_is_shown_before_locks() -> None:
    team = a_team(LOCKED, a_document(done="Z"), LOCKED)

    joint = team_task(team, TaskId("U"))

    assert joint is not None
    assert joint.state is DisplayState.UNKNOWN_GATE


def test_a_task_that_concerns_nobody_is_not_shown() -> None:
    assert team_task(a_team(OTHER_FACTION, None), T) is None


@pytest.mark.parametrize(
    ("profile", "stored", "expected"), [("Rook", "x", "Rook"), (None, "Pawn", "Pawn"), (None, None, "3f0c1f")]
)
def test_a_card_has_a_name(profile: str | None, stored: str | None, expected: str) -> None:
    assert card_name(profile, stored, UserId("3f0c1f4e-7a39")) == expected


def test_what_a_member_can_do_now_leaves_out_what_is_locked_done_or_ignored() -> None:
    available, ignored = a_team(AVAILABLE, IGNORED)
    assert available.derived is not None
    assert ignored.derived is not None

    assert available_tasks(available.derived) == ("R", "T")
    assert available_tasks(ignored.derived) == ("R",)


def test_open_for_anyone_joins_the_members_at_hand() -> None:
    bits = open_bits(a_team(a_document(done="ZRTGU"), a_document(done="ZRT"), None))

    assert bits.bit_count() == 2


def test_the_team_needs_what_each_still_needs() -> None:
    graph = a_graph(
        a_task(
            "T",
            objectives=[
                an_objective("g", "giveItem", count=3, items=["x"]),
                an_objective("h", "giveItem", items=["x"]),
                an_objective("any", "giveItem", items=["x", "y"]),
                an_objective("money", "giveItem", count=10, items=[ROUBLES]),
            ],
        )
    )

    def member(user: str, got: int | None) -> Member:
        now: Derived | None = None
        if got is not None:
            now = derived(
                graph, a_document({"taskObjectives/g/count": got, "taskObjectives/h/complete": True})
            )
        return Member(UserId(user), now)

    team = team_needs([member("me", 2), member("A", 1), member("C", None)], NeededFilter())

    assert set(team) == {"x"}
    (need,) = team.values()
    assert (need.left, need.total, need.not_known) == ({"me": 1, "A": 2}, 3, ("C",))


def test_the_view_of_all_is_kept_until_it_is_forgotten() -> None:
    mate = derived(GRAPH, LOCKED)
    members = [Member(UserId("me"), derived(GRAPH, LOCKED), is_self=True), Member(UserId("A"), mate)]
    team = TeamTasks(members)
    assert team.available_to(T) == ()

    mate.apply(AVAILABLE, mate.situation.account, ["taskCompletions/Z"], mate.situation.now_ms)
    assert team.available_to(T) == ()
    team.forget([T])

    assert team.available_to(T) == ("A",)


def test_the_first_whose_state_it_is_speaks_for_all() -> None:
    team = TeamTasks(a_team(COMPLETE, None, AVAILABLE))

    speaker = team.speaker(T)

    assert speaker is not None
    assert speaker.user == "B"


def test_nobody_speaks_for_what_concerns_nobody() -> None:
    team = TeamTasks(a_team(OTHER_FACTION))

    assert team.of(T) is None
    assert team.available_to(T) == ()
    assert team.speaker(T) is None
