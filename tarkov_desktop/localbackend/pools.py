"""Connection pools of the endpoints: one per login role, JSON decoded, clean again after every use."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from asyncpg.pool import PoolConnectionProxy

    Connection = asyncpg.Connection | PoolConnectionProxy
    """A connection, of its own or lent by a pool."""

LOST: Final = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg raises, besides a ``PostgresError``, where the connection is gone.

``InternalClientError`` belongs to it: a server that goes says so unasked, and until the end of the line has been read
too, a statement on that connection meets "another operation is in progress".
"""


@asynccontextmanager
async def open_pool(dsn: str, *, most: int = 10) -> AsyncIterator[asyncpg.Pool]:
    """A pool of at most *most* connections; a statement may not wait for a connection for more than ten seconds."""
    pool = asyncpg.create_pool(dsn, min_size=1, max_size=most, init=_decode_json, timeout=10, ssl=False)
    try:
        yield await pool
    finally:
        pool.terminate()  # whoever still runs a statement is a request that nobody waits for any more


async def _decode_json(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
