"""Plans on one task: complete, take back, fail, start, ignore, pin, note, confirm its gate."""

from __future__ import annotations

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.availability import has_own_unknowns
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.experience import complete_tasks, quest_xp
from tarkov_desktop.domain.gates import gate_signature, is_gate_confirmed
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.limits import MAX_NOTE_LENGTH, MAX_NOTES, MAX_NOTES_BYTES
from tarkov_desktop.domain.plans.draft import Draft
from tarkov_desktop.domain.plans.plan import Plan, Refusal, RefusalCode
from tarkov_desktop.domain.registers import note_path, pinned_path
from tarkov_desktop.domain.situation import situation_of
from tarkov_desktop.domain.wording import clean_note

UNKNOWN_TASK = Refusal(RefusalCode.UNKNOWN_TASK)


def plan_completion(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId
) -> Plan | Refusal:
    """Complete a task: its objectives are full, open tasks it rules out fail, the level rises if it must."""
    if task_id not in graph.nodes:
        return UNKNOWN_TASK
    draft = Draft(graph, document, account)
    if draft.record(task_id).complete:
        return Refusal(RefusalCode.ALREADY_COMPLETE, (task_id,))
    draft.done(task_id, manual=True)
    rivals = graph.alternatives[task_id]
    failing = tuple(rival for rival in rivals if draft.record(rival).open)
    for rival in failing:
        draft.fail(rival, manual=False)
    draft.raise_level([task_id])
    draft.stop_ignoring(task_id)
    conflicts = tuple(rival for rival in rivals if draft.record(rival).complete)
    return Plan(draft.writes(), fails=failing, conflicts=conflicts, raises_level_to=draft.raised_to)


def plan_uncompletion(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId
) -> Plan | Refusal:
    """Take back a complete or failed task, and the failures that only its completion explains."""
    if task_id not in graph.nodes:
        return UNKNOWN_TASK
    draft = Draft(graph, document, account)
    if draft.record(task_id).open:
        return Refusal(RefusalCode.NOT_SETTLED, (task_id,))
    draft.undone(task_id)
    reopened = tuple(rival for rival in graph.alternatives[task_id] if _failed_only_by(draft, rival, task_id))
    for rival in reopened:
        draft.undone(rival)
    return Plan(draft.writes(), reopens=reopened)


def plan_failure(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId
) -> Plan | Refusal:
    """Fail a task and clear its objectives; nothing else follows."""
    if task_id not in graph.nodes:
        return UNKNOWN_TASK
    draft = Draft(graph, document, account)
    if draft.record(task_id).failed:
        return Refusal(RefusalCode.ALREADY_FAILED, (task_id,))
    draft.fail(task_id, manual=True)
    return Plan(draft.writes())


def plan_start(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId
) -> Plan | Refusal:
    """Say that a task is under way; a failed one only where the game lets it be restarted."""
    if task_id not in graph.nodes:
        return UNKNOWN_TASK
    draft = Draft(graph, document, account)
    record = draft.record(task_id)
    if record.complete:
        return Refusal(RefusalCode.ALREADY_COMPLETE, (task_id,))
    if record.failed:
        if not graph.task(task_id).restartable:
            return Refusal(RefusalCode.NOT_RESTARTABLE, (task_id,))
        draft.clear(graph.nodes[task_id])
    if not record.started:
        draft.started(task_id)
    return Plan(draft.writes())


def plan_ignore(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId, *, ignored: bool
) -> Plan | Refusal:
    """Mark an open task as not to be done, or take the mark off."""
    if task_id not in graph.nodes:
        return UNKNOWN_TASK
    draft = Draft(graph, document, account)
    if not draft.record(task_id).open:
        return Refusal(RefusalCode.TASK_CLOSED, (task_id,))
    draft.write(graph.nodes[task_id].ignored_path, ignored)
    return Plan(draft.writes())


def plan_pin(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId, *, pinned: bool
) -> Plan | Refusal:
    """Show a task first, or no longer."""
    if task_id not in graph.nodes:
        return UNKNOWN_TASK
    draft = Draft(graph, document, account)
    draft.write(pinned_path(task_id), pinned)
    return Plan(draft.writes())


def plan_note(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId, text: str
) -> Plan | Refusal:
    """Keep a private note with a task; an empty one takes it away. Control characters are dropped."""
    if task_id not in graph.nodes:
        return UNKNOWN_TASK
    note = clean_note(text)
    if len(note) > MAX_NOTE_LENGTH:
        return Refusal(RefusalCode.TOO_LONG, choices={"most": MAX_NOTE_LENGTH})
    others = [
        entry.value
        for key, entry in document.below("taskNotes/")
        if isinstance(entry.value, str) and key != task_id
    ]
    total_bytes = len(note.encode()) + sum(len(str(other).encode()) for other in others)
    if note and (len(others) >= MAX_NOTES or total_bytes > MAX_NOTES_BYTES):
        return Refusal(RefusalCode.TOO_MANY_NOTES, choices={"most": MAX_NOTES})
    draft = Draft(graph, document, account)
    draft.write(note_path(task_id), note or None)
    return Plan(draft.writes())


def plan_gate(
    graph: GameGraph, document: Document, account: AccountFacts, task_id: TaskId, *, confirmed: bool
) -> Plan | Refusal:
    """Take the player's word that the gates of a task are open, or back."""
    if task_id not in graph.nodes:
        return UNKNOWN_TASK
    node = graph.nodes[task_id]
    xp_of_tasks = quest_xp(graph, complete_tasks(graph, document))
    situation = situation_of(graph, document, account, xp_of_tasks=xp_of_tasks, now_ms=0)
    if confirmed and not has_own_unknowns(situation, node):
        return Refusal(RefusalCode.NOTHING_TO_CONFIRM, (task_id,))
    if not confirmed and not is_gate_confirmed(document, node):
        return Plan()
    draft = Draft(graph, document, account)
    draft.write(node.gate_path, {"confirmed": confirmed, "signature": gate_signature(node)})
    return Plan(draft.writes())


def _failed_only_by(draft: Draft, rival: TaskId, task_id: TaskId) -> bool:
    """True when *rival* failed by cascade and no complete task but *task_id* explains it."""
    record = draft.record(rival)
    if not record.failed or record.manual:
        return False
    return not any(
        draft.record(other).complete for other in draft.graph.ruled_out_by[rival] if other != task_id
    )
