"""Who gets in: loopback callers who name us rightly and show a key of the project."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.localbackend.errors import PortTakenError
from tarkov_desktop.localbackend.gateway import HttpServer
from tests.localbackend.backend_fixture import client_of

SETTINGS = "/auth/v1/settings"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:{port}", "127.0.0.1.evil.example:{port}"],
)
async def test_a_name_that_is_not_ours_is_refused(
    backend: LocalBackend, api: httpx.AsyncClient, host: str
) -> None:
    answer = await api.get(SETTINGS, headers={"host": host.format(port=api.base_url.port)})
    assert answer.status_code == 421


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
async def test_loopback_names_with_our_port_are_ours(api: httpx.AsyncClient, name: str) -> None:
    answer = await api.get(SETTINGS, headers={"host": f"{name}:{api.base_url.port}"})
    assert answer.status_code == 200


async def test_a_trusted_port_may_stand_in_front(backend: LocalBackend, api: httpx.AsyncClient) -> None:
    assert (await api.get(SETTINGS, headers={"host": "127.0.0.1:2"})).status_code == 421
    backend.trust_port(2)
    assert (await api.get(SETTINGS, headers={"host": "127.0.0.1:2"})).status_code == 200


async def test_without_a_key_or_with_a_strange_one_nobody_gets_in(backend: LocalBackend) -> None:
    async with httpx.AsyncClient(base_url=backend.url, trust_env=False) as nobody:
        missing = await nobody.get(SETTINGS)
        strange = await nobody.get(SETTINGS, headers={"apikey": backend.anon_key[:-2]})
        open_path = await nobody.get("/auth/v1/.well-known/jwks.json")
    assert (missing.status_code, missing.json()["message"]) == (401, "No API key found in request")
    assert (strange.status_code, strange.json()["message"]) == (401, "Invalid authentication credentials")
    assert open_path.status_code == 200


async def test_new_style_keys_get_in_with_their_role(backend: LocalBackend) -> None:
    users = "/auth/v1/admin/users"
    async with client_of(backend, key=backend.keys.publishable_key) as anyone:
        assert (await anyone.get(SETTINGS)).status_code == 200
        assert (await anyone.get(users)).status_code == 403
    async with client_of(backend, key=backend.keys.secret_key, token=backend.keys.secret_key) as service:
        assert (await service.get(users)).status_code == 200


async def test_a_body_over_the_limit_is_refused_announced_or_not(api: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65_536

    announced = await api.post("/auth/v1/signup", content=b" " * ((1 << 20) + 1))
    assert announced.status_code == 413
    try:
        silent = await api.post("/auth/v1/signup", content=endless())
    except httpx.TransportError:
        return  # the connection was closed on the sender
    assert silent.status_code >= 400


async def test_only_pages_of_this_computer_may_read_answers(api: httpx.AsyncClient) -> None:
    local = await api.get(SETTINGS, headers={"origin": "http://localhost:5173"})
    foreign = await api.get(SETTINGS, headers={"origin": "http://localhost.evil.example"})
    assert local.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert "access-control-allow-origin" not in foreign.headers


async def test_a_browser_may_ask_for_permission_without_a_key(backend: LocalBackend) -> None:
    asking = {
        "origin": "http://127.0.0.1:5173",
        "access-control-request-method": "POST",
        "access-control-request-headers": "apikey",
    }
    async with httpx.AsyncClient(base_url=backend.url, trust_env=False) as browser:
        answer = await browser.options("/auth/v1/signup", headers=asking)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == "apikey"


async def test_every_answer_has_a_request_id(api: httpx.AsyncClient) -> None:
    ids = {(await api.get("/health")).headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize("path", ["/storage/v1/bucket", "/auth/v1/sso", "/graphql/v1"])
async def test_unknown_paths_say_that_they_are_not_implemented(api: httpx.AsyncClient, path: str) -> None:
    answer = await api.get(path)
    assert (answer.status_code, answer.json()["code"]) == (501, "LB501")


async def test_a_taken_port_is_an_error_of_its_own() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None: ...

    async with HttpServer() as first:
        await first.start(app)
        with pytest.raises(PortTakenError):
            HttpServer(first.port)
