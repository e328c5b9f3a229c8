"""Tasks in words: states, reasons, places, progress. Nothing here draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, duration, listed, mark, ngettext, number
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.ids import MapId, TaskId, TraderId
from tarkov_desktop.domain.maps import MAP_TYPES, MapGroup
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.domain.state import DisplayState, Reason, ReasonKind
from tarkov_desktop.ui.theme.shapes import Shape

_FEW_MAPS: Final = 4
"""So many maps may be left out and a task still counts as one of any map: labs, tutorial, event maps."""
_MOST_NAMED: Final = 2
_MOST_IN_A_SENTENCE: Final = 12
TARKOV_DEV_TASK: Final = "https://tarkov.dev/task/{name}"
WIKI_TASK: Final = "https://escapefromtarkov.fandom.com/wiki/{name}"


@dataclass(frozen=True, slots=True)
class StateWords:
    """Word and shape of a display state."""

    word: str
    shape: Shape


STATES: Final = {
    DisplayState.AVAILABLE: StateWords(mark("Available"), Shape.AVAILABLE),
    DisplayState.UNKNOWN_GATE: StateWords(mark("To check"), Shape.TO_CHECK),
    DisplayState.LOCKED: StateWords(mark("Not yet"), Shape.LOCKED),
    DisplayState.BLOCKED: StateWords(mark("No longer possible"), Shape.BLOCKED),
    DisplayState.COMPLETE: StateWords(mark("Done"), Shape.DONE),
    DisplayState.FAILED: StateWords(mark("Failed"), Shape.FAILED),
    DisplayState.IGNORED: StateWords(mark("Ignored"), Shape.IGNORED),
}
"""In the order of the tabs."""

_NEAREST_FIRST: Final = (
    ReasonKind.OPENS_AT,
    ReasonKind.FACTION,
    ReasonKind.EDITION,
    ReasonKind.PRESTIGE_PASSED,
    ReasonKind.PRESTIGE_ABSENT,
    ReasonKind.OTHER_BRANCH,
    ReasonKind.PREREQUISITE_FAILED,
    ReasonKind.PREREQUISITE_DONE,
    ReasonKind.PREREQUISITE_BLOCKED,
    ReasonKind.TASK,
    ReasonKind.LEVEL,
    ReasonKind.PRESTIGE_TOO_LOW,
    ReasonKind.TRADER_LEVEL,
    ReasonKind.TRADER_REPUTATION,
    ReasonKind.GATE,
    ReasonKind.OPENS_UNTIL,
    ReasonKind.VIA_TASK,
    ReasonKind.MISSING_TASK,
    ReasonKind.UNREADABLE,
)


def state_shape(state: DisplayState, *, has_delay: bool = False) -> Shape:
    """Return the shape of *state*; a running delay has its own."""
    return Shape.DELAYED if has_delay and state is DisplayState.LOCKED else STATES[state].shape


def task_name(session: Session, task_id: TaskId | None) -> str:
    """Return the name of a task, or a word for one that the game data does not hold."""
    task = session.catalog.tasks.get(task_id) if task_id else None
    return task.name if task else _("a task that is not in the game data")


def trader_name(session: Session, trader_id: TraderId | None) -> str:
    """Return the name of a trader."""
    trader = session.catalog.traders.get(trader_id) if trader_id else None
    return trader.name if trader else _("a trader")


def map_names(groups: Mapping[MapId, MapGroup], task: Task) -> list[str]:
    """Return the places where objectives of *task* are done, day and night as one, in the task's order."""
    name_of = {map_id: group.name for group in groups.values() for map_id in group.maps}
    found = [
        name_of[map_id]
        for objective in task.objectives
        if objective.type in MAP_TYPES
        for map_id in objective.maps
        if map_id in name_of
    ]
    if not found and task.map in name_of:
        found = [name_of[task.map]]
    return list(dict.fromkeys(found))


def place_words(groups: Mapping[MapId, MapGroup], task: Task, *, is_brief: bool = True) -> str:
    """Return where a task is done: one name, ``Woods +2``, ``Any map`` or ``Anywhere``.

    A task of nearly all maps says ``Any map``; not brief, it names those left out: ``Any map but Factory``.
    """
    names = map_names(groups, task)
    if len(names) == 1:
        return names[0]
    left_out = [group.name for group in groups.values() if group.name not in names]
    if names and len(left_out) <= _FEW_MAPS:
        is_whole = is_brief or not 0 < len(left_out) <= _MOST_NAMED
        return _("Any map") if is_whole else _("Any map but {maps}").format(maps=listed(left_out))
    if names:
        return _("{map} +{count}").format(map=names[0], count=len(names) - 1)
    is_in_raid = any(objective.type in MAP_TYPES for objective in task.objectives)
    return _("Any map") if is_in_raid else _("Anywhere")


def nearest_reason(reasons: Sequence[Reason]) -> Reason | None:
    """Return the reason to name first: what a player can do something about, before what is merely unknown."""
    return min(reasons, key=lambda reason: _NEAREST_FIRST.index(reason.kind), default=None)


def reason_words(session: Session, reason: Reason, now_ms: int) -> str:
    """Return *reason* as a short phrase that may stand alone."""
    return _REASONS[reason.kind](session, reason, now_ms)


def reason_in_row(session: Session, reason: Reason, now_ms: int) -> str:
    """Return *reason* for a row, whose shape and tab say already that the task is no longer possible."""
    if reason.kind is ReasonKind.PREREQUISITE_BLOCKED:
        return _("Needs {task}").format(task=task_name(session, reason.task))
    return reason_words(session, reason, now_ms)


def link_of(task: Task) -> str:
    """Return the address of the task's public page."""
    return TARKOV_DEV_TASK.format(name=task.normalized_name)


def wiki_of(task: Task) -> str:
    """Return the address of the task's page in the wiki; where the game data have none, by its name."""
    return task.wiki_link or WIKI_TASK.format(name=task.name.replace(" ", "_"))


def of_words(done: int, total: int) -> str:
    """Return ``1 of 3``."""
    return _("{done} of {total}").format(done=number(done), total=number(total))


def tasks_words(count: int) -> str:
    """Return ``7 tasks``."""
    return ngettext("{count} task", "{count} tasks", count).format(count=number(count))


def xp_words(experience: int) -> str:
    """Return ``19,400 XP``."""
    return _("{amount} XP").format(amount=number(experience))


def consequences(session: Session, plan: Plan) -> str:
    """Return what *plan* changes beside the task itself, in sentences."""
    said = []
    for task_ids, sentence in (
        (plan.completes, _("Marked as done ({count}): {tasks}.")),
        (plan.fails, _("Marked as failed ({count}): {tasks}.")),
    ):
        if task_ids:
            names = [task_name(session, each) for each in task_ids[:_MOST_IN_A_SENTENCE]]
            rest = len(task_ids) - len(names)
            if rest:
                names.append(ngettext("{count} more", "{count} more", rest).format(count=number(rest)))
            said.append(sentence.format(count=number(len(task_ids)), tasks=listed(names)))
    if plan.raises_level_to is not None:
        said.append(_("Your level becomes {level}.").format(level=plan.raises_level_to))
    return " ".join(said)


def _after_task(session: Session, reason: Reason, _now_ms: int) -> str:
    name = task_name(session, reason.task)
    if "complete" in reason.statuses or not reason.statuses:
        return _("After {task}").format(task=name)
    if "active" in reason.statuses:
        return _("Once {task} is started").format(task=name)
    return _("If {task} fails").format(task=name)


def _trader_level(session: Session, reason: Reason, _now_ms: int) -> str:
    name = trader_name(session, reason.trader)
    return _("{trader} level {level}").format(trader=name, level=f"{reason.needed or 0:g}")


def _reputation(session: Session, reason: Reason, _now_ms: int) -> str:
    name = trader_name(session, reason.trader)
    return _("{trader} reputation {value}").format(trader=name, value=f"{reason.needed or 0:g}")


def _faction(_session: Session, reason: Reason, _now_ms: int) -> str:
    return _("Only for {faction}").format(faction=reason.word)


_InWords = Callable[[Session, Reason, int], str]


def _of_task(template: str) -> _InWords:
    return lambda session, reason, _now_ms: _(template).format(task=task_name(session, reason.task))


def _needing(template: str) -> _InWords:
    return lambda _session, reason, _now_ms: _(template).format(needed=f"{reason.needed or 0:g}")


def _plain(sentence: str) -> _InWords:
    return lambda _session, _reason, _now_ms: _(sentence)


def _until(template: str) -> _InWords:
    return lambda _session, reason, now_ms: _(template).format(
        time=duration(max(60, (reason.at_ms - now_ms) // 1000))
    )


_REASONS: Final[dict[ReasonKind, _InWords]] = {
    ReasonKind.TASK: _after_task,
    ReasonKind.VIA_TASK: _of_task(mark("Depends on {task}")),
    ReasonKind.MISSING_TASK: _plain(mark("Needs a task that is not in the game data")),
    ReasonKind.UNREADABLE: _plain(mark("A condition we cannot read")),
    ReasonKind.LEVEL: _needing(mark("From level {needed}")),
    ReasonKind.FACTION: _faction,
    ReasonKind.EDITION: _plain(mark("Not in your game edition")),
    ReasonKind.PRESTIGE_TOO_LOW: _needing(mark("From prestige {needed}")),
    ReasonKind.PRESTIGE_PASSED: _needing(mark("Only in prestige {needed}")),
    ReasonKind.PRESTIGE_ABSENT: _plain(mark("Needs a prestige this mode does not have")),
    ReasonKind.TRADER_LEVEL: _trader_level,
    ReasonKind.TRADER_REPUTATION: _reputation,
    ReasonKind.GATE: _plain(mark("A condition the game does not show")),
    ReasonKind.OPENS_AT: _until(mark("in {time}")),
    ReasonKind.OPENS_UNTIL: _until(mark("any time in the next {time}")),
    ReasonKind.PREREQUISITE_FAILED: _of_task(mark("{task} failed")),
    ReasonKind.PREREQUISITE_DONE: _of_task(mark("{task} is done")),
    ReasonKind.PREREQUISITE_BLOCKED: _of_task(mark("{task} is no longer possible")),
    ReasonKind.OTHER_BRANCH: _of_task(mark("{task} was chosen")),
}
