"""Whether the game offers a task now: every condition of game-rules 4, with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.gates import is_gate_confirmed
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.nodes import Need, TaskNode
from tarkov_desktop.domain.records import TaskRecord
from tarkov_desktop.domain.situation import Situation
from tarkov_desktop.domain.state import CONFIRMABLE, Availability, Reason, ReasonKind, Verdict
from tarkov_desktop.domain.trader_rules import trader_reason

NOT_YET: Final = Availability(Verdict.NO)
OFFERED: Final = Availability(Verdict.YES)

PRESTIGE_OF_TASK: Final = {TaskId("6761f28a022f60bb320f3e95"): 0}
"""Required prestige where the game data names a prestige that it does not list (New Beginning, the first)."""


class AvailabilityMemo:
    """Answers of one situation, each worked out once. A task met again on its own path is *no*."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self._known: dict[TaskId, Availability] = {}
        self._timed: dict[TaskId, int] = {}

    def of(self, task_id: TaskId) -> Availability:
        """Return the answer for a task of the catalog; walks without recursion, chains may be long."""
        known = self._known
        path: set[TaskId] = set()
        stack = [task_id]
        while stack:
            current = stack[-1]
            if current not in known:
                node = self.situation.graph.nodes[current]
                path.add(current)
                ahead = [need.task for need in self._followed(node) if need.task not in path]
                if ahead:
                    stack.extend(ahead)
                    continue
                known[current] = answer = self._judge(node)
                if answer.next_ms:
                    self._timed[current] = answer.next_ms
            path.discard(current)
            stack.pop()
        return known[task_id]

    def forget(self, task_id: TaskId) -> set[TaskId]:
        """Drop the answer for a task and for those that follow from it; return them."""
        forgotten = {task_id}
        stack = [task_id]
        while stack:
            current = stack.pop()
            self._known.pop(current, None)
            self._timed.pop(current, None)
            if current != task_id and not self._passes_on(current):
                continue
            for dependent in self.situation.graph.active_dependents[current]:
                if dependent not in forgotten:
                    forgotten.add(dependent)
                    stack.append(dependent)
        return forgotten

    @property
    def next_ms(self) -> int:
        """The next moment at which an answer changes by itself, 0 when none will."""
        return min(self._timed.values(), default=0)

    def due(self, now_ms: int) -> list[TaskId]:
        """Return the tasks whose delay has come to a point by *now_ms*."""
        return [task_id for task_id, at_ms in self._timed.items() if at_ms <= now_ms]

    def _passes_on(self, task_id: TaskId) -> bool:
        """True when availability of the task matters to its dependents: nothing is recorded of it."""
        record = self.situation.record(self.situation.graph.nodes[task_id].path)
        return record.open and not record.started

    def _followed(self, node: TaskNode) -> Iterator[Need]:
        """Yield the needs whose answer is not in a record and not known yet."""
        if self.situation.record(node.path).started:
            return
        for need in node.needs:
            if need.active and need.is_known and need.task not in self._known:
                record = self.situation.record(need.path)
                if record.open and not record.started:
                    yield need

    def _judge(self, node: TaskNode) -> Availability:
        if self.situation.record(node.path).started:
            return OFFERED
        reasons: list[Reason] = []
        since_ms = 0
        for need in node.needs:
            record = self.situation.record(need.path)
            if satisfies(record, need):
                since_ms = max(since_ms, record.ms)
            elif (reason := self._need_reason(need, record)) is not None:
                reasons.append(reason)
        reasons.extend(own_reasons(self.situation, node))
        reasons = _after_confirmation(reasons, self.situation, node)
        if not reasons:
            return _after_delay(node.task, since_ms, self.situation.now_ms)
        return Availability(min(reason.verdict for reason in reasons), tuple(reasons))

    def _need_reason(self, need: Need, record: TaskRecord) -> Reason | None:
        if not need.is_known:
            return Reason(ReasonKind.MISSING_TASK, Verdict.UNKNOWN, task=need.task)
        if need.active and record.open:
            verdict = self._known.get(need.task, NOT_YET).verdict
            if verdict is Verdict.YES:
                return None
            if verdict is Verdict.UNKNOWN:
                return Reason(ReasonKind.VIA_TASK, Verdict.UNKNOWN, task=need.task)
        return Reason(ReasonKind.TASK, task=need.task, statuses=_words(need))


def satisfies(record: TaskRecord, need: Need) -> bool:
    """True when the record alone fulfils the requirement."""
    return (
        (need.complete and record.complete)
        or (need.failed and record.failed)
        or (need.active and (record.complete or record.started))
    )


def own_reasons(situation: Situation, node: TaskNode) -> Iterator[Reason]:
    """Yield what stands against a task beside other tasks and delays; nothing here is confirmed yet."""
    task = node.task
    for _ in node.unreadable:
        yield Reason(ReasonKind.UNREADABLE, Verdict.UNKNOWN)
    if task.min_level > situation.level:
        yield Reason(ReasonKind.LEVEL, needed=task.min_level)
    yield from standing_reasons(situation, task)
    for requirement in task.trader_requirements:
        reason = trader_reason(situation.graph, situation.document, situation.level, requirement)
        if reason is not None:
            yield reason
    for other in task.other_requirements:
        yield Reason(ReasonKind.GATE, Verdict.UNKNOWN, word=other.kind)


def standing_reasons(situation: Situation, task: Task) -> Iterator[Reason]:
    """Yield what faction, edition and prestige have against a task (game-rules 4.3 to 4.5)."""
    if not situation.is_faction_right(task):
        yield Reason(ReasonKind.FACTION, word=task.faction)
    if not situation.is_edition_right(task.id):
        yield Reason(ReasonKind.EDITION, actual=situation.account.edition)
    needed = task.required_prestige
    if needed is None:
        return
    needed = PRESTIGE_OF_TASK.get(task.id, needed) if needed < 0 else needed
    if needed < 0 or not situation.graph.catalog.prestiges:
        yield Reason(ReasonKind.PRESTIGE_ABSENT)
    elif situation.prestige < needed:
        yield Reason(ReasonKind.PRESTIGE_TOO_LOW, needed=needed, actual=situation.prestige)
    elif situation.prestige > needed:
        yield Reason(ReasonKind.PRESTIGE_PASSED, needed=needed, actual=situation.prestige)


def has_own_unknowns(situation: Situation, node: TaskNode) -> bool:
    """True when the task has something the player could confirm, confirmed or not."""
    if any(not need.is_known and not satisfies(situation.record(need.path), need) for need in node.needs):
        return True
    return any(_is_confirmable(reason) for reason in own_reasons(situation, node))


def _is_confirmable(reason: Reason) -> bool:
    return reason.verdict is Verdict.UNKNOWN and reason.kind in CONFIRMABLE


def _after_confirmation(reasons: list[Reason], situation: Situation, node: TaskNode) -> list[Reason]:
    if any(map(_is_confirmable, reasons)) and is_gate_confirmed(situation.document, node):
        return [reason for reason in reasons if not _is_confirmable(reason)]
    return reasons


def _after_delay(task: Task, since_ms: int, now_ms: int) -> Availability:
    """Return the answer when all but the delay says yes (game-rules 4.9)."""
    if not since_ms:
        return OFFERED
    opens_ms = since_ms + task.delay_min_s * 1000
    surely_ms = max(opens_ms, since_ms + task.delay_max_s * 1000)
    if now_ms < opens_ms:
        return Availability(Verdict.NO, (Reason(ReasonKind.OPENS_AT, at_ms=opens_ms),), opens_ms)
    if now_ms < surely_ms:
        reason = Reason(ReasonKind.OPENS_UNTIL, Verdict.UNKNOWN, at_ms=surely_ms)
        return Availability(Verdict.UNKNOWN, (reason,), surely_ms)
    return OFFERED


def _words(need: Need) -> tuple[str, ...]:
    asked = {"complete": need.complete, "active": need.active, "failed": need.failed}
    return tuple(word for word, is_asked in asked.items() if is_asked)
