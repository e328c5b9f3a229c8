"""The gateway before the real functions and the real SQL, over real sockets."""

from __future__ import annotations

import dataclasses
import itertools
import uuid

import asyncpg
import httpx
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.functions.people import Caller, loopback_client, refusal, somebody

pytestmark = [pytest.mark.contract, pytest.mark.timeout(600), pytest.mark.xdist_group("gateway")]

_ADDRESSES = itertools.count(1)
NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclasses.dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in who comes by the gateway, from an address of their own."""

    caller: Caller
    url: str
    address: str

    async def ask(
        self,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        token: str | None = None,
        method: str | None = None,
    ) -> httpx.Response:
        """Answer of one call; GET without a body."""
        headers = {"authorization": f"Bearer {token or self.caller.token}", "cf-connecting-ip": self.address}
        if key is not None:
            headers["idempotency-key"] = key
        async with loopback_client(self.url) as client:
            if body is None:
                return await client.request(method or "GET", path, headers=headers)
            return await client.request(method or "POST", path, headers=headers, json=body)


async def visitor(backend: LocalBackend, url: str) -> Visitor:
    return Visitor(await somebody(backend), url, f"203.0.113.{next(_ADDRESSES)}")


async def test_a_team_lives_by_the_gateway_alone(signed_backend: LocalBackend, gateway_url: str) -> None:
    anna, bert = [await visitor(signed_backend, gateway_url) for _ in range(2)]
    key = str(uuid.uuid4())

    made = await anna.ask("/team/create", {"name": "By the gate", "gameMode": "pvp"}, key=key)
    again = await anna.ask("/team/create", {"name": "By the gate", "gameMode": "pvp"}, key=key)
    assert made.status_code == 201, made.text
    team = made.json()["team"]
    assert again.json()["replayed"] is True
    joined = await bert.ask("/team/join", {"teamId": team["id"], "joinCode": team["joinCode"]})
    assert joined.status_code == 200, joined.text
    seen = await bert.ask(f"/team/members?teamId={team['id']}")
    assert seen.json()["members"] == [anna.caller.user_id, bert.caller.user_id]
    assert (
        await anna.ask("/team/transfer", {"teamId": team["id"], "newOwnerId": bert.caller.user_id})
    ).status_code == 200
    kicked = await bert.ask("/team/kick", {"teamId": team["id"], "memberId": anna.caller.user_id})
    assert kicked.json()["kicked"] == anna.caller.user_id
    assert refusal(await bert.ask("/team/kick", {"teamId": team["id"], "memberId": NOBODY})) == (
        404,
        "member_not_found",
    )
    assert (await bert.ask("/team/leave", {"teamId": team["id"]})).json() == {"left": True, "disbanded": True}


async def test_a_refusal_of_the_functions_passes_as_it_is(
    signed_backend: LocalBackend, gateway_url: str
) -> None:
    anna = await visitor(signed_backend, gateway_url)

    assert refusal(await anna.ask("/team/create", {"name": "A"}, key=str(uuid.uuid4()))) == (
        400,
        "invalid_request",
    )
    assert refusal(await anna.ask("/team/create", {"name": "A", "gameMode": "pvp"})) == (
        400,
        "idempotency_key_required",
    )
    assert refusal(await anna.ask("/team/join", {"teamId": NOBODY, "joinCode": "x"})) == (
        403,
        "invalid_invite",
    )
    assert refusal(await anna.ask(f"/team/members?teamId={NOBODY}")) == (403, "not_a_member")
    assert refusal(await anna.ask("/team/members?teamId=1%26x=")) == (400, "invalid_request")
    assert refusal(await anna.ask("/token/revoke", {"tokenId": NOBODY}, method="DELETE")) == (
        404,
        "not_found",
    )


async def test_the_public_api_is_served_where_its_clients_look_for_it(
    signed_backend: LocalBackend, gateway_url: str
) -> None:
    anna = await visitor(signed_backend, gateway_url)
    made = await anna.ask(
        "/token/create", {"gameMode": "pvp", "permissions": ["GP", "TP", "WP"]}, key=str(uuid.uuid4())
    )
    token = made.json()["token"]

    assert (await anna.ask("/api/v2/token", token=token)).json()["token"] == token
    assert (await anna.ask("/api/v2/progress/level/30", {}, token=token)).status_code == 200
    assert (await anna.ask("/api/v2/progress", token=token)).json()["data"]["playerLevel"] == 30
    assert len((await anna.ask("/api/v2/team/progress", token=token)).json()["data"]) == 1
    listed = (await anna.ask("/token/list")).json()["tokens"]
    assert [entry["usageCount"] for entry in listed] == [4]
    wrong = await anna.ask("/api/v2/token", token=f"{token[:-1]}x")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_token_format")


async def test_a_stranger_gets_no_further_than_the_gate(
    signed_backend: LocalBackend, gateway_url: str
) -> None:
    anna = await visitor(signed_backend, gateway_url)

    for token in ("garbage", signed_backend.anon_key, signed_backend.service_key):
        assert refusal(await anna.ask("/team/leave", {"teamId": NOBODY}, token=token)) == (
            401,
            "unauthenticated",
        )


async def test_the_eleventh_team_of_an_hour_is_refused_at_the_gate(
    signed_backend: LocalBackend, gateway_url: str
) -> None:
    anna = await visitor(signed_backend, gateway_url)

    codes = [
        refusal(await anna.ask("/team/create", {"name": "", "gameMode": "pvp"}, key=str(uuid.uuid4())))
        for _ in range(11)
    ]

    assert codes == [(400, "invalid_name")] * 10 + [(429, "rate_limited")]
    assert await hits(signed_backend, anna.caller, "team.create") == 10, (
        "the last one never came to the database"
    )


async def hits(backend: LocalBackend, caller: Caller, action: str) -> int:
    connection = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        found: int = await connection.fetchval(
            "select hits from private.mutation_rate_limits where subject = $1 and action = $2",
            f"user:{caller.user_id}",
            action,
        )
    finally:
        await connection.close()
    return found


async def test_the_gate_is_ready_when_keys_and_limiter_are(gateway_url: str) -> None:
    async with loopback_client(gateway_url) as client:
        assert (await client.get("/ready")).json() == {"status": "ready"}
        assert (await client.get("/health")).json()["service"] == "team-gateway"
