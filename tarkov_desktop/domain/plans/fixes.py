"""Plans that mend a finding, one operation each (game-rules 8)."""

from __future__ import annotations

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.checks import Check, Finding, Fix
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import ObjectiveId, PartId, StationId, TaskId
from tarkov_desktop.domain.plans.draft import Draft
from tarkov_desktop.domain.plans.hideout import plan_build
from tarkov_desktop.domain.plans.make_available import plan_prerequisites
from tarkov_desktop.domain.plans.plan import Plan, Refusal
from tarkov_desktop.domain.plans.tasks import plan_uncompletion


def plan_fix(
    graph: GameGraph, document: Document, account: AccountFacts, finding: Finding, fix: Fix
) -> Plan | Refusal:
    """Return the plan that mends *finding* in the way of *fix*, one of its fixes.

    Raises:
        ValueError: the finding does not offer this fix.
    """
    if fix not in finding.fixes:
        raise ValueError(f"{finding.check} is not mended by {fix}")
    draft = Draft(graph, document, account)
    match fix, finding:
        case Fix.BUILD, Finding(station=str() as station, level=level):
            return plan_build(graph, document, account, StationId(station), level)
        case Fix.PREREQUISITES, Finding(task=str() as task):
            return plan_prerequisites(graph, document, account, TaskId(task))
        case Fix.UNCOMPLETE, Finding(check=Check.OBJECTIVE_MISSING, task=str() as task):
            return plan_uncompletion(graph, document, account, TaskId(task))
        case Fix.FLAG_FROM_COUNT | Fix.COUNT_FROM_FLAG, Finding(key=str() as key):
            _reconcile(draft, key, flag_wins=fix is Fix.COUNT_FROM_FLAG)
        case Fix.FAIL_OTHER, Finding(other=str() as other):
            draft.fail(TaskId(other), manual=False)
        case _:
            # Every other finding is of a task.
            _mend_task(draft, TaskId(str(finding.task)), fix)
    return Plan(draft.writes(), raises_level_to=draft.raised_to)


def _mend_task(draft: Draft, task_id: TaskId, fix: Fix) -> None:
    match fix:
        case Fix.FILL:
            draft.fill(draft.graph.nodes[task_id])
        case Fix.CLEAR:
            draft.clear(draft.graph.nodes[task_id])
        case Fix.UNCOMPLETE:
            draft.undone(task_id)
        case Fix.FAIL:
            draft.fail(task_id, manual=False)
        case _:
            draft.raise_level([task_id])


def _reconcile(draft: Draft, key: str, *, flag_wins: bool) -> None:
    """Make flag and count of an objective or part agree, after one of them."""
    node = draft.graph.objectives.get(ObjectiveId(key)) or draft.graph.parts[PartId(key)]
    amount = node.paths.read(draft.document)
    if flag_wins:
        draft.write(node.paths.number, node.required if amount.complete else 0)
    else:
        draft.write(node.paths.flag, amount.number >= node.required)
