"""Fixtures of the SQL tests: people in a migrated database that is emptied before each test.

Copying a database for every test would cost most of the run: the register table alone has sixteen partitions. Tests
that change the schema take ``database``, a copy of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest
import pytest_asyncio

from tarkov_desktop.localbackend.postgres.cluster import Cluster
from tests.backend_support import Database, cluster, database, strict_cluster, strict_database
from tests.sql.people import EMPTY, People

__all__ = ["cluster", "database", "people", "shared_name", "strict_cluster", "strict_database"]


@pytest.fixture(scope="session")
def shared_name(cluster: Cluster) -> Iterator[str]:
    """The name of the database that the tests of this session take in turns."""
    name = "shared_by_sql_tests"

    def run(statement: str) -> None:
        # In a thread: the test's own loop may be running here.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, _administer(cluster, statement)).result(60)

    run(f"create database {name} template postgres owner postgres")
    yield name
    run(f"drop database {name} with (force)")


async def _administer(cluster: Cluster, statement: str) -> None:
    admin = await asyncpg.connect(cluster.dsn("supabase_admin", "template1"), ssl=False)
    try:
        await admin.execute(statement)
    finally:
        await admin.close()


@pytest_asyncio.fixture
async def people(cluster: Cluster, shared_name: str) -> AsyncIterator[People]:
    """The people of one test; the invariants of section 12 (S14) must hold when it ends."""
    here = Database(cluster, shared_name)
    try:
        owner = await here.connect("supabase_admin")
        await owner.execute(EMPTY)
        everybody = await People.in_database(here, owner)
        yield everybody
        await everybody.check_invariants()
    finally:
        await here.close()
