"""Administration of users: for the service role only."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.localbackend.backend_fixture import a_name, client_of, sign_up

NOBODY = "00000000-0000-4000-8000-000000000000"
NAMED_ERRORS = {"x-supabase-api-version": "2024-01-01"}


@pytest_asyncio.fixture
async def service(backend: LocalBackend) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(backend, key=backend.service_key) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", ""),
        ("GET", f"/{NOBODY}"),
        ("PUT", f"/{NOBODY}"),
        ("DELETE", f"/{NOBODY}"),
        ("POST", f"/{NOBODY}/logout"),
    ],
)
async def test_nobody_else_administers(
    backend: LocalBackend, api: httpx.AsyncClient, method: str, path: str
) -> None:
    session = await sign_up(api)
    for token in (session["access_token"], None):
        async with client_of(backend, token=token) as client:
            answer = await client.request(method, f"/auth/v1/admin/users{path}", headers=NAMED_ERRORS)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_admin")


async def test_a_made_user_can_be_found_changed_and_signed_in(
    service: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    email = f"{a_name()}@example.test"
    body = {
        "email": email,
        "password": "correct horse",
        "email_confirm": True,
        "user_metadata": {"full_name": "Ines"},
    }
    made = (await service.post("/auth/v1/admin/users", json=body)).json()
    address = f"/auth/v1/admin/users/{made['id']}"
    changed = (
        await service.put(address, json={"app_metadata": {"team": 1}, "password": "battery staple"})
    ).json()
    assert changed["app_metadata"]["team"] == 1
    assert (await service.get(address)).json() == changed
    listed = (await service.get("/auth/v1/admin/users?per_page=1000")).json()["users"]
    assert made["id"] in {user["id"] for user in listed}
    body = {"email": email, "password": "battery staple"}
    assert (await api.post("/auth/v1/token?grant_type=password", json=body)).status_code == 200


async def test_an_unconfirmed_user_cannot_sign_in(service: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    body = {"email": f"{a_name()}@example.test", "password": "correct horse"}
    await service.post("/auth/v1/admin/users", json=body)
    answer = await api.post("/auth/v1/token?grant_type=password", json=body, headers=NAMED_ERRORS)
    assert (answer.status_code, answer.json()["code"]) == (400, "email_not_confirmed")


async def test_a_deleted_user_is_gone_with_every_session(
    service: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    session = await sign_up(api)
    address = f"/auth/v1/admin/users/{session['user']['id']}"
    assert (await service.delete(address)).status_code == 200
    assert (await service.get(address)).status_code == 404
    refused = await api.post(
        "/auth/v1/token?grant_type=refresh_token",
        json={"refresh_token": session["refresh_token"]},
        headers=NAMED_ERRORS,
    )
    assert refused.json()["code"] == "refresh_token_not_found"


async def test_the_service_can_end_all_sessions_of_somebody(
    service: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    session = await sign_up(api)
    assert (await service.post(f"/auth/v1/admin/users/{session['user']['id']}/logout")).status_code == 204
    body = {"refresh_token": session["refresh_token"]}
    assert (await api.post("/auth/v1/token?grant_type=refresh_token", json=body)).status_code == 400


@pytest.mark.parametrize(("path", "status"), [("/not-a-uuid", 404), ("?page=0", 400), ("?per_page=x", 400)])
async def test_impossible_addresses_are_refused(service: httpx.AsyncClient, path: str, status: int) -> None:
    assert (await service.get(f"/auth/v1/admin/users{path}")).status_code == status


async def test_what_is_not_offered_says_so(service: httpx.AsyncClient) -> None:
    assert (await service.post("/auth/v1/admin/users", json={"phone": "1"})).status_code == 501
    assert (await service.post("/auth/v1/admin/generate_link", json={})).status_code == 501


async def test_a_ban_of_no_known_length_is_refused(
    service: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    user_id = (await sign_up(api))["user"]["id"]
    answer = await service.put(f"/auth/v1/admin/users/{user_id}", json={"ban_duration": "for ever"})
    assert answer.status_code == 400
