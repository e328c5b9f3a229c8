"""Every answer of a server means one thing: an answer of ours, a refusal by code, or nothing one can rely on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import msgspec
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from supabase_auth.errors import AuthApiError

from tarkov_desktop.remote.address import a_backend
from tarkov_desktop.remote.auth_calls import GoTrueCalls, classified
from tarkov_desktop.remote.calls import Calls, read_answer
from tarkov_desktop.remote.connection import Connection
from tarkov_desktop.remote.http import open_http, tls_context
from tarkov_desktop.remote.tokens import TokenKeeper, _Tokens
from tarkov_desktop.remote.vault import TRUSTED_BACKENDS, TokenVault, system_keyring
from tarkov_desktop.sync.remote import Refused, Unreachable
from tests.remote.people import MemoryKeyring

BACKEND = a_backend("https://project.example", "anon")


A_SESSION = {
    "access_token": "new",
    "refresh_token": "r2",
    "expires_in": 3600,
    "token_type": "bearer",
    "user": {
        "id": "u",
        "app_metadata": {},
        "user_metadata": {},
        "aud": "authenticated",
        "created_at": "2026-01-01T00:00:00Z",
    },
}


class Answer(msgspec.Struct, frozen=True):
    value: int


def a_response(status: int, body: object, headers: dict[str, str] | None = None) -> httpx.Response:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    request = httpx.Request("POST", "https://project.example/functions/v1/x")
    return httpx.Response(status, content=content, headers=headers, request=request)


@pytest.mark.parametrize(
    ("response", "means"),
    [
        (a_response(200, {"value": 3}), Answer(3)),
        (a_response(200, {"ok": True, "value": 3, "new": []}), Answer(3)),
        (a_response(200, {"value": "three"}), Unreachable("answer_not_understood")),
        (a_response(200, b"<html>Sign in to the hotel"), Unreachable("answer_not_understood")),
        (a_response(302, b"<html>"), Unreachable("not_ours")),
        (a_response(200, [1, 2]), Unreachable("answer_not_understood")),
        (a_response(409, {"error": {"code": "team_full", "message": ""}}), Refused("team_full")),
        (
            a_response(429, {"error": {"code": "cooldown", "message": "", "retryAfter": 12}}),
            Refused("cooldown", 12),
        ),
        (
            a_response(429, {"error": {"code": "rate_limited", "message": ""}}, {"Retry-After": "7"}),
            Refused("rate_limited", 7),
        ),
        (
            a_response(409, {"error": {"code": "sequence_gap", "message": "", "lastSeq": 4}}),
            Refused("sequence_gap", None, 4),
        ),
        (a_response(503, {"error": {"code": "busy", "retryAfter": 1}}), Unreachable("busy", 1)),
        (a_response(503, {"error": {"code": "limiter_unavailable"}}), Refused("limiter_unavailable")),
        (a_response(401, {"error": {"code": "unauthenticated"}}), Refused("sign_in_again")),
        (a_response(401, {"code": "PGRST301", "message": ""}), Refused("sign_in_again")),
        (a_response(200, {"ok": False, "error": {"code": "not_owner"}}), Refused("not_owner")),
        (a_response(403, {"code": "42501", "message": ""}), Refused("forbidden")),
        (a_response(410, {"code": "PT410", "message": ""}), Refused("account_deleted")),
        (a_response(500, {"code": "40001", "message": ""}), Unreachable("40001")),
        (a_response(500, {"message": "oops"}), Unreachable("server_error")),
        (a_response(404, {"message": "no"}, {"Retry-After": "soon"}), Refused("unknown")),
        (a_response(200, b'{"value": 3'), Unreachable("answer_not_understood")),
        (a_response(200, b'{"value": "\xff"}'), Unreachable("answer_not_understood")),
        (a_response(200, b"[" * 100_000), Unreachable("answer_not_understood")),
        (a_response(502, b"[" * 100_000), Unreachable("not_ours")),
        (a_response(400, {"error": "a sentence"}), Unreachable("not_ours")),
        (a_response(429, {"error": {"code": 7}}), Unreachable("not_ours")),
    ],
)
def test_an_answer_means_one_thing(response: httpx.Response, means: object) -> None:
    assert read_answer(response, Answer) == means


def a_caller(handler: Callable[[httpx.Request], httpx.Response], refreshes: list[str] | None = None) -> Calls:
    """Return calls over a wire of the test, signed in with the token "old"."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    tokens = TokenKeeper(GoTrueCalls(BACKEND, http), TokenVault(MemoryKeyring(), BACKEND.url), time.time)
    tokens._tokens = _Tokens("old", "refresh", time.time() + 3600, "u")
    return Calls(BACKEND, http, tokens, time.time)


async def test_a_refused_token_is_refreshed_once_and_the_call_repeated() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json=A_SESSION)
        seen.append(request.headers["Authorization"])
        if seen[-1] == "Bearer new":
            return httpx.Response(200, json={"value": 3}, headers={"Date": "Sat, 21 Nov 2026 12:00:00 GMT"})
        return httpx.Response(401, json={"error": {"code": "unauthenticated"}})

    calls = a_caller(answer)

    assert await calls.rpc("x", Answer) == Answer(3)
    assert seen == ["Bearer old", "Bearer new"]
    assert calls.tokens.skew_s != 0


@pytest.mark.parametrize("of", ["u", None])
async def test_a_call_is_not_repeated_with_the_token_of_another_account(of: str | None) -> None:
    """None is the negative control: calls that belong to nobody are sent again as whoever is signed in by then."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        calls.tokens._tokens = _Tokens("other's", "r", time.time() + 3600, "somebody else")
        return httpx.Response(401, json={"error": {"code": "unauthenticated"}})

    calls = replace(a_caller(answer), user_id=of)

    assert await calls.rpc("x", Answer) == Refused("sign_in_again")
    assert seen == (["Bearer old"] if of else ["Bearer old", "Bearer other's"])


async def test_a_refresh_that_comes_after_a_sign_out_brings_nobody_back() -> None:
    keyring = MemoryKeyring()

    def answer(_request: httpx.Request) -> httpx.Response:
        calls.tokens._tokens = _Tokens("b", "rb", time.time() + 3600, "b") if is_taken else None
        return httpx.Response(200, json=A_SESSION)

    calls = a_caller(answer)
    calls.tokens.vault = TokenVault(keyring, BACKEND.url)
    for is_taken in (False, True):
        calls.tokens._tokens = _Tokens("old", "refresh", 0.0, "u")

        assert await calls.tokens.access_token(of="u") == Refused("sign_in_again")

        assert calls.tokens.user_id == ("b" if is_taken else "")
    assert keyring.secrets == {}


async def test_a_token_that_cannot_be_refreshed_ends_the_call() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(400, json={"error_code": "refresh_token_not_found", "msg": "gone"})
        return httpx.Response(401, json={"error": {"code": "unauthenticated"}})

    assert await a_caller(answer).rpc("x", Answer) == Refused("sign_in_again")


async def test_a_broken_line_is_not_a_refusal() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    assert await a_caller(answer).function("x", Answer, {}) == Unreachable("ConnectError")


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 99:99:99 GMT"])
async def test_a_date_that_is_none_changes_no_clock(date: str) -> None:
    calls = a_caller(lambda _request: httpx.Response(200, json={"value": 3}, headers={"Date": date}))
    calls.tokens.skew_s = 5.0

    assert await calls.rpc("x", Answer) == Answer(3)
    assert calls.tokens.skew_s == 5.0


async def test_an_answer_without_end_is_given_up() -> None:
    pieces = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal pieces
        while True:
            pieces += 1
            yield b" " * 1_000_000

    calls = a_caller(lambda _request: httpx.Response(200, content=body()))

    assert await calls.rpc("x", Answer) == Unreachable("RemoteProtocolError")
    assert pieces < 20


async def test_a_line_that_drips_is_given_up() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b" "
        await asyncio.Event().wait()

    calls = replace(a_caller(lambda _request: httpx.Response(200, content=body())), within_s=0.05)

    assert await calls.rpc("x", Answer) == Unreachable("TimeoutError")


async def test_a_mutation_carries_its_key() -> None:
    keys: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers.get("Idempotency-Key"))
        return httpx.Response(200, json={"value": 1})

    calls = a_caller(answer)
    await calls.function("team-create", Answer, {}, idempotency_key="k")
    await calls.function("team-members", Answer, query={"teamId": "t"})

    assert keys == ["k", None]


def test_an_unknown_code_of_the_sign_in_keeps_everything() -> None:
    assert classified(AuthApiError("?", 400, "something_new")) == Unreachable("something_new")  # type: ignore[arg-type]  # a code of tomorrow
    assert classified(AuthApiError("?", 400, "flow_state_expired")) == Refused("flow_state_expired")


def test_only_keyrings_that_encrypt_are_used() -> None:
    assert system_keyring() is None
    assert all(name.startswith("keyring.backends.") for name in TRUSTED_BACKENDS)
    assert type(NoKeyring()).__module__ not in TRUSTED_BACKENDS


async def test_one_client_and_one_context_serve_a_connection() -> None:
    context = tls_context()
    http = await open_http(context)
    async with await Connection.open(BACKEND, keyring=MemoryKeyring()) as connection:
        assert not connection.http.is_closed
        assert connection.tokens.user_id == ""
    await http.aclose()

    assert connection.http.is_closed
