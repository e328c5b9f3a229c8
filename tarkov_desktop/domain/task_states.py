"""The display state of every task of one document, kept up to date edit by edit (game-rules 4 to 6)."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Final

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.availability import AvailabilityMemo, standing_reasons
from tarkov_desktop.domain.blocked import BlockedTasks
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.reach import Reach
from tarkov_desktop.domain.records import is_set
from tarkov_desktop.domain.situation import Situation, situation_of
from tarkov_desktop.domain.state import Availability, DisplayState, Reason, ReasonKind, Verdict
from tarkov_desktop.domain.tally import Tally
from tarkov_desktop.domain.trader_rules import highest_loyalty

FINAL_REASONS: Final = frozenset(
    {ReasonKind.FACTION, ReasonKind.EDITION, ReasonKind.PRESTIGE_PASSED, ReasonKind.PRESTIGE_ABSENT}
)
"""What no record can mend: such tasks are hidden unless blocked ones are shown."""

_STATE_OF_VERDICT: Final = {
    Verdict.YES: DisplayState.AVAILABLE,
    Verdict.UNKNOWN: DisplayState.UNKNOWN_GATE,
    Verdict.NO: DisplayState.LOCKED,
}


class TaskStates:
    """States with everything they follow from: records summed up, the situation, what is blocked."""

    def __init__(self, graph: GameGraph, document: Document, account: AccountFacts, now_ms: int) -> None:
        self._graph = graph
        self.tally = Tally(graph, document)
        self.situation = situation_of(graph, document, account, xp_of_tasks=self.tally.xp, now_ms=now_ms)
        self._memo = AvailabilityMemo(self.situation)
        self._blocked = BlockedTasks(graph, document)
        self._states = {task_id: self._state(task_id) for task_id in graph.nodes}
        self.counts = Counter(self._states.values())

    @property
    def next_ms(self) -> int:
        """The next moment at which a delay ends, 0 when none runs."""
        return self._memo.next_ms

    def of(self, task_id: TaskId) -> DisplayState:
        """Return the display state of a task."""
        return self._states[task_id]

    def without_mark(self, task_id: TaskId) -> DisplayState:
        """Return the display state as if the task were not ignored."""
        state = self._states[task_id]
        return self._judged(task_id) if state is DisplayState.IGNORED else state

    def availability(self, task_id: TaskId) -> Availability:
        """Return whether the game offers the task, whatever its state."""
        return self._memo.of(task_id)

    def is_blocked(self, task_id: TaskId) -> bool:
        """True when the task, if open, is no longer possible; ignoring it does not change that."""
        by_records = task_id in self._blocked or self._blocked.is_ruled_out(task_id)
        return by_records or self.is_ruled_out(task_id)

    def is_invalid(self, task_id: TaskId) -> bool:
        """True when the task can no longer count: other faction, or made impossible by records."""
        task = self._graph.nodes[task_id].task
        return task_id in self._blocked or not self.situation.is_faction_right(task)

    def is_ruled_out(self, task_id: TaskId) -> bool:
        """True when faction, edition or prestige say no for good."""
        task = self._graph.nodes[task_id].task
        return any(reason.kind in FINAL_REASONS for reason in standing_reasons(self.situation, task))

    def reasons(self, task_id: TaskId) -> tuple[Reason, ...]:
        """Return what explains a blocked, unknown or locked state; empty for the others."""
        match self._states[task_id]:
            case DisplayState.BLOCKED:
                task = self._graph.nodes[task_id].task
                standing = standing_reasons(self.situation, task)
                final = (reason for reason in standing if reason.kind in FINAL_REASONS)
                return (*final, *self._blocked.reasons(task_id))
            case DisplayState.LOCKED | DisplayState.UNKNOWN_GATE:
                return self._memo.of(task_id).reasons
            case _:
                return ()

    def follow(self, document: Document, reach: Reach, now_ms: int) -> tuple[set[TaskId], set[TaskId]]:
        """Take over an edit; return the tasks to look at again, and those among them whose state changed."""
        before = self.situation
        self.situation = self._memo.situation = situation_of(
            self._graph, document, before.account, xp_of_tasks=self.tally.xp, now_ms=now_ms
        )
        dirty = self._invalidate(before, reach)
        return dirty, {task_id for task_id in dirty if self._settle(task_id)}

    def _invalidate(self, before: Situation, reach: Reach) -> set[TaskId]:
        """Forget what may have changed and return the tasks whose state must be worked out again."""
        graph = self._graph
        asked_anew = reach.marks | set(self._memo.due(self.situation.now_ms))
        asked_anew.update(self._bound_to_profile(before, reach))
        dirty = self._blocked.refresh(self.situation.document, reach.records)
        for task_id in reach.records:
            asked_anew.update(graph.dependents.get(task_id, ()))
            dirty.update(graph.alternatives.get(task_id, ()))
            if task_id in graph.nodes:
                asked_anew.add(task_id)
        for task_id in asked_anew:
            dirty |= self._memo.forget(task_id)
        return dirty

    def _bound_to_profile(self, before: Situation, reach: Reach) -> Iterator[TaskId]:
        """Yield the tasks whose answer hangs on what changed of traders, level, faction and prestige."""
        graph, now = self._graph, self.situation
        for trader in reach.traders:
            yield from graph.by_trader.get(trader, ())
        if before.level != now.level:
            yield from self._bound_to_level(before.level, now.level)
        if before.faction != now.faction:
            yield from graph.bound_to_faction
        if before.prestige != now.prestige:
            yield from graph.bound_to_prestige

    def _bound_to_level(self, old: int, new: int) -> Iterator[TaskId]:
        """Yield the tasks that a level between the two opens, itself or through loyalty levels."""
        by_level = self._graph.by_min_level
        low, high = sorted((old, new))
        first = bisect_right(by_level, low, key=_level_of_pair)
        last = bisect_right(by_level, high, key=_level_of_pair)
        yield from (task_id for _, task_id in by_level[first:last])
        for trader, tasks in self._graph.by_trader.items():
            if highest_loyalty(self._graph, trader, old) != highest_loyalty(self._graph, trader, new):
                yield from tasks

    def _settle(self, task_id: TaskId) -> bool:
        """Work the state of a task out again; True when it changed."""
        old, new = self._states[task_id], self._state(task_id)
        if old is new:
            return False
        self._states[task_id] = new
        self.counts[old] -= 1
        self.counts[new] += 1
        return True

    def _state(self, task_id: TaskId) -> DisplayState:
        node = self._graph.nodes[task_id]
        record = self.situation.record(node.path)
        if record.failed:
            return DisplayState.FAILED
        if record.complete:
            return DisplayState.COMPLETE
        if is_set(self.situation.document, node.ignored_path):
            return DisplayState.IGNORED
        return self._judged(task_id)

    def _judged(self, task_id: TaskId) -> DisplayState:
        """Return the state of an open task whatever the player marked."""
        if self.is_blocked(task_id):
            return DisplayState.BLOCKED
        return _STATE_OF_VERDICT[self._memo.of(task_id).verdict]


def _level_of_pair(pair: tuple[int, TaskId]) -> int:
    return pair[0]
