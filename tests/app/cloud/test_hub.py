"""The cloud as the window knows it: signing in opens the account's own file, signing out the guest's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from keyring.errors import KeyringLocked

from tarkov_desktop.app.bootstrap import Program, new_id, open_program
from tarkov_desktop.app.cloud.guest_choice import GuestChoice
from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.options import Options
from tarkov_desktop.localbackend.backend import LocalBackend
from tests.remote.people import MemoryKeyring, a_name

pytestmark = pytest.mark.contract


@dataclass
class Desk:
    """A computer with a hub, and programs opened one after the other."""

    options: Options
    keyring: MemoryKeyring = field(default_factory=MemoryKeyring)
    name: str = field(default_factory=a_name)
    switched: asyncio.Event = field(default_factory=asyncio.Event)

    def another(self, home: Path) -> Desk:
        """Another computer of the same person."""
        return Desk(replace(self.options, home=home), name=self.name)

    def a_hub(self) -> CloudHub:
        return CloudHub(
            new_id=new_id, account_changed=self.switched.set, open_url=self._browse, keyring=self.keyring
        )

    def open(self) -> Program:
        return open_program(self.options, post=asyncio.get_running_loop().call_soon_threadsafe)

    def _browse(self, url: str) -> None:
        with httpx.Client(verify=False, trust_env=False, follow_redirects=True) as browser:
            browser.get(f"{url}&as={self.name}")


async def until(hub: CloudHub, condition: Callable[[CloudState], bool]) -> CloudState:
    changed = asyncio.Event()
    unsubscribe = hub.changed.subscribe(lambda _state: changed.set())
    try:
        async with asyncio.timeout(20):
            while not condition(hub.state):
                changed.clear()
                await changed.wait()
    finally:
        unsubscribe()
    return hub.state


@pytest.fixture
def desk(backend: LocalBackend, tmp_path: Path) -> Desk:
    return Desk(Options(home=tmp_path, supabase_url=backend.url, supabase_anon_key=backend.anon_key))


async def signed_in(desk: Desk, hub: CloudHub) -> str:
    """Sign in from a guest's session; return the account."""
    with desk.open() as guest:
        await hub.attach(guest)
        assert hub.state.sign_in is SignIn.GUEST
        hub.sign_in("discord")
        await asyncio.wait_for(desk.switched.wait(), 20)
        await hub.detach()
        return guest.folders.last_account()


async def test_a_sign_in_opens_the_account_and_its_edits_reach_the_cloud(desk: Desk) -> None:
    hub = desk.a_hub()
    account = await signed_in(desk, hub)
    with desk.open() as program:
        assert program.account == account != GUEST
        await hub.attach(program)
        await until(hub, lambda state: state.standing.is_live)

        set_level(program.session, 8)
        await until(hub, lambda state: state.standing.is_in_cloud and state.standing.waiting == 0)
        hub.focused()
        hub.try_now()
        await until(hub, lambda state: state.squad is not None and state.squad.is_known)

        await hub.detach()
    await hub.close()


async def test_signing_out_goes_back_to_the_guest(desk: Desk) -> None:
    hub = desk.a_hub()
    await signed_in(desk, hub)
    desk.switched.clear()
    with desk.open() as program:
        await hub.attach(program)

        hub.begin_sign_out()
        await asyncio.wait_for(desk.switched.wait(), 20)

        assert program.folders.last_account() == GUEST
        assert desk.keyring.secrets == {}
        await hub.detach()
    await hub.close()


async def test_the_next_start_goes_on_without_a_browser(desk: Desk) -> None:
    first = desk.a_hub()
    await signed_in(desk, first)
    await first.close()
    hub = desk.a_hub()
    with desk.open() as program:
        await hub.attach(program)

        assert hub.state.sign_in is SignIn.SIGNED_IN
        await hub.close()


async def test_a_locked_keyring_asks_to_sign_in_and_the_same_account_goes_on(desk: Desk) -> None:
    first = desk.a_hub()
    await signed_in(desk, first)
    await first.close()
    desk.keyring.trouble = KeyringLocked("no")
    hub = desk.a_hub()
    with desk.open() as program:
        await hub.attach(program)
        asked = hub.state

        desk.keyring.trouble = None
        hub.sign_in("discord")
        await until(hub, lambda state: state.sign_in is SignIn.SIGNED_IN)
        await hub.close()

    assert asked.sign_in is SignIn.ENDED
    assert "safe" in asked.sentence


async def test_a_sign_in_can_be_given_up(desk: Desk) -> None:
    hub = CloudHub(
        new_id=new_id, account_changed=desk.switched.set, open_url=lambda _url: None, keyring=desk.keyring
    )
    with desk.open() as guest:
        await hub.attach(guest)
        hub.sign_in("discord")
        hub.sign_in("twitch")
        assert (hub.state.sign_in, hub.state.provider) == (SignIn.IN_BROWSER, "discord")
        await asyncio.sleep(0)

        hub.cancel_sign_in()
        await until(hub, lambda state: state.sign_in is SignIn.GUEST)
        await hub.close()


async def test_an_address_that_must_not_be_used_is_said(tmp_path: Path) -> None:
    hub = CloudHub(new_id=new_id, account_changed=lambda: None)
    with open_program(
        Options(home=tmp_path, supabase_url="http://example.org", supabase_anon_key="k")
    ) as program:
        await hub.attach(program)

    assert hub.state.sign_in is SignIn.NO_BACKEND
    assert "https://" in hub.state.sentence
    assert await hub.sign_out() == ""


async def test_guest_progress_is_offered_once_both_sides_are_known(desk: Desk) -> None:
    with desk.open() as guest:
        set_level(guest.session, 12)
    hub = desk.a_hub()
    await signed_in(desk, hub)
    with desk.open() as program:
        await hub.attach(program)
        await until(hub, lambda state: state.guest is not None)

        assert hub.decide_guest(GuestChoice.BOTH)

        assert hub.state.guest is None
        assert program.session.document.value("level") == 12
        assert hub.decide_guest(GuestChoice.BOTH)
        await hub.detach()
    await hub.close()


async def test_without_a_backend_nothing_is_loaded(tmp_path: Path) -> None:
    hub = CloudHub(new_id=new_id, account_changed=lambda: None)
    with open_program(Options(home=tmp_path)) as program:
        await hub.attach(program)

        assert hub.state == CloudState()
    await hub.close()
