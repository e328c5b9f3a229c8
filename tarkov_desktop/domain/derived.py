"""Everything that follows from one document, kept up to date edit by edit: the room the pages look into.

Nothing here is stored as truth. ``Derived(...)`` works all out afresh; ``apply`` reaches only what an edit can
have changed, and must always end where a fresh ``Derived`` would (a test plays thousands of edits to prove it).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.availability import AvailabilityMemo, has_own_unknowns, standing_reasons
from tarkov_desktop.domain.blocked import BlockedTasks
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
from tarkov_desktop.domain.situation import Situation, situation_of
from tarkov_desktop.domain.state import (
    Availability,
    DisplayState,
    Reason,
    ReasonKind,
    TaskView,
    Verdict,
)
from tarkov_desktop.domain.tally import Tally, tasks_of_bits

FINAL_REASONS = frozenset(
    {ReasonKind.FACTION, ReasonKind.EDITION, ReasonKind.PRESTIGE_PASSED, ReasonKind.PRESTIGE_ABSENT}
)
"""What no record can mend: such tasks are hidden unless blocked ones are shown."""

_STATE_OF_VERDICT = {
    Verdict.YES: DisplayState.AVAILABLE,
    Verdict.UNKNOWN: DisplayState.UNKNOWN_GATE,
    Verdict.NO: DisplayState.LOCKED,
}


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
        return self._situation.document

    @property
    def situation(self) -> Situation:
        """Where the member stands: level, faction, prestige, edition."""
        return self._situation

    @property
    def next_change_ms(self) -> int:
        """The next moment at which a delay ends and ``apply`` should be called without paths; 0: none."""
        return self._memo.next_ms

    def apply(
        self, document: Document, account: AccountFacts, changed_paths: Iterable[str], now_ms: int
    ) -> Affected:
        """Take over *document*, in which *changed_paths* differ, and return what may look different."""
        before = self._situation
        reach = reach_of(self.graph, changed_paths)
        if reach.is_everything or account != before.account or now_ms < before.now_ms:
            self._start(document, account, now_ms)
            return self._all()
        return self._follow(before, document, reach, now_ms)

    def state(self, task_id: TaskId) -> DisplayState:
        """Return the display state of a task of the catalog."""
        return self._states[task_id]

    def view(self, task_id: TaskId) -> TaskView:
        """Return everything about one task; reasons are worked out at the first call."""
        view = self._views.get(task_id)
        if view is None:
            view = self._views[task_id] = self._view(task_id)
        return view

    def availability(self, task_id: TaskId) -> Availability:
        """Return whether the game offers the task, whatever its display state."""
        return self._memo.of(task_id)

    def is_invalid(self, task_id: TaskId) -> bool:
        """True when the task can no longer count: other faction, or made impossible by records."""
        node = self.graph.nodes[task_id]
        return task_id in self._blocked or not self._situation.is_faction_right(node.task)

    def counts(self) -> Counter[DisplayState]:
        """Return how many tasks are in each state."""
        return +self._counts

    def is_blocked(self, task_id: TaskId) -> bool:
        """True when the task, if open, is no longer possible; ignoring it does not change that."""
        if task_id in self._blocked or not self._tally.complete.isdisjoint(self.graph.ruled_out_by[task_id]):
            return True
        return self._is_ruled_out(task_id)

    def is_relevant(self, task_id: TaskId) -> bool:
        """True when faction, edition and prestige let the task count in progress bars (game-rules 12)."""
        return not self._is_ruled_out(task_id)

    def stations(self) -> Mapping[StationId, StationView]:
        """Return how each hideout station stands."""
        return self._stations

    def station_level_of(self, station_id: StationId) -> int:
        """Return the level of a station, 0 for one the catalog does not have."""
        view = self._stations.get(station_id)
        return view.level if view else 0

    def skill(self, skill: SkillId) -> int:
        """Return the effective level of a skill, 0..51."""
        return effective_skill(self.document, skill, self._tally.skills[skill])

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
        return self._tally.open_bits

    def impact(self, task_id: TaskId, open_for_others: int = 0) -> int:
        """Return how many tasks that follow from this one are still open, here or in *open_for_others*."""
        open_for_any = self._tally.open_bits | open_for_others
        return (self.graph.successor_bits[task_id] & open_for_any).bit_count()

    def is_pinned(self, task_id: TaskId) -> bool:
        """True when the player wants the task shown first."""
        return is_set(self.document, pinned_path(task_id))

    def state_without_mark(self, task_id: TaskId) -> DisplayState:
        """Return the display state as if the task were not ignored: what teammates see."""
        state = self._states[task_id]
        return self._judged(task_id) if state is DisplayState.IGNORED else state

    def experience(self) -> Experience:
        """Return XP, level and progress to the next level."""
        total = total_xp(self.document, self._tally.xp)
        return Experience(
            self._tally.xp, total, self.graph.levels.standing(total), level=self._situation.level
        )

    def _start(self, document: Document, account: AccountFacts, now_ms: int) -> None:
        self._tally = Tally(self.graph, document)
        self._situation = situation_of(
            self.graph, document, account, xp_of_tasks=self._tally.xp, now_ms=now_ms
        )
        self._memo = AvailabilityMemo(self._situation)
        self._blocked = BlockedTasks(self.graph, document)
        self._states = {task_id: self._state(task_id) for task_id in self.graph.nodes}
        self._counts = Counter(self._states.values())
        self._views: dict[TaskId, TaskView] = {}
        self._stations = station_views(self._situation, self._tally.skills)
        self._progress = None

    def _all(self) -> Affected:
        catalog = self.graph.catalog
        return Affected(
            frozenset(self.graph.nodes),
            frozenset(catalog.stations),
            frozenset(catalog.items),
            everything=True,
        )

    def _follow(self, before: Situation, document: Document, reach: Reach, now_ms: int) -> Affected:
        known = reach.records & self.graph.nodes.keys()
        skills = self._tally.skills.copy()
        turned = self._tally.refresh(document, known)
        self._situation = self._memo.situation = situation_of(
            self.graph, document, before.account, xp_of_tasks=self._tally.xp, now_ms=now_ms
        )
        dirty = self._invalidate(before, reach)
        items = set(reach.items)
        for task_id in dirty:
            if self._settle(task_id):
                items.update(self.graph.items_of_task[task_id])
        stations = set(reach.stations)
        is_hideout_reached = stations or reach.traders or reach.is_skill_changed
        if is_hideout_reached or before.level != self._situation.level or skills != self._tally.skills:
            stations |= self._refresh_stations()
        shown = dirty | {self.graph.objectives[objective].task for objective in reach.objectives}
        shown |= self._with_new_impact(turned)
        for task_id in shown:
            self._views.pop(task_id, None)
        for objective in reach.objectives:
            items.update(self.graph.items_of_objective[objective])
        self._progress = None
        return Affected(frozenset(shown), frozenset(stations), frozenset(items))

    def _invalidate(self, before: Situation, reach: Reach) -> set[TaskId]:
        """Forget what may have changed and return the tasks whose state must be worked out again."""
        graph = self.graph
        asked_anew = reach.marks | set(self._memo.due(self._situation.now_ms))
        for trader in reach.traders:
            asked_anew.update(graph.by_trader.get(trader, ()))
        if before.level != self._situation.level:
            asked_anew.update(self._level_bound(before.level, self._situation.level))
        dirty = self._blocked.refresh(self._situation.document, reach.records)
        for task_id in reach.records:
            asked_anew.update(graph.dependents[task_id])
            dirty.update(graph.alternatives.get(task_id, ()))
            if task_id in graph.nodes:
                asked_anew.add(task_id)
        for task_id in asked_anew:
            dirty |= self._memo.forget(task_id)
        return dirty

    def _level_bound(self, old: int, new: int) -> Iterable[TaskId]:
        """Return the tasks whose answer hangs on a level between the two."""
        by_level = self.graph.by_min_level
        low, high = sorted((old, new))
        first = bisect_right(by_level, low, key=_level_of_pair)
        last = bisect_right(by_level, high, key=_level_of_pair)
        bound = {task_id for _, task_id in by_level[first:last]}
        return bound.union(*self.graph.by_trader.values())

    def _refresh_stations(self) -> set[StationId]:
        old, self._stations = self._stations, station_views(self._situation, self._tally.skills)
        return {station_id for station_id, view in self._stations.items() if old[station_id] != view}

    def _settle(self, task_id: TaskId) -> bool:
        """Work the state of a task out again; True when it changed."""
        old, new = self._states[task_id], self._state(task_id)
        if old is new:
            return False
        self._states[task_id] = new
        self._counts[old] -= 1
        self._counts[new] += 1
        return True

    def _with_new_impact(self, turned: int) -> set[TaskId]:
        reached: set[TaskId] = set()
        for task_id in tasks_of_bits(self.graph, turned):
            reached.update(tasks_of_bits(self.graph, self.graph.predecessor_bits[task_id]))
        return reached

    def _state(self, task_id: TaskId) -> DisplayState:
        node = self.graph.nodes[task_id]
        record = self._situation.record(node.path)
        if record.failed:
            return DisplayState.FAILED
        if record.complete:
            return DisplayState.COMPLETE
        if is_set(self._situation.document, node.ignored_path):
            return DisplayState.IGNORED
        return self._judged(task_id)

    def _judged(self, task_id: TaskId) -> DisplayState:
        """Return the state of an open task whatever the player marked."""
        if self.is_blocked(task_id):
            return DisplayState.BLOCKED
        return _STATE_OF_VERDICT[self._memo.of(task_id).verdict]

    def _is_ruled_out(self, task_id: TaskId) -> bool:
        """True when faction, edition or prestige say no for good."""
        task = self.graph.nodes[task_id].task
        return any(reason.kind in FINAL_REASONS for reason in standing_reasons(self._situation, task))

    def _standing(self, task_id: TaskId) -> Standing:
        task = self.graph.nodes[task_id].task
        state = self._states[task_id]
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
        document = self._situation.document
        state = self._states[task_id]
        return TaskView(
            id=task_id,
            state=state,
            record=self._situation.record(node.path),
            reasons=self._reasons(task_id, state),
            is_ignored=is_set(document, node.ignored_path),
            is_pinned=is_set(document, pinned_path(task_id)),
            note=text(document.value(note_path(task_id))),
            has_gate=has_own_unknowns(self._situation, node),
            is_gate_confirmed=is_gate_confirmed(document, node),
        )

    def _reasons(self, task_id: TaskId, state: DisplayState) -> tuple[Reason, ...]:
        match state:
            case DisplayState.BLOCKED:
                task = self.graph.nodes[task_id].task
                standing = standing_reasons(self._situation, task)
                final = (reason for reason in standing if reason.kind in FINAL_REASONS)
                return (*final, *self._blocked.reasons(task_id))
            case DisplayState.LOCKED | DisplayState.UNKNOWN_GATE:
                return self._memo.of(task_id).reasons
            case _:
                return ()


def _level_of_pair(pair: tuple[int, TaskId]) -> int:
    return pair[0]
