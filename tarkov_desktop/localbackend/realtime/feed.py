"""What the database commits, read from its log as it happens: one connection, one temporary slot for each publication."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING

import asyncpg

from tarkov_desktop.localbackend.pools import LOST
from tarkov_desktop.localbackend.wal import Change, WalDecoder, WalError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

_PUBLICATIONS = ("supabase_realtime_messages", "supabase_realtime")
_BUSY_POLL_S = 0.015
_IDLE_POLL_S = 0.050
_BUSY_FOR_S = 2.0  # after a change, more are expected for this long
_REOPEN_S = (0.1, 0.5, 2.0)


class Feed:
    """Polls the slots and hands every change on, in commit order.

    Work that was rolled back never appears. Slots are temporary: they go with the connection, and nothing that was
    committed before ``start`` returned is ever told.
    """

    def __init__(
        self,
        dsn: str,
        *,
        on_change: Callable[[Change], Awaitable[None]],
        on_gap: Callable[[], None],
    ) -> None:
        self._dsn = dsn
        self._on_change = on_change
        self._on_gap = on_gap
        self._connection: asyncpg.Connection | None = None
        self._decoders: dict[str, WalDecoder] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Make the slots, then keep polling. Waits for transactions that are writing."""
        await self._open()
        self._task = asyncio.create_task(self._run(), name="realtime feed")

    async def stop(self) -> None:
        """Stop polling; the slots go."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._close()

    async def _open(self) -> None:
        self._connection = await asyncpg.connect(self._dsn, ssl=False, statement_cache_size=8)
        self._decoders = {}
        for publication in _PUBLICATIONS:
            slot = f"{publication}_{secrets.token_hex(6)}"
            await self._connection.execute(
                "select pg_create_logical_replication_slot($1, 'pgoutput', temporary => true)", slot
            )
            self._decoders[slot] = WalDecoder()

    async def _close(self) -> None:
        if self._connection is not None and not self._connection.is_closed():
            try:
                await self._connection.close(timeout=2)
            except (asyncpg.PostgresError, *LOST):
                self._connection.terminate()

    async def _run(self) -> None:
        while True:
            try:
                await self._poll_until_broken()
            except (asyncpg.PostgresError, WalError, *LOST) as error:
                logger.warning("the feed from the database broke: %s", type(error).__name__)
            await self._close()
            await self._reopen()
            self._on_gap()

    async def _reopen(self) -> None:
        attempt = 0
        while True:
            try:
                await self._open()
            except (asyncpg.PostgresError, *LOST):
                await self._close()
                await asyncio.sleep(_REOPEN_S[min(attempt, len(_REOPEN_S) - 1)])
                attempt += 1
            else:
                return

    async def _poll_until_broken(self) -> None:
        loop = asyncio.get_running_loop()
        last_change = loop.time() - _BUSY_FOR_S
        while True:
            if await self._poll():
                last_change = loop.time()
            is_busy = loop.time() - last_change < _BUSY_FOR_S
            await asyncio.sleep(_BUSY_POLL_S if is_busy else _IDLE_POLL_S)

    async def _poll(self) -> int:
        """Hand on what is there; how many changes it was."""
        count = 0
        for publication, (slot, decoder) in zip(_PUBLICATIONS, self._decoders.items(), strict=True):
            if self._connection is None:
                raise asyncpg.InterfaceError("not connected")
            rows = await self._connection.fetch(
                "select data from pg_logical_slot_get_binary_changes($1, null, null, 'proto_version', '1', "
                "'publication_names', $2)",
                slot,
                publication,
            )
            for row in rows:
                change = decoder.decode(row["data"])
                if change is not None:
                    count += 1
                    await self._on_change(change)
        return count
