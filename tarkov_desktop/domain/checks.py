"""Findings: records that contradict each other or the rules. Shown, never mended silently (game-rules 8)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from tarkov_desktop.domain.availability import satisfies
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import unescape_key
from tarkov_desktop.domain.experience import stated_level
from tarkov_desktop.domain.hideout import is_recorded
from tarkov_desktop.domain.ids import ObjectiveId, PartId, StationId, TaskId
from tarkov_desktop.domain.nodes import AmountPaths, TaskNode
from tarkov_desktop.domain.records import TaskRecord
from tarkov_desktop.domain.registers import task_path


class Check(StrEnum):
    """The checks by their number in the rules."""

    OBJECTIVE_MISSING = "K1"
    RIVALS_BOTH_DONE = "K2"
    RIVAL_LEFT_OPEN = "K3"
    PROGRESS_ON_FAILED = "K4"
    FAILED_WITHOUT_CAUSE = "K5"
    PREREQUISITE_MISSING = "K6"
    LEVEL_TOO_LOW = "K7"
    LEVEL_SKIPPED = "K8"
    FLAG_AGAINST_COUNT = "K9"
    STARTED_BUT_BLOCKED = "K10"
    ORPHANS = "K11"


class Fix(StrEnum):
    """What can be done about a finding; ``plans/fixes.py`` makes the plan."""

    FILL = "fill"
    UNCOMPLETE = "uncomplete"
    FAIL = "fail"
    FAIL_OTHER = "fail_other"
    CLEAR = "clear"
    PREREQUISITES = "prerequisites"
    RAISE_LEVEL = "raise_level"
    BUILD = "build"
    FLAG_FROM_COUNT = "flag_from_count"
    COUNT_FROM_FLAG = "count_from_flag"


class Finding(NamedTuple):
    """One finding: what it is about, and the fixes the player may choose from (the first is the usual one)."""

    check: Check
    fixes: tuple[Fix, ...] = ()
    task: TaskId | None = None
    other: TaskId | None = None
    key: ObjectiveId | PartId | None = None
    """The objective or part whose flag and count disagree."""
    station: StationId | None = None
    level: int = 0
    number: int = 0
    """How many, where a finding stands for several things."""


def findings(derived: Derived) -> Iterator[Finding]:
    """Yield every finding of one document, in the order of the checks."""
    records = {
        task_id: record
        for task_id, node in derived.graph.nodes.items()
        if (record := derived.situation.record(node.path)).ms or not record.open or record.started
    }
    yield from _complete_tasks(derived, records)
    yield from _rivals(derived, records)
    yield from _failed_tasks(derived, records)
    yield from _prerequisites(derived, records)
    yield from _level(derived, records)
    yield from _skipped_levels(derived)
    yield from _amounts(derived)
    for task_id, record in records.items():
        if record.started and derived.is_blocked(task_id):
            yield Finding(Check.STARTED_BUT_BLOCKED, (Fix.UNCOMPLETE,), task_id)
    orphans = sum(1 for _ in _orphans(derived))
    if orphans:
        yield Finding(Check.ORPHANS, number=orphans)


Records = dict[TaskId, TaskRecord]


def _complete_tasks(derived: Derived, records: Records) -> Iterator[Finding]:
    for task_id, record in records.items():
        if record.complete and not _is_filled(derived, derived.graph.nodes[task_id]):
            yield Finding(Check.OBJECTIVE_MISSING, (Fix.FILL, Fix.UNCOMPLETE), task_id)


def _is_filled(derived: Derived, node: TaskNode) -> bool:
    amounts = ((objective, objective.paths.read(derived.document)) for objective in node.objectives)
    return all(
        amount.complete and (not objective.counted or amount.number >= objective.required)
        for objective, amount in amounts
    )


def _rivals(derived: Derived, records: Records) -> Iterator[Finding]:
    seen: set[frozenset[TaskId]] = set()
    for task_id, record in records.items():
        if not record.complete:
            continue
        for rival in derived.graph.alternatives[task_id]:
            other = derived.situation.record(derived.graph.nodes[rival].path)
            pair = frozenset({task_id, rival})
            if other.complete and pair not in seen:
                seen.add(pair)
                yield Finding(Check.RIVALS_BOTH_DONE, _later_fails(record, other), task_id, rival)
            elif other.open:
                yield Finding(Check.RIVAL_LEFT_OPEN, (Fix.FAIL_OTHER,), task_id, rival)


def _later_fails(record: TaskRecord, other: TaskRecord) -> tuple[Fix, ...]:
    """The later of two rivals fails; when that cannot be told, the player chooses."""
    if not record.ms or not other.ms or record.ms == other.ms:
        return Fix.FAIL, Fix.FAIL_OTHER
    return (Fix.FAIL,) if record.ms > other.ms else (Fix.FAIL_OTHER,)


def _failed_tasks(derived: Derived, records: Records) -> Iterator[Finding]:
    for task_id, record in records.items():
        if not record.failed:
            continue
        node = derived.graph.nodes[task_id]
        amounts = (objective.paths.read(derived.document) for objective in node.objectives)
        if any(amount.complete or amount.number for amount in amounts):
            yield Finding(Check.PROGRESS_ON_FAILED, (Fix.CLEAR,), task_id)
        may_fail_alone = any(condition.type != "taskStatus" for condition in node.task.fail_conditions)
        is_explained = any(
            derived.situation.record(task_path(rival)).complete
            for rival in derived.graph.ruled_out_by[task_id]
        )
        if not (record.manual or may_fail_alone or is_explained):
            yield Finding(Check.FAILED_WITHOUT_CAUSE, (Fix.UNCOMPLETE,), task_id)


def _prerequisites(derived: Derived, records: Records) -> Iterator[Finding]:
    for task_id, record in records.items():
        if record.complete:
            for lacking in _lacking(derived, derived.graph.nodes[task_id]):
                yield Finding(Check.PREREQUISITE_MISSING, (Fix.PREREQUISITES,), task_id, lacking)


def _lacking(derived: Derived, node: TaskNode) -> Iterator[TaskId]:
    """Yield what the records lack for a task that is complete: exactly what the fix would settle (game-rules 7.1).

    A task that had only to be under way may since have failed, as a rival of what it opened always does, or be open
    still: nothing mends that, so it is no finding. What it needs itself was needed all the same.
    """
    waiting = list(node.needs)
    seen = set(waiting)
    while waiting:
        need = waiting.pop()
        if not need.is_known or satisfies(derived.situation.record(need.path), need):
            continue
        if need.active:
            further = [each for each in derived.graph.nodes[need.task].needs if each not in seen]
            seen.update(further)
            waiting += further
        else:
            yield need.task


def _level(derived: Derived, records: Records) -> Iterator[Finding]:
    if derived.situation.account.automatic_level:
        return
    nodes = derived.graph.nodes
    complete = (task_id for task_id, record in records.items() if record.complete)
    highest = max(complete, key=lambda task_id: nodes[task_id].task.min_level, default=None)
    if highest is not None and stated_level(derived.document) < nodes[highest].task.min_level:
        level = nodes[highest].task.min_level
        yield Finding(Check.LEVEL_TOO_LOW, (Fix.RAISE_LEVEL,), highest, level=level)


def _skipped_levels(derived: Derived) -> Iterator[Finding]:
    document, stations = derived.document, derived.stations()
    for station in derived.graph.catalog.stations.values():
        given = stations[station.id].given_level
        is_below_built = True
        for level in station.levels:
            built = level.level <= given or is_recorded(document, level.id)
            if built and not is_below_built:
                yield Finding(Check.LEVEL_SKIPPED, (Fix.BUILD,), station=station.id, level=level.level)
            is_below_built = built


def _amounts(derived: Derived) -> Iterator[Finding]:
    """Yield flags against counts: of tasks that are not complete (K1 speaks of those), and of parts."""
    for objective_id, node in derived.graph.objectives.items():
        record = derived.situation.record(derived.graph.nodes[node.task].path)
        is_counted = node.counted or node.paths.has_count(derived.document)
        if not record.complete and is_counted and _disagrees(derived, node.paths, node.required):
            yield _amount_finding(objective_id, node.task)
    for part_id, part in derived.graph.parts.items():
        if _disagrees(derived, part.paths, part.required):
            yield _amount_finding(part_id, None)


def _disagrees(derived: Derived, paths: AmountPaths, required: int) -> bool:
    amount = paths.read(derived.document)
    return amount.complete != (amount.number >= required)


def _amount_finding(key: ObjectiveId | PartId, task_id: TaskId | None) -> Finding:
    return Finding(Check.FLAG_AGAINST_COUNT, (Fix.FLAG_FROM_COUNT, Fix.COUNT_FROM_FLAG), task_id, key=key)


def _orphans(derived: Derived) -> Iterator[str]:
    """Yield the entries whose id the catalog does not have; what the overlay took out is none."""
    graph = derived.graph
    known_tasks = graph.nodes.keys() | graph.catalog.disabled | graph.catalog.tasks.keys()
    seen: set[tuple[str, str]] = set()
    for path in derived.document.entries:
        field, _, rest = path.partition("/")
        key = unescape_key(rest.partition("/")[0])
        match field:
            case "taskCompletions" | "ignoredTasks" | "pinnedTasks" | "taskNotes" | "taskGates":
                is_known = key in known_tasks
            case "taskObjectives":
                is_known = path in graph.objectives_of_path or key in graph.objectives
            case "hideoutModules" | "hideoutParts":
                is_known = path in graph.stations_of_path or key in graph.parts
            case _:
                continue
        if not is_known and (field, key) not in seen:
            seen.add((field, key))
            yield path
