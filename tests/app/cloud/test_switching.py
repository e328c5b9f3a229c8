"""A, then B, then A again at one computer, with answers that come late: nothing of one ever touches the other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.cloud.hub import CloudHub, SignIn
from tarkov_desktop.app.operations.profile import set_level, set_name
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.progress import SupabaseProgress
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.remote import PullAnswer, PullRequest, Refused
from tests.app.cloud.test_hub import Desk, signed_in, until
from tests.faults import FaultProxy
from tests.remote.people import a_name, a_person

pytestmark = pytest.mark.contract
PUSH, PULL = "/functions/v1/progress-update", "/rest/v1/rpc/pull_progress"
DEVICES = "/rest/v1/rpc/device_list"
SCOPE = Scope(PVP, 0)


@dataclass
class Household:
    """One computer, two people, and a network that keeps answers back."""

    desk: Desk
    network: FaultProxy
    backend: LocalBackend
    http: httpx.AsyncClient
    hub: CloudHub = field(init=False)
    anna: str = field(default_factory=a_name)
    bert: str = field(default_factory=a_name)

    def __post_init__(self) -> None:
        self.hub = self.desk.a_hub()

    async def comes(self, name: str) -> str:
        """Sign *name* in at the guest's window; return the account."""
        self.desk.name = name
        self.desk.switched.clear()
        return await signed_in(self.desk, self.hub)

    async def goes(self) -> None:
        """Sign out and close the link; the session stays as the test holds it."""
        self.desk.switched.clear()
        assert await self.hub.sign_out() == ""
        await asyncio.wait_for(self.desk.switched.wait(), 20)
        await self.hub.detach()

    async def attached(self, program: Program) -> None:
        """Link *program* and wait until nothing waits."""
        await self.hub.attach(program)
        await self.settled()

    async def settled(self) -> None:
        await until(self.hub, lambda state: state.standing.is_in_cloud and not state.standing.waiting)

    async def on_the_server(self, name: str) -> dict[str, JsonValue]:
        """Return what the server holds of *name* in PvP, asked on a wire of its own."""
        person = a_person(self.backend, self.http)
        await person.sign_in(name)
        answer = await SupabaseProgress(person.calls).pull(PullRequest(SCOPE, 0))
        assert isinstance(answer, PullAnswer), answer
        return {each.path: each.value for each in answer.registers}


def shown(program: Program) -> dict[str, JsonValue]:
    return {path: entry.value for path, entry in program.session.document.entries.items()}


@pytest.fixture
def household(backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path) -> Iterator[Household]:
    with FaultProxy(backend) as network:
        options = Options(home=tmp_path, supabase_url=network.url, supabase_anon_key=backend.anon_key)
        yield Household(Desk(options), network, backend, http)


async def test_a_b_a_late_answers_of_the_first_a_never_touch_the_wrong_account(household: Household) -> None:
    home, hub, network = household, household.hub, household.network
    account_a = await home.comes(home.anna)
    with home.desk.open() as first:
        await home.attached(first)
        set_level(first.session, 8)
        await home.settled()
        # Three answers of the first A are on their way and do not come: of a push, of a pull, of a page's question.
        assert hub.owned is not None
        assert hub.link is not None
        first_remote = hub.link.engine.remote
        network.late_answer(60, path=PUSH)
        network.late_answer(60, path=PULL)
        network.late_answer(60, path=DEVICES)
        set_level(first.session, 9)
        page = asyncio.ensure_future(hub.owned.devices())
        pull = asyncio.ensure_future(first_remote.pull(PullRequest(SCOPE, 0)))
        await asyncio.to_thread(network.wait_held, times=3)
        device_a = first.session.store.opened.device_id
        await home.goes()

    account_b = await home.comes(home.bert)
    with home.desk.open() as between:
        await home.attached(between)
        set_level(between.session, 20)
        set_name(between.session, "Bert")
        network.release()
        listed, pulled = await page, await pull
        await home.settled()

        assert isinstance(listed, Sequence)
        assert [each.device_id for each in listed] == [device_a]
        assert isinstance(pulled, PullAnswer)
        assert (between.account, hub.state.user_id) == (account_b, account_b)
        assert shown(between) == {"level": 20, "displayName": "Bert"}
        # What the first A would still ask now is not asked in B's name.
        assert await first_remote.pull(PullRequest(SCOPE, 0)) == Refused("sign_in_again")
        # And once more: this answer comes when A is back.
        network.late_answer(60, path=PULL)
        second_pull = asyncio.ensure_future(hub.link.engine.remote.pull(PullRequest(SCOPE, 0)))
        await asyncio.to_thread(network.wait_held, times=4)
        await home.goes()

    assert await home.comes(home.anna) == account_a
    with home.desk.open() as second:
        await home.attached(second)
        network.release()
        late = await second_pull
        set_name(second.session, "Anna")
        await home.settled()

        assert isinstance(late, PullAnswer)
        assert {each.path: each.value for each in late.registers} == {"level": 20, "displayName": "Bert"}
        assert hub.state.sign_in is SignIn.SIGNED_IN
        assert shown(second) == {"level": 9, "displayName": "Anna"}
        await hub.close()
    assert await home.on_the_server(home.anna) == {"level": 9, "displayName": "Anna"}
    assert await home.on_the_server(home.bert) == {"level": 20, "displayName": "Bert"}


@pytest.mark.parametrize("is_bound", [True, False])
async def test_an_exchange_of_a_that_outlives_the_sign_out_is_not_made_as_b(
    household: Household, *, is_bound: bool
) -> None:
    """False is the negative control: calls that belong to nobody carry the edit of A into the account of B."""
    home, hub, network = household, household.hub, household.network
    await home.comes(home.anna)
    with contextlib.ExitStack() as open_files:
        first = open_files.enter_context(home.desk.open())
        await home.attached(first)
        link, connection = hub.link, hub._connection
        assert link is not None
        assert connection is not None
        if not is_bound:
            link.engine.remote = SupabaseProgress(connection.calls)
        network.lose_request(path=PUSH, times=100)
        set_level(first.session, 9)
        await until(hub, lambda state: state.standing.waiting > 0)
        await home.goes()
        network.clear()

        await home.comes(home.bert)
        with home.desk.open() as between:
            await home.attached(between)
            set_name(between.session, "Bert")
            await home.settled()

            outcome = await link.engine.synchronise()

            waiting = sum((await asyncio.wrap_future(first.session.store.waiting())).values())
            await hub.close()
    bert = await home.on_the_server(home.bert)
    if is_bound:
        assert outcome == Refused("sign_in_again")
        assert waiting > 0
        assert bert == {"displayName": "Bert"}
    else:
        assert bert["level"] == 9
