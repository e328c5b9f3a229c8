"""API tokens and the public API's SQL (backend.md 5.6, 5.9, 9)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid

import pytest

from tests.sql.people import DONE, FAILED, Answer, People, Person, code_of


async def token_of(person: Person, *permissions: str, mode: str = "pvp", **more: object) -> Answer:
    """A new token."""
    answer = await person.call(
        "token_create", mode=mode, permissions=list(permissions), **{"note": None, "expires_at": None, **more}
    )
    assert answer["ok"], answer
    return answer


async def authenticated(people: People, token: str) -> Answer:
    """What the look-up of a presented token answers."""
    return await people.serve("token_authenticate", hash=hashlib.sha256(token.encode()).hexdigest())


async def test_a_token_is_shown_once_and_only_its_hash_is_kept(people: People) -> None:
    vera = await people.person()

    made = await token_of(vera, "WP", "GP", note=" app ")
    listed = await vera.call("token_list")
    found = await authenticated(people, made["token"])

    assert re.fullmatch(r"PVP_[0-9a-f]{40}", made["token"])
    (token,) = listed["tokens"]
    assert (token["tokenId"], token["tail"], token["note"]) == (made["tokenId"], made["token"][-4:], "app")
    assert made["token"] not in str(listed)
    assert "hash" not in str(listed).lower()
    assert (found["userId"], found["gameMode"], found["season"]) == (str(vera.id), "pvp", 0)
    assert (found["permissions"], found["usageCount"]) == (["GP", "WP"], 1)


async def test_a_compat_token_is_short_and_always_expires(people: People) -> None:
    vera = await people.person()
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)

    default = await token_of(vera, "GP", mode="seasonal", format="compat")
    chosen = await token_of(vera, "GP", mode="pve", format="compat", expires_at=soon)
    late = await vera.call(
        "token_create",
        mode="pvp",
        permissions=["GP"],
        note=None,
        expires_at=soon + dt.timedelta(days=400),
        format="compat",
    )

    assert re.fullmatch(r"SZN_[0-9a-f]{18}", default["token"])
    assert re.fullmatch(r"PVE_[0-9a-f]{18}", chosen["token"])
    assert default["expiresAt"]
    assert code_of(late) == "invalid_expiry"
    assert (await authenticated(people, default["token"]))["season"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"mode": "account"}, "invalid_mode"),
        ({"permissions": []}, "invalid_permissions"),
        ({"permissions": ["GP", "GP"]}, "invalid_permissions"),
        ({"permissions": ["ADMIN"]}, "invalid_permissions"),
        ({"permissions": [None]}, "invalid_permissions"),
        ({"permissions": None}, "invalid_permissions"),
        ({"permissions": [["GP"]]}, "invalid_permissions"),
        ({"note": "a" * 61}, "invalid_note"),
        ({"note": "a\nb"}, "invalid_note"),
        ({"expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "invalid_expiry"),
        ({"format": "long"}, "invalid_request"),
    ],
)
async def test_a_malformed_token_is_refused(people: People, arguments: dict[str, object], code: str) -> None:
    vera = await people.person()
    good: dict[str, object] = {"mode": "pvp", "permissions": ["GP"], "note": None, "expires_at": None}

    answer = await vera.call("token_create", **{**good, **arguments})

    assert code_of(answer) == code


async def test_at_most_ten_tokens_are_unrevoked(people: People) -> None:
    vera = await people.person()
    tokens = [await token_of(vera, "GP") for _ in range(10)]

    eleventh = await vera.call("token_create", mode="pvp", permissions=["GP"], note=None, expires_at=None)
    await vera.call("token_revoke", token=tokens[0]["tokenId"])

    assert code_of(eleventh) == "too_many_tokens"
    assert (await token_of(vera, "GP"))["ok"]


async def test_a_repeated_creation_replaces_the_lost_secret_while_it_is_unused(people: People) -> None:
    vera = await people.person()
    key = uuid.uuid4()
    first = await token_of(vera, "GP", key=key)

    second = await token_of(vera, "GP", key=key)
    lost = await authenticated(people, first["token"])
    used = await authenticated(people, second["token"])
    third = await vera.call(
        "token_create", mode="pvp", permissions=["GP"], note=None, expires_at=None, key=key
    )
    other = await vera.call(
        "token_create", mode="pve", permissions=["GP"], note=None, expires_at=None, key=key
    )

    assert second["tokenId"] == first["tokenId"]
    assert second["token"] != first["token"]
    assert [code_of(answer) for answer in (lost, used, third, other)] == [
        "invalid_token",
        "ok",
        "idempotency_replayed",
        "idempotency_mismatch",
    ]


async def test_a_revoked_an_expired_and_an_unknown_token_are_told_apart(people: People) -> None:
    vera, mallory = await people.person(), await people.person()
    revoked, expired = await token_of(vera, "GP"), await token_of(vera, "GP")

    foreign = await mallory.call("token_revoke", token=revoked["tokenId"])
    for _ in range(2):
        assert code_of(await vera.call("token_revoke", token=revoked["tokenId"])) == "ok"
    await people.owner.execute(
        "update public.api_tokens set expires_at = now() - interval '1 s' where token_id = $1",
        uuid.UUID(expired["tokenId"]),
    )

    assert code_of(foreign) == "not_found"
    assert code_of(await authenticated(people, revoked["token"])) == "token_revoked"
    assert code_of(await people.serve("api_read", token=revoked["tokenId"])) == "token_revoked"
    assert code_of(await authenticated(people, expired["token"])) == "token_expired"
    assert code_of(await authenticated(people, "PVP_" + "0" * 40)) == "invalid_token"
    assert code_of(await people.serve("token_authenticate", hash="junk")) == "invalid_token"
    assert code_of(await people.serve("api_read", token=uuid.uuid4())) == "invalid_token"


async def test_each_permission_opens_its_own_routes(people: People) -> None:
    vera = await people.person()
    for permission, allowed in (("GP", "api_read"), ("TP", "api_team_read"), ("WP", "api_write")):
        token = await token_of(vera, permission)
        for function in ("api_read", "api_team_read", "api_write"):
            more: dict[str, object] = {"changes": {"level": 5}} if function == "api_write" else {}
            answer = await people.serve(function, token=token["tokenId"], **more)
            assert code_of(answer) == ("ok" if function == allowed else "missing_permission")


async def test_a_token_writes_registers_of_its_mode_like_any_device(people: People) -> None:
    vera = await people.person()
    await vera.write({"taskCompletions/keep": DONE, "level": 7})
    await vera.write({"level": 8}, mode="pve")
    token = await token_of(vera, "GP", "WP")

    answer = await people.serve(
        "api_write",
        token=token["tokenId"],
        changes={"tasks": [{"id": "a", "state": "completed"}, {"id": "b/c", "state": "failed"}]},
    )
    await people.serve(
        "api_write", token=token["tokenId"], changes={"tasks": [{"id": "a", "state": "uncompleted"}]}
    )
    read = await people.serve("api_read", token=token["tokenId"])

    assert answer["updatedTasks"] == [{"id": "a", "state": "completed"}, {"id": "b/c", "state": "failed"}]
    tasks = read["member"]["taskCompletions"]
    assert {key: (entry["complete"], entry["failed"]) for key, entry in tasks.items()} == {
        "keep": (True, False),
        "a": (False, False),
        "b/c": (True, True),
    }
    assert (read["member"]["level"], read["gameMode"], read["member"]["rev"]) == (7, "pvp", 3)
    rows = await people.owner.fetch(
        "select distinct node, device_id from public.progress_registers where rev > 1"
    )
    assert [tuple(row) for row in rows] == [(token["tokenId"].replace("-", "")[:16], None)]
    assert (await people.messages(f"user:{vera.id}"))[-1]["device"] is None


async def test_a_server_stamp_beats_what_is_stored_and_is_beaten_by_what_follows(people: People) -> None:
    vera = await people.person()
    token = await token_of(vera, "WP")
    await vera.push(vera.set_op("level", 10, ms=vera_ahead_ms()))

    await people.serve("api_write", token=token["tokenId"], changes={"level": 20})
    stored = (await vera.pull())["registers"][0]
    await vera.push(vera.set_op("level", 30, ms=stored[2], counter=stored[3] + 1))

    assert stored[1] == 20
    assert (await vera.pull())["registers"][0][1] == 30


def vera_ahead_ms() -> int:
    """A stamp ahead of the server's clock, yet within the minute that is believed."""
    return int(dt.datetime.now(dt.UTC).timestamp() * 1000) + 40_000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"level": 0}, "invalid_request"),
        ({"level": 101}, "invalid_request"),
        ({"level": "5"}, "invalid_request"),
        ({}, "invalid_request"),
        ({"level": 5, "tasks": []}, "invalid_request"),
        ({"document": {}}, "invalid_request"),
        ([], "invalid_request"),
        ({"tasks": []}, "invalid_request"),
        ({"tasks": [{"id": "a"}]}, "invalid_state"),
        ({"tasks": [{"id": "a", "state": "active"}]}, "invalid_state"),
        ({"tasks": [{"id": 5, "state": "completed"}]}, "invalid_request"),
        ({"tasks": [{"id": "a", "state": "completed"}] * 201}, "invalid_request"),
        ({"tasks": [{"id": "nope", "state": "completed"}]}, "unknown_id"),
        ({"objective": {"id": "o"}}, "invalid_request"),
        ({"objective": {"id": "o", "state": "failed"}}, "invalid_state"),
        ({"objective": {"id": "o", "count": -1}}, "invalid_request"),
        ({"objective": {"id": "o", "count": 1.5}}, "invalid_request"),
        ({"objective": {"id": "nope", "count": 1}}, "unknown_id"),
        ({"objective": "o"}, "invalid_request"),
        ({"objective": None}, "invalid_request"),
        ({"tasks": {"a": "completed"}}, "invalid_request"),
    ],
)
async def test_a_bad_change_is_refused_and_writes_nothing(people: People, changes: object, code: str) -> None:
    vera = await people.person()
    token = await token_of(vera, "WP")
    await people.serve("catalog_load", ids=[{"kind": "task", "id": "a"}, {"kind": "objective", "id": "o"}])

    answer = await people.serve("api_write", token=token["tokenId"], changes=changes)

    assert code_of(answer) == code
    assert await people.owner.fetchval("select count(*) from public.progress_registers") == 0


async def test_known_ids_are_written_and_unknown_ones_named(people: People) -> None:
    vera = await people.person()
    token = await token_of(vera, "WP")
    await people.serve("catalog_load", ids=[{"kind": "task", "id": "a", "parent": None}])

    answer = await people.serve(
        "api_write",
        token=token["tokenId"],
        changes={"tasks": [{"id": "a", "state": "completed"}, {"id": "z", "state": "completed"}]},
    )

    assert (answer["updatedTasks"], answer["unknownTasks"]) == ([{"id": "a", "state": "completed"}], ["z"])


async def test_a_bare_objective_is_written_for_every_open_task_that_holds_it(people: People) -> None:
    vera = await people.person()
    token = await token_of(vera, "WP")
    await people.serve(
        "catalog_load",
        ids=[
            {"kind": "objective", "id": "o:T1", "parent": "o"},
            {"kind": "objective", "id": "o:T2", "parent": "o"},
            {"kind": "objective", "id": "p", "parent": "T1"},
        ],
    )
    await vera.write({"taskCompletions/T2": FAILED})

    both = await people.serve(
        "api_write",
        token=token["tokenId"],
        changes={"objective": {"id": "o", "state": "completed", "count": 3}},
    )
    task_id = await people.serve(
        "api_write", token=token["tokenId"], changes={"objective": {"id": "T1", "count": 1}}
    )

    assert both["ok"]
    rows = await people.owner.fetch(
        "select path, value from public.progress_registers where rev = 2 order by path"
    )
    assert [tuple(row) for row in rows] == [
        ("taskObjectives/o:T1/complete", True),
        ("taskObjectives/o:T1/count", 3),
    ]
    assert code_of(task_id) == "unknown_id"


async def test_a_token_reads_the_mates_of_its_mode_and_after_a_kick_nobody(people: People) -> None:
    vera, mate = await people.person(), await people.person()
    team = await vera.create_team("pvp")
    await mate.join(team)
    await vera.write({"level": 40, "taskNotes/a": "private"})
    await vera.write({"level": 50}, mode="pve")
    token = await token_of(mate, "TP")

    together = await people.serve("api_team_read", token=token["tokenId"])
    await vera.call("team_kick", team=team["id"], member=mate.id)
    alone = await people.serve("api_team_read", token=token["tokenId"])

    assert [(m["userId"], m["level"]) for m in together["members"]] == [
        (str(mate.id), None),
        (str(vera.id), 40),
    ]
    assert "private" not in str(together)
    assert [m["userId"] for m in alone["members"]] == [str(mate.id)]
    assert (alone["members"][0]["pmcFaction"], alone["members"][0]["gameEdition"]) == ("USEC", 1)


async def test_calls_by_a_token_are_limited_per_token(people: People) -> None:
    await people.default_limits()
    vera = await people.person()
    first, second = await token_of(vera, "WP"), await token_of(vera, "WP")

    answers = [
        await people.serve("api_write", token=first["tokenId"], changes={"level": n % 50 + 1})
        for n in range(31)
    ]

    assert [code_of(answer) for answer in answers] == ["ok"] * 30 + ["rate_limited"]
    assert code_of(await people.serve("api_write", token=second["tokenId"], changes={"level": 2})) == "ok"


async def test_a_write_beyond_the_budget_is_refused_whole(people: People) -> None:
    vera = await people.person()
    token = await token_of(vera, "WP")
    await vera.write({"level": 2})
    await people.owner.execute("update public.progress_heads set budget_bytes = 524288")

    answer = await people.serve(
        "api_write", token=token["tokenId"], changes={"tasks": [{"id": "a", "state": "completed"}]}
    )

    assert code_of(answer) == "invalid_request"
    assert await people.owner.fetchval("select count(*) from public.progress_registers") == 1
    await people.owner.execute(
        "update public.progress_heads set budget_bytes = private.op_cost('level', '2')"
    )


async def test_the_catalogue_is_replaced_as_a_whole_or_not_at_all(people: People) -> None:
    loaded = await people.serve(
        "catalog_load", ids=[{"kind": "task", "id": "a"}, {"kind": "task", "id": "a"}]
    )
    bad = await people.serve("catalog_load", ids=[{"kind": "quest", "id": "a"}])

    assert loaded["loaded"] == 1
    assert code_of(bad) == "invalid_request"
    assert await people.owner.fetchval("select count(*) from private.catalog_ids") == 1


async def test_no_table_holds_a_secret(people: People) -> None:
    vera = await people.person()
    key = uuid.uuid4()
    secrets = [(await token_of(vera, "GP", key=key))["token"] for _ in range(2)]
    await authenticated(people, secrets[1])

    tables = await people.owner.fetch(
        "select oid::regclass::text as name from pg_class where relkind in ('r', 'p') and relnamespace in"
        " ('public'::regnamespace, 'private'::regnamespace, 'realtime'::regnamespace)"
    )
    for table in tables:
        for row in await people.owner.fetch(f"select t::text as line from {table['name']} as t"):
            assert not any(secret in row["line"] for secret in secrets), table["name"]
    last_tail = (await vera.call("token_list"))["tokens"][0]["tail"]
    assert last_tail == secrets[1][-4:]
