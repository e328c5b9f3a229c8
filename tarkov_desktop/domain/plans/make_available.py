"""The plan "the game offers me this task, whatever you think" (game-rules 7.1)."""

from __future__ import annotations

from collections.abc import Iterable

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.availability import AvailabilityMemo, satisfies, standing_reasons
from tarkov_desktop.domain.blocked import BlockedTasks
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.experience import complete_tasks, quest_xp
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.nodes import Need
from tarkov_desktop.domain.plans.draft import Draft
from tarkov_desktop.domain.plans.plan import Plan, Refusal, RefusalCode
from tarkov_desktop.domain.records import is_set
from tarkov_desktop.domain.situation import Situation, situation_of
from tarkov_desktop.domain.state import Verdict


def plan_make_available(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId
) -> Plan | Refusal:
    """Settle what a task needs and start it. Contradicting records are named and nothing is written."""
    refusal = _refusal(graph, document, account, task_id)
    if refusal is not None:
        return refusal
    draft = Draft(graph, document, account)
    path = _Path(draft, task_id)
    conflicts = (*path.conflicts(), *_rivals_done(draft, task_id))
    if conflicts:
        return Refusal(RefusalCode.CONFLICT, conflicts)
    path.lay()
    draft.raise_level([*path.done, task_id])
    draft.stop_ignoring(task_id)
    draft.started(task_id)
    return Plan(
        draft.writes(),
        completes=tuple(path.done),
        fails=tuple(path.failing),
        raises_level_to=draft.raised_to,
    )


def plan_prerequisites(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId
) -> Plan | Refusal:
    """Settle what a (complete) task needs, without starting it: the fix of check K6."""
    draft = Draft(graph, document, account)
    path = _Path(draft, task_id)
    conflicts = path.conflicts()
    if conflicts:
        return Refusal(RefusalCode.CONFLICT, conflicts)
    path.lay()
    draft.raise_level(path.done)
    return Plan(
        draft.writes(),
        completes=tuple(path.done),
        fails=tuple(path.failing),
        raises_level_to=draft.raised_to,
    )


def _refusal(graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId) -> Refusal | None:
    if task_id not in graph.nodes:
        return Refusal(RefusalCode.UNKNOWN_TASK)
    if not Draft(graph, document, account).record(task_id).open:
        return Refusal(RefusalCode.TASK_CLOSED, (task_id,))
    xp_of_tasks = quest_xp(graph, complete_tasks(graph, document))
    # At time 0 every delay still runs: the player may know better than we when one ends.
    situation = situation_of(graph, document, account, xp_of_tasks=xp_of_tasks, now_ms=0)
    if any(True for _ in standing_reasons(situation, graph.nodes[task_id].task)):
        return Refusal(RefusalCode.NOT_FOR_THIS_PLAYER, (task_id,))
    if _is_available(situation, task_id):
        return Refusal(RefusalCode.ALREADY_AVAILABLE, (task_id,))
    return None


def _is_available(situation: Situation, task_id: TaskId) -> bool:
    """True for a task that is shown as available (game-rules 5), whatever its delay."""
    if is_set(situation.document, situation.graph.nodes[task_id].ignored_path):
        return False
    if AvailabilityMemo(situation).of(task_id).verdict is not Verdict.YES:
        return False
    blocked = BlockedTasks(situation.graph, situation.document)
    return task_id not in blocked and not blocked.is_ruled_out(task_id)


def _rivals_done(draft: Draft, task_id: TaskId) -> tuple[TaskId, ...]:
    """Return complete tasks whose completion fails the task: started beside them it would stay blocked."""
    return tuple(rival for rival in draft.graph.ruled_out_by[task_id] if draft.record(rival).complete)


class _Path:
    """The tasks to be done (D of the rule) and to be failed (F and X) before a task can be offered."""

    def __init__(self, draft: Draft, task_id: TaskId) -> None:
        self._draft = draft
        self._graph = draft.graph
        self.done: dict[TaskId, None] = {}
        self._must_fail: dict[TaskId, None] = {}
        self._expanded: set[TaskId] = set()
        self._either: list[Need] = []
        self._expand([task_id])
        self._decide_either()

    @property
    def failing(self) -> list[TaskId]:
        """Tasks to be failed: those asked for, and open rivals of those to be done."""
        return [*self._must_fail, *(rival for rival in self._rivals() if rival not in self._must_fail)]

    def lay(self) -> None:
        """Write it all."""
        for task_id in self.done:
            self._draft.done(task_id, manual=False)
        for task_id in self.failing:
            self._draft.fail(task_id, manual=False)

    def conflicts(self) -> tuple[TaskId, ...]:
        """Return the tasks that contradict each other or their records, in the order found."""
        found: dict[TaskId, None] = {}
        for task_id in self.done:
            record = self._draft.record(task_id)
            rivals = self._graph.alternatives[task_id]
            against = [rival for rival in rivals if rival in self.done or self._draft.record(rival).complete]
            if task_id in self._must_fail or record.failed or against:
                found |= dict.fromkeys([task_id, *against])
        for task_id in self._must_fail:
            if self._draft.record(task_id).complete:
                found[task_id] = None
        return tuple(found)

    def _expand(self, task_ids: Iterable[TaskId]) -> None:
        stack = [task_id for task_id in task_ids if task_id not in self._expanded]
        while stack:
            task_id = stack.pop()
            if task_id in self._expanded:
                continue
            self._expanded.add(task_id)
            for need in self._graph.nodes[task_id].needs:
                if need.is_known and not satisfies(self._draft.record(need.task), need):
                    stack.extend(self._take(need))

    def _take(self, need: Need) -> list[TaskId]:
        """File one unsatisfied requirement; return the tasks whose own needs come next."""
        if need.active:
            return [need.task]
        if need.complete and need.failed:
            self._either.append(need)
            return []
        if need.complete:
            self.done[need.task] = None
            return [need.task]
        self._must_fail[need.task] = None
        return []

    def _decide_either(self) -> None:
        """Requirements that accept complete and failed come last: satisfied by what fails anyway."""
        while self._either:
            waiting, self._either = self._either, []
            failing = {*self._must_fail, *self._rivals()}
            for need in waiting:
                if need.task not in failing and need.task not in self.done:
                    self.done[need.task] = None
                    self._expand([need.task])

    def _rivals(self) -> dict[TaskId, None]:
        """X of the rule: open alternatives of what is to be done."""
        return {
            rival: None
            for task_id in self.done
            for rival in self._graph.alternatives[task_id]
            if rival not in self.done and self._draft.record(rival).open
        }
