"""A real, migrated database for tests.

How to use it:

* In the ``conftest.py`` of your folder: ``from tests.backend_support import cluster, database`` (pytest then knows the
  fixtures). ``cluster`` is one PostgreSQL per test session, with bootstrap and all migrations of resources/supabase;
  ``database`` is a fresh copy of its database for one test, dropped afterwards.
* ``await database.connect()`` gives an asyncpg connection as ``postgres`` (owner, not a superuser);
  ``connect("supabase_admin")`` one as superuser, ``connect("authenticator")`` the one PostgREST has.
  All are closed when the test ends.
* ``user_id = await database.add_user("Vera")`` puts a person into auth.users (uuid).
* ``alice = await database.acting_as(user_id)`` gives a connection that is that signed-in person: role ``authenticated`` with
  ``request.jwt.claims``. ``acting_as(None, role="anon")`` and ``role="service_role"`` likewise. The role stays until the
  connection closes, also over several transactions.
* ``database.dsn("postgres")`` for other programs (psql, supabase db push).
* Other server or grants: set TARKOV_BACKEND_PG_BIN=/usr/lib/postgresql/15/bin, or take the ``strict_database`` fixture, a
  database without the wide default grants of older projects (a second cluster, started only if asked for).
* JSON comes as Python values: json and jsonb are decoded and encoded on every connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import tempfile
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Literal

import asyncpg
import pytest
import pytest_asyncio

from tarkov_desktop.localbackend.database import DatabaseOptions, open_database
from tarkov_desktop.localbackend.postgres.cluster import Cluster, LoginRole

TEMPLATES = (
    Path(tempfile.gettempdir()) / f"tarkov-desktop-test-templates-{os.getuid() if os.name == 'posix' else 0}"
)
"""Shared by all test runs of this user: the second run starts in a fraction of a second."""

ActingRole = Literal["anon", "authenticated", "service_role"]


def database_options() -> DatabaseOptions:
    """Options of a throw-away database for tests, the developer's variables included; ``dataclasses.replace`` changes them."""
    named = os.environ.get("TARKOV_BACKEND_PG_BIN")
    return DatabaseOptions(
        templates=TEMPLATES,
        pg_bin=Path(named) if named else None,
        child_user=os.environ.get("TARKOV_BACKEND_USER"),
    )


class Database:
    """A database of one test's own."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.name = name
        self._cluster = cluster
        self._connections: list[asyncpg.Connection] = []

    def dsn(self, role: LoginRole = "postgres") -> str:
        """The address for *role*, password included."""
        return self._cluster.dsn(role, self.name)

    async def connect(self, role: LoginRole = "postgres") -> asyncpg.Connection:
        """A connection that closes with the test."""
        connection = await asyncpg.connect(self.dsn(role), ssl=False)
        self._connections.append(connection)
        for kind in ("json", "jsonb"):
            await connection.set_type_codec(kind, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        return connection

    async def acting_as(
        self, user_id: uuid.UUID | None, *, role: ActingRole = "authenticated", **claims: object
    ) -> asyncpg.Connection:
        """A connection that is *user_id* to policies and functions; more *claims* go into the token's."""
        connection = await self.connect("authenticator")
        full = {"role": role, "aud": "authenticated", **claims}
        if user_id is not None:
            full["sub"] = str(user_id)
        await connection.execute("select set_config('request.jwt.claims', $1, false)", json.dumps(full))
        await connection.execute(f"set role {role}")
        return connection

    async def add_user(self, name: str = "Vera", *, user_id: uuid.UUID | None = None) -> uuid.UUID:
        """A person in auth.users with an address nobody else has."""
        new_id = user_id or uuid.uuid4()
        admin = await self.connect("supabase_auth_admin")
        await admin.execute(
            "insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)"
            " values ($1, 'authenticated', 'authenticated', $2, '{}', $3, now(), now())",
            new_id,
            f"{new_id}@example.test",
            {"full_name": name},
        )
        await self._release(admin)
        return new_id

    async def close(self) -> None:
        """Close what the test left open."""
        while self._connections:
            await self._release(self._connections[-1])

    async def _release(self, connection: asyncpg.Connection) -> None:
        self._connections.remove(connection)
        if not connection.is_closed():
            await connection.close(timeout=5)


@contextlib.contextmanager
def running_cluster(options: DatabaseOptions) -> Iterator[Cluster]:
    """A cluster for synchronous fixtures: opened and closed on a loop of its own, in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="cluster", daemon=True)
    thread.start()
    manager = open_database(options)
    try:
        cluster = asyncio.run_coroutine_threadsafe(manager.__aenter__(), loop).result(120)
        try:
            yield cluster
        finally:
            asyncio.run_coroutine_threadsafe(manager.__aexit__(None, None, None), loop).result(60)
    finally:
        asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One migrated cluster for the session, with the wide default grants."""
    with running_cluster(database_options()) as running:
        yield running


@pytest.fixture(scope="session")
def strict_cluster() -> Iterator[Cluster]:
    """The same without the wide default grants."""
    with running_cluster(dataclasses.replace(database_options(), strict_grants=True)) as running:
        yield running


@pytest_asyncio.fixture
async def database(cluster: Cluster) -> AsyncIterator[Database]:
    """A copy of the migrated database for one test."""
    async with copied_database(cluster) as copy:
        yield copy


@pytest_asyncio.fixture
async def strict_database(strict_cluster: Cluster) -> AsyncIterator[Database]:
    """A copy of the database that was born without wide grants."""
    async with copied_database(strict_cluster) as copy:
        yield copy


@contextlib.asynccontextmanager
async def copied_database(cluster: Cluster) -> AsyncIterator[Database]:
    """A copy of a cluster's migrated database, dropped at the end."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(cluster.dsn("supabase_admin", "template1"), ssl=False)
    try:
        await admin.execute(f"create database {name} template postgres owner postgres")
        copy = Database(cluster, name)
        try:
            yield copy
        finally:
            await copy.close()
            await admin.execute(f"drop database {name} with (force)")
    finally:
        await admin.close()
