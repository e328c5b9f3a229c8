"""The network takes the answer away after the work was done; whoever repeats the call does no harm (C10)."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator

import asyncpg
import httpx
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.faults import FaultProxy
from tests.functions.people import Caller, refusal, somebody

pytestmark = pytest.mark.contract


@pytest.fixture
def network(backend: LocalBackend) -> Iterator[FaultProxy]:
    """A network that loses what it is told to."""
    with FaultProxy(backend) as proxy:
        yield proxy


def behind(caller: Caller, network: FaultProxy) -> Caller:
    return dataclasses.replace(caller, base_url=f"{network.url}/functions/v1/")


async def lost_then_repeated(
    caller: Caller, network: FaultProxy, name: str, body: object, *, key: str | None = None
) -> httpx.Response:
    """The answer to the second of two equal calls, of which the first was carried out unheard."""
    network.lose_answer(path=f"/functions/v1/{name}")
    with pytest.raises(httpx.TransportError):
        await caller.post(name, body, key=key)
    return await caller.post(name, body, key=key)


async def test_a_team_is_founded_once(backend: LocalBackend, network: FaultProxy) -> None:
    anna = behind(await somebody(backend), network)
    body = {"name": "Once", "gameMode": "pvp"}

    answer = await lost_then_repeated(anna, network, "team-create", body, key=str(uuid.uuid4()))

    assert answer.status_code == 201
    assert answer.json()["replayed"] is True
    assert await count(backend, "public.teams where owner_id = $1", anna.user_id) == 1


async def test_a_token_is_made_once_and_the_lost_secret_opens_nothing(
    backend: LocalBackend, network: FaultProxy
) -> None:
    anna = behind(await somebody(backend), network)
    body = {"gameMode": "pvp", "permissions": ["GP"]}

    answer = await lost_then_repeated(anna, network, "token-create", body, key=str(uuid.uuid4()))

    assert answer.status_code == 201
    assert await count(backend, "public.api_tokens where user_id = $1", anna.user_id) == 1


async def test_joining_kicking_and_leaving_happen_once(backend: LocalBackend, network: FaultProxy) -> None:
    anna, bert = behind(await somebody(backend), network), behind(await somebody(backend), network)
    team = await anna.found_team()
    invite = {"teamId": team["id"], "joinCode": team["joinCode"]}

    joined = await lost_then_repeated(bert, network, "team-join", invite)
    kicked = await lost_then_repeated(
        anna, network, "team-kick", {"teamId": team["id"], "memberId": bert.user_id}
    )
    left = await lost_then_repeated(anna, network, "team-leave", {"teamId": team["id"]})

    assert joined.json()["alreadyMember"] is True
    assert refusal(kicked) == (404, "member_not_found")
    assert refusal(left) == (404, "team_not_found")
    events = "public.team_events where team_id = $1 and event_type in ('member_joined', 'member_kicked')"
    assert await count(backend, events, team["id"]) == 2


async def test_progress_is_applied_once(backend: LocalBackend, network: FaultProxy) -> None:
    anna = behind(await somebody(backend), network)

    answer = await lost_then_repeated(anna, network, "progress-update", anna.push_body("pvp", ("level", 9)))

    assert answer.json()["results"] == [{"seq": 1, "outcome": "duplicate"}]
    assert answer.json()["rev"] == 1


async def test_an_account_whose_sign_in_cannot_be_removed_is_closed_and_removed_later(
    backend: LocalBackend,
) -> None:
    anna = await somebody(backend)
    connection = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        await connection.execute("create table private.pins (user_id uuid references auth.users (id))")
        await connection.execute("insert into private.pins values ($1)", uuid.UUID(anna.user_id))

        scheduled = await anna.post("account-delete", {"confirm": "DELETE"})

        assert (scheduled.status_code, scheduled.json()) == (202, {"deleted": False, "scheduled": True})
        assert refusal(await anna.push("pvp", ("level", 2))) == (410, "account_deleted")
    finally:
        await connection.execute("drop table if exists private.pins")
        await connection.close()
    again = await anna.post("account-delete", {"confirm": "DELETE"})
    assert (again.status_code, again.json()) == (200, {"deleted": True})
    assert await count(backend, "private.account_deletion_jobs where user_id = $1", anna.user_id) == 0


async def count(backend: LocalBackend, rows: str, value: str) -> int:
    connection = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        found: int = await connection.fetchval(f"select count(*) from {rows}", uuid.UUID(value))
    finally:
        await connection.close()
    return found
