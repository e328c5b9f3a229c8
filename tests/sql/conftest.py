"""Fixtures of the SQL tests: a fresh copy of the migrated database, and people in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.backend_support import Database, cluster, database, strict_cluster, strict_database
from tests.sql.people import People

__all__ = ["cluster", "database", "people", "strict_cluster", "strict_database"]


@pytest_asyncio.fixture
async def people(database: Database) -> AsyncIterator[People]:
    """The people of one test; the invariants of section 12 (S14) must hold when it ends."""
    here = await People.in_database(database)
    yield here
    await here.check_invariants()
