"""What the sync engine changes in an account's file: answers of the server, restored copies, a mended clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tarkov_desktop.store import history, outbox, tables
from tarkov_desktop.store.records import DeadLetter, JournalEntry, StampedWrite
from tarkov_desktop.sync.registers import Cursor, PendingOp, Register, Scope


@dataclass(frozen=True, slots=True)
class Adoption:
    """One answer of the server, laid into the file in one transaction.

    ``epoch`` is the answer's; unless it is still the scope's epoch here, ``registers``, ``removed`` and ``cursor``
    are left out (the rest is done). Registers replace what is here whatever the stamps; edits still waiting are
    laid over them. ``answered`` are the seqs to take out of the outbox, ``removed`` the paths the server has
    nothing at, ``superseded`` the edits of an archived generation by its epoch. ``clock`` is (ms, counter) after
    learning from the answer.
    """

    scope: Scope
    epoch: int
    registers: Mapping[str, Register] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    answered: tuple[int, ...] = ()
    acknowledged_seq: int | None = None
    cursor: Cursor | None = None
    superseded: Mapping[int, dict[str, Register]] = field(default_factory=dict)
    dead_letters: tuple[DeadLetter, ...] = ()
    notes: tuple[JournalEntry, ...] = ()
    clock: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole generation of the server, newer than the one here, which goes to the archive as ``archive_id``."""

    scope: Scope
    epoch: int
    registers: Mapping[str, Register]
    cursor: Cursor
    archive_id: str
    at_ms: int
    reason: str = "reset"
    clock: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Adopted:
    """What is shown now: by path the register, or None where nothing stands any more.

    ``everything`` says that the scope began anew and ``shown`` is all there is.
    """

    scope: Scope
    epoch: int
    shown: dict[str, Register | None]
    everything: bool = False


def adopt(connection: sqlite3.Connection, answer: Adoption) -> Adopted:
    """Lay *answer* into the file and return what is shown now."""
    outbox.remove(connection, answer.answered)
    state = tables.read_state(connection, answer.scope)
    shown: dict[str, Register | None] = {}
    if answer.epoch == state.epoch:
        shown = dict.fromkeys(answer.removed) | dict(answer.registers)
        shown |= _waiting(connection, answer.scope, answer.epoch, shown)
        _show(connection, answer.scope, shown)
        state = replace(state, cursor=answer.cursor or state.cursor)
    if answer.acknowledged_seq is not None:
        state = replace(state, acknowledged_seq=answer.acknowledged_seq)
    tables.write_state(connection, state)
    for epoch, registers in answer.superseded.items():
        history.add_to_archive(connection, answer.scope, epoch, registers)
    history.add_dead_letters(connection, answer.dead_letters)
    for note in answer.notes:
        history.add_journal(connection, note)
    _keep_clock(connection, answer.clock)
    return Adopted(answer.scope, state.epoch, shown)


def replace_scope(connection: sqlite3.Connection, snapshot: Snapshot) -> Adopted:
    """Archive the generation here, begin the server's, and lay the edits waiting in it over its registers."""
    scope = snapshot.scope
    state = tables.read_state(connection, scope)
    if snapshot.epoch != state.epoch:
        history.archive_scope(
            connection, scope, archive_id=snapshot.archive_id, reason=snapshot.reason, at_ms=snapshot.at_ms
        )
    tables.clear_registers(connection, scope)
    shown: dict[str, Register | None] = dict(snapshot.registers)
    shown |= _waiting(connection, scope, snapshot.epoch, None)
    _show(connection, scope, shown)
    tables.write_state(connection, replace(state, epoch=snapshot.epoch, cursor=snapshot.cursor))
    _keep_clock(connection, snapshot.clock)
    return Adopted(scope, snapshot.epoch, shown, everything=True)


def requeue(connection: sqlite3.Connection, scope: Scope, registers: Mapping[str, Register]) -> None:
    """Put *registers* back into the outbox: same stamps, new seqs (the server was restored to an older state)."""
    writes = [StampedWrite(scope, path, each.value, each.stamp) for path, each in registers.items()]
    outbox.add_writes(connection, writes)


def renew_device(connection: sqlite3.Connection, device_id: str) -> None:
    """Become another device: this file was an old copy. Waiting edits are sent anew, from the first seq on."""
    tables.write_meta(connection, tables.DEVICE_ID, device_id)
    outbox.renumber(connection)
    connection.execute("update scopes set acknowledged_seq = 0")


def _waiting(
    connection: sqlite3.Connection, scope: Scope, epoch: int, within: Mapping[str, object] | None
) -> dict[str, Register]:
    """Return the registers that waiting edits of *epoch* make, all or those at the paths of *within*."""
    return {
        op.path: Register(op.value, op.stamp)
        for op in outbox.read_pending(connection, scope)
        if op.path is not None and op.stamp.epoch == epoch and (within is None or op.path in within)
    }


def _show(connection: sqlite3.Connection, scope: Scope, shown: Mapping[str, Register | None]) -> None:
    present = {path: each for path, each in shown.items() if each is not None}
    tables.write_registers(connection, scope, present)
    tables.remove_registers(connection, scope, shown.keys() - present.keys())


def _keep_clock(connection: sqlite3.Connection, clock: tuple[int, int] | None) -> None:
    if clock is not None:
        tables.write_clock(connection, *clock)


def take_to_dead_letters(
    connection: sqlite3.Connection, ops: tuple[PendingOp, ...], *, reason: str, at_ms: int
) -> None:
    """Take *ops* out of the outbox and keep them where the player can see why they were not sent."""
    letters = [
        DeadLetter(0, op.scope, op.path, op.value, op.stamp, reason, at_ms)
        for op in ops
        if op.path is not None
    ]
    history.add_dead_letters(connection, letters)
    outbox.remove(connection, [op.seq for op in ops])
