"""Progress, teams, tokens and live channels of any stack; nothing here looks into its database."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from realtime import AsyncRealtimeClient, RealtimeSubscribeStates

from tests.e2e.contract.conftest import Somebody

pytestmark = [pytest.mark.contract, pytest.mark.xdist_group("contract")]


async def test_a_push_is_applied_once_and_pulled(crowd: list[Somebody]) -> None:
    anna = crowd[0]

    first = (await anna.push((1, "level", 15), (2, "pmcFaction", "BEAR"))).json()
    again = (await anna.push((1, "level", 15), (2, "pmcFaction", "BEAR"))).json()
    pulled = (
        await anna.rpc(
            "pull_progress",
            p_mode="pvp",
            p_season=0,
            p_epoch=0,
            p_since=0,
            p_after="",
            p_limit=10,
            p_digest=True,
        )
    ).json()

    assert [each["outcome"] for each in first["results"]] == ["applied", "applied"]
    assert [each["outcome"] for each in again["results"]] == ["duplicate", "duplicate"]
    assert {row[0]: row[1] for row in pulled["registers"]} == {"level": 15, "pmcFaction": "BEAR"}
    assert len(pulled["digest"]) == 64


async def test_a_lower_value_stays_lower(crowd: list[Somebody]) -> None:
    anna = crowd[0]
    await anna.push((1, "level", 15))

    await anna.push((2, "level", 4), base_seq=1)
    shown = (await anna.table("user_progress", "pvp_data")).json()

    assert shown[0]["pvp_data"]["level"] == 4


async def test_nobody_reads_another_s_progress(crowd: list[Somebody]) -> None:
    anna, bert, _ = crowd
    await anna.push((1, "level", 15))

    assert (await bert.table("user_progress", "user_id,pvp_data")).json() == []
    assert (await bert.table("progress_registers", "path,value")).json() == []


async def test_a_bad_value_is_refused_alone(crowd: list[Somebody]) -> None:
    answer = (await crowd[0].push((1, "level", 5_000), (2, "xpOffset", 3))).json()

    assert [each["outcome"] for each in answer["results"]] == ["rejected", "applied"]


async def test_a_team_is_joined_by_its_code_and_a_kick_ends_it(crowd: list[Somebody]) -> None:
    anna, bert, carl = crowd
    made = await anna.call(
        "team-create", {"name": "Night", "gameMode": "pvp", "maxMembers": 2}, key=str(uuid.uuid4())
    )
    team = made.json()["team"]

    wrong = await bert.call("team-join", {"teamId": team["id"], "joinCode": "0" * 16})
    joined = await bert.call("team-join", {"teamId": team["id"], "joinCode": team["joinCode"]})
    full = await carl.call("team-join", {"teamId": team["id"], "joinCode": team["joinCode"]})
    members = (await bert.call("team-members", teamId=team["id"])).json()
    kicked = await anna.call("team-kick", {"teamId": team["id"], "memberId": bert.user_id})
    gone = await bert.call("team-members", teamId=team["id"])
    stranger = await carl.call("team-members", teamId=team["id"])

    assert (made.status_code, joined.status_code, kicked.status_code) == (201, 200, 200)
    assert wrong.json()["error"]["code"] == "invalid_invite"
    assert full.json()["error"]["code"] == "team_full"
    assert members["members"] == [anna.user_id, bert.user_id]
    assert {gone.status_code, stranger.status_code} == {403}


async def test_a_created_team_is_created_once(crowd: list[Somebody]) -> None:
    key, body = str(uuid.uuid4()), {"name": "Night", "gameMode": "pve"}

    first, second = [
        (await crowd[0].call("team-create", body, key=key)).json()["team"]["id"] for _ in range(2)
    ]

    assert first == second


async def test_a_token_reads_progress_until_it_is_revoked(crowd: list[Somebody]) -> None:
    anna = crowd[0]
    await anna.push((1, "level", 15))
    made = (
        await anna.call("token-create", {"gameMode": "pvp", "permissions": ["GP"]}, key=str(uuid.uuid4()))
    ).json()
    url, headers = f"{anna.stack.url}/functions/v1/api/progress", {"Authorization": f"Bearer {made['token']}"}

    read = await anna.http.get(url, headers=headers)
    await anna.call("token-revoke", {"tokenId": made["tokenId"]})
    refused = await anna.http.get(url, headers=headers)

    assert read.json()["data"]["playerLevel"] == 15
    assert refused.status_code == 401


async def test_one_s_own_topic_tells_of_a_push_and_another_s_is_closed(crowd: list[Somebody]) -> None:
    anna, bert, _ = crowd
    client = AsyncRealtimeClient(
        f"{anna.stack.url.replace('http', 'ws', 1)}/realtime/v1", anna.stack.anon_key, auto_reconnect=False
    )
    await client.set_auth(anna.token)
    heard: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    states: asyncio.Queue[RealtimeSubscribeStates] = asyncio.Queue()
    private = {
        "config": {
            "broadcast": {"ack": False, "self": False},
            "presence": {"key": "", "enabled": False},
            "private": True,
        }
    }
    try:
        own = client.channel(f"user:{anna.user_id}", private)  # type: ignore[arg-type]  # the library's TypedDict
        own.on_broadcast("*", lambda message: heard.put_nowait(dict(message)))
        await own.subscribe()
        foreign = client.channel(f"user:{bert.user_id}", private)  # type: ignore[arg-type]  # as above
        await foreign.subscribe(lambda state, _error: states.put_nowait(state))

        await anna.push((1, "level", 15))
        message = await asyncio.wait_for(heard.get(), 15)

        assert message["event"] == "rev"
        assert await asyncio.wait_for(states.get(), 15) is not RealtimeSubscribeStates.SUBSCRIBED
    finally:
        await client.close()
