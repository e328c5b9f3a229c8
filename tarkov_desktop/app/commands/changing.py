"""Commands that change progress: tasks, objectives, hideout, profile, undo and redo. They print the Changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.commands.requests import (
    Answer,
    ChangeHideout,
    ChangeTasks,
    Failure,
    Redo,
    Reply,
    ResetMode,
    SetObjective,
    SetProfile,
    Undo,
)
from tarkov_desktop.app.operations import hideout, modes, objectives, profile, tasks
from tarkov_desktop.app.operations.carry import Asked, Outcome
from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.app.undo import NothingToUndo, UndoOutcome
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import GameMode, ObjectiveId, PartId, SkillId, StationId, TaskId, TraderId
from tarkov_desktop.domain.plans.plan import Refusal


class _TaskOperation(Protocol):
    def __call__(self, session: Session, task_id: TaskId, *, asked: Asked) -> Outcome: ...


TASK_ACTIONS: Final[Mapping[str, _TaskOperation]] = {
    "complete": tasks.complete_task,
    "uncomplete": tasks.uncomplete_task,
    "fail": tasks.fail_task,
    "start": tasks.start_task,
    "make-available": tasks.make_available,
    "ignore": tasks.ignore_task,
    "unignore": tasks.unignore_task,
    "pin": tasks.pin_task,
    "unpin": tasks.unpin_task,
    "confirm-gate": tasks.confirm_gate,
}

_FieldSetter = Callable[[Session, tuple[str, ...], Asked], Outcome]


def _only(values: tuple[str, ...], count: int = 1) -> tuple[str, ...]:
    if len(values) != count:
        raise ValueError(_("This field takes {count} values.").format(count=count))
    return values


def _set_trader_level(session: Session, values: tuple[str, ...], asked: Asked) -> Outcome:
    trader, level = _only(values, 2)
    stated = None if level == "none" else int(level)
    return profile.set_trader_level(session, TraderId(trader), stated, asked=asked)


def _set_trader_reputation(session: Session, values: tuple[str, ...], asked: Asked) -> Outcome:
    trader, reputation = _only(values, 2)
    stated = None if reputation == "none" else float(reputation)
    return profile.set_trader_reputation(session, TraderId(trader), stated, asked=asked)


def _set_skill(session: Session, values: tuple[str, ...], asked: Asked) -> Outcome:
    skill, level = _only(values, 2)
    return profile.set_skill(session, SkillId(skill), float(level), asked=asked)


PROFILE_FIELDS: Final[Mapping[str, _FieldSetter]] = {
    "level": lambda on, values, asked: profile.set_level(on, int(_only(values)[0]), asked=asked),
    "xp": lambda on, values, asked: profile.set_total_xp(on, int(_only(values)[0]), asked=asked),
    "faction": lambda on, values, asked: profile.set_faction(on, _only(values)[0].upper(), asked=asked),
    "name": lambda on, values, asked: profile.set_name(on, " ".join(values), asked=asked),
    "prestige": lambda on, values, asked: profile.set_prestige(on, int(_only(values)[0]), asked=asked),
    "edition": lambda on, values, asked: profile.set_edition(on, int(_only(values)[0]), asked=asked),
    "trader-level": _set_trader_level,
    "trader-reputation": _set_trader_reputation,
    "skill": _set_skill,
}
"""Fields of ``profile set``; ``none`` withdraws what was stated of a trader."""


def change_tasks(program: Program, request: ChangeTasks) -> Reply:
    """Do one operation on each task, in order; the first refusal ends it, what was done before stays."""
    session, mode = program.session, mode_of(program, request.mode)
    done: list[Changes] = []
    for task_id in request.ids:
        outcome = TASK_ACTIONS[request.action](session, TaskId(task_id), asked=Asked(mode))
        if isinstance(outcome, Refusal):
            return refused(session, outcome, done)
        done.append(outcome)
    return changed(done)


def set_objective(program: Program, request: SetObjective) -> Reply:
    """Set how often an objective is done."""
    asked = Asked(mode_of(program, request.mode))
    outcome = objectives.set_objective_count(
        program.session, ObjectiveId(request.id), request.count, asked=asked
    )
    return reply(program.session, outcome)


def change_hideout(program: Program, request: ChangeHideout) -> Reply:
    """Build or remove a station level, or count the items of a part."""
    session, asked = program.session, Asked(mode_of(program, request.mode))
    match request.action:
        case "build":
            outcome = hideout.build_level(session, StationId(request.id), request.number, asked=asked)
        case "remove":
            outcome = hideout.remove_level(session, StationId(request.id), request.number, asked=asked)
        case _:
            outcome = hideout.set_part_count(session, PartId(request.id), request.number, asked=asked)
    return reply(session, outcome)


def reset_mode(program: Program, request: ResetMode) -> Reply:
    """Begin a mode anew; what was there stays in the archive and can be restored."""
    session, asked = program.session, Asked(mode_of(program, request.mode))
    program.back_up("reset")
    match request.reason:
        case "wipe":
            outcome: Changes | modes.CannotBegin = modes.wipe_mode(session, asked=asked)
        case "prestige":
            outcome = modes.prestige(session, asked=asked)
        case _:
            outcome = modes.reset_mode(session, asked=asked)
    if isinstance(outcome, modes.CannotBegin):
        return Failure(outcome.code, _("There is no higher prestige. Nothing was changed."))
    return changed([outcome])


def set_profile(program: Program, request: SetProfile) -> Reply:
    """Set one field of the profile."""
    asked = Asked(mode_of(program, request.mode))
    try:
        outcome = PROFILE_FIELDS[request.field](program.session, request.values, asked)
    except ValueError:
        return Failure("invalid_value", _("That is no value for this field. Nothing was changed."))
    return reply(program.session, outcome)


def undo(program: Program, request: Undo) -> Reply:
    """Take back the last step, of the mode asked for or of any."""
    history = program.session.history
    step = history.next_back(GameMode(request.mode) if request.mode else None)
    return _taken_back(program.session.undo(step.mode) if step else NothingToUndo())


def redo(program: Program, request: Redo) -> Reply:
    """Take back the last undo, of the mode asked for or of any."""
    history = program.session.history
    step = history.next_forward(GameMode(request.mode) if request.mode else None)
    return _taken_back(program.session.redo(step.mode) if step else NothingToUndo())


def _taken_back(outcome: UndoOutcome) -> Reply:
    if isinstance(outcome, NothingToUndo):
        return Failure("nothing_to_undo", _("There is nothing to take back."))
    data: dict[str, object] = {**changes_data([outcome.changes]), "label": outcome.label}
    lines = [_changed_line([outcome.changes])]
    if outcome.kept:
        data["kept"] = list(outcome.kept)
        lines.append(
            ngettext(
                "{count} value was changed since and stays.",
                "{count} values were changed since and stay.",
                len(outcome.kept),
            ).format(count=len(outcome.kept))
        )
    return Answer(data, tuple(lines))


def mode_of(program: Program, mode: str | None) -> GameMode:
    """Return the mode a request is about."""
    return GameMode(mode) if mode else program.session.mode


def reply(session: Session, outcome: Outcome) -> Reply:
    """Return the answer to one operation."""
    return refused(session, outcome, []) if isinstance(outcome, Refusal) else changed([outcome])


def refused(session: Session, refusal: Refusal, done: list[Changes]) -> Failure:
    """Return why an operation was not possible, and what was done before it."""

    def name_of(task: TaskId) -> str:
        known = session.catalog.tasks.get(task)
        return known.name if known else task

    return Failure(refusal.code.value, sentence(refusal, name_of), changes_data(done) if done else {})


def changed(done: list[Changes]) -> Answer:
    """Return what operations changed."""
    return Answer(changes_data(done), (_changed_line(done),))


def changes_data(done: list[Changes]) -> dict[str, object]:
    """Return *done* as ``--json`` prints it: everything that changed, together."""
    return {
        "mode": done[0].mode if done else None,
        "changed": any(done),
        "paths": sorted({path for changes in done for path in changes.paths}),
        "tasks": sorted({task for changes in done for task in changes.tasks}),
        "stations": sorted({station for changes in done for station in changes.stations}),
        "items": sorted({item for changes in done for item in changes.items}),
        "journal": [changes.journal_id for changes in done if changes.journal_id is not None],
    }


def _changed_line(done: list[Changes]) -> str:
    count = len({path for changes in done for path in changes.paths})
    if any(changes.everything for changes in done):
        return _("The mode begins anew. What was there is in the archive.")
    if not count:
        return _("Nothing had to be changed.")
    return ngettext("{count} value was changed.", "{count} values were changed.", count).format(count=count)
