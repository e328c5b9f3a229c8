"""One database for many tests: a copy per test is the dearest part of a test that needs little else.

Import ``shared_name`` into a ``conftest.py`` and define ``database`` there on top of it, with what undoes the tests' traces.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tarkov_desktop.localbackend.postgres.cluster import Cluster
from tests.backend_support import Database


@pytest.fixture(scope="session")
def shared_name(cluster: Cluster) -> Iterator[str]:
    """The name of a copy of the migrated database that lasts as long as the session."""
    name = f"shared_{uuid.uuid4().hex[:12]}"

    async def run(statement: str) -> None:
        admin = await asyncpg.connect(cluster.dsn("supabase_admin", "template1"), ssl=False)
        try:
            await admin.execute(statement)
        finally:
            await admin.close()

    with asyncio.Runner() as runner:
        runner.run(run(f"create database {name} template postgres owner postgres"))
    yield name
    with asyncio.Runner() as runner:
        runner.run(run(f"drop database {name} with (force)"))


async def undo(database: Database, script: Path) -> None:
    """Run *script* as superuser: it removes what the last test left."""
    sql = await asyncio.to_thread(script.read_text, "utf-8")
    admin = await asyncpg.connect(database.dsn("supabase_admin"), ssl=False)
    try:
        await admin.execute(sql)
    finally:
        await admin.close()
