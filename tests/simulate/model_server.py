"""The server's side of sync.md as a model: the rules of the SQL, in memory, for one account.

``restamps`` and ``sequences`` turn off one guard each, for the negative controls.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.sync.digest import digest_of
from tarkov_desktop.sync.registers import Cursor, PendingOp, Register, Scope
from tarkov_desktop.sync.remote import (
    Head,
    OpResult,
    Outcome,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    Refused,
    ServerRegister,
    StatusAnswer,
)
from tarkov_desktop.sync.stamp import FUTURE_LIMIT_MS, Stamp

EPOCHS_AHEAD = 16
MAX_OPS = 500


@dataclass(slots=True)
class Generation:
    """One scope: its head and its registers."""

    epoch: int = 0
    rev: int = 0
    clock: tuple[int, int] = (0, 0)
    registers: dict[str, ServerRegister] = field(default_factory=dict)
    last_seq: dict[str, int] = field(default_factory=dict)
    archives: list[tuple[int, dict[str, ServerRegister]]] = field(default_factory=list)


@dataclass(slots=True)
class ModelServer:
    """Judges pushes and answers pulls like the SQL functions; ``now_ms`` is the true time."""

    now_ms: Callable[[], int]
    refuses: Callable[[str, JsonValue], str | None] = lambda _path, _value: None
    season: int | None = 1
    restamps: bool = True
    sequences: bool = True
    scopes: dict[Scope, Generation] = field(default_factory=dict)

    def push(self, request: PushRequest) -> PushAnswer | Refused:
        """Take one call in: sequence, epoch, value, clock, register, in this order."""
        scope = self._open(request)
        if isinstance(scope, Refused):
            return scope
        seen = scope.last_seq.get(request.device_id, 0)
        if self.sequences and seen < request.base_seq:
            return Refused("sequence_gap", last_seq=seen)
        prev_rev, next_rev, changed = scope.rev, scope.rev + 1, False
        results: list[OpResult] = []
        for op in request.ops:
            if self.sequences and op.seq <= seen:
                results.append(OpResult(op.seq, Outcome.DUPLICATE))
                continue
            outcome, reason = self._apply(scope, request, op, next_rev)
            changed = changed or outcome is Outcome.APPLIED
            results.append(OpResult(op.seq, outcome, reason))
        scope.rev = next_rev if changed else prev_rev
        last = max([seen, *(op.seq for op in request.ops)])
        scope.last_seq[request.device_id] = last
        paths = {op.path for op in request.ops} if scope.epoch == request.epoch else set()
        rows = [scope.registers[path] for path in paths if path in scope.registers]
        return PushAnswer(scope.epoch, prev_rev, scope.rev, last, self.now_ms(), results, rows)

    def pull(self, request: PullRequest) -> PullAnswer:
        """Return one page of what lies beyond the cursor, or of the newer generation."""
        scope = self.scopes.get(request.scope, Generation())
        snapshot = request.epoch != scope.epoch
        cursor = Cursor() if snapshot else request.cursor
        rows = sorted(scope.registers.values(), key=lambda row: (row.rev, row.path.encode()))
        beyond = [row for row in rows if (row.rev, row.path.encode()) > (cursor.since, cursor.after.encode())]
        page = beyond[: request.limit]
        more = len(beyond) > len(page)
        onward = Cursor(page[-1].rev, page[-1].path) if more else Cursor(scope.rev)
        digest = digest_of(_registers(scope)) if request.digest else None
        return PullAnswer(scope.epoch, scope.rev, snapshot, page, more, onward, self.now_ms(), digest)

    def status(self, device_id: str) -> StatusAnswer:
        """Return time, season, heads and the sequence of one device."""
        return StatusAnswer(
            self.now_ms(),
            self.season,
            {scope: Head(held.epoch, held.rev) for scope, held in self.scopes.items()},
            {
                scope: held.last_seq[device_id]
                for scope, held in self.scopes.items()
                if device_id in held.last_seq
            },
        )

    def backup(self) -> Mapping[Scope, Generation]:
        """Return a copy of everything, for :meth:`restore`."""
        return copy.deepcopy(self.scopes)

    def restore(self, saved: Mapping[Scope, Generation]) -> None:
        """Go back to an older state, as an operator does after a disaster."""
        self.scopes = copy.deepcopy(dict(saved))

    def _open(self, request: PushRequest) -> Generation | Refused:
        if len(request.ops) > MAX_OPS:
            return Refused("too_many_ops")
        if request.scope.season > (self.season or 0):
            return Refused("unknown_season")
        return self.scopes.setdefault(request.scope, Generation())

    def _apply(self, scope: Generation, request: PushRequest, op: PendingOp, rev: int) -> tuple[Outcome, str]:
        if op.stamp.epoch < scope.epoch or (self.season and 0 < request.scope.season < self.season):
            return Outcome.SUPERSEDED, ""
        raised = op.stamp.epoch > scope.epoch
        if raised:
            if op.stamp.epoch > scope.epoch + EPOCHS_AHEAD:
                return Outcome.REJECTED, "epoch_too_far"
            scope.archives.append((scope.epoch, scope.registers))
            scope.epoch, scope.registers = op.stamp.epoch, {}
        if op.path is None:
            return (Outcome.APPLIED if raised else Outcome.DOMINATED), ""
        if reason := self.refuses(op.path, op.value):
            return Outcome.REJECTED, reason
        row = self._stamped(scope, op, rev, request.device_id)
        stored = scope.registers.get(op.path)
        if stored is not None and _order(stored) >= _order(row):
            return Outcome.DOMINATED, ""
        scope.registers[op.path] = row
        return Outcome.APPLIED, ""

    def _stamped(self, scope: Generation, op: PendingOp, rev: int, device: str) -> ServerRegister:
        assert op.path is not None
        ms, counter = op.stamp.ms, op.stamp.counter
        now_ms = self.now_ms()
        if self.restamps and ms > now_ms + FUTURE_LIMIT_MS:
            last_ms, last_counter = scope.clock
            ms = max(last_ms, now_ms)
            counter = last_counter + 1 if ms == last_ms else 0
            scope.clock = (ms, counter)
        else:
            scope.clock = max(scope.clock, (ms, counter))
        return ServerRegister(op.path, op.value, ms, counter, op.stamp.node, rev, device)


def _order(row: ServerRegister) -> tuple[int, int, str]:
    return row.ms, row.counter, row.node


def _registers(scope: Generation) -> dict[str, Register]:
    return {
        path: Register(row.value, Stamp(scope.epoch, row.ms, row.counter, row.node), row.rev)
        for path, row in scope.registers.items()
    }
