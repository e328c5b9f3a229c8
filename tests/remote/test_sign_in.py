"""Signing in through the browser, staying signed in, and signing out."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from keyring.errors import KeyringError, KeyringLocked

from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.auth_calls import SIGN_IN_AGAIN, classified
from tarkov_desktop.remote.tokens import SignedIn
from tarkov_desktop.remote.vault import Keeping, KeyringUnavailable
from tarkov_desktop.sync.remote import Refused, Unreachable
from tests.remote.people import Person, a_name, a_person

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("provider", ["discord", "twitch"])
async def test_a_player_signs_in_through_the_browser(person: Person, provider: str) -> None:
    signed_in = await person.sign_in(a_name(), provider)

    assert signed_in.keeping is Keeping.KEPT
    assert signed_in.provider == provider
    assert isinstance(await person.tokens.access_token(), str)


async def test_only_refresh_token_and_user_id_are_kept(person: Person) -> None:
    signed_in = await person.sign_in(a_name())

    (kept,) = person.keyring.secrets.values()
    access = await person.tokens.access_token()
    assert isinstance(access, str)
    assert signed_in.user_id in kept
    assert access not in kept
    assert len(kept) < 1_280


async def test_the_next_start_is_signed_in_without_a_browser(
    person: Person, backend: LocalBackend, http: httpx.AsyncClient
) -> None:
    signed_in = await person.sign_in(a_name())
    later = a_person(backend, http)
    later.keyring.secrets.update(person.keyring.secrets)

    assert await later.tokens.resume(signed_in.user_id)

    assert isinstance(await later.tokens.access_token(), str)


async def test_nobody_else_s_sign_in_is_taken_up(person: Person) -> None:
    await person.sign_in(a_name())

    assert not await person.tokens.resume("00000000-0000-4000-8000-000000000000")


async def test_five_who_ask_at_once_send_one_refresh(person: Person) -> None:
    await person.sign_in(a_name())
    person.tokens.skew_s = 10_000_000.0

    answers = await asyncio.gather(*(person.tokens.access_token() for _ in range(5)))

    assert all(isinstance(answer, str) for answer in answers)


async def test_a_keyring_that_is_locked_leaves_the_player_signed_in_for_this_run(person: Person) -> None:
    person.keyring.trouble = KeyringLocked("prompt dismissed")

    signed_in = await person.sign_in(a_name())

    assert signed_in.keeping is Keeping.LOCKED
    assert isinstance(await person.tokens.access_token(), str)


@pytest.mark.parametrize("trouble", [KeyringError("no"), RuntimeError("D-Bus went away")])
async def test_a_keyring_that_refuses_says_so(person: Person, trouble: Exception) -> None:
    person.keyring.trouble = trouble

    with pytest.raises(KeyringUnavailable) as raised:
        await person.tokens.resume("somebody")

    assert raised.value.keeping is Keeping.REFUSED


async def test_without_a_keyring_nothing_is_kept(person: Person) -> None:
    person.tokens.vault.keyring = None

    signed_in = await person.sign_in(a_name())

    assert signed_in.keeping is Keeping.NO_KEYRING


async def test_an_unreadable_entry_is_no_sign_in(person: Person) -> None:
    signed_in = await person.sign_in(a_name())
    person.keyring.secrets = dict.fromkeys(person.keyring.secrets, "{not json")

    assert not await person.tokens.resume(signed_in.user_id)


async def test_signing_out_here_forgets_the_keyring_and_the_server_session(person: Person) -> None:
    await person.sign_in(a_name())

    assert await person.tokens.sign_out() is None

    assert person.keyring.secrets == {}
    assert await person.tokens.access_token() == Refused(SIGN_IN_AGAIN)


async def test_signing_out_offline_works_here_and_not_everywhere(person: Person) -> None:
    await person.sign_in(a_name())
    person.lose_the_network()

    everywhere = await person.tokens.sign_out("global")
    here = await person.tokens.sign_out("local")

    assert isinstance(everywhere, Unreachable)
    assert here is None
    assert person.keyring.secrets == {}


async def test_a_sign_out_everywhere_ends_the_other_computer(
    person: Person, backend: LocalBackend, http: httpx.AsyncClient
) -> None:
    name = a_name()
    await person.sign_in(name)
    other = a_person(backend, http)
    await other.sign_in(name)

    assert await person.tokens.sign_out("global") is None

    other.tokens.skew_s = 10_000_000.0
    assert await other.tokens.access_token() == Refused(SIGN_IN_AGAIN)
    assert other.tokens.has_ended


async def test_a_spent_code_is_refused_in_words_and_keeps_nothing(person: Person) -> None:
    await person.tokens.calls.authorize_url("discord", "http://127.0.0.1:1/x")

    answer = await person.tokens.begin("00000000-0000-4000-8000-000000000000")

    assert isinstance(answer, Refused)
    assert person.keyring.secrets == {}


async def test_the_server_being_away_keeps_the_sign_in(person: Person) -> None:
    signed_in = await person.sign_in(a_name())
    person.tokens.skew_s = 10_000_000.0
    person.lose_the_network()

    answer = await person.tokens.access_token()

    assert isinstance(answer, Unreachable)
    assert not person.tokens.has_ended
    assert await person.tokens.resume(signed_in.user_id)


def test_a_captive_portal_is_a_passing_trouble() -> None:
    assert isinstance(classified(ValueError("not json")), Unreachable)


async def test_new_tokens_are_told_to_the_live_channels(person: Person) -> None:
    heard: list[str] = []

    async def hear(token: str) -> None:
        heard.append(token)

    person.tokens.on_token = hear
    signed_in = await person.sign_in(a_name())

    assert isinstance(signed_in, SignedIn)
    assert heard == [await person.tokens.access_token()]
    assert time.time() > 0
