"""Bad input of a server: said in words, what was done here kept, and sync resumes once it is over (issue: accounts)."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import msgspec
import pytest
import pytest_asyncio

from tarkov_desktop.app.cloud.link import CloudLink
from tarkov_desktop.app.commits import Step
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.document import JsonValue, Write
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.connection import Connection
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.sync.phase import Phase
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.ui.sync_words import reason_words
from tests.app.cloud.test_link import until
from tests.app.worlds import SmallGame
from tests.faults import FaultProxy
from tests.remote.people import Person, a_name, a_person

pytestmark = pytest.mark.contract
YEAR_S = 365 * 86_400
PORTAL = b"<!doctype html><title>Hotel</title><form action='/login'>Room and name, please</form>"
EVERY_TIME = 1_000_000


@dataclass
class Computer:
    """A session on its file behind a network of its own, linked and running."""

    session: Session
    link: CloudLink
    person: Person

    @property
    def level(self) -> object:
        return self.session.at(PVP).document.value("level")

    async def exchange(self) -> Phase:
        """Exchange now and return how things stand then."""
        await self.link.schedule.hurry()
        await until(self.link, lambda: self.link.standing.phase not in {Phase.SYNCING, Phase.STARTING})
        await self.link._count()
        return self.link.standing.phase


@dataclass
class Shifted:
    """The clocks of a computer whose wall clock is wrong."""

    off_s: float

    def now_s(self) -> float:
        return time.time() + self.off_s

    def now_ms(self) -> int:
        return round(self.now_s() * 1000)

    def steady_s(self) -> float:
        return time.monotonic()


@contextlib.asynccontextmanager
async def a_computer(
    backend: LocalBackend,
    http: httpx.AsyncClient,
    name: str,
    folder: Path,
    *,
    url: str = "",
    off_s: float = 0,
) -> AsyncIterator[Computer]:
    clocks = Shifted(off_s)
    person = a_person(backend, http, url=url or None)
    person.tokens.now_s = clocks.now_s
    person.calls = replace(person.calls, now_s=clocks.now_s)
    signed_in = await person.sign_in(name)
    store = AccountStore.open(folder / f"{uuid.uuid4().hex}.sqlite", new_device_id=lambda: str(uuid.uuid4()))
    session = Session(
        store,
        SmallGame(),
        now_ms=clocks.now_ms,
        new_id=lambda: str(uuid.uuid4()),
        post=asyncio.get_running_loop().call_soon_threadsafe,
    )
    connection = Connection(person.backend, http, person.tokens, person.calls)
    link = CloudLink(session, connection, signed_in.user_id, new_id=lambda: str(uuid.uuid4()))
    link.engine.clocks = clocks
    running = asyncio.create_task(link.run())
    try:
        yield Computer(session, link, person)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        session.close()


@pytest.fixture
def network(backend: LocalBackend) -> Iterator[FaultProxy]:
    with FaultProxy(backend) as network:
        yield network


@pytest_asyncio.fixture
async def here(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, network: FaultProxy
) -> AsyncIterator[Computer]:
    """A computer behind the network that goes bad, in the cloud with level 10."""
    async with a_computer(backend, http, a_name(), tmp_path, url=network.url) as computer:
        set_level(computer.session, 10)
        assert await computer.exchange() is Phase.UP_TO_DATE
        yield computer


TRUNCATED = b'{"ok":true,"epoch":0,"prevRev":0,"rev":1,"lastSeq":1,"serv'
NONSENSE: dict[str, Callable[[FaultProxy], None]] = {
    "captive portal": lambda net: net.answer(
        200,
        PORTAL,
        times=EVERY_TIME,
        headers={"content-type": "text/html", "date": "Thu, 01 Jan 1970 00:00:09 GMT"},
    ),
    "captive portal that redirects": lambda net: net.answer(
        302, PORTAL, times=EVERY_TIME, headers={"location": "http://192.0.2.1/login"}
    ),
    "truncated": lambda net: net.answer(200, TRUNCATED, times=EVERY_TIME),
    "wrong types": lambda net: net.answer(
        200, msgspec.json.encode({"ok": True, "epoch": [], "results": "all"}), times=EVERY_TIME
    ),
    "another program's JSON": lambda net: net.answer(200, b'{"status":"healthy"}', times=EVERY_TIME),
    "an empty page": lambda net: net.answer(200, b"", times=EVERY_TIME),
    "lists without end": lambda net: net.answer(200, b"[" * 200_000, times=EVERY_TIME),
    "a huge page": lambda net: net.answer(200, b" " * 17_000_000, times=EVERY_TIME),
    "5xx with a page": lambda net: net.answer(502, b"<h1>Bad gateway</h1>", times=EVERY_TIME),
    "5xx of ours": lambda net: net.answer(
        503,
        msgspec.json.encode({"error": {"code": "busy", "message": "", "retryAfter": 10**12}}),
        times=EVERY_TIME,
        headers={"retry-after": "9" * 30},
    ),
    "refuses all": lambda net: net.answer(
        400, msgspec.json.encode({"error": {"code": "invalid_request", "message": ""}}), times=EVERY_TIME
    ),
    "no such function": lambda net: net.answer(404, b'{"code":"PGRST202","message":"?"}', times=EVERY_TIME),
    "a date from nowhere": lambda net: net.answer(200, PORTAL, times=EVERY_TIME, headers={"date": "now"}),
}


async def test_nonsense_of_a_server_is_said_keeps_what_was_done_and_sync_resumes(
    here: Computer, network: FaultProxy
) -> None:
    for level, (what, happens) in enumerate(NONSENSE.items(), start=11):
        happens(network)
        set_level(here.session, level)
        await here.exchange()

        said = here.link.standing
        assert said.phase is Phase.WAITING, what
        assert reason_words(said), what
        assert said.next_try_ms is not None, what
        assert (here.level, said.waiting, said.refused) == (level, 1, 0), what

        network.clear()
        assert await here.exchange() is Phase.UP_TO_DATE, what
        assert (here.level, here.link.standing.waiting, here.link.standing.refused) == (level, 0, 0), what


@pytest.mark.parametrize("off_s", [YEAR_S, -YEAR_S], ids=["a year ahead", "a year behind"])
async def test_a_clock_a_year_off_loses_nothing_and_freezes_no_field(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, off_s: float
) -> None:
    name = a_name()
    async with (
        a_computer(backend, http, name, tmp_path) as right,
        a_computer(backend, http, name, tmp_path, off_s=off_s) as wrong,
    ):
        for level, (one, other) in enumerate([(wrong, right), (right, wrong)] * 2, start=2):
            set_level(one.session, level)
            assert await one.exchange() is Phase.UP_TO_DATE
            assert await other.exchange() is Phase.UP_TO_DATE
            assert (one.level, other.level) == (level, level)


async def test_a_path_from_a_newer_version_is_kept_shown_to_nobody_and_never_rewritten(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    name = a_name()
    newer: dict[str, JsonValue] = {
        "x/raidPlans": {"deep": [1, {"a": None}]},
        "taskObjectives/o1/zone": "forest",
    }
    async with (
        a_computer(backend, http, name, tmp_path) as theirs,
        a_computer(backend, http, name, tmp_path) as ours,
    ):
        for path, value in newer.items():
            write_as_a_newer_version(theirs.session, path, value)
        assert await theirs.exchange() is Phase.UP_TO_DATE
        assert await ours.exchange() is Phase.UP_TO_DATE
        stamps = await stamps_of(ours)

        set_level(ours.session, 23)
        assert await ours.exchange() is Phase.UP_TO_DATE
        assert await theirs.exchange() is Phase.UP_TO_DATE

        for computer in (ours, theirs):
            held = computer.session.at(PVP).document
            assert {path: held.value(path) for path in newer} == newer
            assert held.value("level") == 23
        after = await stamps_of(ours)
    assert {path: after[path] for path in newer} == {path: stamps[path] for path in newer}


async def test_an_account_deleted_on_the_server_is_said_and_everything_stays_here(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    name = a_name()
    async with (
        a_computer(backend, http, name, tmp_path) as here,
        a_computer(backend, http, name, tmp_path) as there,
    ):
        set_level(here.session, 10)
        assert await here.exchange() is Phase.UP_TO_DATE
        answer = await there.person.calls.function("account-delete", dict, {"confirm": "DELETE"})
        assert isinstance(answer, dict), answer

        set_level(here.session, 11)
        phase = await here.exchange()

        assert phase is Phase.ACCOUNT_GONE
        assert here.level == 11
        assert here.link.standing.waiting == 1
        assert here.link.standing.refused == 0


def write_as_a_newer_version(session: Session, path: str, value: JsonValue) -> None:
    session.carry_out(Plan((Write(path, value),)), mode=PVP, step=Step("newer", Origin.USER))


async def stamps_of(computer: Computer) -> dict[str, object]:
    loaded = await asyncio.wrap_future(computer.session.store.load_scope(Scope(PVP)))
    return {path: each.stamp for path, each in loaded.registers.items()}
