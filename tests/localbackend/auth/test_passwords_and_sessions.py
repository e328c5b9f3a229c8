"""Sign-up, sign-in, who am I, sign-out: over HTTP, against the real gateway and database."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.localbackend.backend_fixture import a_name, client_of, sign_up

NAMED_ERRORS = {"x-supabase-api-version": "2024-01-01"}


async def test_sign_up_signs_in_at_once(backend: LocalBackend, api: httpx.AsyncClient) -> None:
    session = await sign_up(api)
    claims = backend.keys.verify(session["access_token"])
    assert claims["sub"] == session["user"]["id"]
    assert claims["role"] == claims["aud"] == "authenticated"
    assert claims["iss"] == f"{backend.url}/auth/v1"
    assert session["expires_in"] == 3600
    assert session["user"]["app_metadata"] == {"provider": "email", "providers": ["email"]}


async def test_times_are_readable_by_the_python_client(api: httpx.AsyncClient) -> None:
    user = (await sign_up(api))["user"]
    for name in ("created_at", "updated_at", "confirmed_at", "last_sign_in_at"):
        assert user[name].endswith("Z")
        assert datetime.fromisoformat(user[name]).year > 2000


async def test_an_address_signs_up_once(api: httpx.AsyncClient) -> None:
    name = a_name()
    await sign_up(api, name)
    body = {"email": f"{name}@Example.test", "password": "another one"}
    again = await api.post("/auth/v1/signup", json=body, headers=NAMED_ERRORS)
    assert (again.status_code, again.json()["code"]) == (422, "user_already_exists")


async def test_refusals_have_the_shape_the_client_asks_for(api: httpx.AsyncClient) -> None:
    body = {"email": f"{a_name()}@example.test", "password": "whatever"}
    named = await api.post("/auth/v1/token?grant_type=password", json=body, headers=NAMED_ERRORS)
    assert named.json() == {"code": "invalid_credentials", "message": "Invalid login credentials"}
    assert named.headers["x-supabase-api-version"] == "2024-01-01"
    old = await api.post("/auth/v1/token?grant_type=password", json=body)
    assert old.json() == {
        "code": 400,
        "error_code": "invalid_credentials",
        "msg": "Invalid login credentials",
    }
    assert "x-supabase-api-version" not in old.headers


async def test_the_right_password_signs_in_and_a_wrong_one_does_not(api: httpx.AsyncClient) -> None:
    name = a_name()
    await sign_up(api, name)
    address = "/auth/v1/token?grant_type=password"
    right = await api.post(address, json={"email": f"{name}@example.test", "password": "correct horse"})
    wrong = await api.post(address, json={"email": f"{name}@example.test", "password": "Correct horse"})
    assert (right.status_code, wrong.status_code) == (200, 400)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"email": "nobody", "password": "correct horse"}, 400, "validation_failed"),
        ({"email": "a@b@c", "password": "correct horse"}, 400, "validation_failed"),
        ({"email": "someone@example.test", "password": "short"}, 422, "weak_password"),
        ({"email": "someone@example.test"}, 400, "validation_failed"),
        ({"email": 7, "password": "correct horse"}, 400, "validation_failed"),
        ("not an object", 400, "validation_failed"),
    ],
)
async def test_impossible_sign_ups_are_refused(
    api: httpx.AsyncClient, body: object, status: int, code: str
) -> None:
    answer = await api.post("/auth/v1/signup", json=body, headers=NAMED_ERRORS)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_body_that_is_not_json_is_refused(api: httpx.AsyncClient) -> None:
    answer = await api.post("/auth/v1/signup", content=b"{", headers=NAMED_ERRORS)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


async def test_user_tells_who_i_am_while_the_session_lives(
    backend: LocalBackend, api: httpx.AsyncClient
) -> None:
    session = await sign_up(api)
    async with client_of(backend, token=session["access_token"]) as me:
        assert (await me.get("/auth/v1/user")).json()["id"] == session["user"]["id"]
        assert (await me.post("/auth/v1/logout?scope=local")).status_code == 204
        gone = await me.get("/auth/v1/user", headers=NAMED_ERRORS)
    assert (gone.status_code, gone.json()["code"]) == (403, "session_not_found")


async def test_user_refuses_strange_tokens(backend: LocalBackend, api: httpx.AsyncClient) -> None:
    for token in ("garbage", backend.anon_key, backend.keys.sign({"role": "authenticated", "exp": 1})):
        async with client_of(backend, token=token) as stranger:
            answer = await stranger.get("/auth/v1/user", headers=NAMED_ERRORS)
        assert (answer.status_code, answer.json()["code"]) == (403, "bad_jwt")


async def test_my_metadata_and_password_can_change(backend: LocalBackend, api: httpx.AsyncClient) -> None:
    name = a_name()
    session = await sign_up(api, name)
    async with client_of(backend, token=session["access_token"]) as me:
        changed = await me.put(
            "/auth/v1/user", json={"data": {"colour": "green"}, "password": "battery staple"}
        )
    assert changed.json()["user_metadata"]["colour"] == "green"
    body = {"email": f"{name}@example.test", "password": "battery staple"}
    assert (await api.post("/auth/v1/token?grant_type=password", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("scope", "mine_lives", "other_lives"),
    [("local", False, True), ("others", True, False), ("global", False, False), ("", False, False)],
)
async def test_sign_out_ends_the_sessions_of_its_scope(
    backend: LocalBackend, api: httpx.AsyncClient, scope: str, mine_lives: bool, other_lives: bool
) -> None:
    name = a_name()
    mine = await sign_up(api, name)
    body = {"email": f"{name}@example.test", "password": "correct horse"}
    other = (await api.post("/auth/v1/token?grant_type=password", json=body)).json()
    async with client_of(backend, token=mine["access_token"]) as me:
        assert (await me.post("/auth/v1/logout", params={"scope": scope} if scope else {})).status_code == 204
    for session, lives in ((mine, mine_lives), (other, other_lives)):
        answer = await api.post(
            "/auth/v1/token?grant_type=refresh_token", json={"refresh_token": session["refresh_token"]}
        )
        assert (answer.status_code == 200) is lives


async def test_an_unknown_scope_signs_nobody_out(backend: LocalBackend, api: httpx.AsyncClient) -> None:
    session = await sign_up(api)
    async with client_of(backend, token=session["access_token"]) as me:
        refused = await me.post("/auth/v1/logout?scope=everything", headers=NAMED_ERRORS)
        assert (refused.status_code, refused.json()["code"]) == (400, "validation_failed")
        assert (await me.get("/auth/v1/user")).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/auth/v1/otp", {"email": "a@example.test"}),
        ("/auth/v1/signup", {}),
        ("/auth/v1/signup", {"phone": "1", "password": "correct horse"}),
        (
            "/auth/v1/signup",
            {"email": "a@b", "password": "x", "gotrue_meta_security": {"captcha_token": "x"}},
        ),
        ("/auth/v1/token?grant_type=id_token", {}),
        ("/auth/v1/factors", {}),
        ("/auth/v1/signup", {"email": "a@example.test", "password": "correct horse", "phone_confirm": True}),
    ],
)
async def test_what_is_not_offered_says_so(
    api: httpx.AsyncClient, path: str, body: dict[str, object]
) -> None:
    answer = await api.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (501, "LB501")


async def test_settings_and_keys_are_shown(api: httpx.AsyncClient) -> None:
    external = (await api.get("/auth/v1/settings")).json()["external"]
    assert external["discord"]
    assert external["twitch"]
    assert (await api.get("/auth/v1/.well-known/jwks.json")).json() == {"keys": []}
    assert (await api.get("/auth/v1/health")).status_code == 200
