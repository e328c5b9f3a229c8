"""Two devices of one account, the real engine and file, the real wire, the real SQL."""

from __future__ import annotations

import random
import time
import uuid

import httpx
import pytest

from tarkov_desktop.domain.ids import PVE, PVP
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.progress import SupabaseProgress
from tarkov_desktop.store.tables import read_registers
from tarkov_desktop.sync.outcome import Synchronised
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.remote import DeviceCard, PullRequest, StatusAnswer, Unreachable
from tests.remote.people import Person, a_name, a_person
from tests.simulate.device import Device

pytestmark = pytest.mark.contract
SCOPE = Scope(PVP)


class RealClocks:
    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def steady_s(self) -> float:
        return time.monotonic()


async def a_device(backend: LocalBackend, http: httpx.AsyncClient, name: str) -> Device:
    person = a_person(backend, http)
    await person.sign_in(name)
    remote = SupabaseProgress(person.calls)
    device = Device(name, remote, RealClocks(), random.Random(uuid.uuid4().int))
    device.engine.identity.card = DeviceCard("Desk", "linux", "0.1.0")
    return device


async def test_edits_travel_between_two_devices(backend: LocalBackend, http: httpx.AsyncClient) -> None:
    name = a_name()
    here, there = await a_device(backend, http, name), await a_device(backend, http, name)
    here.edit(SCOPE, "level", 15)
    here.edit(Scope(PVE), "level", 3)
    there.edit(SCOPE, "xpOffset", 9)

    for device in (here, there, here):
        assert await device.engine.synchronise() == Synchronised(frozenset()) or device is here

    for device in (here, there):
        assert read_registers(device.file, SCOPE)["level"].value == 15
        assert read_registers(device.file, SCOPE)["xpOffset"].value == 9


async def test_an_undone_edit_stays_undone(backend: LocalBackend, http: httpx.AsyncClient) -> None:
    name = a_name()
    here, there = await a_device(backend, http, name), await a_device(backend, http, name)
    here.edit(SCOPE, "level", 15)
    await here.engine.synchronise()
    await there.engine.synchronise()
    there.edit(SCOPE, "level", 4)

    for device in (there, here, there):
        await device.engine.synchronise()

    assert here.shown.registers[SCOPE]["level"].value == there.shown.registers[SCOPE]["level"].value == 4


async def test_a_reset_meets_on_both_devices(backend: LocalBackend, http: httpx.AsyncClient) -> None:
    name = a_name()
    here, there = await a_device(backend, http, name), await a_device(backend, http, name)
    here.edit(SCOPE, "level", 15)
    for device in (here, there):
        await device.engine.synchronise()
    here.reset(SCOPE)
    there.reset(SCOPE)
    there.edit(SCOPE, "xpOffset", 7)

    for device in (here, there, here):
        await device.engine.synchronise()

    assert set(read_registers(here.file, SCOPE)) == set(read_registers(there.file, SCOPE)) == {"xpOffset"}


async def test_digests_agree_with_the_server(backend: LocalBackend, http: httpx.AsyncClient) -> None:
    device = await a_device(backend, http, a_name())
    for number in range(30):
        device.edit(SCOPE, f"taskObjectives/o{number}/count", number)

    await device.engine.synchronise()
    await device.engine.synchronise()

    assert device.file.execute("select count(*) from outbox").fetchone()[0] == 0


async def test_what_the_server_refuses_becomes_a_dead_letter(
    backend: LocalBackend, http: httpx.AsyncClient
) -> None:
    device = await a_device(backend, http, a_name())
    device.edit(SCOPE, "level", 5_000)

    await device.engine.synchronise()

    assert device.file.execute("select reason from dead_letters").fetchone()[0] == "invalid_value"


async def test_an_account_sees_its_own_scopes_only(backend: LocalBackend, http: httpx.AsyncClient) -> None:
    one, other = await a_device(backend, http, a_name()), await a_device(backend, http, a_name())
    one.edit(SCOPE, "level", 33)
    await one.engine.synchronise()

    await other.engine.synchronise()
    status = await other.network.status(other.engine.identity.device_id)

    assert isinstance(status, StatusAnswer)
    assert read_registers(other.file, SCOPE) == {}


async def test_a_backend_that_is_away_is_unreachable(person: Person) -> None:
    await person.sign_in(a_name())
    person.lose_the_network()

    answer = await SupabaseProgress(person.calls).pull(PullRequest(SCOPE, 0))

    assert isinstance(answer, Unreachable)
