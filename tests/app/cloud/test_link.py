"""Two computers of one account: what is done on one is on the other, live, and the standing is true all along."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tarkov_desktop.app.cloud.link import CloudLink
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.operations.tasks import complete_task, uncomplete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import PVE
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.connection import Connection
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.sync.outcome import Synchronised
from tarkov_desktop.sync.phase import Phase
from tests.app.worlds import DEBUT, SmallGame
from tests.localbackend.backend_fixture import RunningBackend
from tests.remote.people import Person, Reachable, a_name, a_person

pytestmark = pytest.mark.contract


@dataclass
class Computer:
    """A session on its file, linked."""

    session: Session
    link: CloudLink
    person: Person
    task: asyncio.Task[None] | None = None

    def is_debut_done(self) -> bool:
        return self.session.document.value(f"taskCompletions/{DEBUT}") == {
            "complete": True,
            "failed": False,
            "manual": True,
        }


@contextlib.asynccontextmanager
async def a_computer(
    backend: Reachable,
    http: httpx.AsyncClient,
    name: str,
    folder: Path,
    *,
    run: bool = True,
    url: str | None = None,
) -> AsyncIterator[Computer]:
    """Sit down at a computer; ``url`` is a proxy to go through."""
    person = a_person(backend, http, url=url)
    signed_in = await person.sign_in(name)
    connection = Connection(person.backend, http, person.tokens, person.calls)
    path = folder / f"{uuid.uuid4().hex}.sqlite"
    store = AccountStore.open(path, new_device_id=lambda: str(uuid.uuid4()))
    loop = asyncio.get_running_loop()
    session = Session(
        store,
        SmallGame(),
        now_ms=lambda: time.time_ns() // 1_000_000,
        new_id=lambda: str(uuid.uuid4()),
        post=loop.call_soon_threadsafe,
    )
    link = CloudLink(session, connection, signed_in.user_id, new_id=lambda: str(uuid.uuid4()))
    computer = Computer(session, link, person)
    if run:
        computer.task = asyncio.create_task(link.run())
    try:
        yield computer
    finally:
        if computer.task is not None:
            computer.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await computer.task
        session.close()


async def until(link: CloudLink, condition: Callable[[], bool], within_s: float = 15) -> None:
    """Wait until *condition* holds, looking whenever anything changes."""
    changed = asyncio.Event()
    with contextlib.ExitStack() as stack:
        stack.callback(link.changed.subscribe(lambda _standing: changed.set()))
        stack.callback(link.session.changes.subscribe(lambda _changes: changed.set()))
        async with asyncio.timeout(within_s):
            while not condition():
                changed.clear()
                await changed.wait()


def is_settled(link: CloudLink) -> bool:
    return link.standing.phase is Phase.UP_TO_DATE and link.standing.waiting == 0 and link.standing.is_live


async def test_a_tick_on_one_computer_is_on_the_other_at_once(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    name = a_name()
    async with (
        a_computer(backend, http, name, tmp_path) as here,
        a_computer(backend, http, name, tmp_path) as there,
    ):
        await until(here.link, lambda: is_settled(here.link))
        await until(there.link, lambda: is_settled(there.link))

        complete_task(here.session, DEBUT)
        await until(there.link, there.is_debut_done)

        uncomplete_task(there.session, DEBUT)
        await until(here.link, lambda: not here.is_debut_done())
        assert not there.is_debut_done()


async def test_what_was_done_offline_is_in_the_cloud_when_the_network_is_back(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_computer(backend, http, a_name(), tmp_path) as here:
        await until(here.link, lambda: is_settled(here.link))
        real = here.link.connection.calls.backend
        here.person.lose_the_network()
        here.link.engine.remote = type(here.link.engine.remote)(here.person.calls)  # type: ignore[call-arg]  # a SupabaseProgress

        complete_task(here.session, DEBUT)
        await until(here.link, lambda: here.link.standing.phase is Phase.WAITING)
        waiting = here.link.standing

        here.link.engine.remote = type(here.link.engine.remote)(here.link.connection.calls)  # type: ignore[call-arg]  # as above
        left = await here.link.flush(10)

    assert real == here.link.connection.backend
    assert waiting.waiting >= 1
    assert waiting.next_try_ms is not None
    assert not waiting.is_in_cloud or waiting.waiting
    assert left == 0


async def test_an_edit_of_another_mode_arrives_too(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    name = a_name()
    async with (
        a_computer(backend, http, name, tmp_path, run=False) as here,
        a_computer(backend, http, name, tmp_path, run=False) as there,
    ):
        here.session.switch_mode(PVE)
        set_level(here.session, 7)

        assert isinstance(await here.link.once(), Synchronised)
        assert isinstance(await there.link.once(), Synchronised)

        assert there.session.at(PVE).document.value("level") == 7
    assert here.link.standing.waiting == 0


async def test_an_ended_sign_in_is_said_and_keeps_everything(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    name = a_name()
    async with a_computer(backend, http, name, tmp_path) as here:
        await until(here.link, lambda: is_settled(here.link))
        other = a_person(backend, http)
        await other.sign_in(name)
        await other.tokens.sign_out("global")
        here.person.tokens.skew_s = 10_000_000.0

        complete_task(here.session, DEBUT)
        await until(here.link, lambda: here.link.standing.phase is Phase.SIGN_IN_AGAIN)
        await here.link._count()

        assert here.link.standing.waiting >= 1
        assert here.is_debut_done()


async def test_live_updates_come_back_after_a_restart_of_the_service(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, running: RunningBackend
) -> None:
    async with a_computer(backend, http, a_name(), tmp_path) as here:
        here.link.live.look_every_s = 0.2
        await until(here.link, lambda: is_settled(here.link))
        standings: list[CloudStanding] = []
        here.link.changed.subscribe(standings.append)

        await asyncio.to_thread(running.restart_gateway)
        await until(here.link, lambda: any(not each.is_live for each in standings))
        here.link.live.try_now()
        await until(here.link, lambda: here.link.standing.is_live)
