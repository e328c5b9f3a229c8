"""The adapters before a real backend: one for the session, fresh people in every test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.localbackend.backend_fixture import api, backend, clock, running
from tests.remote.people import Person, a_person

__all__ = ["api", "backend", "clock", "running"]


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A client without certificates, whose loading would take longer than a test."""
    async with httpx.AsyncClient(verify=False, trust_env=False, timeout=20) as client:
        yield client


@pytest_asyncio.fixture
async def person(backend: LocalBackend, http: httpx.AsyncClient) -> Person:
    """Somebody who is not signed in yet."""
    return a_person(backend, http)
