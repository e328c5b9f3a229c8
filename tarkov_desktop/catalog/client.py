"""Fetches game data over HTTP: conditional, limited, patient. Imported late, for httpx is slow to import.

What one fetch can give is a value; only a failure of the network or the server is an exception.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from urllib.parse import urljoin, urlsplit

import httpx

from tarkov_desktop import __version__
from tarkov_desktop.catalog.cache import Entry
from tarkov_desktop.catalog.decoding import Unpacker
from tarkov_desktop.catalog.errors import CatalogError, DocumentRejectedError, FetchError
from tarkov_desktop.catalog.headers import seconds_to_wait
from tarkov_desktop.catalog.locations import Document, checked_address

logger = logging.getLogger(__name__)

USER_AGENT: Final = f"TarkovDesktop/{__version__} (+https://github.com/tarkov-desktop/tarkov-desktop)"
_TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)
_WHOLE_S: Final = 60.0
_WHOLE_LARGE_S: Final = 180.0
_AT_A_TIME: Final = 3
_TRIES: Final = 3
"""The first try and two more."""
_BACK_OFF_S: Final = (60.0, 300.0, 900.0, 3600.0)
_MOST_WAITED_S: Final = 3600.0
_MOST_REDIRECTS: Final = 3
_OK, _NOT_MODIFIED, _NOT_FOUND, _TOO_MANY = 200, 304, 404, 429
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SERVER_FAULT: Final = 500


@dataclass(frozen=True, slots=True)
class Fetched:
    """A new body, with the headers that make the next request conditional."""

    url: str
    body: bytes
    etag: str
    last_modified: str
    received: int
    """Bytes on the wire."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """What we have is still current."""

    url: str


@dataclass(frozen=True, slots=True)
class NotOffered:
    """The server has no such document."""

    url: str


Answer = Fetched | NotModified | NotOffered
Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class BackOff:
    """When a host may be asked again after rounds that failed."""

    failures: int = 0
    until: float = 0.0

    def failed(self, now: float, retry_after_s: float | None) -> None:
        """Count a failed round and wait longer than after the last, or as long as the server asks.

        Other documents of the same round that fail as well are not counted again.
        """
        asked = min(retry_after_s, _MOST_WAITED_S) if retry_after_s is not None else 0.0
        if now < self.until:
            self.until = max(self.until, now + asked)
            return
        step = _BACK_OFF_S[min(self.failures, len(_BACK_OFF_S) - 1)]
        self.failures += 1
        self.until = now + max(step, asked)

    def succeeded(self) -> None:
        """Forget the failures."""
        self.failures, self.until = 0, 0.0


class Client:
    """Asks for documents; use it as an asynchronous context manager."""

    def __init__(
        self,
        back_offs: dict[str, BackOff],
        *,
        verify: object = True,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """Take the *back_offs* by host, which outlive the client, and how to verify TLS (an ``SSLContext``)."""
        self._back_offs = back_offs
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._slots = asyncio.Semaphore(_AT_A_TIME)
        self._http = httpx.AsyncClient(
            timeout=_TIMEOUT,
            follow_redirects=False,
            verify=verify,  # type: ignore[arg-type] # an SSLContext, or True; typed loosely so that callers need no ssl
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def fetch(self, document: Document, known: Entry | None) -> Answer:
        """Return the newest *document*; *known* is what we have of it.

        Raises:
            FetchError: no address answered, or all of them must be left alone for a while.
            DocumentRejectedError: the answer is larger than the document may be, or damaged.
        """
        failure: CatalogError | None = None
        answer: Answer | None = None
        for address in document.addresses:
            try:
                answer = await self._from(
                    address, document, known if known and known.url == address else None
                )
            except CatalogError as error:
                logger.info("Game data: %s", error)
                failure = error
                continue
            if not isinstance(answer, NotOffered):
                return answer
        if answer is not None:
            return answer
        raise failure or FetchError(f"No address is known for {document.name}.")

    async def _from(self, address: str, document: Document, known: Entry | None) -> Answer:
        host = urlsplit(address).netloc
        back_off = self._back_offs.setdefault(host, BackOff())
        async with self._slots:
            wait = back_off.until - self._clock()
            if wait > 0:
                minutes = max(1, round(wait / 60))
                raise FetchError(
                    f"{host} did not answer, so it is asked again in {minutes} min.", retry_after_s=wait
                )
            try:
                answer = await self._tried(address, document, known)
            except FetchError as failure:
                back_off.failed(self._clock(), failure.retry_after_s)
                raise
        back_off.succeeded()
        return answer

    async def _tried(self, address: str, document: Document, known: Entry | None) -> Answer:
        for number in range(1, _TRIES + 1):
            try:
                async with asyncio.timeout(_WHOLE_LARGE_S if document.is_large else _WHOLE_S):
                    return await self._once(address, document, known)
            except FetchError as failure:
                is_final = (
                    failure.retry_after_s is not None or number == _TRIES or not _is_worth_a_try(failure)
                )
                if is_final:
                    raise
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as cause:
                if number == _TRIES:
                    raise FetchError(f"{_named(address)} could not be reached: {_reason(cause)}.") from cause
            await self._sleep(1.0 if number == 1 else self._jitter(1.0, 5.0))
        raise AssertionError("the last try returns or raises")

    async def _once(self, address: str, document: Document, known: Entry | None) -> Answer:
        headers = _conditions(known)
        url = address
        for _ in range(_MOST_REDIRECTS + 1):
            async with self._http.stream("GET", url, headers=headers) as response:
                if response.status_code in _REDIRECTS:
                    url = _followed(url, response.headers.get("Location", ""))
                    continue
                if response.status_code == _NOT_MODIFIED and known is not None:
                    return NotModified(address)
                if response.status_code == _NOT_FOUND:
                    return NotOffered(address)
                if response.status_code != _OK:
                    raise _refused(address, response, self._clock())
                return await _read(address, document, response)
        raise FetchError(f"{_named(address)} redirects more than {_MOST_REDIRECTS} times.")


async def _read(address: str, document: Document, response: httpx.Response) -> Fetched:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"gzip", "x-gzip", "identity", ""}:
        raise DocumentRejectedError(
            document.name, f"it is packed as {encoding[:20]}, which was not asked for"
        )
    unpacker = Unpacker(document.name, gzipped="gzip" in encoding)
    async for piece in response.aiter_raw():
        unpacker.feed(piece)
    return Fetched(
        url=address,
        body=unpacker.body(),
        etag=response.headers.get("ETag", "")[:200],
        last_modified=response.headers.get("Last-Modified", "")[:100],
        received=unpacker.received,
    )


def _conditions(known: Entry | None) -> dict[str, str]:
    if known is None or known.is_missing:
        return {}
    if known.etag:
        return {"If-None-Match": known.etag}
    return {"If-Modified-Since": known.last_modified} if known.last_modified else {}


def _followed(url: str, location: str) -> str:
    try:
        target = checked_address(urljoin(url, location))
    except ValueError as cause:  # AddressError is one
        raise FetchError(f"{_named(url)} redirects to an address that is not allowed.") from cause
    if urlsplit(target).hostname != urlsplit(url).hostname:
        raise FetchError(f"{_named(url)} redirects to another host.")
    return target


def _refused(address: str, response: httpx.Response, now: float) -> FetchError:
    wait = seconds_to_wait(response.headers.get("Retry-After", ""), now)
    status = response.status_code
    return FetchError(f"{_named(address)} answered with status {status}.", status=status, retry_after_s=wait)


def _is_worth_a_try(failure: FetchError) -> bool:
    return failure.status is not None and (failure.status >= _SERVER_FAULT or failure.status == _TOO_MANY)


def _named(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}"


def _reason(cause: Exception) -> str:
    if isinstance(cause, httpx.TimeoutException | TimeoutError):
        return "it took too long"
    return type(cause).__name__
