"""What the list shows: filters, order, and each task as a prepared row, kept until it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tarkov_desktop.app import texts
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, mark, number
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.ids import MapId, TaskId, TraderId
from tarkov_desktop.domain.maps import MapGroup, map_groups
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.preferences import SORT_MODES
from tarkov_desktop.domain.registers import preference_path
from tarkov_desktop.domain.state import DisplayState, TaskView
from tarkov_desktop.domain.task_lists import (
    SortMode,
    TaskOrder,
    TypeFilter,
    finds,
    is_on,
    searchable_text,
    sort_tasks,
)
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.models.tasks import Line, TaskRow
from tarkov_desktop.ui.pages.tasks.words import (
    STATES,
    nearest_reason,
    of_words,
    place_words,
    reason_words,
    state_shape,
    trader_name,
    xp_words,
)
from tarkov_desktop.ui.translation import WORDS

ALL: Final = "all"

SORT_WORDS: Final = {
    SortMode.IMPACT: mark("Impact"),
    SortMode.LEVEL: mark("Level"),
    SortMode.TRADER: mark("Trader"),
    SortMode.ALPHABETICAL: mark("Name"),
    SortMode.XP: mark("XP"),
    SortMode.TEAMMATES: mark("Teammates"),
    SortMode.DEFAULT: mark("Game order"),
}
GROUP_WORDS: Final = {
    SortMode.IMPACT: mark("By impact"),
    SortMode.LEVEL: mark("By level"),
    SortMode.TRADER: mark("By trader"),
    SortMode.ALPHABETICAL: mark("By name"),
    SortMode.XP: mark("By XP"),
    SortMode.TEAMMATES: mark("By teammates"),
    SortMode.DEFAULT: mark("In the game's order"),
}
_REASONED: Final = {DisplayState.LOCKED, DisplayState.BLOCKED, DisplayState.UNKNOWN_GATE}


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the filter bar says. Empty sets and words let everything through."""

    status: str = DisplayState.AVAILABLE.value
    text: str = ""
    traders: frozenset[TraderId] = frozenset()
    places: frozenset[MapId] = frozenset()
    is_kappa: bool = False
    is_lightkeeper: bool = False

    def used(self) -> list[str]:
        """Return the names of the fields that narrow the list, beside the status."""
        names = ("text", "traders", "places", "is_kappa", "is_lightkeeper")
        return [name for name in names if getattr(self, name)]

    def without(self, *names: str) -> TaskFilter:
        """Return the filter with the fields called *names* dropped."""
        empty = TaskFilter()
        return replace(self, **{name: getattr(empty, name) for name in names})


class TaskListing:
    """Rows of the mode in use. Ask :meth:`lines` after every change; rows of unchanged tasks are kept."""

    def __init__(self, session: Session, now_ms: Callable[[], int]) -> None:
        self._session = session
        self._now_ms = now_ms
        self._rows: dict[TaskId, TaskRow] = {}
        self._places: dict[TaskId, str] = {}
        self._texts: dict[TaskId, str] = {}
        self._indexed: set[TaskId] = set()
        self._groups: dict[MapId, MapGroup] = {}
        self._catalog: object = None
        self._asked: tuple[TaskFilter, TypeFilter, int] | None = None
        self._passed: list[TaskId] = []

    @property
    def groups(self) -> Mapping[MapId, MapGroup]:
        """The places of the catalog."""
        self._follow_catalog()
        return self._groups

    @property
    def sort_mode(self) -> SortMode:
        """What the list is sorted by, as the account prefers."""
        word = self._preference("taskSortMode")
        return SortMode(word) if isinstance(word, str) and word in SORT_MODES else SortMode.IMPACT

    @property
    def order(self) -> TaskOrder:
        """The order in force."""
        direction = self._preference("taskSortDirection")
        return TaskOrder(self.sort_mode, {"desc": True, "asc": False}.get(str(direction)))

    def forget(self, task_ids: Iterable[TaskId] | None = None) -> None:
        """Make the rows of *task_ids* anew when they are next asked for; None means all."""
        if task_ids is None:
            self._rows.clear()
            return
        for task_id in task_ids:
            self._rows.pop(task_id, None)

    def shown(self, task_filter: TaskFilter) -> tuple[list[TaskId], Counter[str]]:
        """Return the tasks of the status asked for, unsorted, and how many each status would show."""
        self._follow_catalog()
        derived = self._session.derived
        shows_blocked = self._preference("showBlockedTasks") is True
        of_state: dict[str, list[TaskId]] = {state.value: [] for state in DisplayState}
        everything = []
        for task_id in self._passing(task_filter):
            state = derived.state(task_id)
            if state is DisplayState.BLOCKED and not (shows_blocked or derived.is_relevant(task_id)):
                continue
            of_state[state.value].append(task_id)
            everything.append(task_id)
        counts = Counter({status: len(found) for status, found in of_state.items() if found})
        counts[ALL] = len(everything)
        return everything if task_filter.status == ALL else of_state[task_filter.status], counts

    def lines(
        self, task_filter: TaskFilter, lingering: Iterable[TaskId] = ()
    ) -> tuple[list[Line], Counter[str]]:
        """Return heads and rows in order, and the counts; *lingering* tasks stay though their state left the tab."""
        found, counts = self.shown(task_filter)
        known = set(found)
        found += [each for each in lingering if each not in known and each in self._session.graph.nodes]
        derived = self._session.derived
        ordered = sort_tasks(derived, found, self.order)
        pinned = [task_id for task_id in ordered if derived.is_pinned(task_id)]
        others = ordered[len(pinned) :]
        lines: list[Line] = []
        if pinned:
            lines.append(GroupHead(_("Pinned"), "pin"))
            lines += map(self.row, pinned)
            if others:
                lines.append(GroupHead(_(GROUP_WORDS[self.sort_mode])))
        lines += map(self.row, others)
        return lines, counts

    def row(self, task_id: TaskId) -> TaskRow:
        """Return the prepared row of a task."""
        found = self._rows.get(task_id)
        if found is None:
            found = self._rows[task_id] = self._make(self._session.graph.task(task_id))
        return found

    def index_texts(self, at_most: int) -> bool:
        """Add objective texts to what the search sees of *at_most* more tasks; True while some are left."""
        self._follow_catalog()
        catalog = self._session.catalog
        left = [task for task in self._session.graph.tasks if task.id not in self._indexed]
        for task in left[:at_most]:
            lines = [objective_line(catalog, objective, WORDS).text for objective in task.objectives]
            self._texts[task.id] = searchable_text(self._session.derived, task, lines)
            self._indexed.add(task.id)
        return len(left) > at_most

    def _follow_catalog(self) -> None:
        if self._catalog is not self._session.catalog:
            self._catalog = self._session.catalog
            for kept in (self._rows, self._places, self._texts):
                kept.clear()
            self._indexed.clear()
            self._asked = None
            self._groups = map_groups(self._session.catalog)

    def _passing(self, task_filter: TaskFilter) -> list[TaskId]:
        """Return the tasks that pass whatever their state; kept, because most changes are of states only."""
        types = self._type_filter()
        asked = (replace(task_filter, status=ALL), types, len(self._indexed))
        if asked != self._asked:
            catalog = self._session.catalog
            self._asked = asked
            self._passed = [
                task.id
                for task in self._session.graph.tasks
                if types.shows(catalog, task) and self._passes(task, task_filter)
            ]
        return self._passed

    def _passes(self, task: Task, task_filter: TaskFilter) -> bool:
        if task_filter.is_kappa and not task.kappa:
            return False
        if task_filter.is_lightkeeper and not task.lightkeeper:
            return False
        if task_filter.traders and task.trader not in task_filter.traders:
            return False
        places = [self._groups[place] for place in task_filter.places if place in self._groups]
        if places and not any(is_on(task, group) for group in places):
            return False
        return not task_filter.text or finds(self._text(task), task_filter.text)

    def _type_filter(self) -> TypeFilter:
        names = ("showKappaTasks", "showLightkeeperTasks", "showOtherTasks")
        return TypeFilter(*(self._preference(name) is not False for name in names))

    def _text(self, task: Task) -> str:
        text = self._texts.get(task.id)
        if text is None:
            text = self._texts[task.id] = searchable_text(self._session.derived, task)
        return text

    def _preference(self, name: str) -> JsonValue:
        return self._session.account_document.value(preference_path(name))

    def _make(self, task: Task) -> TaskRow:
        session = self._session
        view = session.derived.view(task.id)
        part, total, progress = progress_of(session, task)
        reason = self._reason(view)
        trader = session.catalog.traders.get(task.trader)
        where = self._place(task)
        name = trader_name(session, task.trader)
        return TaskRow(
            id=task.id,
            name=task.name,
            trader=trader.normalized_name if trader else "",
            trader_name=name,
            shape=state_shape(view.state, has_delay=bool(view.opens_at_ms)),
            spoken=", ".join([task.name, name, _(STATES[view.state].word), reason or progress]),
            share=part / total if total and view.state is DisplayState.AVAILABLE else 0.0,
            is_started=view.is_started,
            is_kappa=task.kappa is True,
            is_lightkeeper=task.lightkeeper is True,
            where=where,
            aside=reason or self._settled_on(view) or progress,
            is_reason=bool(reason),
            sort_value=self._sort_value(task),
            second_line=" · ".join([name, where, *_facts(task)]),
        )

    def _place(self, task: Task) -> str:
        if task.id not in self._places:
            self._places[task.id] = place_words(self._groups, task)
        return self._places[task.id]

    def _reason(self, view: TaskView) -> str:
        if view.state not in _REASONED:
            return ""
        reason = nearest_reason(view.reasons)
        return reason_words(self._session, reason, self._now_ms()) if reason else ""

    def _settled_on(self, view: TaskView) -> str:
        if view.record.open or not view.record.ms:
            return ""
        return texts.when(view.record.ms, now_ms=self._now_ms())

    def _sort_value(self, task: Task) -> str:
        match self.sort_mode:
            case SortMode.IMPACT:
                return number(self._session.derived.impact(task.id))
            case SortMode.LEVEL:
                return number(task.min_level) if task.min_level else ""
            case SortMode.XP:
                return number(task.experience) if task.experience else ""
            case _:
                return ""


def _facts(task: Task) -> list[str]:
    facts = [_("Level {level}").format(level=task.min_level)] if task.min_level else []
    return [*facts, xp_words(task.experience)] if task.experience else facts


def progress_of(session: Session, task: Task) -> tuple[float, int, str]:
    """Return how much of a task is done, of how much, and that in words; one counted objective counts itself."""
    nodes = session.graph.nodes[task.id].objectives
    counting = [node for node in nodes if not node.objective.optional] or list(nodes)
    if not counting:
        return 0, 0, ""
    amounts = [(node, session.derived.amount(node.objective.id)) for node in counting]
    if len(amounts) == 1:
        node, amount = amounts[0]
        got = amount.got(node.required)
        return got, node.required, of_words(got, node.required)
    full = sum(amount.is_full(node.required) for node, amount in amounts)
    part = sum(amount.got(node.required) / node.required for node, amount in amounts)
    return part, len(amounts), of_words(full, len(amounts))
