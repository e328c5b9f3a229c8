"""A whole backend for tests, one per session, and a client that speaks to it.

Import ``api``, ``backend``, ``clock`` and ``running`` into your ``conftest.py``; ``running`` restarts the backend's parts, and
``tests.faults`` puts a bad network in front of it. ``clock`` moves its time. ``backend`` (session) is a running ``LocalBackend``; its database is shared, so each test invents its own people: ``a_name()``.
``api`` is an httpx client with the anon key; ``sign_up`` gives a session of a fresh person.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import threading
import time
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, Self

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


class RunningBackend:
    """A backend on a loop of its own in a thread of its own, as in another process; its parts can be shaken."""

    def __init__(self, options: BackendOptions) -> None:
        self.backend = LocalBackend(options)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="backend", daemon=True)

    def restart_gateway(self) -> None:
        """Close the port with all connections (WebSockets see 1012) and open it again."""
        self._run(self.backend.restart_gateway())

    def restart_database(self) -> None:
        """Stop PostgreSQL and start it again on the same port."""
        self.backend.cluster.stop()
        self.backend.cluster.start()

    def crash_functions(self) -> None:
        """Kill the process that runs the functions; it is started again."""
        if self.backend.functions_host is None:
            raise RuntimeError("this backend runs no functions")
        self._loop.call_soon_threadsafe(self.backend.functions_host.kill)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._run(self.backend.__aenter__())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._run(self.backend.__aexit__(None, None, None))
        finally:
            self._end()

    def _end(self) -> None:
        self._run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(120)


@contextlib.contextmanager
def running_backend(options: BackendOptions) -> Iterator[LocalBackend]:
    """A backend for synchronous fixtures."""
    with RunningBackend(options) as running:
        yield running.backend


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
def running(clock: MovableClock) -> Iterator[RunningBackend]:
    """The session's backend, with its parts within reach."""
    with RunningBackend(dataclasses.replace(backend_options(), clock=clock)) as running:
        yield running


@pytest.fixture(scope="session")
def backend(running: RunningBackend) -> LocalBackend:
    """One backend for the session."""
    return running.backend


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
