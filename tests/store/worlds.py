"""Small worlds for tests of the store: an open file, edits in one line."""

from __future__ import annotations

from pathlib import Path

from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.records import Edit, JournalEntry, StampedWrite, Touched, pack_touched
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.stamp import Stamp

DEVICE = "9f2c0d1e-5a6b-7788-99aa-bbccddeeff00"
NODE = "9f2c0d1e5a6b7788"
SCOPE = Scope(PVP)
WAIT_S = 10


def a_store(folder: Path, name: str = "guest.sqlite") -> AccountStore:
    """An open account file below *folder*."""
    return AccountStore.open(folder / name, new_device_id=lambda: DEVICE)


def a_stamp(ms: int, *, epoch: int = 0, node: str = NODE) -> Stamp:
    return Stamp(epoch, ms, 0, node)


def an_edit(path: str, value: JsonValue, ms: int, *, scope: Scope = SCOPE, epoch: int = 0) -> Edit:
    """An edit of one register without a line in the journal."""
    return Edit(writes=(StampedWrite(scope, path, value, a_stamp(ms, epoch=epoch)),))


def a_line(number: int, *touched: Touched) -> JournalEntry:
    """A line of the journal."""
    return JournalEntry(
        id=number, at_ms=number, mode=PVP, label="set_level", origin=Origin.USER, packed=pack_touched(touched)
    )


def values(store: AccountStore, scope: Scope = SCOPE) -> dict[str, JsonValue]:
    """What the file shows of *scope*."""
    loaded = store.load_scope(scope).result(WAIT_S)
    return {path: register.value for path, register in loaded.registers.items()}
