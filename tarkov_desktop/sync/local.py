"""What the sync engine needs of the store: waiting edits, cursors, and one transaction to take an answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.sync.registers import Cursor, PendingOp, Register, Scope, ScopeState
from tarkov_desktop.sync.stamp import Stamp


class Replacement(NamedTuple):
    """The local generation goes to the archive and the scope goes on, empty, in ``epoch``."""

    epoch: int
    reason: str


class Requeued(NamedTuple):
    """A register (``path`` None: a reset) that goes back into the outbox, same stamp, new seq."""

    path: str | None
    value: JsonValue
    stamp: Stamp
    reason: str = ""


class DeadLetterNote(NamedTuple):
    """An edit that will not be sent again, and why."""

    op: PendingOp
    reason: str


class Overruled(NamedTuple):
    """An edit of ours that a newer change replaced; ``theirs`` is None when only its value is not known."""

    op: PendingOp
    theirs: JsonValue
    device: str | None


@dataclass(frozen=True, slots=True)
class SyncCommit:
    """All that one answer changes here, in one transaction.

    The transaction first deletes the outbox rows of ``settled`` (a row that a newer edit replaced has another seq and
    stays). If the scope is still in ``expected_epoch``, it then replaces the generation, removes and adopts registers
    *whatever the stamps* except where an edit of the path is still waiting, puts ``requeue`` into the outbox and moves
    the cursor; otherwise (a reset was made meanwhile) that part is left out and the answer is ``stale``.

    With ``distrust_older``, a register to adopt that is older than what the server itself gave us of the same
    generation says that the server was set back: nothing at all is done, and the answer ``went_back``.
    """

    scope: Scope
    expected_epoch: int
    settled: Sequence[int] = ()
    acknowledged_seq: int | None = None
    adopt: Mapping[str, Register] = field(default_factory=dict)
    remove: frozenset[str] = frozenset()
    cursor: Cursor | None = None
    distrust_older: bool = False
    replace: Replacement | None = None
    requeue: Sequence[Requeued] = ()
    superseded: Sequence[PendingOp] = ()
    dead_letters: Sequence[DeadLetterNote] = ()
    overruled: Sequence[Overruled] = ()


@dataclass(frozen=True, slots=True)
class Committed:
    """What a :class:`SyncCommit` changed: the registers by path (None: gone), or everything."""

    changed: Mapping[str, Register | None] = field(default_factory=dict)
    replaced: bool = False
    stale: bool = False
    went_back: bool = False


class SyncStore(Protocol):
    """One account's file as the engine sees it. Every call is one transaction, durable when it returns."""

    async def states(self) -> Sequence[ScopeState]:
        """Return where every scope of the file stands."""
        ...

    async def state(self, scope: Scope) -> ScopeState:
        """Return where *scope* stands; epoch 0 and the zero cursor when it was never seen."""
        ...

    async def registers(self, scope: Scope) -> Mapping[str, Register]:
        """Return the registers of *scope* with waiting edits laid over them."""
        ...

    async def pending(self, scope: Scope, limit: int) -> Sequence[PendingOp]:
        """Return the *limit* waiting edits of *scope* with the lowest seqs, in their order."""
        ...

    async def unsent_ahead(self, ms: int) -> Sequence[PendingOp]:
        """Return the waiting edits of all scopes that were never sent and whose stamp is later than *ms*, by seq."""
        ...

    async def restamp(self, stamps: Mapping[int, Stamp]) -> None:
        """Give never-sent waiting edits (by seq), and the registers they stand for, new stamps."""
        ...

    async def highest_sent(self) -> int:
        """Return the highest seq this device ever sent, 0 at first."""
        ...

    async def mark_sent(self, seqs: Sequence[int]) -> None:
        """Note that the waiting edits *seqs* are about to leave, before they do."""
        ...

    async def renew_device(self, device_id: str, dead: Sequence[DeadLetterNote]) -> None:
        """Become another device: new id, new seqs for all waiting edits but *dead*, base seqs 0.

        What the dead ones had put into their scopes goes with them, and these are pulled from 0 again.
        """
        ...

    async def save_offset(self, offset_ms: int) -> None:
        """Keep the measured difference of the server's clock for the next start, which may be offline."""
        ...

    async def commit_sync(self, commit: SyncCommit) -> Committed:
        """Take an answer in."""
        ...
