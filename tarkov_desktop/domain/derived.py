"""Everything that follows from one document, kept up to date edit by edit: the room the pages look into.

Nothing here is stored as truth. ``Derived(...)`` works all out afresh; ``apply`` reaches only what an edit can
have changed, and must always end where a fresh ``Derived`` would (a test plays thousands of edits to prove it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.availability import has_own_unknowns
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.experience import effective_skill, total_xp
from tarkov_desktop.domain.gates import is_gate_confirmed
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.hideout import StationView, station_views
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, SkillId, StationId, TaskId
from tarkov_desktop.domain.levels import LevelStanding
from tarkov_desktop.domain.progress import Progress, Standing, progress_of
from tarkov_desktop.domain.reach import Reach, reach_of
from tarkov_desktop.domain.records import Amount, is_set, text
from tarkov_desktop.domain.registers import note_path, pinned_path
from tarkov_desktop.domain.situation import Situation
from tarkov_desktop.domain.state import Availability, DisplayState, TaskView
from tarkov_desktop.domain.tally import tasks_of_bits
from tarkov_desktop.domain.task_states import TaskStates


class Affected(NamedTuple):
    """What may look different after an edit; ``everything``: start afresh."""

    tasks: frozenset[TaskId] = frozenset()
    stations: frozenset[StationId] = frozenset()
    items: frozenset[ItemId] = frozenset()
    everything: bool = False


class Experience(NamedTuple):
    """XP and the level that follows from it; ``level`` is the one the rules use."""

    of_tasks: int
    total: int
    standing: LevelStanding
    level: int


class Derived:
    """What follows from one document at one moment."""

    def __init__(self, graph: GameGraph, document: Document, account: AccountFacts, now_ms: int) -> None:
        self.graph = graph
        self._progress: Progress | None = None
        self._start(document, account, now_ms)

    @property
    def document(self) -> Document:
        """The document all this follows from."""
        return self._states.situation.document

    @property
    def situation(self) -> Situation:
        """Where the member stands: level, faction, prestige, edition."""
        return self._states.situation

    @property
    def next_change_ms(self) -> int:
        """The next moment at which a delay ends and ``apply`` should be called without paths; 0: none."""
        return self._states.next_ms

    def apply(
        self, document: Document, account: AccountFacts, changed_paths: Iterable[str], now_ms: int
    ) -> Affected:
        """Take over *document*, in which *changed_paths* differ, and return what may look different."""
        before = self.situation
        reach = reach_of(self.graph, changed_paths)
        if account != before.account or now_ms < before.now_ms:
            self._start(document, account, now_ms)
            return self._all()
        return self._follow(document, reach, now_ms)

    def state(self, task_id: TaskId) -> DisplayState:
        """Return the display state of a task of the catalog."""
        return self._states.of(task_id)

    def view(self, task_id: TaskId) -> TaskView:
        """Return everything about one task; reasons are worked out at the first call."""
        view = self._views.get(task_id)
        if view is None:
            view = self._views[task_id] = self._view(task_id)
        return view

    def availability(self, task_id: TaskId) -> Availability:
        """Return whether the game offers the task, whatever its display state."""
        return self._states.availability(task_id)

    def is_invalid(self, task_id: TaskId) -> bool:
        """True when the task can no longer count: other faction, or made impossible by records."""
        return self._states.is_invalid(task_id)

    def is_blocked(self, task_id: TaskId) -> bool:
        """True when the task, if open, is no longer possible; ignoring it does not change that."""
        return self._states.is_blocked(task_id)

    def counts(self) -> Counter[DisplayState]:
        """Return how many tasks are in each state."""
        return +self._states.counts

    def is_relevant(self, task_id: TaskId) -> bool:
        """True when faction, edition and prestige let the task count in progress bars (game-rules 12)."""
        return not self._states.is_ruled_out(task_id)

    def stations(self) -> Mapping[StationId, StationView]:
        """Return how each hideout station stands."""
        return self._stations

    def station_level_of(self, station_id: StationId) -> int:
        """Return the level of a station, 0 for one the catalog does not have."""
        view = self._stations.get(station_id)
        return view.level if view else 0

    def skill(self, skill: SkillId) -> int:
        """Return the effective level of a skill, 0..51."""
        return effective_skill(self.document, skill, self._states.tally.skills[skill])

    def progress(self) -> Progress:
        """Return the bars: all tasks, Kappa, Lightkeeper, each trader."""
        if self._progress is None:
            self._progress = progress_of(map(self._standing, filter(self.is_relevant, self.graph.nodes)))
        return self._progress

    def amount(self, objective_id: ObjectiveId) -> Amount:
        """Return flag and count of an objective."""
        return self.graph.objectives[objective_id].paths.read(self.document)

    @property
    def open_bits(self) -> int:
        """Tasks neither complete nor failed, as a bit set over ``TaskNode.position``."""
        return self._states.tally.open_bits

    def impact(self, task_id: TaskId, open_for_others: int = 0) -> int:
        """Return how many tasks that follow from this one are still open, here or in *open_for_others*."""
        open_for_any = self._states.tally.open_bits | open_for_others
        return (self.graph.successor_bits[task_id] & open_for_any).bit_count()

    def is_pinned(self, task_id: TaskId) -> bool:
        """True when the player wants the task shown first."""
        return is_set(self.document, pinned_path(task_id))

    def state_without_mark(self, task_id: TaskId) -> DisplayState:
        """Return the display state as if the task were not ignored: what teammates see."""
        return self._states.without_mark(task_id)

    def experience(self) -> Experience:
        """Return XP, level and progress to the next level."""
        total = total_xp(self.document, self._states.tally.xp)
        return Experience(
            self._states.tally.xp, total, self.graph.levels.standing(total), level=self.situation.level
        )

    def _start(self, document: Document, account: AccountFacts, now_ms: int) -> None:
        self._states = TaskStates(self.graph, document, account, now_ms)
        self._views: dict[TaskId, TaskView] = {}
        self._stations = station_views(self.situation, self._states.tally.skills)
        self._progress = None

    def _all(self) -> Affected:
        catalog = self.graph.catalog
        return Affected(
            frozenset(self.graph.nodes),
            frozenset(catalog.stations),
            frozenset(catalog.items),
            everything=True,
        )

    def _follow(self, document: Document, reach: Reach, now_ms: int) -> Affected:
        tally, level = self._states.tally, self.situation.level
        skills = tally.skills.copy()
        turned = tally.refresh(document, reach.records & self.graph.nodes.keys())
        dirty, changed = self._states.follow(document, reach, now_ms)
        is_hideout_reached = reach.stations or reach.traders or reach.is_skill_changed
        stations = set(reach.stations)
        if is_hideout_reached or level != self.situation.level or skills != tally.skills:
            stations |= self._refresh_stations()
        items = set(reach.items).union(
            *(self.graph.items_of_task[task_id] for task_id in changed),
            *(self.graph.items_of_objective[objective] for objective in reach.objectives),
        )
        dirty |= {self.graph.objectives[objective].task for objective in reach.objectives}
        dirty.update(self._with_new_impact(turned))
        for task_id in dirty:
            self._views.pop(task_id, None)
        self._progress = None
        return Affected(frozenset(dirty), frozenset(stations), frozenset(items))

    def _refresh_stations(self) -> set[StationId]:
        old, self._stations = self._stations, station_views(self.situation, self._states.tally.skills)
        return {station_id for station_id, view in self._stations.items() if old[station_id] != view}

    def _with_new_impact(self, turned: int) -> Iterable[TaskId]:
        """Return the tasks that count one of *turned* (a bit set) in their impact."""
        reached = 0
        for task_id in tasks_of_bits(self.graph, turned):
            reached |= self.graph.predecessor_bits[task_id]
        return tasks_of_bits(self.graph, reached)

    def _standing(self, task_id: TaskId) -> Standing:
        task = self.graph.nodes[task_id].task
        state = self._states.of(task_id)
        is_complete = state is DisplayState.COMPLETE
        return Standing(
            task.trader,
            is_complete=is_complete,
            is_counted=is_complete or (state is not DisplayState.FAILED and not self.is_blocked(task_id)),
            is_ignored=state is DisplayState.IGNORED,
            kappa=task.kappa,
            lightkeeper=task.lightkeeper,
        )

    def _view(self, task_id: TaskId) -> TaskView:
        node = self.graph.nodes[task_id]
        document = self.document
        return TaskView(
            id=task_id,
            state=self._states.of(task_id),
            record=self.situation.record(node.path),
            reasons=self._states.reasons(task_id),
            is_ignored=is_set(document, node.ignored_path),
            is_pinned=is_set(document, pinned_path(task_id)),
            note=text(document.value(note_path(task_id))),
            has_gate=has_own_unknowns(self.situation, node),
            is_gate_confirmed=is_gate_confirmed(document, node),
        )
