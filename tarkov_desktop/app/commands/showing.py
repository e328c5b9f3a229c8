"""Commands that only look: status, task list, activity."""

from __future__ import annotations

from gettext import NullTranslations
from typing import Final

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.commands.changing import mode_of
from tarkov_desktop.app.commands.names import is_named, trader_id
from tarkov_desktop.app.commands.requests import Answer, Failure, ListTasks, Reply, ShowActivity, Status
from tarkov_desktop.app.mode_progress import ModeProgress
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.domain.game import Catalog, Task
from tarkov_desktop.domain.ids import ObjectiveId, TaskId
from tarkov_desktop.domain.maps import MapGroup, map_groups
from tarkov_desktop.domain.needed import NeededItems, needed_items
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.progress import Bar
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.task_lists import finds, is_on, searchable_text

LIST_STATES: Final = ("available", "unknown", "locked", "blocked", "complete", "failed", "ignored", "all")


def status(program: Program, request: Status) -> Reply:
    """Return the derived summary of a mode."""
    progress = program.session.at(mode_of(program, request.mode))
    experience, needed = progress.derived.experience(), needed_items(progress.derived)
    all_tasks = progress.derived.progress().all
    lines = (
        _("{mode}: level {level}, {xp} XP").format(
            mode=progress.mode, level=experience.level, xp=experience.total
        ),
        ", ".join(f"{state} {count}" for state, count in _by_state(progress).items()),
        _("All tasks {done} of {total}, items still needed: {left}").format(
            done=all_tasks.done, total=all_tasks.total, left=needed.total.left
        ),
    )
    about = {"account": program.account, "saved": program.session.saving.state.is_saved}
    return Answer({**about, **_summary(progress, needed)}, lines)


def _by_state(progress: ModeProgress) -> dict[str, int]:
    counts = progress.derived.counts()
    return {state.value: counts[state] for state in DisplayState}


def _summary(progress: ModeProgress, needed: NeededItems) -> dict[str, object]:
    experience, situation = progress.derived.experience(), progress.derived.situation
    bars = progress.derived.progress()
    return {
        "mode": progress.mode,
        "catalog": progress.catalog.version,
        "states": _by_state(progress),
        "xp": {
            "tasks": experience.of_tasks,
            "total": experience.total,
            "toNextLevel": experience.standing.to_next,
        },
        "level": experience.level,
        "automaticLevel": progress.account.automatic_level,
        "faction": situation.faction,
        "prestige": situation.prestige,
        "edition": progress.account.edition,
        "progress": {
            "all": _bar(bars.all),
            "kappa": _bar(bars.kappa),
            "lightkeeper": _bar(bars.lightkeeper),
            "traders": {trader: _bar(bar) for trader, bar in bars.traders.items()},
        },
        "neededItems": {
            "items": len(needed.rows),
            "choices": len(needed.choices),
            "need": needed.total.need,
            "got": needed.total.got,
            "left": needed.total.left,
        },
        "hideout": {
            view.id: {"level": view.level, "state": view.state.value, "ready": view.is_ready}
            for view in progress.derived.stations().values()
        },
    }


def _bar(bar: Bar) -> dict[str, object]:
    return {"done": bar.done, "total": bar.total, "ignored": bar.ignored, "known": bar.is_whole_set_known}


def list_tasks(program: Program, request: ListTasks) -> Reply:
    """Return the tasks that pass every filter, in catalogue order."""
    if request.state not in LIST_STATES:
        return Failure("invalid_value", _("There is no such state of tasks."))
    progress = program.session.at(mode_of(program, request.mode))
    places = _places(progress.catalog, request.map)
    rows = [
        _task_row(progress, task.id)
        for task in progress.graph.tasks
        if _passes(progress, task, request) and (places is None or any(is_on(task, one) for one in places))
    ]
    count = ngettext("{count} task", "{count} tasks", len(rows)).format(count=len(rows))
    lines = [f"{row['id']}  {row['state']:<9}  {row['trader']}: {row['name']}" for row in rows]
    return Answer({"mode": progress.mode, "tasks": rows}, (*lines, count))


def _passes(progress: ModeProgress, task: Task, request: ListTasks) -> bool:
    if request.state not in {"all", progress.derived.state(task.id).value}:
        return False
    if request.trader is not None and task.trader != trader_id(progress.catalog, request.trader):
        return False
    if request.search is None:
        return True
    words = NullTranslations()
    lines = (objective_line(progress.catalog, objective, words).text for objective in task.objectives)
    return finds(searchable_text(progress.derived, task, lines), request.search)


def _places(catalog: Catalog, wanted: str | None) -> list[MapGroup] | None:
    """Return the places a player means by the id or a name of a map (day and night are one), None for any."""
    if wanted is None:
        return None
    return [
        group
        for group in map_groups(catalog).values()
        if any(is_named(wanted, one, catalog.maps[one]) for one in group.maps)
    ]


def _task_row(progress: ModeProgress, task_id: TaskId) -> dict[str, object]:
    task = progress.graph.nodes[task_id].task
    view = progress.derived.view(task_id)
    trader = progress.catalog.traders.get(task.trader)
    return {
        "id": task.id,
        "name": task.name,
        "trader": trader.normalized_name if trader else task.trader,
        "map": task.map,
        "state": view.state.value,
        "started": view.record.started,
        "pinned": view.is_pinned,
        "minLevel": task.min_level,
        "reasons": [reason.kind.value for reason in view.reasons],
        "objectives": [
            {"id": each.objective.id, "required": each.required, **_amount(progress, each.objective.id)}
            for each in progress.graph.nodes[task_id].objectives
        ],
    }


def _amount(progress: ModeProgress, objective_id: ObjectiveId) -> dict[str, object]:
    amount = progress.derived.amount(objective_id)
    return {"complete": amount.complete, "count": amount.number}


def activity(program: Program, request: ShowActivity) -> Reply:
    """Return what was done, newest first."""
    lines = program.session.activity(request.limit)
    rows: list[dict[str, object]] = [
        {
            "id": line.id,
            "at": line.at_ms,
            "mode": line.mode,
            "operation": line.label,
            "subject": line.subject,
            "origin": line.origin.value,
            "kind": line.kind.value,
            "undone": line.is_undone,
            "paths": list(line.paths),
        }
        for line in lines
    ]
    shown = [
        f"{line.id:>6}  {line.mode:<8}  {line.kind.value:<5}  {line.label} {line.subject}".rstrip()
        for line in lines
    ]
    return Answer({"activity": rows}, tuple(shown))
