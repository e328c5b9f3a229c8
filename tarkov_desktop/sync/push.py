"""Pushing: which waiting edits go into one call, and what its answer changes here. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.sync.local import DeadLetterNote, Overruled, SyncCommit
from tarkov_desktop.sync.registers import Cursor, PendingOp, ScopeState
from tarkov_desktop.sync.remote import Outcome, PushAnswer, ServerRegister

MAX_OPS: Final = 500
MAX_BODY_BYTES: Final = 900 * 1024
"""The server refuses above 1 MiB; the rest of the body is far below the difference."""


def wire_op(op: PendingOp) -> dict[str, JsonValue]:
    """Return *op* as it stands in the body of a push."""
    stamp: JsonValue = [op.stamp.epoch, op.stamp.ms, op.stamp.counter, op.stamp.node]
    if op.path is None:
        return {"seq": op.seq, "op": "reset", "reason": op.reason, "stamp": stamp}
    return {"seq": op.seq, "op": "set", "path": op.path, "value": op.value, "stamp": stamp}


def next_batch(pending: Iterable[PendingOp], *, max_ops: int = MAX_OPS) -> list[PendingOp]:
    """Return the waiting edits of one call: in seq order, one reset at most, within the size limit.

    An edit too large to ever fit travels alone, so that the server's refusal names it.
    """
    batch: list[PendingOp] = []
    size_bytes = resets = 0
    for op in pending:
        size_bytes += len(msgspec.json.encode(wire_op(op))) + 1
        resets += op.path is None
        if batch and (len(batch) >= max_ops or size_bytes > MAX_BODY_BYTES or resets > 1):
            break
        batch.append(op)
    return batch


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an answer to a push means: the transaction, and whether a pull has to follow."""

    commit: SyncCommit
    pull_follows: bool


def take_in(state: ScopeState, batch: Sequence[PendingOp], answer: PushAnswer) -> TakenIn:
    """Return what *answer* to *batch*, sent when the scope stood at *state*, changes here.

    Raises:
        KeyError: the answer leaves out an op that was sent.
    """
    same_epoch = answer.epoch == state.epoch
    results = {result.seq: result for result in answer.results}
    registers = {row.path: row for row in answer.registers} if same_epoch else {}
    at_prev = same_epoch and state.cursor == Cursor(answer.prev_rev)
    by_outcome: dict[Outcome, list[PendingOp]] = {outcome: [] for outcome in Outcome}
    for op in batch:
        by_outcome[results[op.seq].outcome].append(op)
    # Superseded in the epoch that goes on: its season is over, and this file is where the old season can be read.
    stay = _paths(by_outcome[Outcome.SUPERSEDED]) if same_epoch else set()
    commit = SyncCommit(
        scope=state.scope,
        expected_epoch=state.epoch,
        settled=tuple(op.seq for op in batch),
        acknowledged_seq=max(answer.last_seq, state.acknowledged_seq),
        adopt={path: row.register(answer.epoch) for path, row in registers.items() if path not in stay},
        remove=frozenset(_paths(batch) - registers.keys() - stay) if same_epoch else frozenset(),
        cursor=Cursor(answer.rev) if at_prev else None,
        superseded=tuple(by_outcome[Outcome.SUPERSEDED]),
        dead_letters=tuple(DeadLetterNote(op, results[op.seq].reason) for op in by_outcome[Outcome.REJECTED]),
        overruled=tuple(_overruled(by_outcome[Outcome.DOMINATED], registers)),
    )
    return TakenIn(commit, pull_follows=not at_prev)


def _paths(batch: Iterable[PendingOp]) -> set[str]:
    return {op.path for op in batch if op.path is not None}


def _overruled(dominated: Iterable[PendingOp], registers: dict[str, ServerRegister]) -> Iterable[Overruled]:
    """Yield the edits that something else won over; a value that is the same anyway is no news."""
    for op in dominated:
        row = registers.get(op.path) if op.path is not None else None
        if row is not None and row.value != op.value:
            yield Overruled(op, row.value, row.device)
