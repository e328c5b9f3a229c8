"""A file that turns out to be an old copy of itself becomes another device (sync.md, Restored copies)."""

from __future__ import annotations

import sqlite3

from tarkov_desktop.store import outbox, tables


def renew_device(connection: sqlite3.Connection, device_id: str) -> None:
    """Become another device: waiting edits get new seqs, and every scope is sent from its first seq on."""
    tables.write_meta(connection, tables.DEVICE_ID, device_id)
    outbox.renumber(connection)
    connection.execute("update scopes set acknowledged_seq = 0")
