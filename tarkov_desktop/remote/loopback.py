"""The one-shot listener on 127.0.0.1 that the browser comes back to after a sign-in (client libraries, 7)."""

from __future__ import annotations

import asyncio
import html
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self, TypeAlias
from urllib.parse import parse_qs, urlsplit

logger = logging.getLogger(__name__)

LIMIT_S: Final = 300.0
"""How long a sign-in may take in the browser."""
MAX_HEAD_BYTES: Final = 16 * 1024
READ_LIMIT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Code:
    """The browser brought a code to exchange."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProviderRefused:
    """The browser brought an error; ``description`` is the provider's text, to be shown as plain text."""

    code: str
    description: str


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nobody came back in time."""


Callback: TypeAlias = Code | ProviderRefused | TimedOut


class LoopbackListener:
    """``async with LoopbackListener(page) as listener: … await listener.callback()``.

    ``redirect_url`` holds 192 random bits in its path: only the browser we sent can come back. ``page`` returns the
    text shown in the browser for a finished (True) or failed sign-in.
    """

    def __init__(self, page: Callable[[bool], str], *, limit_s: float = LIMIT_S) -> None:
        self._page = page
        self._limit_s = limit_s
        self._path = f"/{secrets.token_urlsafe(24)}/callback"
        self._port = 0
        self._server: asyncio.Server | None = None
        self._came: asyncio.Future[Callback] = asyncio.get_running_loop().create_future()

    @property
    def redirect_url(self) -> str:
        """Return the address for the provider to come back to."""
        return f"http://127.0.0.1:{self._port}{self._path}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MAX_HEAD_BYTES)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._came.cancel()

    async def callback(self) -> Callback:
        """Wait for the browser, at most five minutes; cancelling closes the listener with the context."""
        try:
            async with asyncio.timeout(self._limit_s):
                return await asyncio.shield(self._came)
        except TimeoutError:
            return TimedOut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(READ_LIMIT_S):
                head = await reader.readuntil(b"\r\n\r\n")
            writer.write(self._answer(head))
            await writer.drain()
        except (
            TimeoutError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            ConnectionError,
        ) as error:
            logger.info("sign-in listener dropped a connection kind=%s", type(error).__name__)
        finally:
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        """Return the response to one request; the first right one is taken, every other gets 404."""
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        hosts = [line.split(":", 1)[1].strip() for line in lines[1:] if line.lower().startswith("host:")]
        target = urlsplit(words[1]) if len(words) == 3 else urlsplit("")  # noqa: PLR2004 - method, target, version
        is_ours = words[0] == "GET" and target.path == self._path and hosts == [f"127.0.0.1:{self._port}"]
        if not is_ours or self._came.done():
            return _response(404, "")
        query = {name: values[0] for name, values in parse_qs(target.query).items()}
        came: Callback
        if code := query.get("code"):
            came = Code(code)
        else:
            word = query.get("error_code") or query.get("error") or "no_code"
            came = ProviderRefused(word[:80], query.get("error_description", "")[:300])
        self._came.set_result(came)
        return _response(200, self._page(isinstance(came, Code)))


def _response(status: int, text: str) -> bytes:
    body = (
        '<!doctype html><meta charset="utf-8"><title>Tarkov Desktop</title>'
        '<body style="font:16px sans-serif;margin:4em;background:#14171a;color:#e9ecee">'
        f"<p>{html.escape(text)}</p>"
    ).encode()
    word = {200: "OK", 404: "Not Found"}[status]
    return (
        f"HTTP/1.1 {status} {word}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n"
    ).encode() + body
