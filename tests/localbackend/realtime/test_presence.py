"""Presence, as the public client and a bare socket see it."""

from __future__ import annotations

import asyncio
from typing import Any

from realtime import RealtimeSubscribeStates

from tests.localbackend.realtime.live import ANNA, BELA, Live, channel_of, soon, subscribe


async def test_members_see_each_other_come_and_go(live: Live) -> None:
    for person in (ANNA, BELA):
        await live.add_member("room:1", person)
    joins: asyncio.Queue[Any] = asyncio.Queue()
    leaves: asyncio.Queue[Any] = asyncio.Queue()
    anna, heard_anna = channel_of(
        await live.signed_in(ANNA), "room:1", presence={"key": "anna", "enabled": True}
    )
    anna.on_presence_join(lambda key, _current, _new: joins.put_nowait(key))
    anna.on_presence_leave(lambda key, _current, _left: leaves.put_nowait(key))
    await subscribe(anna, heard_anna)
    await anna.track({"mood": "calm"})
    first = await soon(joins)

    friend = await live.signed_in(BELA)
    bela, heard_bela = channel_of(friend, "room:1", presence={"key": "bela", "enabled": True})
    await subscribe(bela, heard_bela)
    await bela.track({"mood": "wild"})
    second = await soon(joins)
    seen = {key: [meta["mood"] for meta in metas] for key, metas in anna.presence_state().items()}  # type: ignore[typeddict-item]  # the client's own payload
    await friend.close()
    left = await soon(leaves)

    assert (first, second, left) == ("anna", "bela", "bela")
    assert seen == {"anna": ["calm"], "bela": ["wild"]}


async def test_a_newcomer_is_shown_who_is_there(live: Live) -> None:
    first, second = await live.socket(), await live.socket()
    await first.join("lobby", presence={"key": "a", "enabled": True})
    await first.until("presence_state")
    await first.send(
        "realtime:lobby", "presence", {"type": "presence", "event": "TRACK", "payload": {"n": 1}}
    )
    await first.until("presence_diff")

    await second.join("lobby", presence={"key": "b", "enabled": True})
    state = await second.until("presence_state")

    assert [meta["n"] for meta in state["a"]["metas"]] == [1]


async def test_tracking_again_replaces_and_tracking_the_same_changes_nothing(live: Live) -> None:
    socket = await live.socket()
    await socket.join("lobby", presence={"key": "a", "enabled": True})
    track = {"type": "presence", "event": "track", "payload": {"n": 1}}
    await socket.send("realtime:lobby", "presence", track)
    first = await socket.until("presence_diff")
    await socket.until("phx_reply")

    await socket.send("realtime:lobby", "presence", track)
    same = await socket.receive()
    await socket.send("realtime:lobby", "presence", {**track, "payload": {"n": 2}})
    second = await socket.until("presence_diff")
    await socket.until("phx_reply")
    await socket.send("realtime:lobby", "presence", {"type": "presence", "event": "untrack"})
    gone = await socket.until("presence_diff")

    ref = first["joins"]["a"]["metas"][0]["phx_ref"]
    assert (same[0], same[1]["status"]) == ("phx_reply", "ok")
    assert second["joins"]["a"]["metas"][0]["phx_ref_prev"] == ref
    assert [meta["phx_ref"] for meta in second["leaves"]["a"]["metas"]] == [ref]
    assert (gone["joins"], list(gone["leaves"])) == ({}, ["a"])


async def test_presence_without_the_policy_is_refused_with_a_reply(live: Live) -> None:
    """Our own client relies on it: any reply proves that the socket lives."""
    await live.add_member("loud:1")
    socket = await live.socket()
    await socket.join("loud:1", live.token(), private=True, presence={"enabled": False})

    await socket.send(
        "realtime:loud:1", "presence", {"type": "presence", "event": "track", "payload": {"n": 1}}
    )
    reply = await socket.until("phx_reply")
    await socket.send("realtime:loud:1", "presence", {"type": "presence", "event": "track", "payload": [1]})
    odd = await socket.until("phx_reply")

    assert (reply["status"], odd["status"]) == ("error", "error")


async def test_a_channel_that_tracks_begins_to_hear_presence(live: Live) -> None:
    socket = await live.socket()
    await socket.join("lobby", presence={"enabled": False})

    await socket.send("realtime:lobby", "presence", {"event": "track", "payload": {"n": 1}})

    assert await socket.until("presence_diff")


async def test_too_many_presence_messages_shut_the_channel(live: Live) -> None:
    channel, heard = channel_of(live.client(), "lobby", private=False, presence={"key": "", "enabled": True})
    await subscribe(channel, heard)

    for number in range(6):
        await channel.track({"n": number})

    states = [(await soon(heard.states))[0] for _ in range(2)]
    assert states == [RealtimeSubscribeStates.CHANNEL_ERROR, RealtimeSubscribeStates.CLOSED]
