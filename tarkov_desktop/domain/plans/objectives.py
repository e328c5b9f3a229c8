"""Plans on objectives: set a count, tick and untick."""

from __future__ import annotations

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import ObjectiveId
from tarkov_desktop.domain.plans.draft import Draft
from tarkov_desktop.domain.plans.plan import Plan, Refusal, RefusalCode


def plan_objective_count(
    graph: GameGraph, document: Document, account: AccountFacts, objective_id: ObjectiveId, count: int
) -> Plan | Refusal:
    """Set how often an objective is done; the flag follows. *count* is kept within 0..required."""
    draft = Draft(graph, document, account)
    refusal = _refusal(draft, objective_id)
    if refusal is not None:
        return refusal
    node = graph.objectives[objective_id]
    draft.set_amount(node.paths, max(0, min(count, node.required)), required=node.required)
    return Plan(draft.writes())


def plan_objective_toggle(
    graph: GameGraph, document: Document, account: AccountFacts, objective_id: ObjectiveId
) -> Plan | Refusal:
    """Tick an objective, or untick it: a counted one loses just the last."""
    draft = Draft(graph, document, account)
    refusal = _refusal(draft, objective_id)
    if refusal is not None:
        return refusal
    node = graph.objectives[objective_id]
    becomes_full = not node.paths.read(document).is_full(node.required)
    draft.write(node.paths.flag, becomes_full)
    if node.counted or node.paths.has_count(document):
        draft.write(node.paths.number, node.required if becomes_full else node.required - 1)
    return Plan(draft.writes())


def _refusal(draft: Draft, objective_id: ObjectiveId) -> Refusal | None:
    node = draft.graph.objectives.get(objective_id)
    if node is None:
        return Refusal(RefusalCode.UNKNOWN_OBJECTIVE)
    if not draft.record(node.task).open:
        return Refusal(RefusalCode.TASK_CLOSED, (node.task,))
    return None
