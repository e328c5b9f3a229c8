"""Realtime with the rooms of ``world.sql``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tarkov_desktop.localbackend.postgres.cluster import Cluster
from tests.backend_support import Database
from tests.localbackend.realtime.live import Live, running
from tests.localbackend.shared_database import shared_name, undo

__all__ = ["shared_name"]


@pytest_asyncio.fixture
async def database(cluster: Cluster, shared_name: str) -> AsyncIterator[Database]:
    """The database of all realtime tests, without the traces of the last one."""
    shared = Database(cluster, shared_name)
    await undo(shared, Path(__file__).with_name("undo.sql"))
    yield shared
    await shared.close()


@pytest_asyncio.fixture
async def live(database: Database) -> AsyncIterator[Live]:
    """Realtime with its default limits."""
    async with running(database) as started:
        yield started
