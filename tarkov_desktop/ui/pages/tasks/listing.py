"""What the list shows: which tasks, in which order, under which heads; their rows are kept until they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, takewhile
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import MapId, TaskId
from tarkov_desktop.domain.maps import MapGroup
from tarkov_desktop.domain.preferences import SORT_MODES
from tarkov_desktop.domain.registers import preference_path
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.task_lists import SortMode, TaskOrder, sort_tasks
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.models.tasks import Line, TaskRow
from tarkov_desktop.ui.pages.tasks.filters import ALL, TaskFilter, TaskSieve
from tarkov_desktop.ui.pages.tasks.row_maker import RowMaker
from tarkov_desktop.ui.pages.tasks.sight import Sight

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
WITH_VALUE: Final = {SortMode.IMPACT, SortMode.LEVEL, SortMode.XP, SortMode.TEAMMATES}
"""Sort keys that stand as a number in the last column."""
MOST_FIRST: Final = {SortMode.XP, SortMode.TEAMMATES}
"""Sort keys that are asked for to see the largest first, though the preference's own default is upwards."""


class TaskListing:
    """What stands in the list. Ask :meth:`lines` after every change; rows of unchanged tasks are kept."""

    def __init__(self, session: Session, now_ms: Callable[[], int]) -> None:
        self._session = session
        self._sieve = TaskSieve(session)
        self._maker = RowMaker(session, now_ms)
        self._sight: Sight | None = None

    @property
    def groups(self) -> Mapping[MapId, MapGroup]:
        """The places of the catalog."""
        return self._sieve.groups

    @property
    def sight(self) -> Sight:
        """Through whose eyes the tasks are seen: the player's own, unless others came into view."""
        if self._sight is None or not self._sight.is_of(self._session.derived):
            self._sight = Sight(self._session.derived)
        return self._sight

    def look_through(self, sight: Sight) -> None:
        """Show everything as *sight* has it."""
        self._sight = sight
        self._maker.forget()

    @property
    def sort_mode(self) -> SortMode:
        """What the list is sorted by, as the account prefers."""
        word = self._preference("taskSortMode")
        return SortMode(word) if isinstance(word, str) and word in SORT_MODES else SortMode.IMPACT

    @property
    def order(self) -> TaskOrder:
        """The order in force."""
        direction = self._preference("taskSortDirection")
        mode, sight = self.sort_mode, self.sight
        counts: dict[TaskId, int] = {}
        if mode is SortMode.TEAMMATES:
            counts = {task_id: len(sight.has_it(task_id)) for task_id in self._session.graph.nodes}
        is_descending = {"desc": True, "asc": False}.get(str(direction))
        return TaskOrder(mode, is_descending, counts, sight.open_for_others())

    def forget(self, task_ids: Iterable[TaskId] | None = None) -> None:
        """Make the rows of *task_ids* anew when they are next asked for; None means all."""
        if task_ids is None:
            self._sight = None
            self._maker.forget()
            return
        changed = list(task_ids)
        self.sight.forget(changed)
        self._maker.forget(changed)

    def shown(self, task_filter: TaskFilter) -> tuple[list[TaskId], Counter[str]]:
        """Return the tasks of the status asked for, unsorted, and how many each status would show."""
        self._follow_catalog()
        of_state: dict[str, list[TaskId]] = {state.value: [] for state in DisplayState}
        everything = []
        for task_id, state in self.states(self._sieve.passing(task_filter)):
            of_state[state.value].append(task_id)
            everything.append(task_id)
        counts = Counter({status: len(found) for status, found in of_state.items() if found})
        counts[ALL] = len(everything)
        return everything if task_filter.status == ALL else of_state[task_filter.status], counts

    def states(self, task_ids: Iterable[TaskId]) -> Iterator[tuple[TaskId, DisplayState]]:
        """Yield those of *task_ids* that concern whoever is in view, with the state to list them under."""
        sight = self.sight
        shows_blocked = self._preference("showBlockedTasks") is True
        only_shared = self._preference("taskSharedByAllOnly") is True
        for task_id in task_ids:
            state = sight.state(task_id)
            if state is not None and sight.is_shown(
                task_id,
                is_blocked=state is DisplayState.BLOCKED,
                shows_blocked=shows_blocked,
                only_shared=only_shared,
            ):
                yield task_id, state

    def lines(
        self, task_filter: TaskFilter, lingering: Iterable[TaskId] = ()
    ) -> tuple[list[Line], Counter[str]]:
        """Return heads and rows in order, and the counts; *lingering* tasks stay though their state left the tab."""
        found, counts = self.shown(task_filter)
        known = set(found)
        found += [each for each in lingering if each not in known and each in self._session.graph.nodes]
        sight, order = self.sight, self.order
        ordered = sort_tasks(sight.derived or self._session.derived, found, order)
        if sight.mate is not None:  # pins are not shared, so a teammate's list has none
            return [*ordered], counts
        pinned = list(takewhile(self._session.derived.is_pinned, ordered))
        others = ordered[len(pinned) :]
        lines: list[Line] = []
        if pinned:
            lines.append(GroupHead(_("Pinned"), "pin"))
            lines += pinned
            if others:
                lines.append(GroupHead(_(GROUP_WORDS[order.mode])))
        lines += others
        return lines, counts

    def row(self, task_id: TaskId) -> TaskRow:
        """Return the prepared row of a task."""
        return self._maker.row(task_id, self.sight, self.sort_mode, self._sieve.groups)

    def index_texts(self, at_most: int) -> bool:
        """Add objective texts to what the search sees of *at_most* more tasks; True while some are left."""
        self._follow_catalog()
        return self._sieve.index_texts(at_most)

    def make_rows(self, at_most: int) -> bool:
        """Make *at_most* more rows before anybody looks at them; True while some are left."""
        self._follow_catalog()
        left = [task_id for task_id in self._session.graph.nodes if not self._maker.has(task_id)]
        for task_id in islice(left, at_most):
            self.row(task_id)
        return len(left) > at_most

    def _follow_catalog(self) -> None:
        if self._sieve.follow_catalog():
            self._maker.forget_places()

    def _preference(self, name: str) -> JsonValue:
        return self._session.account_document.value(preference_path(name))
