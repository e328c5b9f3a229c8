"""An account's file as the sync engine sees it: every call one transaction, durable when awaited (sync/local.py)."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.store import adoption, history, outbox, tables
from tarkov_desktop.store.records import (
    DeadLetter,
    JournalEntry,
    JournalKind,
    NewGeneration,
    StampedWrite,
    Touched,
    pack_touched,
)
from tarkov_desktop.sync.local import Committed, DeadLetterNote, Overruled, Requeued, SyncCommit
from tarkov_desktop.sync.registers import PendingOp, Register, Scope, ScopeState
from tarkov_desktop.sync.stamp import Stamp

Result = TypeVar("Result")

REPLACED_BY_NEWER = "replaced_by_newer"
"""Label of the journal's note on an edit that another device's newer change replaced."""


class Submit(Protocol):
    """Runs a job in a transaction; the future is done when it is durable (``Writer.submit``)."""

    def __call__(self, job: Callable[[sqlite3.Connection], Result]) -> Future[Result]:
        """Queue *job*."""
        ...


@dataclass(frozen=True, slots=True)
class DeviceClock:
    """Who this file is to the server, and where its clock stands: (ms, counter) of ``last`` and ``learned``."""

    device_id: str
    clock_offset_ms: int
    last: tuple[int, int]
    learned: tuple[int, int]


class SyncPort:
    """A :class:`tarkov_desktop.sync.local.SyncStore` over the jobs of one writer.

    ``next_journal_id`` numbers the notes it writes; ``new_id`` names archives; ``now_ms`` dates both.
    """

    def __init__(
        self,
        submit: Submit,
        *,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        next_journal_id: Callable[[], int] | None = None,
        before_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._submit = submit
        self._now_ms = now_ms
        self._new_id = new_id
        self._next_journal_id = next_journal_id
        self._before_commit = before_commit

    def device_clock(self) -> Future[DeviceClock]:
        """Read the device and its clock, once at start."""
        return self._submit(_device_clock)

    async def states(self) -> Sequence[ScopeState]:
        """Return where every scope of the file stands."""
        return await self._run(lambda db: [tables.read_state(db, scope) for scope in tables.read_scopes(db)])

    async def state(self, scope: Scope) -> ScopeState:
        """Return where *scope* stands."""
        return await self._run(lambda db: tables.read_state(db, scope))

    async def registers(self, scope: Scope) -> Mapping[str, Register]:
        """Return the registers of *scope* with waiting edits laid over them."""
        return await self._run(lambda db: tables.read_registers(db, scope))

    async def pending(self, scope: Scope, limit: int) -> Sequence[PendingOp]:
        """Return the first *limit* waiting edits of *scope*."""
        return await self._run(lambda db: outbox.read_pending(db, scope, limit))

    async def unsent_ahead(self, ms: int) -> Sequence[PendingOp]:
        """Return never-sent edits of all scopes whose stamp is later than *ms*."""
        return await self._run(
            lambda db: [op for op in outbox.read_pending(db) if not op.sent and op.stamp.ms > ms]
        )

    async def restamp(self, stamps: Mapping[int, Stamp]) -> None:
        """Give never-sent edits new stamps and set the kept clock back to the greatest of them."""

        def job(db: sqlite3.Connection) -> None:
            outbox.restamp(db, stamps.items())
            greatest = max(stamps.values(), key=lambda stamp: (stamp.ms, stamp.counter))
            tables.write_clock(db, greatest.ms, greatest.counter)

        await self._run(job)

    async def highest_sent(self) -> int:
        """Return the highest seq this device ever sent."""
        return await self._run(lambda db: int(tables.read_meta(db, tables.HIGHEST_SENT)))

    async def mark_sent(self, seqs: Sequence[int]) -> None:
        """Note that *seqs* are about to leave."""
        await self._run(lambda db: outbox.mark_sent(db, seqs))

    async def renew_device(self, device_id: str, dead: Sequence[DeadLetterNote]) -> None:
        """Become another device; edits that may have been sent already become dead letters."""

        def job(db: sqlite3.Connection) -> None:
            self._bury(db, dead)
            outbox.remove(db, [note.op.seq for note in dead])
            adoption.forget_registers(db, [note.op for note in dead])
            adoption.renew_device(db, device_id)

        await self._run(job)

    async def save_offset(self, offset_ms: int) -> None:
        """Keep the measured difference of the server's clock for the next start."""
        await self._run(lambda db: tables.write_meta(db, tables.CLOCK_OFFSET, offset_ms))

    async def commit_sync(self, commit: SyncCommit) -> Committed:
        """Take an answer in."""
        self._before_commit()
        return await self._run(lambda db: self._take_in(db, commit))

    async def _run(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        future = self._submit(job)
        return future.result() if future.done() else await asyncio.wrap_future(future)

    def _take_in(self, db: sqlite3.Connection, commit: SyncCommit) -> Committed:
        if commit.distrust_older and _is_older(db, commit):
            return Committed(went_back=True)
        outbox.remove(db, commit.settled)
        self._bury(db, commit.dead_letters)
        state = tables.read_state(db, commit.scope)
        stale = state.epoch != commit.expected_epoch
        if commit.acknowledged_seq is not None:
            state = dataclasses.replace(state, acknowledged_seq=commit.acknowledged_seq)
        if not stale:
            state = self._begin_generation(db, commit, state)
            state = dataclasses.replace(state, cursor=commit.cursor or state.cursor)
        tables.write_state(db, state)
        changed = {} if stale else self._lay_down(db, commit, state.epoch)
        self._file_superseded(db, commit.superseded, state.epoch)
        self._note_overruled(db, commit.overruled)
        tables.learn_clock(db, [each.stamp for each in commit.adopt.values()])
        return Committed(changed, replaced=commit.replace is not None and not stale, stale=stale)

    def _begin_generation(self, db: sqlite3.Connection, commit: SyncCommit, state: ScopeState) -> ScopeState:
        if commit.replace is None:
            return state
        if tables.read_registers(db, commit.scope):  # like the server: of nothing there is nothing to archive
            history.archive_scope(
                db,
                commit.scope,
                archive_id=self._new_id(),
                reason=commit.replace.reason,
                at_ms=self._now_ms(),
            )
        tables.clear_registers(db, commit.scope)
        return dataclasses.replace(state, epoch=commit.replace.epoch)

    def _lay_down(self, db: sqlite3.Connection, commit: SyncCommit, epoch: int) -> dict[str, Register | None]:
        """Adopt and remove what no waiting edit covers, then queue again; return what is different."""
        waiting = {op.path for op in outbox.read_pending(db, commit.scope) if op.stamp.epoch == epoch}
        adopt = {path: each for path, each in commit.adopt.items() if path not in waiting}
        remove = commit.remove - waiting
        tables.write_registers(db, commit.scope, adopt)
        tables.remove_registers(db, commit.scope, remove)
        for each in commit.requeue:
            if each.path is None or each.path not in waiting:
                self._queue_again(db, commit.scope, each)
        return {**adopt, **dict.fromkeys(remove)}

    def _queue_again(self, db: sqlite3.Connection, scope: Scope, each: Requeued) -> None:
        if each.path is None:
            reset = NewGeneration(scope, each.stamp, each.reason, self._new_id(), self._now_ms())
            outbox.add_reset(db, reset)
        else:
            outbox.add_writes(db, [StampedWrite(scope, each.path, each.value, each.stamp)], sent=True)

    def _bury(self, db: sqlite3.Connection, dead: Sequence[DeadLetterNote]) -> None:
        letters = [
            DeadLetter(0, op.scope, op.path or "", op.value, op.stamp, reason, self._now_ms())
            for op, reason in dead
        ]
        history.add_dead_letters(db, letters)

    def _file_superseded(self, db: sqlite3.Connection, ops: Sequence[PendingOp], epoch: int) -> None:
        """Lay edits of an older generation over its archive; those of the current one go there with it."""
        for op in ops:
            if op.path is not None and op.stamp.epoch != epoch:
                history.add_to_archive(db, op.scope, op.stamp.epoch, {op.path: Register(op.value, op.stamp)})

    def _note_overruled(self, db: sqlite3.Connection, overruled: Sequence[Overruled]) -> None:
        """Say in Activity what a newer change replaced, so that the player can bring it back."""
        for op, theirs, device in overruled:
            if self._next_journal_id is None or op.path is None:
                continue
            touched = Touched(op.scope.mode, op.scope.season, op.path, op.value, theirs, was_absent=False)
            history.add_journal(
                db,
                JournalEntry(
                    id=self._next_journal_id(),
                    at_ms=self._now_ms(),
                    mode=op.scope.mode,
                    label=REPLACED_BY_NEWER,
                    origin=Origin.SYNC,
                    kind=JournalKind.NOTE,
                    subject=device or "",
                    packed=pack_touched([touched]),
                ),
            )


def _is_older(db: sqlite3.Connection, commit: SyncCommit) -> bool:
    """Return whether *commit* would adopt a register older than what the server gave us of this generation."""
    for path, theirs in commit.adopt.items():
        row = db.execute(
            "select ms, counter, node from registers"
            " where mode = ? and season = ? and path = ? and rev > 0 and epoch = ?",
            (*commit.scope, path, commit.expected_epoch),
        ).fetchone()
        if row is not None and theirs.stamp < Stamp(commit.expected_epoch, *row):
            return True
    return False


def _device_clock(db: sqlite3.Connection) -> DeviceClock:
    learned = db.execute(
        "select ms, counter from registers where rev > 0 order by ms desc, counter desc limit 1"
    )
    return DeviceClock(
        tables.read_meta(db, tables.DEVICE_ID, ""),
        int(tables.read_meta(db, tables.CLOCK_OFFSET)),
        (int(tables.read_meta(db, tables.CLOCK_MS)), int(tables.read_meta(db, tables.CLOCK_COUNTER))),
        learned.fetchone() or (0, 0),
    )
