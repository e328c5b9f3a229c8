"""An account that is no more: everything that was done stays on this computer, and can go on without it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from tarkov_desktop.app.bootstrap import open_program
from tarkov_desktop.app.cloud.hub import CloudHub, SignIn
from tarkov_desktop.app.cloud.leaving import not_deleted_sentence
from tarkov_desktop.app.errors import UnknownAccount
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.options import Options
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.address import a_backend
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable
from tests.app.cloud.test_hub import Desk, signed_in, until
from tests.faults import FaultProxy

DELETE = "/functions/v1/account-delete"
pytestmark = pytest.mark.contract


@pytest.fixture
def desk(backend: LocalBackend, tmp_path: Path) -> Desk:
    return Desk(Options(home=tmp_path, supabase_url=backend.url, supabase_anon_key=backend.anon_key))


async def settled(hub: CloudHub) -> None:
    await until(hub, lambda state: state.standing.is_in_cloud and state.standing.waiting == 0)


async def test_deleting_the_account_keeps_what_was_done_here_and_clears_the_keyring(desk: Desk) -> None:
    hub = desk.a_hub()
    account = await signed_in(desk, hub)
    with desk.open() as program:
        await hub.attach(program)
        set_level(program.session, 8)
        await settled(hub)

        assert await hub.delete_account() == ""

        assert (hub.state.sign_in, hub.link, hub.owned) == (SignIn.GONE, None, None)
        assert desk.keyring.secrets == {}
        assert program.session.document.value("level") == 8
        await hub.detach()
    with desk.open() as program:
        await hub.attach(program)

        assert program.account == account
        assert hub.state.sign_in is SignIn.GONE
        await hub.detach()
    await hub.close()


async def test_an_account_deleted_elsewhere_is_said_and_keeps_what_was_done_here(
    desk: Desk, tmp_path: Path
) -> None:
    hub = desk.a_hub()
    await signed_in(desk, hub)
    other = desk.another(tmp_path / "other")
    there = other.a_hub()
    await signed_in(other, there)
    with desk.open() as program, other.open() as elsewhere:
        await hub.attach(program)
        await there.attach(elsewhere)
        await settled(hub)
        assert await there.delete_account() == ""

        set_level(program.session, 9)
        await until(hub, lambda state: state.sign_in is SignIn.GONE)

        assert program.session.document.value("level") == 9
        assert desk.keyring.secrets == {}
        await hub.close()
        await there.close()


async def test_a_lost_answer_says_that_it_is_not_known_and_asking_again_does_no_harm(
    backend: LocalBackend, tmp_path: Path
) -> None:
    with FaultProxy(backend) as network:
        desk = Desk(Options(home=tmp_path, supabase_url=network.url, supabase_anon_key=backend.anon_key))
        hub = desk.a_hub()
        await signed_in(desk, hub)
        with desk.open() as program:
            await hub.attach(program)
            await settled(hub)
            network.lose_request(path=DELETE)
            never_asked = await hub.delete_account()
            still_there = hub.state.sign_in
            network.lose_answer(path=DELETE)

            lost = await hub.delete_account()
            again = await hub.delete_account()
            await until(hub, lambda state: state.sign_in is SignIn.GONE)

            assert "not known" in never_asked
            assert still_there is SignIn.SIGNED_IN
            assert "not known" in lost
            assert again == ""
            await hub.close()


async def test_progress_of_a_deleted_account_goes_on_as_the_guest_s(desk: Desk) -> None:
    hub = desk.a_hub()
    await signed_in(desk, hub)
    desk.switched.clear()
    with desk.open() as program:
        await hub.attach(program)
        set_level(program.session, 8)
        await settled(hub)
        hub.begin_delete_account()
        await until(hub, lambda state: state.sign_in is SignIn.GONE)

        hub.begin_as_guest()
        await asyncio.wait_for(desk.switched.wait(), 20)
        await hub.detach()
    with desk.open() as program:
        assert program.account == GUEST
        assert program.session.document.value("level") == 8
    await hub.close()


async def test_the_file_of_a_deleted_account_can_be_removed_from_this_computer(desk: Desk) -> None:
    hub = desk.a_hub()
    account = await signed_in(desk, hub)
    with desk.open() as program:
        await hub.attach(program)
        set_level(program.session, 8)
        program.back_up("daily")
        await settled(hub)
        assert await hub.delete_account() == ""

        hub.remove_here()
        await hub.detach()
    with desk.open() as program:
        assert program.account == GUEST
        assert not list(program.folders.accounts.glob(f"{account}*"))
        assert not (program.folders.backups / account).exists()
        with pytest.raises(UnknownAccount):
            open_program(Options(home=desk.options.home, account=account))
        with pytest.raises(ValueError, match="guest"):
            program.folders.mark_for_removal(GUEST)
    await hub.close()


async def test_a_sign_in_that_ends_while_the_window_is_open_goes_on_after_signing_in_again(
    desk: Desk, backend: LocalBackend, tmp_path: Path
) -> None:
    hub = desk.a_hub()
    await signed_in(desk, hub)
    with desk.open() as program:
        await hub.attach(program)
        await settled(hub)
        link, connection = hub.link, hub._connection
        assert connection is not None
        connection.tokens._tokens = None  # what a revoked sign-in leaves: no token to be had

        set_level(program.session, 9)
        await until(hub, lambda state: state.sign_in is SignIn.ENDED)
        ended = hub.state
        hub.sign_in("discord")
        await until(hub, lambda state: state.sign_in is SignIn.SIGNED_IN)
        await settled(hub)

        assert "safe" in ended.sentence
        assert ended.standing.waiting >= 1
        assert hub.link is link is not None
        await hub.close()


async def test_a_keyring_that_was_unlocked_is_asked_again_without_a_browser(desk: Desk) -> None:
    first = desk.a_hub()
    await signed_in(desk, first)
    await first.close()
    desk.keyring.trouble = KeyringLocked("no")
    hub = desk.a_hub()
    with desk.open() as program:
        await hub.attach(program)
        asked = hub.state

        desk.keyring.trouble = None
        hub.try_keyring()
        await until(hub, lambda state: state.sign_in is SignIn.SIGNED_IN)
        await hub.close()

    assert (asked.sign_in, asked.keeping) == (SignIn.ENDED, "locked")


async def test_signing_out_everywhere_ends_the_other_computer_and_keeps_its_progress(
    desk: Desk, tmp_path: Path
) -> None:
    hub = desk.a_hub()
    await signed_in(desk, hub)
    other = desk.another(tmp_path / "other")
    there = other.a_hub()
    await signed_in(other, there)
    desk.switched.clear()
    with desk.open() as program, other.open() as elsewhere:
        await hub.attach(program)
        await there.attach(elsewhere)
        await settled(there)

        hub.begin_sign_out(everywhere=True)
        await asyncio.wait_for(desk.switched.wait(), 20)
        connection = there._connection
        assert connection is not None
        connection.tokens.skew_s = 10_000_000.0  # its token has run out
        set_level(elsewhere.session, 9)
        await until(there, lambda state: state.sign_in is SignIn.ENDED)

        assert hub.state.sign_in is SignIn.GUEST
        assert elsewhere.session.document.value("level") == 9
        await hub.close()
        await there.close()


async def test_what_the_server_offers_to_sign_in_with_is_learnt(desk: Desk, tmp_path: Path) -> None:
    hub = desk.a_hub()
    with desk.open() as guest:
        await hub.attach(guest)
        await until(hub, lambda state: "github" in state.providers)
        connection = hub._connection
        assert connection is not None
        nowhere = replace(connection, backend=a_backend("http://127.0.0.1:9", "k"))

        assert hub.state.providers[:2] == ("discord", "twitch")
        assert await nowhere.offered() == frozenset()
        await hub.close()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Refused("account_deleted"), ""),
        (Refused("rate_limited"), "too often"),
        (Refused("sign_in_again"), "sign in again first"),
        (Refused("invalid_request"), "said no"),
        (Unreachable("ReadTimeout"), "not known whether"),
    ],
)
def test_a_deletion_that_did_not_happen_says_why(answer: NoAnswer, says: str) -> None:
    sentence = not_deleted_sentence(answer)

    assert says in sentence
    assert bool(sentence) == bool(says)
