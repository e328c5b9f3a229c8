"""Commands that change progress: tasks, objectives, hideout, profile, undo and redo. They print the Changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.commands.names import skill_id, station_id, trader_id
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
from tarkov_desktop.app.operations.several import on_all_tasks
from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, mark, ngettext
from tarkov_desktop.app.undo import NothingToUndo, UndoOutcome
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import SEASONAL, GameMode, ObjectiveId, PartId, TaskId
from tarkov_desktop.domain.plans.plan import Refusal

TASK_ACTIONS: Final[Mapping[str, tasks.TaskOperation]] = {
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
    return profile.set_trader_level(session, trader_id(session.catalog, trader), stated, asked=asked)


def _set_trader_reputation(session: Session, values: tuple[str, ...], asked: Asked) -> Outcome:
    trader, reputation = _only(values, 2)
    stated = None if reputation == "none" else float(reputation)
    return profile.set_trader_reputation(session, trader_id(session.catalog, trader), stated, asked=asked)


def _set_skill(session: Session, values: tuple[str, ...], asked: Asked) -> Outcome:
    skill, level = _only(values, 2)
    return profile.set_skill(session, skill_id(session.catalog, skill), float(level), asked=asked)


def _set_automatic_level(session: Session, values: tuple[str, ...], _: Asked) -> Outcome:
    """Switch it for the account: a preference, so no step to undo."""
    wanted = {"on": True, "off": False}.get(_only(values)[0].lower())
    if wanted is None:
        raise ValueError(values)
    return profile.set_preference(session, "useAutomaticLevelCalculation", value=wanted)


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
    "automatic-level": _set_automatic_level,
}
"""Fields of ``profile set``; ``none`` withdraws what was stated of a trader, ``on`` and ``off`` switch."""


def change_tasks(program: Program, request: ChangeTasks) -> Reply:
    """Do one operation on all tasks as one step; when one of them refuses, nothing is changed."""
    operation, asked = TASK_ACTIONS[request.action], Asked(mode_of(program, request.mode))
    outcome = on_all_tasks(
        program.session, operation.label, operation.plan, map(TaskId, request.ids), asked=asked
    )
    return reply(program.session, outcome)


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
            station = station_id(session.catalog, request.id)
            outcome = hideout.build_level(session, station, request.number, asked=asked)
        case "remove":
            station = station_id(session.catalog, request.id)
            outcome = hideout.remove_level(session, station, request.number, asked=asked)
        case _:
            outcome = hideout.set_part_count(session, PartId(request.id), request.number, asked=asked)
    return reply(session, outcome)


def reset_mode(program: Program, request: ResetMode) -> Reply:
    """Begin a mode anew; what was there stays in the archive and can be restored."""
    session, asked = program.session, Asked(mode_of(program, request.mode))
    if request.reason == "season" and asked.mode != SEASONAL:
        return Failure("not_seasonal", _("Only the seasonal mode has seasons. Nothing was changed."))
    program.back_up("reset")
    match request.reason:
        case "wipe":
            outcome: Changes | modes.CannotBegin = modes.wipe_mode(session, asked=asked)
        case "prestige":
            outcome = modes.prestige(session, asked=asked)
        case "season":
            season = session.scopes.of_mode(SEASONAL).season + 1
            outcome = modes.start_season(session, season, asked=asked)
        case _:
            outcome = modes.reset_mode(session, asked=asked)
    if isinstance(outcome, modes.CannotBegin):
        return Failure(outcome.code, _(_CANNOT_BEGIN[outcome.code]))
    return changed(outcome)


_CANNOT_BEGIN: Final[Mapping[str, str]] = {
    "highest_prestige": mark("There is no higher prestige. Nothing was changed."),
    "not_a_later_season": mark("There is no later season. Nothing was changed."),
}


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
    mode = GameMode(request.mode) if request.mode else None
    step = program.session.history.next_back(mode)
    return _taken_back(program.session.undo(mode or step.mode) if step else NothingToUndo())


def redo(program: Program, request: Redo) -> Reply:
    """Take back the last undo, of the mode asked for or of any."""
    mode = GameMode(request.mode) if request.mode else None
    step = program.session.history.next_forward(mode)
    return _taken_back(program.session.redo(mode or step.mode) if step else NothingToUndo())


def _taken_back(outcome: UndoOutcome) -> Reply:
    if isinstance(outcome, NothingToUndo):
        return Failure("nothing_to_undo", _("There is nothing to take back."))
    data: dict[str, object] = {**changes_data(outcome.changes), "label": outcome.label}
    lines = [_changed_line(outcome.changes)]
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
    return refused(session, outcome) if isinstance(outcome, Refusal) else changed(outcome)


def refused(session: Session, refusal: Refusal) -> Failure:
    """Return why an operation was not possible; nothing was changed."""

    def name_of(task: TaskId) -> str:
        known = session.catalog.tasks.get(task)
        return known.name if known else task

    return Failure(refusal.code.value, sentence(refusal, name_of))


def changed(changes: Changes) -> Answer:
    """Return what an operation changed."""
    return Answer(changes_data(changes), (_changed_line(changes),))


def changes_data(changes: Changes) -> dict[str, object]:
    """Return *changes* as ``--json`` prints them."""
    return {
        "mode": changes.mode,
        "changed": bool(changes),
        "paths": sorted(changes.paths),
        "tasks": sorted(changes.tasks),
        "stations": sorted(changes.stations),
        "items": sorted(changes.items),
        "journal": [] if changes.journal_id is None else [changes.journal_id],
    }


def _changed_line(changes: Changes) -> str:
    count = len(changes.paths)
    if changes.everything:
        return _("The mode begins anew. What was there is in the archive.")
    if not count:
        return _("Nothing had to be changed.")
    return ngettext("{count} value was changed.", "{count} values were changed.", count).format(count=count)
