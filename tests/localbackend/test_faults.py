"""The faults do what they are named for: each is seen from the client's side and from the backend's."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.faults import FaultProxy
from tests.localbackend.backend_fixture import RunningBackend, a_name

SIGN_UP = "/auth/v1/signup"
SIGN_IN = "/auth/v1/token"


@pytest.fixture
def network(backend: LocalBackend) -> Iterator[FaultProxy]:
    with FaultProxy(backend) as proxy:
        yield proxy


@pytest_asyncio.fixture
async def client(backend: LocalBackend, network: FaultProxy) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=network.url, headers={"apikey": backend.anon_key}, trust_env=False, timeout=5
    ) as through:
        yield through


def person() -> dict[str, str]:
    return {"email": f"{a_name()}@example.test", "password": "correct horse"}


async def signs_in(client: httpx.AsyncClient, body: dict[str, str]) -> bool:
    return (await client.post(f"{SIGN_IN}?grant_type=password", json=body)).status_code == 200


async def test_without_faults_everything_passes(client: httpx.AsyncClient, network: FaultProxy) -> None:
    body = person()
    assert (await client.post(SIGN_UP, json=body)).status_code == 200
    assert await signs_in(client, body)
    assert network.seen == [("POST", SIGN_UP), ("POST", SIGN_IN)]


async def test_an_answer_of_the_proxy_comes_once_and_nothing_happens(
    client: httpx.AsyncClient, network: FaultProxy
) -> None:
    body = person()
    network.answer(429, b'{"slow":"down"}', path=SIGN_UP, headers={"retry-after": "2"})
    refused = await client.post(SIGN_UP, json=body)
    assert (refused.status_code, refused.headers["retry-after"], refused.json()) == (
        429,
        "2",
        {"slow": "down"},
    )
    assert not await signs_in(client, body)
    assert (await client.post(SIGN_UP, json=body)).status_code == 200


@pytest.mark.parametrize("fault", ["lose_request", "reset"])
async def test_a_lost_request_did_not_happen(
    client: httpx.AsyncClient, network: FaultProxy, fault: str
) -> None:
    body = person()
    getattr(network, fault)(path=SIGN_UP)
    with pytest.raises(httpx.TransportError):
        await client.post(SIGN_UP, json=body)
    assert not await signs_in(client, body)


async def test_a_request_whose_answer_is_lost_did_happen(
    client: httpx.AsyncClient, network: FaultProxy
) -> None:
    body = person()
    network.lose_answer(path=SIGN_UP)
    with pytest.raises(httpx.TransportError):
        await client.post(SIGN_UP, json=body)
    assert await signs_in(client, body)


async def test_a_doubled_request_happens_twice(client: httpx.AsyncClient, network: FaultProxy) -> None:
    network.duplicate(path=SIGN_UP)
    second = await client.post(SIGN_UP, json=person())
    assert second.json()["error_code"] == "user_already_exists"


async def test_a_delayed_request_arrives_late(client: httpx.AsyncClient, network: FaultProxy) -> None:
    network.delay(0.3, path="/health")
    begun = time.monotonic()
    assert (await client.get("/health")).status_code == 200
    assert time.monotonic() - begun >= 0.3


async def test_a_swallowed_request_is_never_answered(client: httpx.AsyncClient, network: FaultProxy) -> None:
    network.swallow(path="/health")
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/health", timeout=0.3)
    assert (await client.get("/health")).status_code == 200


async def test_offline_refuses_until_online(client: httpx.AsyncClient, network: FaultProxy) -> None:
    network.offline()
    with pytest.raises(httpx.ConnectError):
        await client.get("/health")
    network.online()
    assert (await client.get("/health")).status_code == 200


async def test_a_frozen_network_moves_again_after_thaw(
    client: httpx.AsyncClient, network: FaultProxy
) -> None:
    network.freeze()
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/health", timeout=0.3)
    network.thaw()
    assert (await client.get("/health")).status_code == 200


async def test_the_gateway_restarts_under_the_same_address(
    running: RunningBackend, client: httpx.AsyncClient
) -> None:
    running.restart_gateway()
    assert (await client.get("/health")).status_code == 200


async def test_the_database_restarts_and_people_are_still_there(
    running: RunningBackend, client: httpx.AsyncClient
) -> None:
    body = person()
    await client.post(SIGN_UP, json=body)
    running.restart_database()
    assert await signs_in(client, body)
