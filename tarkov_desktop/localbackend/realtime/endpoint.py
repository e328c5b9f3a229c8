"""The Realtime endpoint: its routes, its connections to the database, and the feed that connects the two."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import asyncpg
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from tarkov_desktop.localbackend.realtime.changes import Changes
from tarkov_desktop.localbackend.realtime.connection import Connection
from tarkov_desktop.localbackend.realtime.feed import Feed
from tarkov_desktop.localbackend.realtime.frames import FRAMINGS
from tarkov_desktop.localbackend.realtime.http import HttpBroadcasts
from tarkov_desktop.localbackend.realtime.hub import Hub
from tarkov_desktop.localbackend.realtime.joining import Doorkeeper
from tarkov_desktop.localbackend.realtime.limits import Limits
from tarkov_desktop.localbackend.realtime.messages import is_message, publish_message
from tarkov_desktop.localbackend.tokens import TokenRefusedError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.websockets import WebSocket

    from tarkov_desktop.localbackend.tokens import Keys
    from tarkov_desktop.localbackend.wal import Change

logger = logging.getLogger(__name__)

_MAX_CONNECTIONS = 6


class Realtime:
    """Supabase Realtime's surface over one database.

    ``start`` makes the slots, so it comes before the port opens and before any seed runs; ``routes`` are for the gateway;
    ``stop`` ends every socket. *dsn* logs in as a superuser: probes are written as the owner and asked for as the caller.
    """

    def __init__(
        self, dsn: str, keys: Keys, limits: Limits | None = None, *, prefix: str = "/realtime/v1"
    ) -> None:
        self._dsn = dsn
        self._keys = keys
        self._prefix = prefix
        self._hub = Hub(limits or Limits())
        self._pool: asyncpg.Pool | None = None
        self._doorkeeper: Doorkeeper | None = None
        self._changes: Changes | None = None
        self._feed = Feed(dsn, on_change=self._publish, on_gap=self._tell_of_gap)

    async def start(self) -> None:
        """Connect to the database and begin to listen to it."""
        self._pool = await asyncpg.create_pool(self._dsn, ssl=False, min_size=1, max_size=_MAX_CONNECTIONS)
        self._doorkeeper = Doorkeeper(self._hub, self._keys, self._pool)
        self._changes = Changes(self._hub, self._pool)
        await self._feed.start()

    async def stop(self) -> None:
        """End every socket (1001), the feed and the connections."""
        self.close_sockets(1001)
        await self._feed.stop()
        if self._doorkeeper is not None:
            await self._doorkeeper.stop()
        if self._pool is not None:
            try:
                await asyncio.wait_for(self._pool.close(), 5)
            except TimeoutError:
                self._pool.terminate()

    def close_sockets(self, code: int = 1012) -> int:
        """End every socket with a close frame, as at a restart; how many there were."""
        connections = tuple(self._hub.connections)
        for connection in connections:
            connection.close(code)
        return len(connections)

    def cut_sockets(self) -> int:
        """End every socket at once, queued messages and all; how many there were."""
        connections = tuple(self._hub.connections)
        for connection in connections:
            connection.cut()
        return len(connections)

    def check_tokens(self) -> None:
        """Look at every channel's token now, as after the clock was moved."""
        for channel in self._hub.channels():
            channel.check_token()

    def routes(self) -> list[BaseRoute]:
        """The routes under the prefix."""
        api = f"{self._prefix}/api/broadcast"
        return [
            WebSocketRoute(f"{self._prefix}/websocket", self._serve_socket),
            Route(api, self._serve_batch, methods=["POST"]),
            Route(f"{api}/{{topic}}/events/{{event}}", self._serve_single, methods=["POST"]),
        ]

    @property
    def _door(self) -> Doorkeeper:
        if self._doorkeeper is None:
            raise RuntimeError("start() was not awaited")
        return self._doorkeeper

    async def _serve_socket(self, websocket: WebSocket) -> None:
        key = websocket.headers.get("x-api-key") or websocket.query_params.get("apikey")
        token = self._key_token(key)
        if token is None:
            error = "no API key" if not key else "invalid API key"
            await websocket.send_denial_response(JSONResponse({"error": error}, status_code=401))
            return
        framing = FRAMINGS.get(websocket.query_params.get("vsn", "1.0.0"))
        if framing is None:
            await websocket.send_denial_response(JSONResponse({"error": "unsupported vsn"}, status_code=400))
            return
        await Connection(websocket, framing, token, self._door).run()

    def _key_token(self, key: str | None) -> str | None:
        """The token of a socket's key, which may be an API key or a person's token."""
        token = self._keys.token_for(key)
        if token is not None or not key:
            return token
        try:
            self._keys.verify(key)
        except TokenRefusedError:
            return None
        return key

    async def _serve_batch(self, request: Request) -> Response:
        return await HttpBroadcasts(self._door).batch(request)

    async def _serve_single(self, request: Request) -> Response:
        return await HttpBroadcasts(self._door).single(request)

    async def _publish(self, change: Change) -> None:
        if is_message(change):
            publish_message(self._hub, change)
        elif self._changes is not None:
            await self._changes.publish(change)

    def _tell_of_gap(self) -> None:
        for channel in self._hub.channels():
            channel.shut("The connection to the database was lost, messages may be missing")
