"""Account deletion, cleanup and settings (backend.md 5.1, 5.7)."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable

import asyncpg
import pytest

from tests.sql.people import Answer, People, code_of

COLUMNS_OF_PEOPLE = """
select c.oid::regclass::text as name, a.attname as column
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attname in ('user_id', 'owner_id', 'actor', 'target')
where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
  and c.relkind in ('r', 'p') and not c.relispartition
"""


async def test_deleting_an_account_leaves_no_row_and_no_orphaned_team(people: People) -> None:
    vera, mate = await people.person(), await people.person()
    team = await vera.create_team()
    await mate.join(team)
    await vera.create_team("pve")
    await vera.write({"level": 3})
    await vera.write({"preferences/streamerMode": True}, mode="account")
    await vera.push(vera.reset_op(1), epoch=1)
    await vera.call(
        "token_create", mode="pvp", permissions=["GP"], note=None, expires_at=None, key=uuid.uuid4()
    )

    answer = await vera.call("account_delete", confirm="DELETE")
    gone = [await state_of(vera.call("progress_status")), await state_of(vera.pull())]
    repeated = await vera.call("account_delete", confirm="DELETE")
    early = await people.serve("account_delete_finish", user=vera.id)
    await people.owner.execute("delete from auth.users where id = $1", vera.id)
    finished = await people.serve("account_delete_finish", user=vera.id)

    assert answer == repeated == {"ok": True, "userId": str(vera.id)}
    assert gone == ["PT410", "PT410"]
    assert code_of(early) == "invalid_request"
    assert finished == {"ok": True, "finished": True}
    for place in await people.owner.fetch(COLUMNS_OF_PEOPLE):
        query = f"select count(*) from {place['name']} where {place['column']} = $1"
        assert await people.owner.fetchval(query, vera.id) == 0, query
    assert (
        await people.owner.fetchval(
            "select count(*) from private.mutation_rate_limits where subject = $1", f"user:{vera.id}"
        )
        == 0
    )
    assert [row["owner_id"] for row in await people.owner.fetch("select owner_id from public.teams")] == [
        mate.id
    ]
    assert (await people.messages(team["topic"]))[-1]["kind"] == "account_deleted"


async def state_of(call: Awaitable[Answer]) -> str:
    """The SQLSTATE a call is refused with."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        await call
    return str(caught.value.sqlstate)


async def test_deletion_asks_for_the_word_and_is_limited(people: People) -> None:
    await people.default_limits()
    vera = await people.person()

    wrong = [await vera.call("account_delete", confirm=word) for word in ("delete", None, "")]
    fourth = await vera.call("account_delete", confirm="DELETE")

    assert [code_of(answer) for answer in wrong] == ["invalid_request"] * 3
    assert code_of(fourth) == "rate_limited"
    assert code_of(await vera.pull()) == "ok"


async def test_logins_still_to_be_removed_come_due_with_a_growing_pause(people: People) -> None:
    vera = await people.person()
    await vera.call("account_delete", confirm="DELETE")
    assert (await people.serve("account_deletion_due", limit=5))["jobs"] == []
    pauses = []
    for attempt in range(1, 8):
        await people.owner.execute("update private.account_deletion_jobs set next_try_at = now()")
        (job,) = (await people.serve("account_deletion_due", limit=5))["jobs"]
        assert (job["userId"], job["attempts"], job["alert"]) == (str(vera.id), attempt, attempt > 5)
        pauses.append(
            await people.owner.fetchval(
                "select round(extract(epoch from next_try_at - now()) / 60)::int from private.account_deletion_jobs"
            )
        )

    assert pauses == [5, 10, 20, 40, 60, 60, 60]
    assert code_of(await people.serve("account_deletion_due", limit=0)) == "invalid_request"


async def test_the_cleanup_removes_what_has_run_out_and_nothing_else(people: People) -> None:
    vera = await people.person()
    await vera.call("team_create", name="Rats", mode="pvp", key=uuid.uuid4())
    await vera.call("token_create", mode="pvp", permissions=["GP"], note=None, expires_at=None)
    await vera.write({"level": 2})
    team = await vera.create_team("pve")
    await vera.call("team_leave", team=team["id"])
    assert (await people.serve("run_cleanup", batch=1000))["removed"] == 0

    for statement in (
        "update private.mutation_rate_limits set window_start = now() - interval '3 days'",
        "update private.idempotency_keys set created_at = now() - interval '25 hours'",
        "update private.cooldowns set until = now() - interval '1 s'",
        "update public.api_tokens set revoked_at = now() - interval '31 days'",
        "update public.progress_devices set last_seen_at = now() - interval '401 days'",
        (
            "insert into public.team_events (team_id, event_type, created_at)"
            " values (gen_random_uuid(), 'team_created', now() - interval '181 days')"
        ),
    ):
        await people.owner.execute(statement)
    cleaned = await people.serve("run_cleanup", batch=1000)

    assert cleaned["removed"] >= 6
    for table in (
        "private.idempotency_keys",
        "private.cooldowns",
        "public.api_tokens",
        "public.progress_devices",
    ):
        assert await people.owner.fetchval(f"select count(*) from {table}") == 0
    assert await people.owner.fetchval("select count(*) from public.progress_registers") == 1
    assert code_of(await people.serve("run_cleanup", batch=0)) == "invalid_request"


async def test_an_operator_may_change_a_limit_without_a_migration(people: People) -> None:
    vera = await people.person()
    await people.owner.execute(
        "update private.settings set value = '{\"max\": 2, \"windowS\": 60}' where name = 'limit.progress.pull'"
    )

    answers = [await vera.pull() for _ in range(3)]

    assert [code_of(answer) for answer in answers] == ["ok", "ok", "rate_limited"]


async def test_a_window_that_has_ended_opens_the_limit_again(people: People) -> None:
    await people.default_limits()
    vera = await people.person()
    for _ in range(3):
        await vera.call("account_delete", confirm="no")
    assert code_of(await vera.call("account_delete", confirm="no")) == "rate_limited"

    await people.owner.execute(
        "update private.mutation_rate_limits set window_start = now() - interval '61 s'"
    )

    assert code_of(await vera.call("account_delete", confirm="no")) == "invalid_request"


@pytest.mark.parametrize("function", ["progress_status", "device_list", "token_list"])
async def test_nobody_signed_in_is_told_so(people: People, function: str) -> None:
    nobody = await people.database.acting_as(None)

    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await nobody.fetchval(f"select public.{function}()")
