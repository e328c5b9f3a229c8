"""Gates the program cannot see behind, and the player's word that they are open (game-rules 4.8)."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.game import OtherRequirement, TaskRequirement, TraderRequirement
from tarkov_desktop.domain.nodes import TaskNode

SIGNATURE_DIGITS: Final = 32


def gate_signature(node: TaskNode) -> str:
    """Return what the player confirms: 32 hex digits that change when the catalog changes the gate."""
    task = node.task
    missing = sorted(need.task for need in node.needs if not need.is_known)
    readable = [requirement for requirement in task.requirements if requirement not in node.unreadable]
    gate: list[JsonValue] = [
        [_trader_json(requirement) for requirement in sorted(task.trader_requirements, key=_id)],
        [_other_json(requirement) for requirement in sorted(task.other_requirements, key=_id)],
        [
            _task_json(requirement)
            for missing_task in missing
            for requirement in readable
            if requirement.task == missing_task
        ],
        [_task_json(requirement) for requirement in node.unreadable],
    ]
    text = json.dumps(gate, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:SIGNATURE_DIGITS]


def is_gate_confirmed(document: Document, node: TaskNode) -> bool:
    """True when the player confirmed the gate as the catalog has it now."""
    stored = document.value(node.gate_path)
    return (
        isinstance(stored, dict)
        and stored.get("confirmed") is True
        and stored.get("signature") == gate_signature(node)
    )


def _id(requirement: TraderRequirement | OtherRequirement) -> str:
    return requirement.id


def _trader_json(requirement: TraderRequirement) -> JsonValue:
    value = requirement.value
    is_whole = value is not None and value - value == 0 and value == int(value)
    return {
        "id": requirement.id,
        "trader": requirement.trader,
        "requirementType": requirement.kind,
        "compareMethod": requirement.compare,
        "value": int(value) if is_whole and value is not None else value,
    }


def _other_json(requirement: OtherRequirement) -> JsonValue:
    return {"id": requirement.id, "type": requirement.kind, "detail": requirement.detail}


def _task_json(requirement: TaskRequirement) -> JsonValue:
    return {"task": requirement.task, "status": list(requirement.statuses)}
