"""A whole account in a seed: devices that edit, reset, lose the network, are killed and restored; and the verdict.

Every edit writes a number that no other edit writes, so the origin of what is shown at the end is known. The verdict:
all devices and the server show the same; what they show was overruled by nobody who had seen it (nothing undone comes
back); nothing waits; and every edit was taken in, or its fate is known.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL
from tarkov_desktop.store.history import read_dead_letters
from tarkov_desktop.store.outbox import read_pending
from tarkov_desktop.store.sync_port import SyncPort
from tarkov_desktop.store.tables import read_registers, read_state
from tarkov_desktop.sync.engine import SyncEngine
from tarkov_desktop.sync.outcome import Synchronised
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.remote import Outcome, PushAnswer, PushRequest
from tests.simulate.device import Device, SkewedClocks, TrueTime
from tests.simulate.model_server import ModelServer
from tests.simulate.network import Killed, Network

PATHS: Final = (
    "level",
    "displayName",
    "taskCompletions/a",
    "taskObjectives/o/count",
    "ignoredTasks/a",
    "x/newer",
)
SCOPES: Final = (Scope(PVP), Scope(PVE), Scope(SEASONAL, 1))
YEAR_MS: Final = 365 * 86_400_000
BAD_EVERY: Final = 41
"""Every so many values the server refuses one."""


@dataclass(frozen=True, slots=True)
class MadeEdit:
    """One edit, its place, and the edit whose value stood there when it was made (None: none did)."""

    value: int
    scope: Scope
    path: str
    epoch: int
    device: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Rules:
    """What may happen in a schedule, and which guards are off (negative controls)."""

    steps: int = 45
    restores_client: bool = True
    restores_server: bool = True
    skews: bool = True
    skews_ms: tuple[int, ...] = ()
    """How wrong clocks may be, when not as usual."""
    engine_type: Callable[..., SyncEngine] = SyncEngine
    port_type: type[SyncPort] = SyncPort
    server_restamps: bool = True
    server_sequences: bool = True


@dataclass(slots=True)
class World:
    """One schedule, decided by its seed alone."""

    seed: int
    rules: Rules = field(default_factory=Rules)
    injected: Counter[str] = field(default_factory=Counter)
    edits: dict[int, MadeEdit] = field(default_factory=dict)
    excused: set[int] = field(default_factory=set)
    """Edits that need not count: refused, or kept as dead letters, or only in a file that was replaced by an old copy."""
    replaced_by: dict[int, int] = field(default_factory=dict)
    """Waiting edits that a newer edit of the same device replaced: they share its fate."""
    reached_server: set[int] = field(default_factory=set)
    rng: random.Random = field(init=False)
    restored: str = field(init=False)
    time: TrueTime = field(default_factory=TrueTime)
    server: ModelServer = field(init=False)
    devices: list[Device] = field(init=False)
    networks: dict[str, Network] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.restored = self.rng.choice(("client", "server", "neither", "neither"))
        self.server = ModelServer(
            lambda: self.time.ms,
            # An edit that the server refuses may replace one that only a restored server had lost: left out.
            refuses=lambda _path, value: "invalid_value" if self._refuses(value) else None,
            restamps=self.rules.server_restamps,
            sequences=self.rules.server_sequences,
        )
        self.devices = [self._new_device(n) for n in range(self.rng.randint(2, 5))]

    async def run(self) -> list[str]:
        """Play the schedule and return what is wrong at the end; nothing is what should be."""
        client_backup = server_backup = None
        # Both sides set back at once, with fast clocks, is the case the specification leaves open.
        for step in range(self.rules.steps):
            self.time.ms += self.rng.choice((5, 200, 3_000, 40_000, 3_600_000))
            device = self.rng.choice(self.devices)
            if step == self.rules.steps // 3:
                client_backup = (device, device.copy_file(), set(self.edits))
                server_backup = self.server.backup()
            if step == self.rules.steps * 2 // 3:
                if self.restored == "client" and self.rules.restores_client and client_backup:
                    self._restore_client(*client_backup)
                if self.restored == "server" and self.rules.restores_server and server_backup is not None:
                    self.injected["server restored"] += 1
                    self.server.restore(server_backup)
            await self._step(device)
        await self._settle()
        return self._verdict()

    def _new_device(self, number: int) -> Device:
        skew_ms = self.rng.choice(self._skews_ms()) if self.rules.skews else 0
        rng = random.Random(self.rng.getrandbits(64))
        network = Network(self.server, rng, self.injected, on_answer=self._note_answer)
        clocks = SkewedClocks(self.time, skew_ms)
        self.networks[f"d{number}"] = network
        if abs(skew_ms) > 60_000:
            self.injected["skewed clock"] += 1
        return Device(
            f"d{number}",
            network,
            clocks,
            rng,
            on_write=network.may_kill,
            engine_type=self.rules.engine_type,
            port_type=self.rules.port_type,
        )

    def _skews_ms(self) -> tuple[int, ...]:
        """Return how wrong a clock may be.

        A clock a minute or two fast, mended, and then an old copy of the same file: its edit, mended since, comes
        back with the stamp of the fast clock and cannot be told from a new one. Rare, and left open.
        """
        if self.rules.skews_ms:
            return self.rules.skews_ms
        slightly_fast = () if self.restored == "client" else (120_000, 300_000)
        return (0, 0, 400, -90_000, -3_600_000, *slightly_fast, YEAR_MS, -YEAR_MS)

    def _refuses(self, value: object) -> bool:
        return isinstance(value, int) and value % BAD_EVERY == 0 and self.restored != "server"

    async def _step(self, device: Device) -> None:
        match self.rng.choices(("edit", "sync", "cut", "skew", "restart", "reset"), (45, 38, 6, 3, 4, 2))[0]:
            case "edit":
                for _ in range(self.rng.choice((1, 1, 1, 4))):
                    self._edit(device)
            case "sync":
                await self._synchronise(device, pull=self.rng.random() < 0.6)
            case "cut":
                network = self.networks[device.name]
                network.is_cut = not network.is_cut
                self.injected["network cut"] += network.is_cut
            case "skew" if self.rules.skews and isinstance(device.clocks, SkewedClocks):
                device.clocks.skew_ms = self.rng.choice(self._skews_ms())
                self.injected["clock jumped"] += 1
            case "restart":
                device.restart()
                self.injected["restart"] += 1
            case "reset":
                self.injected["reset"] += 1
                device.reset(self.rng.choice(SCOPES))
            case _:
                pass

    def _edit(self, device: Device) -> None:
        scope, path, value = self.rng.choice(SCOPES), self.rng.choice(PATHS), len(self.edits) + 1
        seen = device.shown.registers.get(scope, {}).get(path)
        parent = seen.value if seen is not None and isinstance(seen.value, int) else None
        epoch = read_state(device.file, scope).epoch
        for op in read_pending(device.file, scope):
            if op.path == path and op.stamp.epoch == epoch and isinstance(op.value, int):
                self.replaced_by[op.value] = value
        device.edit(scope, path, value)
        self.edits[value] = MadeEdit(value, scope, path, epoch, device.name, parent)

    async def _synchronise(self, device: Device, *, pull: bool) -> bool:
        try:
            return isinstance(await device.engine.synchronise(pull=pull), Synchronised)
        except Killed:
            device.restart()
            return False

    def _restore_client(self, device: Device, backup: object, known: set[int]) -> None:
        self.injected["client restored"] += 1
        self.excused |= {
            value
            for value, edit in self.edits.items()
            if edit.device == device.name and value not in known and value not in self.reached_server
        }
        device.restore_file(backup)  # type: ignore[arg-type]  # kept loosely so that a schedule can hold "none yet"

    def _note_answer(self, request: PushRequest, answer: PushAnswer) -> None:
        values = {op.seq: op.value for op in request.ops}
        for result in answer.results:
            value = values[result.seq]
            if isinstance(value, int):
                self.reached_server.add(value)
                if result.outcome in {Outcome.REJECTED, Outcome.SUPERSEDED}:
                    self.excused.add(value)

    async def _settle(self) -> None:
        """Let the network be good until everything is exchanged."""
        for network in self.networks.values():
            network.deliver_late()
            network.calm, network.is_cut = True, False
        for _ in range(4):
            self.time.ms += 700_000
            for device in self.devices:
                await self._synchronise(device, pull=True)

    def _verdict(self) -> list[str]:
        return [*self._waiting(), *self._differences(), *self._resurrections()]

    def _waiting(self) -> list[str]:
        counts = {d.name: d.file.execute("select count(*) from outbox").fetchone()[0] for d in self.devices}
        return [f"{name} still has {count} edits waiting" for name, count in counts.items() if count]

    def _differences(self) -> list[str]:
        found = []
        for scope, held in self.server.scopes.items():
            there = {path: row.value for path, row in held.registers.items()}
            for device in self.devices:
                here = {path: row.value for path, row in read_registers(device.file, scope).items()}
                shown = {path: row.value for path, row in device.shown.registers.get(scope, {}).items()}
                if here != there:
                    found.append(f"{device.name} {scope.mode}: file {here} server {there}")
                if shown != here:
                    found.append(f"{device.name} {scope.mode}: shows {shown} file {here}")
        return found

    def _resurrections(self) -> list[str]:
        """Return the final values that an edit made in their sight had replaced, and the edits that vanished."""
        found = []
        for device in self.devices:
            self.excused |= {
                letter.value for letter in read_dead_letters(device.file) if isinstance(letter.value, int)
            }
        for scope in SCOPES:
            held = self.server.scopes.get(scope)
            epoch = held.epoch if held else 0
            final = {path: row.value for path, row in held.registers.items()} if held else {}
            counted = [
                edit
                for edit in self.edits.values()
                if edit.scope == scope and edit.epoch == epoch and self._fate(edit.value) not in self.excused
            ]
            for edit in counted:
                shown = final.get(edit.path)
                if shown is None:
                    found.append(f"{scope.mode} {edit.path}: {edit} is gone")
                elif shown in self._ancestors(edit):
                    found.append(f"{scope.mode} {edit.path}: {shown} came back over {edit}")
        return found

    def _fate(self, value: int) -> int:
        while value in self.replaced_by and value not in self.reached_server:
            value = self.replaced_by[value]
        return value

    def _ancestors(self, edit: MadeEdit) -> set[int]:
        found: set[int] = set()
        parent = edit.parent
        while parent is not None and parent not in found:
            found.add(parent)
            parent = self.edits[parent].parent
        return found
