"""Tokens and what they open: the public API v2 before the real SQL, as third-party programs call it."""

from __future__ import annotations

import uuid

import asyncpg
import httpx
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.functions.people import Caller, loopback_client, refusal, somebody

pytestmark = pytest.mark.contract

TASK = "5936d90786f7742b1420ba5b"
OBJECTIVE = "59624d5386f77446b872d5f7"


async def api_call(
    backend: LocalBackend, token: str, path: str, body: object = None, *, method: str | None = None
) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"}
    verb = method or ("GET" if body is None else "POST")
    async with loopback_client(f"{backend.url}/functions/v1/api") as client:
        if body is None:
            return await client.request(verb, path, headers=headers)
        return await client.request(verb, path, headers=headers, json=body)


def flat_refusal(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert set(body) == {"success", "error", "code"}, body
    assert body["success"] is False
    return answer.status_code, body["code"]


async def test_a_token_opens_what_it_says_until_it_is_revoked(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    token = await anna.make_token("GP", "WP")
    secret = token["token"]

    told = (await api_call(backend, secret, "/token")).json()
    assert told == {
        "success": True,
        "token": secret,
        "permissions": ["GP", "WP"],
        "owner": anna.user_id,
        "note": None,
        "calls": 1,
        "gameMode": "pvp",
    }
    assert flat_refusal(await api_call(backend, secret, "/team/progress")) == (403, "missing_permission")
    listed = (await anna.get("token-list")).json()["tokens"]
    assert [(entry["tokenId"], entry["tail"]) for entry in listed] == [(token["tokenId"], secret[-4:])]
    assert secret not in str(listed)

    assert (
        await anna.post("token-revoke", {"tokenId": token["tokenId"]}, method="DELETE")
    ).status_code == 200
    assert flat_refusal(await api_call(backend, secret, "/token")) == (401, "token_revoked")
    assert (await anna.post("token-revoke", {"tokenId": token["tokenId"]})).status_code == 200


async def test_a_repeated_creation_gives_a_new_secret_for_the_same_token(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    key, body = (
        str(uuid.uuid4()),
        {"gameMode": "pve", "permissions": ["GP"], "format": "compat", "note": "overlay"},
    )

    first, second = [(await anna.post("token-create", body, key=key)).json() for _ in range(2)]

    assert first["tokenId"] == second["tokenId"]
    assert len(second["token"]) == 22
    assert flat_refusal(await api_call(backend, first["token"], "/token")) == (401, "invalid_token")
    assert (await api_call(backend, second["token"], "/token")).status_code == 200
    assert refusal(await anna.post("token-create", body, key=key)) == (409, "idempotency_replayed")


async def test_a_stranger_cannot_revoke_and_an_eleventh_token_is_refused(backend: LocalBackend) -> None:
    anna, bert = await somebody(backend), await somebody(backend)
    token = await anna.make_token("GP")

    assert refusal(await bert.post("token-revoke", {"tokenId": token["tokenId"]})) == (404, "not_found")
    assert (await api_call(backend, token["token"], "/token")).status_code == 200


async def test_progress_written_by_token_is_read_by_token_and_by_the_app(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    secret = (await anna.make_token("GP", "WP"))["token"]
    other = "597a0f5686f774273b74f676"

    assert (await api_call(backend, secret, "/progress/level/42", method="POST")).json()["data"][
        "level"
    ] == 42
    one = await api_call(backend, secret, f"/progress/task/{TASK}", {"id": None, "state": "completed"})
    assert one.json()["data"]["state"] == "completed", one.text
    many = await api_call(backend, secret, "/progress/tasks", [{"id": other, "state": "failed"}])
    assert many.json()["data"]["updatedTasks"] == [{"id": other, "state": "failed"}]
    counted = await api_call(
        backend, secret, f"/progress/task/objective/{OBJECTIVE}", {"state": "uncompleted", "count": 3}
    )
    assert counted.json()["data"]["count"] == 3, counted.text

    read = (await api_call(backend, secret, "/progress")).json()
    tasks = {task["id"]: task for task in read["data"]["tasksProgress"]}
    assert tasks[TASK] == {"id": TASK, "complete": True, "invalid": False, "failed": False}
    assert (tasks[other]["complete"], tasks[other]["failed"]) == (False, True)
    assert {"id": OBJECTIVE, "complete": False, "count": 3, "invalid": False} in read["data"][
        "taskObjectivesProgress"
    ]
    assert read["data"]["playerLevel"] == 42
    assert read["meta"] == {"self": anna.user_id, "gameMode": "pvp", "rev": 4}
    pushed = (await anna.push("pvp", ("level", 41))).json()
    assert pushed["prevRev"] == 4, "the app sees the same registers"


async def test_other_modes_and_other_people_stay_untouched(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    await anna.push("pve", ("level", 7), ("displayName", "Anna"))
    secret = (await anna.make_token("GP", "WP"))["token"]

    await api_call(backend, secret, "/progress/level/9", method="POST")

    pve = (await anna.make_token("GP", mode="pve"))["token"]
    data = (await api_call(backend, pve, "/progress")).json()["data"]
    assert (data["playerLevel"], data["displayName"]) == (7, "Anna")


async def test_a_kicked_players_token_reads_nobody_else_at_once(backend: LocalBackend) -> None:
    anna, bert = await somebody(backend), await somebody(backend)
    team = await anna.found_team()
    await bert.join(team)
    secret = (await bert.make_token("TP"))["token"]
    before = (await api_call(backend, secret, "/team/progress")).json()
    assert [member["userId"] for member in before["data"]] == [bert.user_id, anna.user_id]

    await anna.post("team-kick", {"teamId": team["id"], "memberId": bert.user_id})

    after = (await api_call(backend, secret, "/team/progress")).json()
    assert [member["userId"] for member in after["data"]] == [bert.user_id]
    assert after["meta"] == {"self": bert.user_id, "hiddenTeammates": []}


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/progress/level/0", {}, (400, "invalid_request")),
        ("/progress/level/101", {}, (400, "invalid_request")),
        (f"/progress/task/{TASK}", {"state": "active"}, (400, "invalid_state")),
        ("/progress/task/x%2F..%2Fy", {"state": "failed"}, (400, "invalid_request")),
        ("/progress/tasks", [], (400, "invalid_request")),
        ("/progress/task/objective/o1", {"count": -1}, (400, "invalid_request")),
        ("/nothing", {}, (404, "not_found")),
        ("/token", {}, (405, "method_not_allowed")),
    ],
)
async def test_refusals_of_the_public_api_are_flat(
    backend: LocalBackend, path: str, body: object, expected: tuple[int, str]
) -> None:
    anna = await somebody(backend)
    secret = (await anna.make_token("GP", "TP", "WP"))["token"]

    assert flat_refusal(await api_call(backend, secret, path, body)) == expected


async def test_neither_database_nor_answer_keeps_a_secret(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    secret = (await anna.make_token("GP"))["token"]
    await api_call(backend, secret, "/token")

    connection = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        rows = await connection.fetch("select t::text as text from public.api_tokens as t")
        rows += await connection.fetch("select k::text as text from private.idempotency_keys as k")
    finally:
        await connection.close()

    assert rows
    assert not any(secret[4:] in row["text"] for row in rows)


async def test_a_deleted_account_is_gone_and_its_team_has_an_owner(backend: LocalBackend) -> None:
    anna, bert = await somebody(backend), await somebody(backend)
    team = await anna.found_team()
    await bert.join(team)
    secret = (await anna.make_token("GP"))["token"]
    await anna.push("pvp", ("level", 15))

    deleted = await anna.post("account-delete", {"confirm": "DELETE"})

    assert (deleted.status_code, deleted.json()) == (200, {"deleted": True})
    assert flat_refusal(await api_call(backend, secret, "/token"))[0] == 401
    seen = (await bert.get("team-members", {"teamId": team["id"]})).json()
    assert seen["members"] == [bert.user_id]
    assert seen["team"]["ownerId"] == bert.user_id
    await nothing_is_left_of(backend, anna)


async def nothing_is_left_of(backend: LocalBackend, caller: Caller) -> None:
    connection = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        columns = await connection.fetch(
            """select c.table_schema as schema, c.table_name as name from information_schema.columns as c
               join information_schema.tables as t using (table_schema, table_name)
               where c.column_name = 'user_id' and t.table_type = 'BASE TABLE'
                 and c.table_schema in ('public', 'private', 'auth')"""
        )
        assert len(columns) >= 10
        for column in columns:
            left = await connection.fetchval(
                f"select count(*) from {column['schema']}.{column['name']} where user_id::text = $1",
                caller.user_id,
            )
            assert left == 0, column
        assert (
            await connection.fetchval("select count(*) from auth.users where id::text = $1", caller.user_id)
            == 0
        )
    finally:
        await connection.close()


async def test_a_token_of_sign_in_that_outlives_its_account_opens_nothing(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    await anna.post("account-delete", {"confirm": "DELETE"})

    for answer in (
        await anna.push("pvp", ("level", 2)),
        await anna.post("team-create", {"name": "Ghosts", "gameMode": "pvp"}, key=str(uuid.uuid4())),
        await anna.get("token-list"),
    ):
        assert refusal(answer) == (410, "account_deleted")
