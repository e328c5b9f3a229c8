"""One computer's way to the backend: bytes carried both ways, until somebody pulls the plug."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from types import TracebackType

_CHUNK_BYTES = 65_536


class Line:
    """A relay on a loopback port of its own: ``async with Line(backend.url) as line: line.url``.

    ``pull`` and ``mend`` may be called from any thread, and hold when they return.
    """

    def __init__(self, target: str) -> None:
        address = urlsplit(target)
        self._host, self._target_port = address.hostname, address.port
        self._server: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._calls: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """The address of the backend, as seen from this computer."""
        return f"http://127.0.0.1:{self.port}"

    def pull(self) -> None:
        """Cut every connection and refuse new ones. Not from the relay's own loop."""
        self._wait_for(self.down)

    def mend(self) -> None:
        """Carry again, on the same port. Not from the relay's own loop."""
        self._wait_for(self.up)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        await self.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.down()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _wait_for(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        if self._loop is None:
            raise RuntimeError("the line was not laid")
        asyncio.run_coroutine_threadsafe(work(), self._loop).result()

    async def up(self) -> None:
        """Carry, from the relay's own loop."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Carry nothing, from the relay's own loop."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in tuple(self._ends):
            end.transport.abort()
        for call in tuple(self._calls):
            call.cancel()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.ensure_future(self._connect(reader, writer))
        self._calls.add(call)
        try:
            await asyncio.wait([call])
        finally:
            self._calls.discard(call)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        back: asyncio.StreamWriter | None = None
        try:
            there, back = await asyncio.open_connection(self._host, self._target_port)
            self._ends.add(back)
            both = [asyncio.ensure_future(_move(reader, back)), asyncio.ensure_future(_move(there, writer))]
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for move in both:
                    move.cancel()
                await asyncio.gather(*both, return_exceptions=True)
        except OSError:
            return  # the backend is not there: to this computer that is an unreachable server
        finally:
            for end in (writer, back):
                if end is not None:
                    self._ends.discard(end)
                    end.close()


async def _move(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_CHUNK_BYTES):
        writer.write(piece)
        await writer.drain()
