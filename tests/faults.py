"""A bad network between a client and the local backend, for tests: documented faults, one at a time or piled up.

Put a ``FaultProxy`` in front of a backend and give the client its address::

    with FaultProxy(backend) as network:                  # a thread of its own: works under every event loop
        client = connect(network.url, backend.anon_key)
        network.answer(429, path="/functions/v1/progress-update", headers={"retry-after": "2"})
        network.lose_answer(path="/functions/v1/progress-update")   # it happened, but the client never hears of it

HTTP faults hold for the next *times* requests (default 1) whose path begins with *path* (default: every path):

=====================  ===============================================================================================
``answer(status)``     answered by the proxy, never reaches the backend (5xx, 429, a captive portal's 200 page)
``lose_request()``     connection closed before the backend saw it: it did not happen
``lose_answer()``      forwarded, then the connection is closed: it did happen, outcome unknown to the client
``duplicate()``        forwarded twice, the client hears the second answer
``reset()``            the connection is reset (RST) at once
``delay(seconds)``     held back before it is forwarded
``late_answer(s)``     forwarded at once, its answer held back: old when it arrives (``release()`` ends the wait)
``swallow()``          accepted and never answered, the connection stays open (half-open)
=====================  ===============================================================================================

Faults of everything: ``offline()`` refuses new connections and cuts the open ones until ``online()``; ``freeze()`` leaves all
connections open and moves no byte any more (a laptop's sleep, a dead NAT) until ``thaw()``; ``cut_sockets()`` ends the open
WebSockets without a close frame. Frames of WebSockets that the backend sends: ``on_frame(rule)``, where *rule* takes the text of
a frame and gives the texts to deliver: ``lambda text: []`` drops it, ``[text, text]`` doubles it; ``None`` takes the rule away.
``seen`` lists the requests that arrived, as (method, path); ``wait_seen`` waits for one, ``wait_held`` for a late answer.

The backend's own parts: ``tests.localbackend.backend_fixture`` (``RunningBackend.restart_gateway``, ``restart_database``,
``crash_functions``), and its clock: ``MovableClock.moved``.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, Self
from urllib.parse import urlsplit

Kind = Literal[
    "answer", "lose_request", "lose_answer", "duplicate", "reset", "delay", "late_answer", "swallow"
]
FrameRule = Callable[[str], list[str]]

_CHUNK = 65_536


class Backend(Protocol):
    """What the proxy needs of a backend."""

    @property
    def url(self) -> str:
        """Where it is."""
        ...

    def trust_port(self, port: int) -> None:
        """Also be addressed under *port*."""


@dataclass(slots=True)
class _Fault:
    kind: Kind
    path: str
    left: int
    answer: bytes = b""
    seconds: float = 0.0


@dataclass(slots=True)
class _Request:
    method: str
    path: str
    head: bytes
    body: bytes

    @property
    def is_websocket(self) -> bool:
        return b"upgrade: websocket" in self.head.lower()


@dataclass(slots=True)
class _State:
    """Shared by the connections; touched on the proxy's own loop only, except for reading."""

    faults: list[_Fault] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    held: int = 0
    frame_rule: FrameRule | None = None
    writers: set[asyncio.StreamWriter] = field(default_factory=set)
    sockets: set[asyncio.StreamWriter] = field(default_factory=set)


class FaultProxy:
    """A proxy on a loopback port of its own, in a thread of its own; every method may be called from any thread."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._target = urlsplit(backend.url)
        self._state = _State()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="faults", daemon=True)
        self._moving = asyncio.Event()
        self._released = asyncio.Event()
        self._changed = threading.Condition()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """The address to give to the client."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def seen(self) -> list[tuple[str, str]]:
        """The requests that arrived so far, as (method, path without query)."""
        return list(self._state.seen)

    def __enter__(self) -> Self:
        self._thread.start()
        self._moving.set()
        self.online()
        self._backend.trust_port(self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self.offline()
        self._run(_cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # Faults of single requests ----------------------------------------------------------------------------------------

    def answer(
        self,
        status: int,
        body: bytes = b"{}",
        *,
        path: str = "/",
        times: int = 1,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer with *status* and *body* instead of the backend."""
        lines = {
            "content-type": "application/json",
            **(headers or {}),
            "content-length": str(len(body)),
            "connection": "close",
        }
        head = (
            f"HTTP/1.1 {status} Fault\r\n"
            + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            + "\r\n"
        )
        self._add(_Fault("answer", path, times, answer=head.encode() + body))

    def lose_request(self, *, path: str = "/", times: int = 1) -> None:
        """Close the connection before the backend sees the request."""
        self._add(_Fault("lose_request", path, times))

    def lose_answer(self, *, path: str = "/", times: int = 1) -> None:
        """Let the backend do it and close the connection without its answer."""
        self._add(_Fault("lose_answer", path, times))

    def duplicate(self, *, path: str = "/", times: int = 1) -> None:
        """Let the backend do it twice."""
        self._add(_Fault("duplicate", path, times))

    def reset(self, *, path: str = "/", times: int = 1) -> None:
        """Reset the connection."""
        self._add(_Fault("reset", path, times))

    def delay(self, seconds: float, *, path: str = "/", times: int = 1) -> None:
        """Hold the request back."""
        self._add(_Fault("delay", path, times, seconds=seconds))

    def late_answer(self, seconds: float, *, path: str = "/", times: int = 1) -> None:
        """Let the backend answer at once, and deliver that so much later."""
        self._loop.call_soon_threadsafe(self._released.clear)
        self._add(_Fault("late_answer", path, times, seconds=seconds))

    def release(self) -> None:
        """Deliver every answer that is held back now, without waiting for its time."""
        self._loop.call_soon_threadsafe(self._released.set)

    def swallow(self, *, path: str = "/", times: int = 1) -> None:
        """Take the request and never answer."""
        self._add(_Fault("swallow", path, times))

    def clear(self) -> None:
        """Forget all faults that have not happened yet."""
        self._state.faults.clear()

    # Faults of everything ---------------------------------------------------------------------------------------------

    def offline(self) -> None:
        """Refuse new connections and cut all open ones."""

        async def down() -> None:
            if self._server is not None:
                self._server.close()
            for writer in tuple(self._state.writers):
                writer.transport.abort()

        self._run(down())

    def online(self) -> None:
        """Accept connections again, on the same port."""

        async def up() -> None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

        self._run(up())

    def freeze(self) -> None:
        """Move no byte any more, and close nothing."""
        self._loop.call_soon_threadsafe(self._moving.clear)

    def thaw(self) -> None:
        """Move what was held back."""
        self._loop.call_soon_threadsafe(self._moving.set)

    def cut_sockets(self) -> None:
        """End all WebSockets without a close frame."""

        async def cut() -> None:
            for writer in tuple(self._state.sockets):
                writer.transport.abort()

        self._run(cut())

    def on_frame(self, rule: FrameRule | None) -> None:
        """Let *rule* decide what becomes of each text frame the backend sends."""
        self._state.frame_rule = rule

    def wait_seen(self, path: str, *, times: int = 1, timeout_s: float = 10.0) -> None:
        """Wait until *times* requests whose path begins with *path* have arrived.

        Raises:
            TimeoutError: they have not.
        """
        with self._changed:
            if not self._changed.wait_for(
                lambda: sum(seen.startswith(path) for _, seen in self._state.seen) >= times, timeout_s
            ):
                raise TimeoutError(f"{path} was not asked {times} times")

    def wait_held(self, *, times: int = 1, timeout_s: float = 10.0) -> None:
        """Wait until *times* answers have come from the backend and were held back (``late_answer``).

        Raises:
            TimeoutError: they have not.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._state.held >= times, timeout_s):
                raise TimeoutError(f"{times} answers were not held back")

    # The way of a connection ------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._state.writers.add(writer)
        try:
            request = await _read_request(reader)
            if request is not None:
                await self._treat(request, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # either side went away, which is what this proxy is for
        finally:
            self._state.writers.discard(writer)
            writer.close()

    async def _treat(
        self, request: _Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with self._changed:
            self._state.seen.append((request.method, request.path.partition("?")[0]))
            self._changed.notify_all()
        await self._moving.wait()
        fault = self._take(request.path)
        while fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            fault = self._take(request.path)
        match fault.kind if fault else None:
            case "answer" if fault:
                writer.write(fault.answer)
                await writer.drain()
            case "lose_request":
                return
            case "lose_answer":
                await self._forward(request, reader, None)
            case "late_answer" if fault:
                await self._forward(request, reader, writer, hold_s=fault.seconds)
            case "reset":
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                writer.transport.abort()
            case "swallow":
                await reader.read()
            case "duplicate":
                await self._forward(request, reader, None)
                await self._forward(request, reader, writer)
            case _:
                await self._forward(request, reader, writer)

    async def _forward(
        self,
        request: _Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter | None,
        *,
        hold_s: float = 0.0,
    ) -> None:
        """Ask the backend; *writer* None drops what it answers."""
        up_reader, up_writer = await asyncio.open_connection(self._target.hostname, self._target.port)
        self._state.writers.add(up_writer)
        try:
            up_writer.write(request.head + request.body)
            await up_writer.drain()
            if request.is_websocket and writer is not None:
                await self._relay(reader, writer, up_reader, up_writer)
                return
            is_first = True
            while piece := await up_reader.read(_CHUNK):
                if is_first and hold_s:
                    self._note_held()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._released.wait(), hold_s)
                if is_first:
                    piece = _ending(piece)
                is_first = False
                await self._moving.wait()
                if writer is not None:
                    writer.write(piece)
                    await writer.drain()
        finally:
            self._state.writers.discard(up_writer)
            up_writer.close()

    async def _relay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
        up_reader: asyncio.StreamReader, up_writer: asyncio.StreamWriter,
    ) -> None:  # fmt: skip
        self._state.sockets.add(writer)
        try:
            writer.write(await up_reader.readuntil(b"\r\n\r\n"))
            both = [
                asyncio.ensure_future(self._move(reader, up_writer)),
                asyncio.ensure_future(self._move_frames(up_reader, writer)),
            ]
            _, pending = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
        finally:
            self._state.sockets.discard(writer)

    async def _move(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(_CHUNK):
            await self._moving.wait()
            writer.write(piece)
            await writer.drain()

    async def _move_frames(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Server to client, frame by frame (a server's frames are not masked, and compression was not agreed on)."""
        while True:
            first, length = await reader.readexactly(2)
            if length == 126:
                (length,) = struct.unpack("!H", await reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await reader.readexactly(8))
            payload = await reader.readexactly(length)
            await self._moving.wait()
            rule = self._state.frame_rule
            whole_text = first == 0x81
            payloads = (
                [text.encode() for text in rule(payload.decode())] if rule and whole_text else [payload]
            )
            for delivered in payloads:
                writer.write(_frame(first, delivered))
            await writer.drain()

    def _note_held(self) -> None:
        with self._changed:
            self._state.held += 1
            self._changed.notify_all()

    def _add(self, fault: _Fault) -> None:
        self._state.faults.append(fault)

    def _take(self, path: str) -> _Fault | None:
        for fault in self._state.faults:
            if path.startswith(fault.path):
                fault.left -= 1
                if fault.left <= 0:
                    self._state.faults.remove(fault)
                return fault
        return None

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


async def _read_request(reader: asyncio.StreamReader) -> _Request | None:
    """One request, rewritten so that the backend closes the connection after it and compresses no frames."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = [
        (name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)
    ]
    known = dict(headers)
    if "transfer-encoding" in known:
        raise NotImplementedError("the fault proxy does not know chunked requests")
    body = await reader.readexactly(int(known.get("content-length", 0)))
    websocket = known.get("upgrade", "").lower() == "websocket"
    dropped = {"sec-websocket-extensions"} if websocket else {"connection"}
    kept = [f"{name}: {value}" for name, value in headers if name not in dropped]
    if not websocket:
        kept.append("connection: close")
    return _Request(method, path, "\r\n".join([first, *kept, "", ""]).encode("latin-1"), body)


def _ending(head: bytes) -> bytes:
    """Return the beginning of an answer, saying that the connection ends with it, which not every server repeats."""
    line, _, rest = head.partition(b"\r\n")
    return head if b"connection: close" in head.lower() else line + b"\r\nconnection: close\r\n" + rest


def _frame(first: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes([first, size]) + payload
    if size < 1 << 16:
        return bytes([first, 126]) + struct.pack("!H", size) + payload
    return bytes([first, 127]) + struct.pack("!Q", size) + payload


async def _cancel_all() -> None:
    own = asyncio.current_task()
    tasks = [task for task in asyncio.all_tasks() if task is not own]
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)
