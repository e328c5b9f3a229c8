"""The socket itself: keys, both framings, limits, slow readers, lost databases, many clients at once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import pytest
import websockets

from tarkov_desktop.localbackend.realtime import Limits
from tests.backend_support import Database
from tests.localbackend.realtime.live import Live, running

QUIET = {"presence": {"enabled": False}}


@pytest.mark.parametrize(("query", "status"), [("", 401), ("apikey=nonsense", 401), ("vsn=3.0.0", 400)])
async def test_a_socket_without_key_or_with_an_unknown_framing_is_refused(
    live: Live, query: str, status: int
) -> None:
    if query.startswith("vsn"):
        query += f"&apikey={live.keys.anon_key}"

    with pytest.raises(websockets.InvalidStatus) as refusal:
        await websockets.connect(f"ws://{live.address}/realtime/v1/websocket?{query}")

    assert refusal.value.response.status_code == status


async def test_heartbeats_are_answered_also_without_a_reference(live: Live) -> None:
    socket = await live.socket()

    await socket.connection.send(
        json.dumps({"topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": None})
    )

    assert (await socket.receive())[2] == {
        "topic": "phoenix",
        "event": "phx_reply",
        "payload": {"status": "ok", "response": {}},
        "ref": None,
    }


async def test_a_joined_channel_is_left_and_told_so(live: Live) -> None:
    socket = await live.socket()
    await socket.join("lobby", **QUIET)

    await socket.send("realtime:lobby", "phx_leave", {})
    answers = [(await socket.receive())[0] for _ in range(2)]
    await socket.send("realtime:lobby", "broadcast", {})
    after = await socket.until("phx_reply")

    assert answers == ["phx_reply", "phx_close"]
    assert after["response"] == {"reason": "unmatched topic"}


async def test_a_topic_needs_a_name(live: Live) -> None:
    socket = await live.socket()

    reply = await socket.join("")

    assert reply["response"]["reason"].startswith("TopicNameRequired")


async def test_a_second_join_of_a_topic_replaces_the_first(live: Live) -> None:
    await live.add_member("room:1")
    socket = await live.socket()
    for _ in range(2):
        await socket.join("room:1", live.token(), private=True, **QUIET)

    await live.send("room:1", {"n": 1})

    assert (await socket.receive())[0] == "broadcast"
    assert await socket.is_silent()


async def test_the_array_framing_carries_database_broadcasts_as_binary_frames(live: Live) -> None:
    await live.add_member("room:1")
    socket = await live.socket("2.0.0")
    await socket.join("room:1", live.token(), private=True, **QUIET)

    await live.send("room:1", {"id": "given", "text": "håll"}, "nyhet")
    frame = await socket.receive()

    kind, topic_size, event_size, meta_size, encoding = frame[:5]
    at = 5 + topic_size + event_size
    assert (kind, encoding) == (4, 1)
    assert frame[5:at].decode() == "realtime:room:1nyhet"
    assert set(json.loads(frame[at : at + meta_size])) == {"id"}
    assert json.loads(frame[at + meta_size :]) == {"id": "given", "text": "håll"}


async def test_binary_broadcasts_of_clients_reach_each_framing_in_its_form(live: Live) -> None:
    sender, arrays, objects = (
        await live.socket("2.0.0"),
        await live.socket("2.0.0"),
        await live.socket("1.0.0"),
    )
    for socket in (sender, arrays, objects):
        await socket.join("lobby", **QUIET)

    def frame(body: bytes, encoding: int) -> bytes:
        parts = (b"1", b"9", b"realtime:lobby", b"shout", b"")
        return bytes([3, *map(len, parts), encoding]) + b"".join(parts) + body

    await sender.connection.send(frame(b"\x00\xff", 0))
    await sender.connection.send(frame(b'{"n":1}', 1))
    raw, as_json = await arrays.receive(), await arrays.receive()
    event, payload, _ = await objects.receive()

    assert raw == bytes([4, 14, 5, 0, 0]) + b"realtime:lobbyshout\x00\xff"
    assert as_json == bytes([4, 14, 5, 0, 1]) + b'realtime:lobbyshout{"n":1}'
    assert (event, payload) == ("broadcast", {"type": "broadcast", "event": "shout", "payload": {"n": 1}})


async def test_text_broadcasts_stay_text_in_the_array_framing(live: Live) -> None:
    sender, arrays = await live.socket("1.0.0"), await live.socket("2.0.0")
    for socket in (sender, arrays):
        await socket.join("lobby", **QUIET)
    envelope = {"type": "broadcast", "event": "shout", "payload": {"n": 1}}

    await sender.send("realtime:lobby", "broadcast", envelope)

    assert (await arrays.receive())[2] == [None, None, "realtime:lobby", "broadcast", envelope]


@pytest.mark.parametrize(
    ("vsn", "frame"),
    [
        ("1.0.0", "["),
        ("1.0.0", "[]"),
        ("2.0.0", "{}"),
        ("2.0.0", b"\x07"),
        ("2.0.0", b"\x03\xff\xff\xff\xff\xff\x01"),
    ],
)
async def test_a_frame_that_cannot_be_read_ends_the_socket(live: Live, vsn: str, frame: str | bytes) -> None:
    socket = await live.socket(vsn)

    await socket.connection.send(frame)

    with pytest.raises(websockets.ConnectionClosed):
        await socket.receive()


async def test_earlier_messages_are_replayed_on_request(live: Live) -> None:
    await live.add_member("room:1")
    for number in range(3):
        await live.send("room:1", {"n": number})
    since = int((time.time() - 60) * 1000)
    socket = await live.socket()

    reply = await socket.join(
        "room:1", live.token(), private=True, broadcast={"replay": {"since": since, "limit": 2}}, **QUIET
    )
    replayed = [await socket.until("broadcast") for _ in range(2)]
    public = await (await live.socket()).join("lobby", broadcast={"replay": {"since": since}})

    assert reply["status"] == "ok"
    assert [(m["payload"]["n"], m["meta"]["replayed"]) for m in replayed] == [(1, True), (2, True)]
    assert public["response"]["reason"].startswith("UnableToReplayMessages")


async def test_limits_refuse_channels_joins_messages_and_public_topics(database: Database) -> None:
    limits = Limits(channels_per_socket=2, joins_per_s=0.4, events_per_s=0.2)
    async with running(database, limits) as live:
        socket = await live.socket()
        await socket.join("a", **QUIET)
        await socket.join("b", **QUIET)
        third = await socket.join("c", **QUIET)
        for _ in range(3):
            await socket.send("realtime:a", "broadcast", {"type": "broadcast", "event": "x", "payload": {}})
        system = await socket.until("system")
        await socket.join("a", **QUIET)
        fifth = await socket.join("b", **QUIET)
        with pytest.raises(websockets.ConnectionClosed):
            await socket.receive()

    assert third["response"]["reason"].startswith("ChannelRateLimitReached")
    assert system["message"] == "Too many messages per second"
    assert fifth["response"]["reason"].startswith("ClientJoinRateLimitReached")


async def test_a_project_may_be_for_private_channels_only(database: Database) -> None:
    async with running(database, Limits(private_only=True)) as live:
        socket = await live.socket()

        reply = await socket.join("lobby")

    assert reply["response"]["reason"].startswith("PrivateOnly")


async def test_refusals_can_be_late_as_the_real_service_s_are(database: Database) -> None:
    async with running(database, Limits(refusal_delay_s=0.3)) as live:
        socket = await live.socket()
        started = time.monotonic()

        await socket.join("room:1", private=True)

    assert time.monotonic() - started >= 0.3


async def test_a_client_that_does_not_read_is_cut_off_and_holds_nobody_up(database: Database) -> None:
    async with running(database, Limits(outbox_bytes=2_000_000, events_per_s=1000)) as live:
        lazy, eager, sender = [await live.socket() for _ in range(3)]
        for socket in (lazy, eager, sender):
            await socket.join("lobby", **QUIET)
        lazy.connection.transport.pause_reading()
        envelope = {"type": "broadcast", "event": "x", "payload": {"fill": "y" * 500_000}}

        for _ in range(30):
            await sender.send("realtime:lobby", "broadcast", envelope)
            await eager.until("broadcast")
        await asyncio.wait_for(_until(lambda: len(live.realtime._hub.connections) == 2), 5)

        lazy.connection.transport.abort()

        assert len(live.realtime._hub.channels()) == 2


async def test_a_lost_connection_to_the_database_closes_channels_and_heals(live: Live) -> None:
    await live.add_member("room:1")
    socket = await live.socket()
    await socket.join("room:1", live.token(), private=True, **QUIET)
    admin = await live.database.connect("supabase_admin")

    await admin.execute(
        "select pg_terminate_backend(active_pid) from pg_replication_slots where database = current_database()"
    )
    system = await socket.until("system")
    await socket.until("phx_close")
    await socket.join("room:1", live.token(), private=True, **QUIET)
    await live.send("room:1", {"n": 1})

    assert "messages may be missing" in system["message"]
    assert (await socket.until("broadcast"))["payload"]["n"] == 1


async def test_sockets_closed_for_a_restart_can_all_come_back_at_once(live: Live) -> None:
    await live.add_member("room:1")
    token = live.token()

    async def comer(_number: int) -> None:
        socket = await live.socket()
        assert (await socket.join("room:1", token, private=True, **QUIET))["status"] == "ok"

    await asyncio.gather(*map(comer, range(60)))
    closed = live.realtime.close_sockets(1012)
    await asyncio.wait_for(_until(lambda: not live.realtime._hub.connections), 5)
    await asyncio.gather(*map(comer, range(60)))

    assert closed == 60
    assert len(live.realtime._hub.channels()) == 60


async def test_a_closed_socket_says_why(live: Live) -> None:
    socket = await live.socket()

    live.realtime.close_sockets(1012)

    with pytest.raises(websockets.ConnectionClosed) as closed:
        await socket.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012


async def test_events_that_mean_nothing_are_ignored_or_answered_never_fatal(live: Live) -> None:
    socket = await live.socket()
    await socket.join("lobby", broadcast={"ack": "true"}, presence={"enabled": "false"})
    for event, payload in (
        ("dance", {}),
        ("access_token", {}),
        ("access_token", {"access_token": "sb_publishable_x"}),
    ):
        await socket.send("realtime:lobby", event, payload)
    silent = await socket.is_silent()
    await socket.send("realtime:lobby", "broadcast", ["no object"])
    broadcast = await socket.until("phx_reply")
    await socket.send("realtime:lobby", "presence", {"event": "dance"})
    presence = await socket.until("phx_reply")
    await socket.send("realtime:lobby", "phx_leave", {}, join_ref="of an earlier join")

    assert silent
    assert (broadcast["status"], presence["status"]) == ("error", "error")
    assert await socket.is_silent()
    assert len(live.realtime._hub.channels()) == 1


async def test_a_token_that_is_none_of_ours_shuts_the_channel(live: Live) -> None:
    for token, reason in (
        (live.token(ttl_s=-5), "Token has expired"),
        ("a.b.c", "The token provided is not a valid JWT"),
    ):
        socket = await live.socket()
        await socket.join("lobby", live.token(), **QUIET)
        await socket.send("realtime:lobby", "access_token", {"access_token": token})

        assert (await socket.until("system"))["message"].startswith(reason)
        await socket.until("phx_close")


async def test_too_many_sockets_get_no_channel(database: Database) -> None:
    async with running(database, Limits(sockets=1)) as live:
        first, second = await live.socket(), await live.socket()
        await asyncio.wait_for(_until(lambda: len(live.realtime._hub.connections) == 2), 5)
        reply = await second.join("lobby", **QUIET)
        await first.connection.close()

    assert reply["response"]["reason"].startswith("ConnectionRateLimitReached")


async def test_sockets_can_be_cut_without_a_word(live: Live) -> None:
    socket = await live.socket()
    await socket.join("lobby", **QUIET)

    assert live.realtime.cut_sockets() == 1
    with pytest.raises(websockets.ConnectionClosed):
        await socket.receive()


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - there is no event to wait for inside the server
        await asyncio.sleep(0.01)
