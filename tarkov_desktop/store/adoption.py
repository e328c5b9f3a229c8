"""A file that turns out to be an old copy of itself becomes another device (sync.md, Restored copies)."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterable

from tarkov_desktop.store import outbox, tables
from tarkov_desktop.sync.registers import START, PendingOp


def renew_device(connection: sqlite3.Connection, device_id: str) -> None:
    """Become another device: waiting edits get new seqs, and every scope is sent from its first seq on."""
    tables.write_meta(connection, tables.DEVICE_ID, device_id)
    outbox.renumber(connection)
    connection.execute("update scopes set acknowledged_seq = 0")


def forget_registers(connection: sqlite3.Connection, ops: Iterable[PendingOp]) -> None:
    """Take away what the edits *ops*, which wait no more, had put into their scopes, and pull these from 0 again.

    In one step with making them dead letters: a register left behind would look newer than the server's, and a later
    join by stamp would send it after all.
    """
    for op in ops:
        connection.execute(
            "delete from registers where mode = ? and season = ? and path = ?"
            " and epoch = ? and ms = ? and counter = ? and node = ?",
            (*op.scope, op.path, *op.stamp),
        )
        state = tables.read_state(connection, op.scope)
        tables.write_state(connection, dataclasses.replace(state, cursor=START))
