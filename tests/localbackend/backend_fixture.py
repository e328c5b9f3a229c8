"""A whole backend for tests, one per session, and a client that speaks to it.

``clock`` moves its time. ``backend`` (session) is a running ``LocalBackend``; its database is shared, so each test invents its own people: ``a_name()``.
``api`` is an httpx client with the anon key; ``sign_up`` gives a session of a fresh person.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tarkov_desktop.localbackend.backend import BackendOptions, LocalBackend
from tests.backend_support import TEMPLATES, database_options


def backend_options() -> BackendOptions:
    """A throw-away backend for tests; ``dataclasses.replace`` changes it."""
    database = database_options()
    return BackendOptions(
        cache=TEMPLATES.parent / f"{TEMPLATES.name}-cache",
        pg_bin=database.pg_bin,
        child_user=database.child_user,
    )


@contextlib.contextmanager
def running_backend(options: BackendOptions) -> Iterator[LocalBackend]:
    """A backend on a loop of its own in a thread of its own, as in another process."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="backend", daemon=True)
    thread.start()
    backend = LocalBackend(options)
    try:
        asyncio.run_coroutine_threadsafe(backend.__aenter__(), loop).result(120)
        try:
            yield backend
        finally:
            asyncio.run_coroutine_threadsafe(backend.__aexit__(None, None, None), loop).result(60)
    finally:
        asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class MovableClock:
    """The project's clock: the real one, and for the length of a block a shifted one."""

    def __init__(self) -> None:
        self._offset_s = 0.0

    def __call__(self) -> float:
        return time.time() + self._offset_s

    @contextlib.contextmanager
    def moved(self, by_s: float) -> Iterator[None]:
        """The project lives *by_s* seconds later (or, negative, earlier)."""
        self._offset_s += by_s
        try:
            yield
        finally:
            self._offset_s -= by_s


@pytest.fixture(scope="session")
def clock() -> MovableClock:
    """The clock of the session's backend."""
    return MovableClock()


@pytest.fixture(scope="session")
def backend(clock: MovableClock) -> Iterator[LocalBackend]:
    """One backend for the session."""
    with running_backend(dataclasses.replace(backend_options(), clock=clock)) as running:
        yield running


@pytest_asyncio.fixture
async def api(backend: LocalBackend) -> AsyncIterator[httpx.AsyncClient]:
    """A client that presents the anon key."""
    async with client_of(backend) as client:
        yield client


def client_of(
    backend: LocalBackend, *, token: str | None = None, key: str | None = None
) -> httpx.AsyncClient:
    """A client with *key* (default: the anon key), signed in with *token* if given."""
    headers = {"apikey": key or backend.anon_key}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return httpx.AsyncClient(base_url=backend.url, headers=headers, timeout=10, trust_env=False)


def a_name() -> str:
    """A name nobody else has in this session."""
    return f"person-{uuid.uuid4().hex[:10]}"


async def sign_up(client: httpx.AsyncClient, name: str | None = None) -> dict[str, Any]:
    """The session of a fresh person whose password is ``correct horse``."""
    body = {"email": f"{name or a_name()}@example.test", "password": "correct horse"}
    answer = await client.post("/auth/v1/signup", json=body)
    assert answer.status_code == 200, answer.text
    session: dict[str, Any] = answer.json()
    return session
