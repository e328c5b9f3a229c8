"""The HTTP server: bound to loopback before anybody is told the address, ended without waiting for idle callers."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Self

import uvicorn
from typing_extensions import override

from tarkov_desktop.localbackend.errors import PortTakenError, StartFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from starlette.types import ASGIApp

_MAX_FRAME = 5_000_000
_GRACE_S = 1


class HttpServer:
    """One port on 127.0.0.1. It is bound by the constructor, so the port is known before the parts are built.

    Args:
        port: 0 = any free one.

    Raises:
        PortTakenError: somebody has the port.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.bind()
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    def bind(self) -> None:
        """Take the port (again, after ``stop``).

        Raises:
            PortTakenError: somebody has it.
        """
        self._socket = _bound(self.port)
        self.port = self._socket.getsockname()[1]

    async def start(self, app: ASGIApp) -> Self:
        """Answer requests with *app* from now on.

        Raises:
            StartFailedError: the server ended before it began.
        """
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=_MAX_FRAME,
            ws_ping_interval=None,  # Supabase's server sends no pings of its own either: clients send heartbeats
            timeout_graceful_shutdown=_GRACE_S,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            if self._serving.done():
                raise StartFailedError("the gateway did not start")
            await asyncio.sleep(0.002)
        return self

    async def stop(self) -> None:
        """Close the port and all connections; open WebSockets see the code 1012 (service restart)."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving
            self._server = self._serving = None
        self._socket.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the program that runs us has its own."""

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise PortTakenError(f"port {port} is in use") from error
    listener.listen(128)
    return listener
