"""Sync before the local backend: 5,000 waiting edits, the bytes of one, and an edit on its way to the account's other device."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.progress import SupabaseProgress
from tarkov_desktop.sync.outcome import Synchronised
from tarkov_desktop.sync.push import wire_op
from tarkov_desktop.sync.registers import PendingOp, Scope
from tarkov_desktop.sync.stamp import Stamp
from tests.app.cloud.test_link import a_computer, is_settled, until
from tests.benchmarks.conftest import Figure
from tests.localbackend.backend_fixture import RunningBackend, backend_options
from tests.remote.people import a_name, a_person
from tests.remote.test_progress import RealClocks
from tests.simulate.device import Device

SCOPE = Scope(PVP)
TICKS = 28
"""The small game knows 30 levels."""
WITHIN_S = 10.0


@pytest.fixture(scope="module")
def server() -> Iterator[LocalBackend]:
    """A backend of its own, in a thread of its own."""
    with RunningBackend(backend_options()) as running:
        yield running.backend


def a_client() -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=False, trust_env=False, timeout=30)


def test_5000_waiting_edits_reach_the_cloud(server: LocalBackend, figure: Figure) -> None:
    async def send() -> float:
        async with a_client() as http:
            person = a_person(server, http)
            await person.sign_in(a_name())
            device = Device(
                "bench", SupabaseProgress(person.calls), RealClocks(), random.Random(uuid.uuid4().int)
            )
            for number in range(5_000):
                device.edit(SCOPE, f"taskObjectives/{number:024x}/count", number)
            began_s = time.perf_counter()
            assert await device.engine.synchronise() == Synchronised()
            took_s = time.perf_counter() - began_s
            assert device.file.execute("select count(*) from outbox").fetchone()[0] == 0
            return took_s

    figure("sync_5000", asyncio.run(send()))


def test_one_edit_is_small_on_the_wire(figure: Figure) -> None:
    stamp = Stamp(0, 1_763_700_000_000, 3, "9f2c0d1e5a6b7788")
    value: JsonValue = {"complete": True, "failed": False, "manual": True}
    op = PendingOp(123_456, SCOPE, "taskCompletions/5936d90786f7742b1420ba5b", value, stamp)
    body = {
        **{"deviceId": str(uuid.uuid4()), "gameMode": "pvp", "season": 0, "epoch": 0, "baseSeq": 123_455},
        **{"ops": [wire_op(op)]},
    }

    figure("push_bytes", len(msgspec.json.encode(body)))


def test_an_edit_reaches_the_account_s_other_device(
    server: LocalBackend, figure: Figure, tmp_path: Path
) -> None:
    async def play() -> list[float]:
        name = a_name()
        async with (
            a_client() as http,
            a_computer(server, http, name, tmp_path) as here,
            a_computer(server, http, name, tmp_path) as there,
        ):
            await until(here.link, lambda: is_settled(here.link))
            await until(there.link, lambda: is_settled(there.link))
            took_ms = []
            for level in range(2, 2 + TICKS):
                await asyncio.sleep(1.05)  # beyond the second within which edits are gathered

                def is_there(level: int = level) -> bool:
                    return there.session.document.value("level") == level

                began_s = time.perf_counter()
                set_level(here.session, level)
                await until(there.link, is_there, WITHIN_S)
                took_ms.append((time.perf_counter() - began_s) * 1000)
            return took_ms

    figure("other_device_p95", statistics.quantiles(asyncio.run(play()), n=20)[18])
