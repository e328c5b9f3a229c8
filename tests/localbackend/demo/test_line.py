"""A computer's line to the backend: carries, is pulled, carries again on the same port."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.localbackend.demo.line import Line
from tests.localbackend.backend_fixture import client_of


async def test_a_pulled_line_carries_nothing_until_it_is_mended(backend: LocalBackend) -> None:
    async with Line(backend.url) as line, client_of(backend) as client:
        backend.trust_port(line.port)
        url = f"{line.url}/auth/v1/settings"
        before = await client.get(url)

        await line.down()
        with pytest.raises(httpx.TransportError):
            await client.get(url)
        await line.up()
        after = await client.get(url)

    assert (before.status_code, after.status_code) == (200, 200)


async def test_a_line_to_nowhere_hangs_up() -> None:
    async with Line("http://127.0.0.1:9") as line:
        reader, writer = await asyncio.open_connection("127.0.0.1", line.port)

        heard = await asyncio.wait_for(reader.read(), 10)
        writer.close()

    assert heard == b""


def test_a_line_that_was_not_laid_cannot_be_pulled() -> None:
    with pytest.raises(RuntimeError, match="not laid"):
        Line("http://127.0.0.1:9").pull()
