"""Broadcasts by clients and by HTTP, and who may send them."""

from __future__ import annotations

import httpx

from tests.localbackend.realtime.live import BELA, Live, channel_of, soon, subscribe


async def test_a_public_broadcast_reaches_the_others_and_the_sender_only_on_request(live: Live) -> None:
    quiet, heard_quiet = channel_of(live.client(), "lobby", private=False)
    echoing, heard_echo = channel_of(
        live.client(), "lobby", private=False, broadcast={"ack": True, "self": True}
    )
    await subscribe(quiet, heard_quiet)
    await subscribe(echoing, heard_echo)

    await echoing.send_broadcast("shout", {"n": 1})
    await quiet.send_broadcast("shout", {"n": 2})

    assert (await soon(heard_quiet.broadcasts))["payload"] == {"n": 1}
    assert [(await soon(heard_echo.broadcasts))["payload"] for _ in range(2)] == [{"n": 1}, {"n": 2}]
    assert heard_quiet.broadcasts.empty()


async def test_a_private_broadcast_needs_the_write_policy(live: Live) -> None:
    for room in ("room:1", "loud:1"):
        await live.add_member(room)
        await live.add_member(room, BELA)
    listener, speaker = await live.signed_in(), await live.signed_in(BELA)
    heard_in = {}
    for room in ("room:1", "loud:1"):
        channel, heard = channel_of(listener, room)
        await subscribe(channel, heard)
        heard_in[room] = heard.broadcasts
        channel, heard = channel_of(speaker, room, broadcast={"ack": True, "self": False})
        await subscribe(channel, heard)
        await channel.send_broadcast("shout", {"room": room})

    heard_loud = await soon(heard_in["loud:1"])

    assert heard_loud["payload"] == {"room": "loud:1"}
    assert heard_in["room:1"].empty()


async def test_a_private_broadcast_that_is_not_allowed_is_dropped_without_a_word(live: Live) -> None:
    await live.add_member("room:1")
    socket = await live.socket()
    await socket.join(
        "room:1", live.token(), private=True, broadcast={"ack": True}, presence={"enabled": False}
    )

    await socket.send("realtime:room:1", "broadcast", {"type": "broadcast", "event": "x", "payload": {}})

    assert await socket.is_silent()


async def test_an_acknowledged_broadcast_is_answered(live: Live) -> None:
    socket = await live.socket()
    await socket.join("lobby", broadcast={"ack": True}, presence={"enabled": False})

    await socket.send("realtime:lobby", "broadcast", {"type": "broadcast", "event": "x", "payload": {}})
    small = await socket.until("phx_reply")
    await socket.send(
        "realtime:lobby", "broadcast", {"type": "broadcast", "event": "x", "payload": {"a": "b" * 3_100_000}}
    )
    large = await socket.until("phx_reply")

    assert (small["status"], large["status"]) == ("ok", "error")


async def test_http_broadcasts_reach_channels_under_the_same_policies(live: Live) -> None:
    for room in ("room:1", "loud:1"):
        await live.add_member(room)
    client = await live.signed_in()
    quiet, heard_quiet = channel_of(client, "room:1")
    loud, heard_loud = channel_of(client, "loud:1")
    public, heard_public = channel_of(live.client(), "lobby", private=False)
    for channel, heard in ((quiet, heard_quiet), (loud, heard_loud), (public, heard_public)):
        await subscribe(channel, heard)
    messages = [
        {"topic": room, "event": "e", "payload": {"to": room}, "private": room != "lobby"}
        for room in ("room:1", "loud:1", "lobby")
    ]

    async with httpx.AsyncClient(base_url=f"http://{live.address}/realtime/v1/api") as http:
        signed_in = {"Authorization": f"Bearer {live.token()}"}
        batch = await http.post("/broadcast", json={"messages": messages}, headers=signed_in)
        single = await http.post("/broadcast/loud:1/events/e2?private=true", json={"n": 1}, headers=signed_in)
        refused = await http.post("/broadcast/room:1/events/e?private=true", json={}, headers=signed_in)

    assert (batch.status_code, single.status_code, refused.status_code) == (202, 202, 403)
    assert (await soon(heard_loud.broadcasts))["payload"] == {"to": "loud:1"}
    assert (await soon(heard_loud.broadcasts))["payload"] == {"n": 1}
    assert (await soon(heard_public.broadcasts))["payload"] == {"to": "lobby"}
    assert heard_quiet.broadcasts.empty()


async def test_http_broadcasts_that_make_no_sense_are_refused(live: Live) -> None:
    key = {"apikey": live.keys.anon_key}
    good = {"topic": "lobby", "event": "e", "payload": {}}
    async with httpx.AsyncClient(base_url=f"http://{live.address}/realtime/v1/api") as http:
        statuses = [
            (await http.post("/broadcast", json={"messages": [good]}, headers=key)).status_code,
            (await http.post("/broadcast", json={"messages": [good]})).status_code,
            (
                await http.post(
                    "/broadcast", json={"messages": [good]}, headers={"Authorization": "Bearer x"}
                )
            ).status_code,
            (await http.post("/broadcast", json={"messages": [{"topic": "lobby"}]}, headers=key)).status_code,
            (await http.post("/broadcast", json=[], headers=key)).status_code,
            (await http.post("/broadcast", content=b"{", headers=key)).status_code,
            (
                await http.post(
                    "/broadcast/lobby/events/e", content=b"x", headers={**key, "Content-Type": "text/plain"}
                )
            ).status_code,
            (
                await http.post(
                    "/broadcast/lobby/events/e",
                    content=b"{",
                    headers={**key, "Content-Type": "application/json"},
                )
            ).status_code,
        ]

    assert statuses == [202, 401, 401, 422, 422, 422, 415, 422]
