"""The REST endpoint over the library of ``library.sql``, served on loopback."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import postgrest
import pytest_asyncio

from tarkov_desktop.localbackend.postgres.cluster import Cluster
from tarkov_desktop.localbackend.project import Api
from tarkov_desktop.localbackend.rest import Rest
from tarkov_desktop.localbackend.tokens import Keys
from tests.backend_support import Database
from tests.localbackend.serving import served
from tests.localbackend.shared_database import shared_name, undo

__all__ = ["shared_name"]

READER = "00000000-0000-0000-0000-000000000001"


def column(answer: postgrest.APIResponse, name: str) -> list[Any]:
    """The values of one column of an answer."""
    rows: Any = answer.data
    return [row[name] for row in rows]


@dataclass(frozen=True)
class Library:
    """The served endpoint, and clients for it."""

    rest: Rest
    database: Database
    owner: asyncpg.Connection
    keys: Keys
    url: str
    http: httpx.AsyncClient

    def token(self, role: str = "authenticated", *, ttl_s: int = 60, **claims: object) -> str:
        """An access token of this project."""
        return self.keys.sign({"role": role, "exp": int(time.time()) + ttl_s, "sub": READER, **claims})

    def client(self, token: str | None = None) -> postgrest.AsyncPostgrestClient:
        """The public client, signed in with *token* or with the anonymous key."""
        key = self.keys.anon_key
        return postgrest.AsyncPostgrestClient(
            self.url,
            schema="library",
            headers={"apikey": key, "Authorization": f"Bearer {token or key}"},
            http_client=self.http,
        )


@pytest_asyncio.fixture
async def database(cluster: Cluster, shared_name: str) -> AsyncIterator[Database]:
    """The database of all REST tests, with an empty schema for this one."""
    shared = Database(cluster, shared_name)
    await undo(shared, Path(__file__).with_name("undo.sql"))
    yield shared
    await shared.close()


@pytest_asyncio.fixture
async def library(database: Database) -> AsyncIterator[Library]:
    """The library over HTTP."""
    owner = await database.connect("postgres")
    await owner.execute("set search_path = library, public, extensions")
    sql = Path(__file__).with_name("library.sql")
    await owner.execute(sql.read_text("utf-8"))
    keys = Keys("s" * 40)
    rest = Rest(database.dsn("authenticator"), keys, Api(schemas=("library",), max_rows=50))
    await rest.start()
    try:
        async with (
            served(rest.routes()) as address,
            httpx.AsyncClient(base_url=f"http://{address}/rest/v1", trust_env=False) as http,
        ):
            yield Library(rest, database, owner, keys, f"http://{address}/rest/v1", http)
    finally:
        await rest.stop()
