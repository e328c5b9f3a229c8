"""One account's file: registers, waiting edits, journal, archives and settings, behind one writer thread.

Everything read at open is on :class:`Opened`; everything later comes through futures that are done when the
transaction is on the disk. The rest of the house never sees a connection.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.store import history, outbox, tables
from tarkov_desktop.store.database import check, connect, only_what_we_wrote, transaction, was_left_open
from tarkov_desktop.store.errors import StoreError
from tarkov_desktop.store.records import (
    Archive,
    DeadLetter,
    Edit,
    JournalEntry,
    LedgerRow,
    LoadedScope,
)
from tarkov_desktop.store.recovery import Salvaged, refill
from tarkov_desktop.store.sync_port import SyncPort
from tarkov_desktop.store.writer import Writer
from tarkov_desktop.sync.registers import PendingOp, Register, Scope
from tarkov_desktop.sync.stamp import node_of

JOURNAL_TAIL: Final = 500
"""Lines of the journal in memory from the start: how far undo reaches without asking the disk."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in the file when it was opened. ``journal`` is newest first."""

    device_id: str
    clock_ms: int
    clock_counter: int
    clock_offset_ms: int
    scopes: tuple[Scope, ...]
    settings: dict[str, JsonValue]
    journal: tuple[JournalEntry, ...]
    waiting: dict[Scope, int]
    was_left_open: bool


class AccountStore:
    """The file of one account (or of the guest) at ``path``, held until :meth:`close`."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, opened: Opened, first_journal_id: int
    ) -> None:
        self.path = path
        self.opened = opened
        self._journal_ids = itertools.count(first_journal_id)
        self._listener: Callable[[StoreError | None], None] | None = None
        self._writer = Writer(connection, on_trouble=self._tell)

    @classmethod
    def open(cls, path: Path, *, new_device_id: Callable[[], str]) -> AccountStore:
        """Open or make the file at *path*; ``new_device_id`` gives a random UUID for a new one.

        Raises:
            StoreError: it is damaged, of a newer version, in use, or the disk refuses; nothing was changed.
        """
        left_open = was_left_open(path)
        connection = connect(path)
        try:
            with only_what_we_wrote():
                opened = _read_all(connection, new_device_id, left_open=left_open)
                last = history.last_journal_id(connection)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection, opened, last + 1)

    def close(self) -> None:
        """Wait until everything handed over is on the disk, then let go of the file."""
        self._writer.close()

    def on_trouble(self, listener: Callable[[StoreError | None], None]) -> None:
        """Call *listener* in the store thread when the disk begins to refuse, and with None when it has passed."""
        self._listener = listener

    def _tell(self, error: StoreError | None) -> None:
        if self._listener is not None:
            self._listener(error)

    def next_journal_id(self) -> int:
        """Return the number for a new line of the journal; each is given once."""
        return next(self._journal_ids)

    def commit(self, edit: Edit) -> Future[None]:
        """Hand over one edit; the future is done when it is durable."""
        return self._writer.submit(lambda connection: apply_edit(connection, edit))

    def load_scope(self, scope: Scope) -> Future[LoadedScope]:
        """Read all of *scope*, after everything handed over before; fails with ``StoreDamaged``."""

        def job(connection: sqlite3.Connection) -> LoadedScope:
            with only_what_we_wrote():
                return tables.read_scope(connection, scope)

        return self._writer.read(job)

    def journal(self, *, limit: int, before: int | None = None) -> Future[list[JournalEntry]]:
        """Read at most *limit* lines of the journal, newest first, older than the line *before*."""
        return self._writer.read(
            lambda connection: history.read_journal(connection, limit=limit, before=before)
        )

    def archives(self, mode: GameMode) -> Future[list[tuple[str, Scope, int, str, int]]]:
        """Read (id, scope, epoch, reason, at_ms) of the archived generations of *mode*, newest first."""
        return self._writer.read(lambda connection: history.list_archives(connection, mode))

    def archive(self, archive_id: str) -> Future[Archive | None]:
        """Read one archived generation, None when it is gone."""
        return self._writer.read(lambda connection: history.read_archive(connection, archive_id))

    def delete_archive(self, archive_id: str) -> Future[None]:
        """Forget one archived generation for good."""
        return self._writer.submit(lambda connection: history.delete_archive(connection, archive_id))

    def verify(self) -> Future[None]:
        """Read every page of the file in the store thread; fails with ``StoreDamaged``."""
        return self._writer.submit(check)

    def refill(self, salvaged: Salvaged) -> Future[None]:
        """Write what was saved out of a damaged file, or a backup, into this new one."""
        return self._writer.submit(lambda connection: refill(connection, salvaged))

    def ledger(self, keys: Sequence[str]) -> Future[frozenset[str]]:
        """Return those of *keys* that the ledger of the game log holds."""
        return self._writer.read(lambda connection: _known_keys(connection, keys))

    def ledger_rows(self, kind: str) -> Future[list[LedgerRow]]:
        """Return the rows of one kind, oldest first."""
        return self._writer.read(lambda connection: _ledger_rows(connection, kind))

    def sync_port(
        self,
        *,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        before_commit: Callable[[], None] = lambda: None,
    ) -> SyncPort:
        """Return this file as the sync engine sees it; *before_commit* is called as an answer is handed over."""
        return SyncPort(
            self._writer.submit,
            now_ms=now_ms,
            new_id=new_id,
            next_journal_id=self.next_journal_id,
            before_commit=before_commit,
        )

    def pending(self, scope: Scope | None = None, limit: int = -1) -> Future[list[PendingOp]]:
        """Read at most *limit* waiting edits in seq order, of *scope* or of all."""
        return self._writer.read(lambda connection: outbox.read_pending(connection, scope, limit))

    def waiting(self) -> Future[dict[Scope, int]]:
        """Read how many edits wait in each scope that has any."""
        return self._writer.read(outbox.count_pending)

    def dead_letters(self) -> Future[list[DeadLetter]]:
        """Read the refused edits, oldest first."""
        return self._writer.read(history.read_dead_letters)

    def discard_dead_letter(self, number: int) -> Future[None]:
        """Forget one refused edit."""
        return self._writer.submit(lambda connection: history.discard_dead_letter(connection, number))


def apply_edit(connection: sqlite3.Connection, edit: Edit) -> None:
    """Write *edit*: archive what generations replace, registers, outbox, journal, settings, ledger, clock."""
    for generation in edit.generations:
        history.archive_scope(
            connection,
            generation.scope,
            archive_id=generation.archive_id,
            reason=generation.reason,
            at_ms=generation.at_ms,
        )
        tables.clear_registers(connection, generation.scope)
        connection.execute(
            "insert into scopes (mode, season, epoch) values (?, ?, ?)"
            " on conflict (mode, season) do update set epoch = excluded.epoch",
            (*generation.scope, generation.stamp.epoch),
        )
        outbox.add_reset(connection, generation)
    for scope in {each.scope: None for each in edit.writes}:
        written = {each.path: Register(each.value, each.stamp) for each in edit.writes if each.scope == scope}
        tables.write_registers(connection, scope, written)
    outbox.add_writes(connection, edit.writes)
    if edit.journal is not None:
        history.add_journal(connection, edit.journal)
    connection.executemany(
        "insert or replace into settings values (?, ?)",
        [(key, tables.pack(value)) for key, value in edit.settings.items()],
    )
    connection.executemany("insert or ignore into ledger values (?, ?, ?, ?)", edit.ledger)
    stamps = [each.stamp for each in edit.writes] + [each.stamp for each in edit.generations]
    # Only what this device ticked: an imported file may carry stamps from any future.
    node = node_of(tables.read_meta(connection, tables.DEVICE_ID, ""))
    tables.learn_clock(connection, [stamp for stamp in stamps if stamp.node == node])


def _read_all(connection: sqlite3.Connection, new_device_id: Callable[[], str], *, left_open: bool) -> Opened:
    device_id = tables.read_meta(connection, tables.DEVICE_ID, "")
    if not device_id:
        device_id = new_device_id()
        with transaction(connection):
            tables.write_meta(connection, tables.DEVICE_ID, device_id)
    return Opened(
        device_id=device_id,
        clock_ms=int(tables.read_meta(connection, tables.CLOCK_MS)),
        clock_counter=int(tables.read_meta(connection, tables.CLOCK_COUNTER)),
        clock_offset_ms=int(tables.read_meta(connection, tables.CLOCK_OFFSET)),
        scopes=tuple(tables.read_scopes(connection)),
        settings={key: tables.unpack(value) for key, value in connection.execute("select * from settings")},
        journal=tuple(history.read_journal(connection, limit=JOURNAL_TAIL)),
        waiting=outbox.count_pending(connection),
        was_left_open=left_open,
    )


def _known_keys(connection: sqlite3.Connection, keys: Sequence[str]) -> frozenset[str]:
    found = (connection.execute("select key from ledger where key = ?", (key,)).fetchone() for key in keys)
    return frozenset(str(row[0]) for row in found if row is not None)


def _ledger_rows(connection: sqlite3.Connection, kind: str) -> list[LedgerRow]:
    rows = connection.execute(
        "select key, kind, at_ms, detail from ledger where kind = ? order by at_ms, key", (kind,)
    )
    return [LedgerRow(*row) for row in rows]
