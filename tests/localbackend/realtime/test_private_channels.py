"""Private channels with the unmodified public client: who gets in, what they hear, and until when."""

from __future__ import annotations

from realtime import RealtimeSubscribeStates

from tests.localbackend.realtime.live import ANNA, BELA, Live, channel_of, soon, subscribe


async def test_a_member_hears_what_sql_sends_to_the_room(live: Live) -> None:
    await live.add_member("room:1")
    channel, heard = channel_of(await live.signed_in(), "room:1")

    state = await subscribe(channel, heard)
    await live.send("room:1", {"text": "hello"})
    message = await soon(heard.broadcasts)

    assert state is RealtimeSubscribeStates.SUBSCRIBED
    assert (message["event"], message["payload"]["text"]) == ("news", "hello")
    assert message["meta"]["id"] == message["payload"]["id"]


async def test_somebody_who_is_no_member_is_refused(live: Live) -> None:
    await live.add_member("room:1", ANNA)
    channel, heard = channel_of(await live.signed_in(BELA), "room:1")

    await channel.subscribe(lambda state, error: heard.states.put_nowait((state, error)))
    state, error = await soon(heard.states)

    assert state is RealtimeSubscribeStates.CHANNEL_ERROR
    assert "Unauthorized: You do not have permissions to read from this Channel topic: room:1" in str(error)


async def test_without_a_policy_nobody_gets_in(live: Live) -> None:
    """The control of the two tests above: the policies let people in, not we."""
    await live.add_member("room:1")
    owner = await live.database.connect("postgres")
    await owner.execute("drop policy rooms_read on realtime.messages")
    channel, heard = channel_of(await live.signed_in(), "room:1")

    assert await subscribe(channel, heard) is RealtimeSubscribeStates.CHANNEL_ERROR


async def test_a_policy_that_fails_lets_nobody_in(live: Live) -> None:
    await live.add_member("room:1")
    owner = await live.database.connect("postgres")
    await owner.execute(
        "create policy broken on realtime.messages as restrictive for select to authenticated using (1 / (length(topic) - length(topic)) > 0)"
    )
    channel, heard = channel_of(await live.signed_in(), "room:1")

    assert await subscribe(channel, heard) is RealtimeSubscribeStates.CHANNEL_ERROR


async def test_work_that_is_rolled_back_is_never_heard(live: Live) -> None:
    await live.add_member("room:1")
    channel, heard = channel_of(await live.signed_in(), "room:1")
    await subscribe(channel, heard)
    owner = await live.database.connect("postgres")

    transaction = owner.transaction()
    await transaction.start()
    await owner.execute("select realtime.send($1, 'news', 'room:1', true)", {"text": "undone"})
    await transaction.rollback()
    await live.send("room:1", {"text": "done"})

    assert (await soon(heard.broadcasts))["payload"]["text"] == "done"


async def test_private_and_public_channels_of_one_name_are_two_topics(live: Live) -> None:
    await live.add_member("room:1")
    private, heard_private = channel_of(await live.signed_in(), "room:1")
    public, heard_public = channel_of(live.client(), "room:1", private=False)
    await subscribe(private, heard_private)
    await subscribe(public, heard_public)

    await live.send("room:1", {"text": "inside"}, private=True)
    await live.send("room:1", {"text": "outside"}, private=False)

    assert (await soon(heard_private.broadcasts))["payload"]["text"] == "inside"
    assert (await soon(heard_public.broadcasts))["payload"]["text"] == "outside"
    assert heard_private.broadcasts.empty()
    assert heard_public.broadcasts.empty()


async def test_a_removed_member_hears_on_until_the_next_token(live: Live) -> None:
    await live.add_member("room:1")
    client = await live.signed_in()
    channel, heard = channel_of(client, "room:1")
    await subscribe(channel, heard)
    owner = await live.database.connect("postgres")

    await owner.execute("delete from rooms.members")
    await live.send("room:1", {"text": "still heard"})
    still_heard = await soon(heard.broadcasts)
    await client.set_auth(live.token(mark="renewed"))
    failed, error = await soon(heard.states)
    closed, _ = await soon(heard.states)

    assert still_heard["payload"]["text"] == "still heard"
    assert "no longer have permission" in str(error)
    assert [failed, closed] == [RealtimeSubscribeStates.CHANNEL_ERROR, RealtimeSubscribeStates.CLOSED]


async def test_a_member_keeps_the_channel_over_a_new_token(live: Live) -> None:
    await live.add_member("room:1")
    client = await live.signed_in()
    channel, heard = channel_of(client, "room:1")
    await subscribe(channel, heard)

    await client.set_auth(live.token(mark="renewed"))
    await live.send("room:1", {"text": "hello"})

    assert (await soon(heard.broadcasts))["payload"]["text"] == "hello"
    assert heard.states.empty()


async def test_a_channel_closes_when_its_token_ends(live: Live) -> None:
    await live.add_member("room:1")
    client = live.client()
    await client.set_auth(live.token(ttl_s=2))
    channel, heard = channel_of(client, "room:1")
    await subscribe(channel, heard)

    failed, error = await soon(heard.states)
    closed, _ = await soon(heard.states)

    assert "Token has expired " in str(error)
    assert [failed, closed] == [RealtimeSubscribeStates.CHANNEL_ERROR, RealtimeSubscribeStates.CLOSED]


async def test_a_renewed_token_outlives_the_first_one(live: Live) -> None:
    await live.add_member("room:1")
    client = live.client()
    await client.set_auth(live.token(ttl_s=60))
    channel, heard = channel_of(client, "room:1")
    await subscribe(channel, heard)
    await client.set_auth(live.token(ttl_s=600, mark="renewed"))
    await live.send("room:1", {"n": 1})
    await soon(heard.broadcasts)

    live.clock_offset_s[0] = 120
    live.realtime.check_tokens()
    await live.send("room:1", {"n": 2})

    assert (await soon(heard.broadcasts))["payload"]["n"] == 2
    assert heard.states.empty()


async def test_an_expired_or_foreign_token_gets_no_channel(live: Live) -> None:
    await live.add_member("room:1")
    reasons = []
    for token in (live.token(ttl_s=-30), "x.y.z", live.token()[:-6] + "AAAAAA", live.token(role="postgres")):
        socket = await live.socket()
        reply = await socket.join("room:1", token, private=True)
        reasons.append(reply["response"]["reason"].split(":")[0])

    assert reasons == ["InvalidJWTToken", "MalformedJWT", "JwtSignatureError", "InvalidJWTToken"]


async def test_an_anonymous_key_gets_no_private_channel(live: Live) -> None:
    socket = await live.socket()

    reply = await socket.join("room:1", private=True)

    assert reply["response"]["reason"].startswith("Unauthorized")


async def test_no_partition_for_today_refuses_the_join(live: Live) -> None:
    admin = await live.database.connect("supabase_admin")
    for row in await admin.fetch(
        "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'realtime.messages'::regclass"
    ):
        await admin.execute(f"drop table {row['name']}")
    socket = await live.socket()

    reply = await socket.join("room:1", live.token(), private=True)

    assert reply["response"]["reason"].startswith("MissingPartition")
