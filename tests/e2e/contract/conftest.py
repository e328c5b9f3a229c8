"""The stack under test: our local backend, or the one that the environment names.

``SUPABASE_URL``, ``SUPABASE_ANON_KEY`` and ``SUPABASE_SERVICE_ROLE_KEY`` point the suite at any stack to which our migrations
and functions were deployed; ``TARKOV_TEST_ALLOW_REMOTE=1`` is needed besides for one that is not on this machine. People are
made with the service key and removed again.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from tests.localbackend.backend_fixture import backend_options, running_backend

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Stack:
    """Where it is, and its keys."""

    url: str
    anon_key: str
    service_key: str = field(repr=False)


@dataclass(slots=True)
class Somebody:
    """A person of the stack, signed in by password."""

    stack: Stack
    http: httpx.AsyncClient
    user_id: str
    token: str = field(repr=False)
    device_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    async def call(
        self, name: str, body: object = None, *, key: str | None = None, **query: str
    ) -> httpx.Response:
        """Call an edge function: POST with a body, else GET."""
        headers = {"apikey": self.stack.anon_key, "Authorization": f"Bearer {self.token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        url = f"{self.stack.url}/functions/v1/{name}"
        if body is None:
            return await self.http.get(url, params=query, headers=headers)
        return await self.http.post(url, json=body, headers=headers)

    async def rpc(self, name: str, **arguments: object) -> httpx.Response:
        """Call an SQL function."""
        headers = {"apikey": self.stack.anon_key, "Authorization": f"Bearer {self.token}"}
        return await self.http.post(f"{self.stack.url}/rest/v1/rpc/{name}", json=arguments, headers=headers)

    async def table(self, name: str, select: str) -> httpx.Response:
        """Read a table."""
        headers = {"apikey": self.stack.anon_key, "Authorization": f"Bearer {self.token}"}
        return await self.http.get(
            f"{self.stack.url}/rest/v1/{name}", params={"select": select}, headers=headers
        )

    async def push(self, *ops: tuple[int, str, object], base_seq: int = 0) -> httpx.Response:
        """Push (seq, path, value) in mode pvp."""
        node = self.device_id.replace("-", "")[:16]
        body = {
            **{"deviceId": self.device_id, "gameMode": "pvp", "season": 0, "epoch": 0, "baseSeq": base_seq},
            "ops": [
                {"seq": seq, "op": "set", "path": path, "value": value, "stamp": [0, seq, 0, node]}
                for seq, path, value in ops
            ],
        }
        return await self.call("progress-update", body)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The stack under test."""
    url = os.environ.get("SUPABASE_URL", "")
    if not url:
        with running_backend(backend_options()) as local:
            yield Stack(local.url, local.anon_key, local.service_key)
        return
    if urlsplit(url).hostname not in LOOPBACK and os.environ.get("TARKOV_TEST_ALLOW_REMOTE") != "1":
        pytest.fail("SUPABASE_URL is not on this machine; set TARKOV_TEST_ALLOW_REMOTE=1 if that is meant.")
    yield Stack(url.rstrip("/"), os.environ["SUPABASE_ANON_KEY"], os.environ["SUPABASE_SERVICE_ROLE_KEY"])


@pytest_asyncio.fixture
async def crowd(stack: Stack) -> AsyncIterator[list[Somebody]]:
    """Three people who are removed afterwards."""
    async with (
        httpx.AsyncClient(timeout=30, trust_env=False) as http,
        contextlib.AsyncExitStack() as leaving,
    ):
        yield [await _somebody(stack, http, leaving) for _ in range(3)]


async def _somebody(stack: Stack, http: httpx.AsyncClient, leaving: contextlib.AsyncExitStack) -> Somebody:
    service = {"apikey": stack.service_key, "Authorization": f"Bearer {stack.service_key}"}
    email, password = f"contract-{uuid.uuid4().hex}@example.test", secrets.token_urlsafe(24)
    made = await http.post(
        f"{stack.url}/auth/v1/admin/users",
        json={"email": email, "password": password, "email_confirm": True},
        headers=service,
    )
    made.raise_for_status()
    user_id: str = made.json()["id"]
    leaving.push_async_callback(http.delete, f"{stack.url}/auth/v1/admin/users/{user_id}", headers=service)
    signed_in = await http.post(
        f"{stack.url}/auth/v1/token?grant_type=password",
        json={"email": email, "password": password},
        headers={"apikey": stack.anon_key},
    )
    signed_in.raise_for_status()
    return Somebody(stack, http, user_id, signed_in.json()["access_token"])
