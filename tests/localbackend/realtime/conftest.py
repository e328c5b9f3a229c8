"""Realtime with the rooms of ``world.sql``."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.backend_support import Database
from tests.localbackend.realtime.live import Live, running


@pytest_asyncio.fixture
async def live(database: Database) -> AsyncIterator[Live]:
    """Realtime with its default limits."""
    async with running(database) as started:
        yield started
