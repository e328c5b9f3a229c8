"""Every function before the real SQL: wrong bodies, wrong sign-ins, unknown ids, and the one envelope for all of it."""

from __future__ import annotations

import uuid
from typing import Any

import asyncpg
import httpx
import jwt
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.functions.people import Caller, refusal, somebody
from tests.localbackend.backend_fixture import MovableClock

pytestmark = pytest.mark.contract

NOBODY = "00000000-0000-4000-8000-000000000000"
PUSH = {"deviceId": NOBODY, "gameMode": "pvp", "epoch": 0, "baseSeq": 0, "ops": []}

GOOD: dict[str, dict[str, Any]] = {
    "progress-update": PUSH,
    "team-create": {"name": "Night raiders", "gameMode": "pvp"},
    "team-join": {"teamId": NOBODY, "joinCode": "0123456789ABCDEF"},
    "team-leave": {"teamId": NOBODY},
    "team-kick": {"teamId": NOBODY, "memberId": NOBODY},
    "team-transfer": {"teamId": NOBODY, "newOwnerId": NOBODY},
    "token-create": {"gameMode": "pvp", "permissions": ["GP"]},
    "token-revoke": {"tokenId": NOBODY},
    "account-delete": {"confirm": "DELETE"},
}
READING = {"team-members": {"teamId": NOBODY}, "token-list": {}}


async def call(caller: Caller, name: str) -> httpx.Response:
    if name in READING:
        return await caller.get(name, READING[name])
    return await caller.post(name, GOOD[name], key=str(uuid.uuid4()))


@pytest.mark.parametrize("name", GOOD)
async def test_bodies_without_sense_are_refused_by_each_function(backend: LocalBackend, name: str) -> None:
    caller = await somebody(backend)
    key = str(uuid.uuid4())
    broken: list[tuple[bytes, tuple[int, str]]] = [
        (b"", (400, "invalid_json")),
        (b"{", (400, "invalid_json")),
        (b"\xff\xfe", (400, "invalid_json")),
        (b'{"a":"\\u0000"}', (400, "invalid_json")),
        (b'{"a":"\\udc00"}', (400, "invalid_json")),
        (b'{"a":1e200000}', (400, "invalid_json")),
        (b"[" * 5000, (400, "invalid_json")),
        (b"[]", (400, "invalid_request")),
        (b"null", (400, "invalid_request")),
        (b'"pvp"', (400, "invalid_request")),
        (b"{}", (400, "invalid_request")),
        (b'{"userId":"' + NOBODY.encode() + b'"}', (400, "invalid_request")),
        (
            b'"' + b"x" * 1_040_000 + b'"',
            (413, "payload_too_large") if name != "progress-update" else (400, "invalid_request"),
        ),
    ]

    for content, expected in broken:
        assert refusal(await caller.post(name, key=key, content=content)) == expected, content[:40]


@pytest.mark.parametrize("name", GOOD)
async def test_fields_of_a_wrong_type_are_refused_by_name(backend: LocalBackend, name: str) -> None:
    caller = await somebody(backend)

    for field in GOOD[name]:
        for wrong in (None, True, 1.5, [None], {"a": 1}, "x" * 5000):
            answer = await caller.post(name, {**GOOD[name], field: wrong}, key=str(uuid.uuid4()))
            status, code = refusal(answer)
            assert status in {400, 403}, (field, wrong, answer.text)
            assert code in {
                "invalid_request",
                "invalid_name",
                "invalid_mode",
                "invalid_invite",
                "invalid_permissions",
            }, (field, wrong)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("team-create", {"name": " ", "gameMode": "pvp"}, (400, "invalid_name")),
        ("team-create", {"name": "A", "gameMode": "arena"}, (400, "invalid_mode")),
        ("team-create", {"name": "A", "gameMode": "pvp", "maxMembers": 11}, (400, "invalid_capacity")),
        ("team-create", {"name": "A", "gameMode": "pvp", "maxMembers": 40_000}, (400, "invalid_request")),
        ("team-join", {"teamId": NOBODY, "joinCode": ""}, (403, "invalid_invite")),
        ("team-join", {"teamId": NOBODY, "join_code": "0123456789ABCDEF"}, (403, "invalid_invite")),
        ("team-leave", {"teamId": NOBODY, "disband": True}, (404, "team_not_found")),
        ("team-kick", {"teamId": NOBODY, "memberId": NOBODY}, (404, "team_not_found")),
        ("team-transfer", {"teamId": NOBODY, "newOwnerId": NOBODY}, (404, "team_not_found")),
        ("token-create", {"gameMode": "x", "permissions": ["GP"]}, (400, "invalid_mode")),
        ("token-create", {"gameMode": "pvp", "permissions": []}, (400, "invalid_permissions")),
        ("token-create", {"gameMode": "pvp", "permissions": ["GP", "GP"]}, (400, "invalid_permissions")),
        ("token-create", {"gameMode": "pvp", "permissions": ["GP"], "note": "x" * 61}, (400, "invalid_note")),
        (
            "token-create",
            {"gameMode": "pvp", "permissions": ["GP"], "expiresAt": "2020-01-01T00:00:00Z"},
            (400, "invalid_expiry"),
        ),
        (
            "token-create",
            {
                "gameMode": "pvp",
                "permissions": ["GP"],
                "format": "compat",
                "expiresAt": "2099-01-01T00:00:00Z",
            },
            (400, "invalid_expiry"),
        ),
        ("token-revoke", {"tokenId": NOBODY}, (404, "not_found")),
        ("account-delete", {"confirm": "delete"}, (400, "invalid_request")),
        ("progress-update", {**PUSH, "gameMode": "arena"}, (400, "invalid_request")),
        ("progress-update", {**PUSH, "baseSeq": 5}, (409, "sequence_gap")),
        ("progress-update", {**PUSH, "gameMode": "seasonal", "season": 999}, (409, "unknown_season")),
        ("progress-update", {**PUSH, "ops": [{}] * 501}, (413, "too_many_ops")),
        ("progress-update", {**PUSH, "ops": [{}]}, (400, "invalid_request")),
    ],
)
async def test_a_refusal_of_the_rules_keeps_its_code_and_status(
    backend: LocalBackend, name: str, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    caller = await somebody(backend)

    answer = await caller.post(name, body, key=str(uuid.uuid4()))

    assert refusal(answer) == expected


async def test_a_gap_tells_the_last_seq_the_server_holds(backend: LocalBackend) -> None:
    caller = await somebody(backend)
    assert (await caller.push("pvp", ("level", 5), ("level", 6))).status_code == 200

    answer = await caller.push("pvp", ("level", 7), base_seq=9)

    assert refusal(answer) == (409, "sequence_gap")
    assert answer.json()["error"]["lastSeq"] == 2


async def test_whoever_is_no_member_may_not_see_a_team(backend: LocalBackend) -> None:
    owner, outsider = await somebody(backend), await somebody(backend)
    team = await owner.found_team()

    for team_id in (team["id"], NOBODY):
        assert refusal(await outsider.get("team-members", {"teamId": team_id})) == (403, "not_a_member")


@pytest.mark.parametrize("name", [*GOOD, *READING])
async def test_no_bad_sign_in_enters_a_function(backend: LocalBackend, name: str) -> None:
    caller = await somebody(backend)
    claims = jwt.decode(caller.token, options={"verify_signature": False})
    bad = {
        "garbage": "garbage",
        "anon key": backend.anon_key,
        "none": jwt.encode(claims, "", algorithm="none"),
        "another key": jwt.encode(claims, "another secret of thirty-two bytes!", algorithm="HS256"),
        "cut": caller.token.rpartition(".")[0],
    }
    for what, token in bad.items():
        stranger = Caller(caller.user_id, token, caller.base_url)
        assert refusal(await call(stranger, name)) == (401, "unauthenticated"), what

    assert await entered(backend, caller.user_id) == 0
    # The server's key is no person either; PostgREST words that by role, so either refusal will do.
    server = Caller(caller.user_id, backend.service_key, caller.base_url)
    assert refusal(await call(server, name)) in {(401, "unauthenticated"), (403, "forbidden")}


async def test_an_expired_sign_in_is_refused_by_every_function(
    backend: LocalBackend, clock: MovableClock
) -> None:
    with clock.moved(-7200):
        caller = await somebody(backend)

    for name in [*GOOD, *READING]:
        assert refusal(await call(caller, name)) == (401, "unauthenticated"), name
    assert await entered(backend, caller.user_id) == 0


async def entered(backend: LocalBackend, user_id: str) -> int:
    """How many calls of the user a SQL function has counted."""
    connection = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        found: int = await connection.fetchval(
            "select count(*) from private.mutation_rate_limits where subject = $1", f"user:{user_id}"
        )
    finally:
        await connection.close()
    return found
