"""Every operation: does it; does it twice; undo restores the document exactly; refuses what it must."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tarkov_desktop.app.operations import hideout, objectives, profile, tasks
from tarkov_desktop.app.operations.carry import Asked, Outcome
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.undo import NothingToUndo, Undone
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import PVE, PVP, ObjectiveId, PartId, SkillId, StationId, TaskId, TraderId
from tarkov_desktop.domain.plans.plan import Refusal, RefusalCode
from tarkov_desktop.store.records import LedgerRow
from tests.app.worlds import (
    DEBUT,
    FILTER,
    GATED,
    GENERATOR,
    HANDS,
    KILLS,
    PRAPOR,
    SHORTAGE,
    SPLIT_A,
    SPLIT_B,
    STRENGTH,
    WAIT_S,
    a_session,
    done,
    effective,
    on_disk,
)

Operation = Callable[[Session], Outcome]
NOBODY = TaskId("nobody")


def _complete(session: Session) -> Outcome:
    return tasks.complete_task(session, DEBUT)


def _ignore(session: Session) -> Outcome:
    return tasks.ignore_task(session, DEBUT)


def _pin(session: Session) -> Outcome:
    return tasks.pin_task(session, DEBUT)


def _confirm(session: Session) -> Outcome:
    return tasks.confirm_gate(session, GATED)


def _build(session: Session) -> Outcome:
    return hideout.build_level(session, GENERATOR, 1)


@dataclass(frozen=True)
class Case:
    """One operation: what it does after ``before``, and what it refuses.

    ``shows`` are the values that are new or different afterwards (None: says nothing any more). ``repeats`` is the
    refusal of doing it twice; None: the second time changes nothing.
    """

    name: str
    do: Operation
    shows: Mapping[str, JsonValue]
    refuses: Operation | None
    with_code: RefusalCode | None
    before: tuple[Operation, ...] = ()
    repeats: RefusalCode | None = None
    toggles: bool = False
    in_account: Mapping[str, JsonValue] = field(default_factory=dict)


DONE: JsonValue = {"complete": True, "failed": False, "manual": True}
FAILED: JsonValue = {"complete": True, "failed": True, "manual": True}
STARTED: JsonValue = {"complete": False, "failed": False, "active": True, "manual": True}
FILLED: dict[str, JsonValue] = {
    f"taskObjectives/{HANDS}/complete": True,
    f"taskObjectives/{KILLS}/complete": True,
    f"taskObjectives/{KILLS}/count": 3,
}

CASES = (
    Case(
        "complete_task",
        _complete,
        {f"taskCompletions/{DEBUT}": DONE, "level": 5, **FILLED},
        lambda on: tasks.complete_task(on, NOBODY),
        RefusalCode.UNKNOWN_TASK,
        repeats=RefusalCode.ALREADY_COMPLETE,
    ),
    Case(
        "complete_task with a rival",
        lambda on: tasks.complete_task(on, SPLIT_A),
        {
            f"taskCompletions/{SPLIT_A}": DONE,
            f"taskCompletions/{SPLIT_B}": {"complete": True, "failed": True},
        },
        None,
        None,
        repeats=RefusalCode.ALREADY_COMPLETE,
    ),
    Case(
        "uncomplete_task",
        lambda on: tasks.uncomplete_task(on, DEBUT),
        {f"taskCompletions/{DEBUT}": None, **dict.fromkeys(FILLED)},
        lambda on: tasks.uncomplete_task(on, NOBODY),
        RefusalCode.UNKNOWN_TASK,
        before=(_complete,),
        repeats=RefusalCode.NOT_SETTLED,
    ),
    Case(
        "fail_task",
        lambda on: tasks.fail_task(on, DEBUT),
        {f"taskCompletions/{DEBUT}": FAILED, **dict.fromkeys(FILLED)},
        lambda on: tasks.fail_task(on, NOBODY),
        RefusalCode.UNKNOWN_TASK,
        before=(_complete,),
        repeats=RefusalCode.ALREADY_FAILED,
    ),
    Case(
        "start_task",
        lambda on: tasks.start_task(on, SHORTAGE),
        {f"taskCompletions/{SHORTAGE}": STARTED},
        lambda on: tasks.start_task(on, DEBUT),
        RefusalCode.ALREADY_COMPLETE,
        before=(_complete,),
    ),
    Case(
        "make_available",
        lambda on: tasks.make_available(on, SHORTAGE),
        {
            f"taskCompletions/{DEBUT}": {"complete": True, "failed": False},
            f"taskCompletions/{SHORTAGE}": STARTED,
            "level": 5,
            **FILLED,
        },
        lambda on: tasks.make_available(on, NOBODY),
        RefusalCode.UNKNOWN_TASK,
        repeats=RefusalCode.ALREADY_AVAILABLE,
    ),
    Case(
        "ignore_task",
        _ignore,
        {f"ignoredTasks/{DEBUT}": True},
        lambda on: tasks.ignore_task(on, NOBODY),
        RefusalCode.UNKNOWN_TASK,
    ),
    Case(
        "unignore_task",
        lambda on: tasks.unignore_task(on, DEBUT),
        {f"ignoredTasks/{DEBUT}": None},
        lambda on: tasks.unignore_task(on, NOBODY),
        RefusalCode.UNKNOWN_TASK,
        before=(_ignore,),
    ),
    Case(
        "pin_task",
        _pin,
        {f"pinnedTasks/{DEBUT}": True},
        lambda on: tasks.pin_task(on, NOBODY),
        RefusalCode.UNKNOWN_TASK,
    ),
    Case(
        "unpin_task",
        lambda on: tasks.unpin_task(on, DEBUT),
        {f"pinnedTasks/{DEBUT}": None},
        lambda on: tasks.unpin_task(on, NOBODY),
        RefusalCode.UNKNOWN_TASK,
        before=(_pin,),
    ),
    Case(
        "set_note",
        lambda on: tasks.set_note(on, DEBUT, "  bring\nthe key "),
        {f"taskNotes/{DEBUT}": "bring\nthe key"},
        lambda on: tasks.set_note(on, DEBUT, "x" * 1001),
        RefusalCode.TOO_LONG,
    ),
    Case(
        "set_note to nothing",
        lambda on: tasks.set_note(on, DEBUT, " "),
        {f"taskNotes/{DEBUT}": None},
        lambda on: tasks.set_note(on, NOBODY, "x"),
        RefusalCode.UNKNOWN_TASK,
        before=(lambda on: tasks.set_note(on, DEBUT, "x"),),
    ),
    Case(
        "set_objective_count",
        lambda on: objectives.set_objective_count(on, KILLS, 2),
        {f"taskObjectives/{KILLS}/count": 2},
        lambda on: objectives.set_objective_count(on, ObjectiveId("nobody"), 1),
        RefusalCode.UNKNOWN_OBJECTIVE,
    ),
    Case(
        "set_objective_count beyond what is needed",
        lambda on: objectives.set_objective_count(on, KILLS, 7),
        {f"taskObjectives/{KILLS}/count": 3, f"taskObjectives/{KILLS}/complete": True},
        None,
        None,
    ),
    Case(
        "toggle_objective",
        lambda on: objectives.toggle_objective(on, HANDS),
        {f"taskObjectives/{HANDS}/complete": True},
        lambda on: objectives.toggle_objective(on, ObjectiveId("nobody")),
        RefusalCode.UNKNOWN_OBJECTIVE,
        toggles=True,
    ),
    Case(
        "build_level",
        lambda on: hideout.build_level(on, GENERATOR, 2),
        {
            "hideoutModules/generator-1": {"complete": True},
            "hideoutModules/generator-2": {"complete": True},
            f"hideoutParts/{FILTER}/complete": True,
            f"hideoutParts/{FILTER}/count": 3,
        },
        lambda on: hideout.build_level(on, GENERATOR, 3),
        RefusalCode.NO_SUCH_LEVEL,
    ),
    Case(
        "remove_level",
        lambda on: hideout.remove_level(on, GENERATOR, 1),
        {
            "hideoutModules/generator-1": None,
            f"hideoutParts/{FILTER}/complete": None,
            f"hideoutParts/{FILTER}/count": None,
        },
        lambda on: hideout.remove_level(on, StationId("nobody"), 1),
        RefusalCode.UNKNOWN_STATION,
        before=(_build,),
    ),
    Case(
        "set_part_count",
        lambda on: hideout.set_part_count(on, FILTER, 2),
        {f"hideoutParts/{FILTER}/count": 2},
        lambda on: hideout.set_part_count(on, PartId("nobody"), 1),
        RefusalCode.UNKNOWN_PART,
    ),
    Case(
        "toggle_part",
        lambda on: hideout.toggle_part(on, FILTER),
        {f"hideoutParts/{FILTER}/count": 3, f"hideoutParts/{FILTER}/complete": True},
        lambda on: hideout.toggle_part(on, PartId("nobody")),
        RefusalCode.UNKNOWN_PART,
        toggles=True,
    ),
    Case(
        "set_level",
        lambda on: profile.set_level(on, 12),
        {"level": 12},
        lambda on: profile.set_level(on, 31),
        RefusalCode.OUT_OF_RANGE,
    ),
    Case(
        "set_total_xp",
        lambda on: profile.set_total_xp(on, 700),
        {"xpOffset": 700},
        lambda on: profile.set_total_xp(on, -1),
        RefusalCode.OUT_OF_RANGE,
    ),
    Case(
        "set_faction",
        lambda on: profile.set_faction(on, "BEAR"),
        {"pmcFaction": "BEAR"},
        lambda on: profile.set_faction(on, "SCAV"),
        RefusalCode.OUT_OF_RANGE,
    ),
    Case(
        "set_name",
        lambda on: profile.set_name(on, " Rook "),
        {"displayName": "Rook"},
        lambda on: profile.set_name(on, "x" * 16),
        RefusalCode.TOO_LONG,
    ),
    Case("set_prestige", lambda on: profile.set_prestige(on, 2), {"prestigeLevel": 2}, None, None),
    Case(
        "set_edition",
        lambda on: profile.set_edition(on, 4),
        {},
        lambda on: profile.set_edition(on, 0),
        RefusalCode.OUT_OF_RANGE,
        in_account={"gameEdition": 4},
    ),
    Case(
        "set_trader_level",
        lambda on: profile.set_trader_level(on, PRAPOR, 3),
        {f"traders/{PRAPOR}/level": 3},
        lambda on: profile.set_trader_level(on, TraderId("nobody"), 1),
        RefusalCode.UNKNOWN_TRADER,
    ),
    Case(
        "set_trader_reputation",
        lambda on: profile.set_trader_reputation(on, PRAPOR, 0.21),
        {f"traders/{PRAPOR}/reputation": 0.21},
        lambda on: profile.set_trader_reputation(on, PRAPOR, 101),
        RefusalCode.OUT_OF_RANGE,
    ),
    Case(
        "set_skill",
        lambda on: profile.set_skill(on, STRENGTH, 5.9),
        {f"skillOffsets/{STRENGTH}": 5},
        lambda on: profile.set_skill(on, SkillId("Strength"), -1),
        RefusalCode.OUT_OF_RANGE,
    ),
)


def _all_values(session: Session) -> dict[str, JsonValue]:
    account = {path: entry.value for path, entry in session.account_document.entries.items()}
    return {
        **effective(session),
        **{path: value for path, value in account.items() if value not in (None, 1)},
    }


@pytest.fixture(params=CASES, ids=operator.attrgetter("name"))
def case(request: pytest.FixtureRequest, session: Session) -> Case:
    """One operation, with what has to be there before it done."""
    found = request.param
    assert isinstance(found, Case)
    for operation in found.before:
        done(operation(session))
    return found


def test_it_does_it(session: Session, case: Case) -> None:
    before = effective(session)

    changes = done(case.do(session))

    wanted = {**before, **case.shows}
    assert effective(session) == {path: value for path, value in wanted.items() if value is not None}
    account = session.account_document
    assert {path: account.value(path) for path in case.in_account} == case.in_account
    assert changes
    assert changes.origin is Origin.USER


def test_doing_it_twice_is_refused_or_changes_nothing_and_makes_no_second_step(
    session: Session, case: Case
) -> None:
    done(case.do(session))
    after = _all_values(session)
    steps = len(session.activity())

    again = case.do(session)

    if case.toggles:
        assert again
        return
    if case.repeats is None:
        assert isinstance(again, Changes)
        assert not again
    else:
        assert isinstance(again, Refusal)
        assert again.code is case.repeats
    assert _all_values(session) == after
    assert len(session.activity()) == steps


def test_undo_restores_the_document_exactly_and_redo_does_it_again(session: Session, case: Case) -> None:
    before = _all_values(session)
    done(case.do(session))
    after = _all_values(session)

    undone = session.undo()
    assert isinstance(undone, Undone)
    assert undone.kept == ()
    assert _all_values(session) == before

    session.redo()
    assert _all_values(session) == after


@pytest.mark.parametrize(
    "case", [each for each in CASES if each.refuses], ids=operator.attrgetter("name"), indirect=True
)
def test_it_refuses_what_it_must_and_changes_nothing(session: Session, case: Case) -> None:
    assert case.refuses is not None
    before = _all_values(session)

    outcome = case.refuses(session)

    assert isinstance(outcome, Refusal)
    assert outcome.code is case.with_code
    assert _all_values(session) == before


def test_it_is_on_the_disk_when_saved(tmp_path: Path, case: Case, session: Session) -> None:
    done(case.do(session))
    session.saving.wait(WAIT_S)
    shown = {path: entry.value for path, entry in session.document.entries.items()}

    assert on_disk(tmp_path, session) == shown


def test_a_confirmed_gate_can_be_withdrawn(session: Session) -> None:
    """The signature stays in the register, so these two are told apart by ``confirmed`` alone."""

    def confirmed() -> object:
        value = session.document.value(f"taskGates/{GATED}")
        return value.get("confirmed") if isinstance(value, dict) else None

    done(_confirm(session))
    assert confirmed() is True
    assert not _confirm(session)

    done(tasks.withdraw_gate(session, GATED))
    assert confirmed() is False
    assert not tasks.withdraw_gate(session, GATED)

    session.undo()
    assert confirmed() is True
    session.undo()
    assert confirmed() is False
    outcome = tasks.confirm_gate(session, DEBUT)
    assert isinstance(outcome, Refusal)
    assert outcome.code is RefusalCode.NOTHING_TO_CONFIRM


def test_an_operation_in_another_mode_leaves_the_one_in_use_alone(session: Session) -> None:
    changes = done(tasks.complete_task(session, DEBUT, asked=Asked(PVE)))

    assert changes.mode == PVE
    assert session.mode == PVP
    assert effective(session) == {}
    assert session.undo() == NothingToUndo()
    assert isinstance(session.undo(PVE), Undone)


def test_a_fact_of_the_game_log_is_marked_in_the_same_edit_also_when_nothing_changes(
    session: Session,
) -> None:
    def fact(key: str) -> Asked:
        return Asked(origin=Origin.GAME_LOG, ledger=(LedgerRow(key, "quest", 5),))

    changes = done(tasks.start_task(session, DEBUT, asked=fact("one")))
    again = tasks.start_task(session, DEBUT, asked=fact("two"))

    assert changes.origin is Origin.GAME_LOG
    assert isinstance(again, Changes)
    assert not again
    assert session.store.ledger(["one", "two", "three"]).result(WAIT_S) == {"one", "two"}


def test_a_session_of_its_own_for_each_test_is_not_shared(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    other = a_session(tmp_path / "a")

    assert effective(other) == {}
    other.close()
