"""A refresh token is good once; a lost answer is forgiven, a stolen token is noticed."""

from __future__ import annotations

import asyncio

import httpx

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.localbackend.backend_fixture import MovableClock, client_of, sign_up

ADDRESS = "/auth/v1/token?grant_type=refresh_token"
NAMED_ERRORS = {"x-supabase-api-version": "2024-01-01"}


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(ADDRESS, json={"refresh_token": token}, headers=NAMED_ERRORS)


async def refreshed(client: httpx.AsyncClient, token: str) -> str:
    answer = await refresh(client, token)
    assert answer.status_code == 200, answer.text
    child: str = answer.json()["refresh_token"]
    return child


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_an_active_token_gives_a_child_and_a_new_access_token(
    api: httpx.AsyncClient, clock: MovableClock
) -> None:
    session = await sign_up(api)
    with clock.moved(5):
        answer = (await refresh(api, session["refresh_token"])).json()
    assert answer["refresh_token"] != session["refresh_token"]
    assert answer["access_token"] != session["access_token"]
    assert answer["user"]["id"] == session["user"]["id"]


async def test_the_parent_of_the_active_token_gives_the_active_one_at_any_age(
    api: httpx.AsyncClient, clock: MovableClock
) -> None:
    first = (await sign_up(api))["refresh_token"]
    second = await refreshed(api, first)
    with clock.moved(30 * 86_400):
        assert await refreshed(api, first) == second
        assert await refreshed(api, second)


async def test_a_grandparent_is_forgiven_within_the_reuse_interval(api: httpx.AsyncClient) -> None:
    first = (await sign_up(api))["refresh_token"]
    second = await refreshed(api, first)
    third = await refreshed(api, second)
    fourth = await refreshed(api, first)
    assert len({first, second, third, fourth}) == 4


async def test_a_grandparent_after_the_interval_revokes_the_whole_family(
    api: httpx.AsyncClient, clock: MovableClock
) -> None:
    first = (await sign_up(api))["refresh_token"]
    second = await refreshed(api, first)
    third = await refreshed(api, second)
    with clock.moved(11):
        assert refusal(await refresh(api, first)) == (400, "refresh_token_already_used")
    with clock.moved(22):
        assert refusal(await refresh(api, third)) == (400, "refresh_token_already_used")


async def test_an_unknown_token_is_refused(api: httpx.AsyncClient) -> None:
    assert refusal(await refresh(api, "never-issued")) == (400, "refresh_token_not_found")
    assert refusal(await refresh(api, "")) == (400, "validation_failed")


async def test_five_refreshes_at_once_leave_a_family_that_lives(api: httpx.AsyncClient) -> None:
    first = (await sign_up(api))["refresh_token"]
    answers = await asyncio.gather(*(refresh(api, first) for _ in range(5)))
    children = {answer.json()["refresh_token"] for answer in answers}
    assert len(children) == 1  # one rotation; the others are told its result
    assert await refreshed(api, children.pop())


async def test_a_banned_person_gets_no_new_token_until_the_ban_ends(
    backend: LocalBackend, api: httpx.AsyncClient, clock: MovableClock
) -> None:
    session = await sign_up(api)
    async with client_of(backend, key=backend.service_key) as service:
        banned = await service.put(
            f"/auth/v1/admin/users/{session['user']['id']}", json={"ban_duration": "1h30m"}
        )
    assert banned.json()["banned_until"]
    assert refusal(await refresh(api, session["refresh_token"])) == (400, "user_banned")
    with clock.moved(5401):
        assert await refreshed(api, session["refresh_token"])


async def test_an_expired_access_token_is_no_longer_taken(
    backend: LocalBackend, api: httpx.AsyncClient, clock: MovableClock
) -> None:
    session = await sign_up(api)
    async with client_of(backend, token=session["access_token"]) as me:
        with clock.moved(3601):
            answer = await me.get("/auth/v1/user", headers=NAMED_ERRORS)
    assert refusal(answer) == (403, "bad_jwt")
