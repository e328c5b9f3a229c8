"""Prepared rows: one task as the list paints it, through the eyes in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tarkov_desktop.app import texts
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, listed, number
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.ids import MapId, TaskId
from tarkov_desktop.domain.maps import MapGroup
from tarkov_desktop.domain.state import DisplayState, TaskView
from tarkov_desktop.domain.task_lists import SortMode
from tarkov_desktop.ui.models.tasks import SquadMark, TaskRow
from tarkov_desktop.ui.pages.tasks.sight import Sight
from tarkov_desktop.ui.pages.tasks.words import (
    STATES,
    nearest_reason,
    of_words,
    place_words,
    reason_in_row,
    state_shape,
    trader_name,
    xp_words,
)

REASONED: Final = {DisplayState.LOCKED, DisplayState.BLOCKED, DisplayState.UNKNOWN_GATE}
"""States whose row says the nearest reason in place of the progress."""


class RowMaker:
    """Makes rows, and keeps them until their task, the eyes or the order changes."""

    def __init__(self, session: Session, now_ms: Callable[[], int]) -> None:
        self._session = session
        self._now_ms = now_ms
        self._rows: dict[TaskId, TaskRow] = {}
        self._places: dict[TaskId, str] = {}
        self._sort_mode = SortMode.IMPACT

    def forget(self, task_ids: Iterable[TaskId] | None = None) -> None:
        """Make the rows of *task_ids* anew when they are next asked for; None means all."""
        if task_ids is None:
            self._rows.clear()
            return
        for task_id in task_ids:
            self._rows.pop(task_id, None)

    def forget_places(self) -> None:
        """Hear that the game data are other ones."""
        self._rows.clear()
        self._places.clear()

    def has(self, task_id: TaskId) -> bool:
        """Return whether the row of a task is there already."""
        return task_id in self._rows

    def row(
        self, task_id: TaskId, sight: Sight, sort_mode: SortMode, groups: Mapping[MapId, MapGroup]
    ) -> TaskRow:
        """Return the prepared row of a task."""
        if sort_mode is not self._sort_mode:
            self._sort_mode = sort_mode
            self._rows.clear()
        found = self._rows.get(task_id)
        if found is None:
            task = self._session.graph.task(task_id)
            if task_id not in self._places:
                self._places[task_id] = place_words(groups, task)
            found = self._rows[task_id] = self._make(task, sight, sort_mode)
        return found

    def _make(self, task: Task, sight: Sight, sort_mode: SortMode) -> TaskRow:
        session = self._session
        speaker, derived = sight.speaker(task.id)
        view = derived.view(task.id)
        state = sight.state(task.id) or view.state
        part, total, progress = progress_of(session, task, derived)
        reason = self._reason(view) if state in REASONED else ""
        trader = session.catalog.traders.get(task.trader)
        where, name = self._places[task.id], trader_name(session, task.trader)
        marked = sight.marked(task.id)
        told = reason or progress
        if sight.is_of_all and not speaker.is_self and told:
            told = _("{name}: {words}").format(name=speaker.name, words=told)
        spoken = [task.name, name, _(STATES[state].word), told]
        if marked:
            spoken.append(_("for {names}").format(names=listed([person.name for person in marked])))
        return TaskRow(
            id=task.id,
            name=task.name,
            trader=trader.normalized_name if trader else "",
            trader_name=name,
            shape=state_shape(state, has_delay=bool(view.opens_at_ms)),
            spoken=", ".join(filter(None, spoken)),
            share=part / total if total and state is DisplayState.AVAILABLE else 0.0,
            is_started=state is DisplayState.AVAILABLE and view.is_started,
            is_kappa=task.kappa is True,
            is_lightkeeper=task.lightkeeper is True,
            where=where,
            aside=reason or self._settled_on(view) or progress,
            is_reason=bool(reason),
            sort_value=self._sort_value(task, sight, sort_mode),
            second_line=" · ".join([name, where, *_facts(task)]),
            squad=tuple(SquadMark(person.letter, person.name, person.is_self) for person in marked),
            told=told if sight.is_of_all and not speaker.is_self else "",
        )

    def _reason(self, view: TaskView) -> str:
        reason = nearest_reason(view.reasons)
        return reason_in_row(self._session, reason, self._now_ms()) if reason else ""

    def _settled_on(self, view: TaskView) -> str:
        if view.record.open or not view.record.ms:
            return ""
        return texts.when(view.record.ms, now_ms=self._now_ms())

    def _sort_value(self, task: Task, sight: Sight, sort_mode: SortMode) -> str:
        match sort_mode:
            case SortMode.IMPACT:
                derived = sight.derived or self._session.derived
                return number(derived.impact(task.id, sight.open_for_others()))
            case SortMode.LEVEL:
                return number(task.min_level) if task.min_level else ""
            case SortMode.XP:
                return number(task.experience) if task.experience else ""
            case SortMode.TEAMMATES:
                return number(len(sight.has_it(task.id)))
            case _:
                return ""


def _facts(task: Task) -> list[str]:
    facts = [_("Level {level}").format(level=task.min_level)] if task.min_level else []
    return [*facts, xp_words(task.experience)] if task.experience else facts


def progress_of(session: Session, task: Task, derived: Derived | None = None) -> tuple[float, int, str]:
    """Return how much of a task is done, of how much, and that in words; one counted objective counts itself.

    It is the player's own progress unless *derived* is somebody else's.
    """
    derived = derived or session.derived
    nodes = session.graph.nodes[task.id].objectives
    counting = [node for node in nodes if not node.objective.optional] or list(nodes)
    if not counting:
        return 0, 0, ""
    amounts = [(node, derived.amount(node.objective.id)) for node in counting]
    if len(amounts) == 1:
        node, amount = amounts[0]
        got = amount.got(node.required)
        return got, node.required, of_words(got, node.required)
    full = sum(amount.is_full(node.required) for node, amount in amounts)
    part = sum(amount.got(node.required) / node.required for node, amount in amounts)
    return part, len(amounts), of_words(full, len(amounts))
