"""One WebSocket: frames in, frames out, and the channels it carries."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from typing import TYPE_CHECKING

from starlette.websockets import WebSocketDisconnect, WebSocketState

from tarkov_desktop.localbackend.realtime.frames import ClientFrame, FrameError, Framing, Push

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from tarkov_desktop.localbackend.realtime.channel import Channel
    from tarkov_desktop.localbackend.realtime.joining import Doorkeeper

logger = logging.getLogger(__name__)

_TOO_BIG_BYTES = 5_000_000
_CLOSE_TIMEOUT_S = 1.0


class Connection:
    """A client's socket. ``run`` lasts as long as it does.

    What is sent waits in an outbox; a client that reads too slowly to keep it within the limits is cut off, so that it can
    neither hold up the others nor fill the memory.
    """

    def __init__(
        self, websocket: WebSocket, framing: Framing, key_token: str, doorkeeper: Doorkeeper
    ) -> None:
        self.framing = framing
        self.key_token = key_token
        self.headers = dict(websocket.headers)
        self.channels: dict[str, Channel] = {}
        self._websocket = websocket
        self._doorkeeper = doorkeeper
        self._limits = doorkeeper.hub.limits
        self._outbox: deque[str | bytes] = deque()
        self._outbox_bytes = 0
        self._wake = asyncio.Event()
        self._over = asyncio.Event()
        self._close_code: int | None = None

    async def run(self) -> None:
        """Serve the socket until either side ends it."""
        await self._websocket.accept()
        hub = self._doorkeeper.hub
        hub.connections.add(self)
        tasks = [
            asyncio.create_task(work, name=f"realtime {name}")
            for name, work in (("read", self._read()), ("write", self._write()), ("over", self._over.wait()))
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            hub.connections.discard(self)
            for channel in tuple(self.channels.values()):
                channel.detach()
            await self._hang_up()

    def send(self, frame: str | bytes) -> None:
        """Queue a frame; too many of them end the connection."""
        if self._over.is_set() or self._close_code is not None:
            return
        self._outbox.append(frame)
        self._outbox_bytes += len(frame)
        if len(self._outbox) > self._limits.outbox_messages or self._outbox_bytes > self._limits.outbox_bytes:
            logger.warning("a client reads too slowly and is cut off, %d frames behind", len(self._outbox))
            self.cut()
            return
        self._wake.set()

    def push(self, push: Push) -> None:
        """Queue a message."""
        self.send(self.framing.encode(push))

    def reply(self, frame: ClientFrame, status: str, response: object) -> None:
        """Answer *frame*."""
        self.push(
            Push(
                topic=frame.topic,
                event="phx_reply",
                payload={"status": status, "response": response},
                ref=frame.ref,
                join_ref=frame.join_ref,
            )
        )

    def close(self, code: int) -> None:
        """End the connection with a close frame, after what is already queued."""
        self._close_code = code
        self._wake.set()

    def cut(self) -> None:
        """End the connection at once, queued frames and all."""
        self._outbox.clear()
        self._over.set()

    async def _write(self) -> None:
        while True:
            while self._outbox:
                frame = self._outbox.popleft()
                self._outbox_bytes -= len(frame)
                if isinstance(frame, str):
                    await self._websocket.send_text(frame)
                else:
                    await self._websocket.send_bytes(frame)
            if self._close_code is not None:
                return
            self._wake.clear()
            await self._wake.wait()

    async def _read(self) -> None:
        try:
            while True:
                message = await self._websocket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                raw = message.get("text")
                await self._receive(message["bytes"] if raw is None else raw)
        except WebSocketDisconnect:
            return
        except FrameError as error:
            logger.info("a frame that cannot be read ends the connection: %s", error)
            self._close_code = 1011
        except Exception:
            # Whatever it was, it ends this socket only; the client reconnects, as with the real service.
            logger.exception("a realtime connection failed")
            self._close_code = 1011

    async def _receive(self, raw: str | bytes) -> None:
        if len(raw) > _TOO_BIG_BYTES:
            self._close_code = 1009
            raise WebSocketDisconnect(1009)
        frame = self.framing.decode(raw)
        if frame.topic == "phoenix":
            if frame.event == "heartbeat":
                self.reply(frame, "ok", {})
            return
        if frame.event == "phx_join":
            await self._doorkeeper.join(self, frame)
            return
        channel = self.channels.get(frame.topic)
        if channel is None:
            is_leave = frame.event == "phx_leave"
            self.reply(frame, *(("ok", {}) if is_leave else ("error", {"reason": "unmatched topic"})))
        elif not channel.is_stale(frame):
            await channel.receive(frame)

    async def _hang_up(self) -> None:
        if self._close_code is None and not self._over.is_set():
            return
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            return
        with contextlib.suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
            # A client that does not read does not take a close frame either: it gets a moment, then the line is dropped.
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                await self._websocket.close(self._close_code or 1011)
