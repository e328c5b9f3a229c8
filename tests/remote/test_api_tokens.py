"""A token is shown once, listed without its secret, and void after its revocation."""

from __future__ import annotations

import uuid

import pytest

from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.api_tokens import ApiTokenCalls
from tarkov_desktop.remote.token_records import NewApiToken, TokenWish
from tarkov_desktop.sync.remote import Refused, Unreachable
from tests.remote.people import Person, a_name

pytestmark = pytest.mark.contract


async def a_token(person: Person, *permissions: str) -> NewApiToken:
    tokens = ApiTokenCalls(person.calls)
    made = await tokens.create(TokenWish(PVP, permissions or ("GP",), "Monitor"), key=str(uuid.uuid4()))
    assert isinstance(made, NewApiToken), made
    return made


async def presented(person: Person, backend: LocalBackend, token: str) -> int:
    answer = await person.http.get(
        f"{backend.url}/functions/v1/api/token", headers={"Authorization": f"Bearer {token}"}
    )
    return answer.status_code


async def test_a_token_works_until_it_is_revoked(person: Person, backend: LocalBackend) -> None:
    await person.sign_in(a_name())
    tokens = ApiTokenCalls(person.calls)
    made = await a_token(person, "GP", "WP")
    before = await presented(person, backend, made.token)

    listed = await tokens.list()
    assert await tokens.revoke(made.token_id) is None

    assert not isinstance(listed, Refused | Unreachable)
    assert [(each.tail, each.permissions, each.note) for each in listed] == [
        (made.token[-4:], ["GP", "WP"], "Monitor")
    ]
    assert (before, await presented(person, backend, made.token)) == (200, 401)


async def test_the_secret_is_in_no_repr_and_in_no_list(person: Person) -> None:
    await person.sign_in(a_name())
    made = await a_token(person)

    listed = await ApiTokenCalls(person.calls).list()

    assert made.token not in repr(made)
    assert made.token not in repr(listed)


async def test_a_token_without_permissions_is_refused(person: Person) -> None:
    await person.sign_in(a_name())

    answer = await ApiTokenCalls(person.calls).create(TokenWish(PVP, ()), key=str(uuid.uuid4()))

    assert isinstance(answer, Refused)
    assert answer.code == "invalid_permissions"


async def test_nobody_revokes_a_stranger_s_token(person: Person) -> None:
    await person.sign_in(a_name())

    answer = await ApiTokenCalls(person.calls).revoke(str(uuid.uuid4()))

    assert isinstance(answer, Refused)
    assert answer.code == "not_found"
