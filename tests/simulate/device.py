"""One device of the simulated account: the real engine on the real file, and a clock that may be wrong."""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

from tarkov_desktop.store.account_store import apply_edit
from tarkov_desktop.store.database import migrate, transaction
from tarkov_desktop.store.records import Edit, NewGeneration, StampedWrite
from tarkov_desktop.store.sync_port import SyncPort
from tarkov_desktop.store.tables import DEVICE_ID, read_registers, read_scopes, read_state, write_meta
from tarkov_desktop.sync.engine import Clocks, SyncEngine
from tarkov_desktop.sync.local import Committed
from tarkov_desktop.sync.registers import Register, Scope
from tarkov_desktop.sync.remote import ProgressRemote
from tarkov_desktop.sync.restored import Identity
from tarkov_desktop.sync.stamp import HybridLogicalClock, node_of

Result = TypeVar("Result")


def _new_file() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, 0)
    return connection


@dataclass(slots=True)
class TrueTime:
    """What time it really is, in Unix milliseconds; moved by the world alone."""

    ms: int = 1_763_700_000_000


@dataclass(slots=True)
class SkewedClocks:
    """The clocks of a computer: the wall clock is off by ``skew_ms``."""

    true: TrueTime
    skew_ms: int = 0

    def now_ms(self) -> int:
        """Return what the wall clock shows."""
        return self.true.ms + self.skew_ms

    def steady_s(self) -> float:
        """Return true seconds."""
        return self.true.ms / 1000


class Shown:
    """What the program shows, kept by the same rules as a window: committed answers change it."""

    def __init__(self) -> None:
        self.registers: dict[Scope, dict[str, Register]] = {}

    def registers_changed(self, scope: Scope, committed: Committed) -> None:
        """Take an answer in."""
        held = {} if committed.replaced else self.registers.setdefault(scope, {})
        for path, register in committed.changed.items():
            if register is None:
                held.pop(path, None)
            else:
                held[path] = register
        self.registers[scope] = held

    def progressed(self, waiting: int) -> None:
        """Nobody watches."""
        assert waiting > 0


@dataclass(slots=True)
class Device:
    """A computer with one account's file. ``restart`` is what happens after a kill."""

    name: str
    network: ProgressRemote
    clocks: Clocks
    rng: random.Random
    engine_type: Callable[..., SyncEngine] = SyncEngine
    port_type: type[SyncPort] = SyncPort
    file: sqlite3.Connection = field(default_factory=_new_file)
    shown: Shown = field(default_factory=Shown)
    on_write: Callable[[], None] = lambda: None
    """Called before and after each transaction of an exchange; may be the end of the process."""
    engine: SyncEngine = field(init=False)
    clock: HybridLogicalClock = field(init=False)

    def __post_init__(self) -> None:
        with transaction(self.file):
            write_meta(self.file, DEVICE_ID, self._new_id())
        self.restart()

    def restart(self) -> None:
        """Start the program on the file as it is."""
        port = self.port_type(self._run_watched, now_ms=self.clocks.now_ms, new_id=self._new_id)
        opened = (
            self.port_type(self._run, now_ms=self.clocks.now_ms, new_id=self._new_id).device_clock().result()
        )
        self.clock = HybridLogicalClock(
            node_of(opened.device_id),
            self.clocks.now_ms,
            offset_ms=opened.clock_offset_ms,
            last=opened.last,
            learned=opened.learned,
        )
        self.shown = Shown()
        for scope in read_scopes(self.file):
            self.shown.registers[scope] = read_registers(self.file, scope)
        self.engine = self.engine_type(
            port, self.network, self.clock, self.clocks, Identity(opened.device_id, self._new_id), self.shown
        )

    def edit(self, scope: Scope, path: str, value: int) -> None:
        """Make one edit and wait until it is on disk."""
        epoch = read_state(self.file, scope).epoch
        stamp = self.clock.tick(epoch)
        self._commit(Edit(writes=(StampedWrite(scope, path, value, stamp),)))
        self.shown.registers.setdefault(scope, {})[path] = Register(value, stamp)

    def reset(self, scope: Scope) -> None:
        """Begin a new generation of *scope*."""
        stamp = self.clock.tick(read_state(self.file, scope).epoch + 1)
        self._commit(
            Edit(generations=(NewGeneration(scope, stamp, "reset", self._new_id(), self.clocks.now_ms()),))
        )
        self.shown.registers[scope] = {}

    def copy_file(self) -> sqlite3.Connection:
        """Return a backup of the file."""
        copy = sqlite3.connect(":memory:", isolation_level=None)
        self.file.backup(copy)
        return copy

    def restore_file(self, backup: sqlite3.Connection) -> None:
        """Go on from an old copy of the file."""
        self.file = backup
        self.restart()

    def _commit(self, edit: Edit) -> None:
        self._run(lambda connection: apply_edit(connection, edit)).result()

    def _run(self, job: Callable[[sqlite3.Connection], Result]) -> Future[Result]:
        future: Future[Result] = Future()
        with transaction(self.file):
            future.set_result(job(self.file))
        return future

    def _run_watched(self, job: Callable[[sqlite3.Connection], Result]) -> Future[Result]:
        self.on_write()
        done = self._run(job)
        self.on_write()
        return done

    def _new_id(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
