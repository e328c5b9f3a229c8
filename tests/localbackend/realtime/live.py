"""A served Realtime over a database with the rooms of ``world.sql``, and the two kinds of clients for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websockets
from realtime import (
    AsyncRealtimeChannel,
    AsyncRealtimeClient,
    RealtimeChannelBroadcastConfig,
    RealtimeChannelOptions,
    RealtimeChannelPresenceConfig,
    RealtimeSubscribeStates,
)

from tarkov_desktop.localbackend.realtime import Limits, Realtime
from tarkov_desktop.localbackend.tokens import Keys
from tests.backend_support import Database
from tests.localbackend.serving import served

ANNA = "00000000-0000-0000-0000-00000000000a"
BELA = "00000000-0000-0000-0000-00000000000b"
PATIENCE_S = 5.0


class Socket:
    """A WebSocket without any library's ideas, for what the public client does not show."""

    def __init__(self, connection: websockets.ClientConnection, vsn: str) -> None:
        self.connection = connection
        self._vsn = vsn
        self._ref = 0

    async def send(self, topic: str, event: str, payload: object, *, join_ref: str | None = "1") -> str:
        """Send one message; its reference."""
        self._ref += 1
        ref = str(self._ref)
        frame: object = [join_ref, ref, topic, event, payload]
        if self._vsn == "1.0.0":
            frame = {"topic": topic, "event": event, "payload": payload, "ref": ref, "join_ref": join_ref}
        await self.connection.send(json.dumps(frame))
        return ref

    async def receive(self, timeout_s: float = PATIENCE_S) -> Any:  # noqa: ANN401 - JSON
        """The next frame: binary ones as bytes, text as (event, payload, whole frame)."""
        raw = await asyncio.wait_for(self.connection.recv(), timeout_s)
        if isinstance(raw, bytes):
            return raw
        frame = json.loads(raw)
        if isinstance(frame, list):
            return frame[3], frame[4], frame
        return frame["event"], frame["payload"], frame

    async def until(self, event: str, timeout_s: float = PATIENCE_S) -> Any:  # noqa: ANN401 - JSON
        """The payload of the next message named *event*; others are skipped."""
        async with asyncio.timeout(timeout_s):
            while True:
                received = await self.receive(timeout_s)
                if not isinstance(received, bytes) and received[0] == event:
                    return received[1]

    async def join(self, topic: str, token: str | None = None, /, **config: Any) -> Any:  # noqa: ANN401 - JSON
        """Join, and the reply's payload."""
        payload: dict[str, object] = {"config": config}
        if token is not None:
            payload["access_token"] = token
        await self.send(f"realtime:{topic}", "phx_join", payload)
        return await self.until("phx_reply")

    async def is_silent(self, topic: str = "phoenix") -> bool:
        """Whether nothing comes before the answer to a heartbeat sent now."""
        await self.send("phoenix", "heartbeat", {}, join_ref=None)
        received = await self.receive()
        return not isinstance(received, bytes) and received[0] == "phx_reply" and received[2] is not None


@dataclass
class Heard:
    """What a channel of the public client heard: subscribe states, broadcasts, system messages, row changes."""

    states: asyncio.Queue[tuple[RealtimeSubscribeStates, Exception | None]] = field(
        default_factory=asyncio.Queue
    )
    broadcasts: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    systems: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    changes: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)


async def soon(queue: asyncio.Queue[Any]) -> Any:  # noqa: ANN401 - whatever was put in
    """The next thing in *queue*."""
    return await asyncio.wait_for(queue.get(), PATIENCE_S)


@dataclass
class Live:
    """The served endpoint, and clients for it."""

    realtime: Realtime
    database: Database
    keys: Keys
    address: str
    clock_offset_s: list[float]
    _clients: list[AsyncRealtimeClient] = field(default_factory=list)
    _sockets: list[websockets.ClientConnection] = field(default_factory=list)

    def token(
        self, person: str = ANNA, *, ttl_s: float = 600, role: str = "authenticated", mark: str = ""
    ) -> str:
        """An access token; *mark* makes it another one for the same person."""
        expiry = int(time.time() + self.clock_offset_s[0] + ttl_s)
        return self.keys.sign({"role": role, "sub": person, "exp": expiry, "mark": mark})

    def client(self) -> AsyncRealtimeClient:
        """The public client, closed at the end."""
        client = AsyncRealtimeClient(
            f"ws://{self.address}/realtime/v1", self.keys.anon_key, auto_reconnect=False, max_retries=1
        )
        self._clients.append(client)
        return client

    async def signed_in(self, person: str = ANNA) -> AsyncRealtimeClient:
        """The public client with a person's token."""
        client = self.client()
        await client.set_auth(self.token(person))
        return client

    async def socket(self, vsn: str = "1.0.0", key: str | None = None) -> Socket:
        """A bare socket, closed at the end."""
        url = f"ws://{self.address}/realtime/v1/websocket?apikey={key or self.keys.anon_key}&vsn={vsn}"
        connection = await websockets.connect(url, max_size=None, compression=None)
        self._sockets.append(connection)
        return Socket(connection, vsn)

    async def add_member(self, room: str, person: str = ANNA) -> None:
        """Let *person* into *room*."""
        owner = await self.database.connect("postgres")
        await owner.execute("insert into rooms.members values ($1, $2::text::uuid)", room, person)

    async def send(
        self, topic: str, payload: dict[str, object], event: str = "news", *, private: bool = True
    ) -> None:
        """Broadcast from SQL."""
        owner = await self.database.connect("postgres")
        await owner.execute("select realtime.send($1, $2, $3, $4)", payload, event, topic, private)

    async def close(self) -> None:
        """Close what the test opened."""
        for client in self._clients:
            await client.close()
        for socket in self._sockets:
            await socket.close()


def channel_of(
    client: AsyncRealtimeClient,
    topic: str,
    *,
    private: bool = True,
    broadcast: RealtimeChannelBroadcastConfig | None = None,
    presence: RealtimeChannelPresenceConfig | None = None,
) -> tuple[AsyncRealtimeChannel, Heard]:
    """A channel of the public client, with every callback put on queues."""
    options: RealtimeChannelOptions = {
        "config": {
            "broadcast": broadcast or {"ack": False, "self": False},
            "presence": presence or {"key": "", "enabled": False},
            "private": private,
        }
    }
    channel, heard = client.channel(topic, options), Heard()
    channel.on_broadcast("*", heard.broadcasts.put_nowait)
    channel.on_system(heard.systems.put_nowait)
    return channel, heard


async def subscribe(channel: AsyncRealtimeChannel, heard: Heard) -> RealtimeSubscribeStates:
    """Subscribe, and the first state that comes of it."""
    await channel.subscribe(lambda state, error: heard.states.put_nowait((state, error)))
    state: RealtimeSubscribeStates = (await soon(heard.states))[0]
    return state


@contextlib.asynccontextmanager
async def running(database: Database, limits: Limits | None = None) -> AsyncIterator[Live]:
    """Realtime over *database* until the block ends."""
    owner = await database.connect("postgres")
    await owner.execute(Path(__file__).with_name("world.sql").read_text("utf-8"))
    offset_s = [0.0]
    keys = Keys("s" * 40, clock=lambda: time.time() + offset_s[0])
    realtime = Realtime(database.dsn("supabase_admin"), keys, limits)
    await realtime.start()
    try:
        async with served(realtime.routes()) as address:
            live = Live(realtime, database, keys, address, offset_s)
            try:
                yield live
            finally:
                await live.close()
                await realtime.stop()
    finally:
        await realtime.stop()
