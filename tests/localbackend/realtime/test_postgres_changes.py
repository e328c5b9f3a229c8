"""postgres_changes with the public client: what is told, to whom, and in which types."""

from __future__ import annotations

from typing import Any

import pytest
from realtime import RealtimePostgresChangesListenEvent, RealtimeSubscribeStates

from tests.localbackend.realtime.live import ANNA, BELA, Heard, Live, channel_of, soon, subscribe

ALL = RealtimePostgresChangesListenEvent.All


async def listening(
    live: Live,
    person: str = ANNA,
    *,
    table: str,
    condition: str | None = None,
    event: RealtimePostgresChangesListenEvent = ALL,
) -> Heard:
    """A channel that heard it is subscribed to changes of *table*."""
    channel, heard = channel_of(await live.signed_in(person), "db", private=False)
    channel.on_postgres_changes(
        event, heard.changes.put_nowait, schema="public", table=table, filter=condition
    )
    assert await subscribe(channel, heard) is RealtimeSubscribeStates.SUBSCRIBED
    assert (await soon(heard.systems)).message == "Subscribed to PostgreSQL"
    return heard


async def test_rows_are_told_in_their_types_to_those_who_may_see_them(live: Live) -> None:
    anna, bela = await listening(live, ANNA, table="notes"), await listening(live, BELA, table="notes")
    owner = await live.database.connect("postgres")
    await owner.execute(
        "insert into notes values (1, $1::text::uuid, 'hello', 1.50, '{a,\"b c\"}', '{\"k\": [1, null]}', '2026-01-02 03:04:05+00')",
        ANNA,
    )
    await owner.execute("insert into notes (id, owner) values (2, $1::text::uuid)", BELA)

    change = (await soon(anna.changes))["data"]
    others = (await soon(bela.changes))["data"]

    assert change["record"] == {
        "id": 1,
        "owner": ANNA,
        "text": "hello",
        "weight": 1.5,
        "labels": ["a", "b c"],
        "extra": {"k": [1, None]},
        "at": "2026-01-02T03:04:05+00:00",
    }
    assert (change["type"], change["schema"], change["table"], change["errors"]) == (
        "INSERT",
        "public",
        "notes",
        None,
    )
    assert {"name": "id", "type": "int8"} in change["columns"]
    assert others["record"]["id"] == 2
    assert anna.changes.empty()


async def test_without_row_security_everybody_is_told(live: Live) -> None:
    """The control of the test above."""
    owner = await live.database.connect("postgres")
    await owner.execute("alter table notes disable row level security")
    bela = await listening(live, BELA, table="notes")

    await owner.execute("insert into notes (id, owner) values (1, $1::text::uuid)", ANNA)

    assert (await soon(bela.changes))["data"]["record"]["id"] == 1


async def test_updates_and_deletes_tell_the_old_key_or_the_old_row(live: Live) -> None:
    notes, full = await listening(live, table="notes"), await listening(live, BELA, table="public_notes")
    owner = await live.database.connect("postgres")

    async def told(heard: Heard, statement: str) -> Any:  # noqa: ANN401 - JSON
        await owner.execute(statement)
        return (await soon(heard.changes))["data"]

    await told(notes, f"insert into notes (id, owner, text) values (1, '{ANNA}', 'a')")
    updated = await told(notes, "update notes set text = 'b'")
    deleted = await told(notes, "delete from notes")
    await told(full, "insert into public_notes values (1, 'a', 's')")
    whole = await told(full, "update public_notes set text = 'b'")
    whole_gone = await told(full, "delete from public_notes")

    assert (updated["record"]["text"], updated["old_record"]) == ("b", {"id": 1})
    assert ("record" in deleted, deleted["old_record"]) == (False, {"id": 1})
    assert (whole["record"], whole["old_record"]) == ({"id": 1, "text": "b"}, {"id": 1, "text": "a"})
    assert whole_gone["old_record"] == {"id": 1, "text": "b"}


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("id=eq.2", [2]),
        ("id=neq.2", [1, 3]),
        ("id=gt.1,text=eq.c", [3]),
        ("id=in.(1,3)", [1, 3]),
        ("text=lte.b", [1, 2]),
    ],
)
async def test_conditions_choose_the_rows(live: Live, condition: str, told: list[int]) -> None:
    heard = await listening(live, table="public_notes", condition=condition)
    owner = await live.database.connect("postgres")

    await owner.execute("insert into public_notes values (1, 'a'), (2, 'b'), (3, 'c')")

    assert [(await soon(heard.changes))["data"]["record"]["id"] for _ in told] == told
    assert heard.changes.empty()


async def test_only_the_events_asked_for_are_told(live: Live) -> None:
    heard = await listening(live, table="public_notes", event=RealtimePostgresChangesListenEvent.Delete)
    owner = await live.database.connect("postgres")

    await owner.execute(
        "insert into public_notes values (1, 'a'); update public_notes set text = 'b'; delete from public_notes"
    )

    assert (await soon(heard.changes))["data"]["type"] == "DELETE"


@pytest.mark.parametrize(
    ("table", "condition"),
    [
        ("unpublished", None),
        ("notes", "id=like.a"),
        ("notes", "id=eq.text"),
        ("notes", "shoe=eq.1"),
        ("notes", "nonsense"),
    ],
)
async def test_a_subscription_that_cannot_work_joins_and_then_says_so(
    live: Live, table: str, condition: str | None
) -> None:
    channel, heard = channel_of(await live.signed_in(), "db", private=False)
    channel.on_postgres_changes(ALL, heard.changes.put_nowait, schema="public", table=table, filter=condition)

    assert await subscribe(channel, heard) is RealtimeSubscribeStates.SUBSCRIBED
    state, error = await soon(heard.states)

    assert state is RealtimeSubscribeStates.CHANNEL_ERROR
    assert "Unable to subscribe to changes with given parameters" in str(error)


async def test_a_role_without_any_grant_is_told_that_it_may_not_see(live: Live) -> None:
    channel, heard = channel_of(live.client(), "db", private=False)
    channel.on_postgres_changes(ALL, heard.changes.put_nowait, schema="public", table="public_notes")
    await subscribe(channel, heard)
    owner = await live.database.connect("postgres")

    await owner.execute("insert into public_notes values (1, 'a', 's')")
    data = (await soon(heard.changes))["data"]

    assert (data["errors"], data["record"]) == (["Error 401: Unauthorized"], {})


async def test_a_change_of_more_than_a_megabyte_is_told_without_its_long_values(live: Live) -> None:
    heard = await listening(live, table="public_notes")
    owner = await live.database.connect("postgres")

    await owner.execute("insert into public_notes values (7, repeat('x', 1100000))")
    data = (await soon(heard.changes))["data"]

    assert (data["errors"], data["record"]) == (["Error 413: Payload Too Large"], {"id": 7})
