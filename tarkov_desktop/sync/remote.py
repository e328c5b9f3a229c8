"""What the sync engine needs of a server, and the answers it can get (sync.md, Push and Pull).

``Unreachable`` is not ``Refused``: after a lost answer nobody knows what the server did, and the same call is safe to
repeat. The real implementation is ``remote/progress.py``, the model of the tests ``tests/simulate/model_server.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.sync.registers import START, Cursor, PendingOp, Register, Scope
from tarkov_desktop.sync.stamp import Stamp


class Outcome(StrEnum):
    """What the server did with one op."""

    APPLIED = "applied"
    DOMINATED = "dominated"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


class ServerRegister(NamedTuple):
    """A register as the server holds it; ``device`` wrote it (None: an API token)."""

    path: str
    value: JsonValue
    ms: int
    counter: int
    node: str
    rev: int
    device: str | None = None

    def register(self, epoch: int) -> Register:
        """Return the register as it is kept here, in generation *epoch*."""
        return Register(self.value, Stamp(epoch, self.ms, self.counter, self.node), self.rev)


class OpResult(NamedTuple):
    """The outcome of one op; ``reason`` says why it was rejected."""

    seq: int
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """What the account's device list shows of this one; the name is the player's, never the host's."""

    name: str
    platform: str
    app_version: str


@dataclass(frozen=True, slots=True)
class PushRequest:
    """Waiting edits of one scope in seq order, at most 500; none asks for ``last_seq`` only."""

    device_id: str
    scope: Scope
    epoch: int
    base_seq: int
    ops: Sequence[PendingOp]
    device: DeviceCard | None = None


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """``prev_rev`` is the rev before this call; ``registers`` is empty where the epochs differ."""

    epoch: int
    prev_rev: int
    rev: int
    last_seq: int
    server_now_ms: int
    results: Sequence[OpResult]
    registers: Sequence[ServerRegister]


@dataclass(frozen=True, slots=True)
class PullRequest:
    """Asks for registers beyond ``cursor``, at most ``limit`` of them."""

    scope: Scope
    epoch: int
    cursor: Cursor = START
    limit: int = 1000
    digest: bool = False


@dataclass(frozen=True, slots=True)
class PullAnswer:
    """One page. ``snapshot``: the epochs differ and the page is the first of the server's generation."""

    epoch: int
    rev: int
    snapshot: bool
    registers: Sequence[ServerRegister]
    more: bool
    next: Cursor
    server_now_ms: int
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Where a scope stands on the server."""

    epoch: int
    rev: int


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """``last_seqs`` are those of the asking device, by scope; ``active_season`` is None before the first."""

    server_now_ms: int
    active_season: int | None
    heads: Mapping[Scope, Head]
    last_seqs: Mapping[Scope, int]


@dataclass(frozen=True, slots=True)
class Refused:
    """The server said no and wrote nothing. ``last_seq`` comes with ``sequence_gap``."""

    code: str
    retry_after_s: float | None = None
    last_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer that can be trusted: no network, a time-out, a 5xx, a page that is not ours."""

    reason: str
    retry_after_s: float | None = None


NoAnswer: TypeAlias = Refused | Unreachable


class ProgressRemote(Protocol):
    """Push, pull and status of one signed-in account; each may be repeated with the same arguments."""

    async def push(self, request: PushRequest) -> PushAnswer | NoAnswer:
        """Send waiting edits, lowest seq first."""
        ...

    async def pull(self, request: PullRequest) -> PullAnswer | NoAnswer:
        """Fetch registers beyond a cursor."""
        ...

    async def status(self, device_id: str) -> StatusAnswer | NoAnswer:
        """Fetch the server's time, the heads of all scopes and what it saw of this device."""
        ...
