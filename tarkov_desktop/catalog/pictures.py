"""Pictures of items, tasks, traders and stations: fetched when a row is on screen, never shipped (game-data 11).

They come from one host only. A picture that is missing or refused is None, and the window shows its placeholder.
Cancel the task that waits for a picture when its row has scrolled away.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from tarkov_desktop.catalog.limits import MEBIBYTE
from tarkov_desktop.catalog.locations import DAY_S, checked_address
from tarkov_desktop.catalog.picture_cache import CachedPicture, PictureCache, PictureNote
from tarkov_desktop.catalog.picture_format import picture_format
from tarkov_desktop.domain.ids import ItemId, TaskId, TraderId

if TYPE_CHECKING:
    import httpx

logger = logging.getLogger(__name__)

ASSETS_URL: Final = "https://assets.tarkov.dev"
DEFAULT_CACHE_MB: Final = 256
MAX_BYTES: Final = 4 * MEBIBYTE
_AT_A_TIME: Final = 6
_WHOLE_S: Final = 10.0
_FRESH_S: Final = 30 * DAY_S
_REFUSED_S: Final = DAY_S
_UNREACHED_S: Final = 60.0
"""A picture that could not be asked for has not failed: being offline for a moment must not cost a day."""
_OK, _NOT_MODIFIED = 200, 304
_TYPES: Final = frozenset({"image/webp", "image/png", "image/jpeg"})


class Pictures:
    """Gives the bytes of pictures by address; close it at the end."""

    def __init__(
        self,
        cache_directory: Path,
        *,
        assets_url: str = ASSETS_URL,
        limit_mb: int = DEFAULT_CACHE_MB,
        verify: object = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the user's cache directory and its limit; *assets_url* is another host for tests only."""
        self._assets_url = checked_address(assets_url)
        self._cache = PictureCache(cache_directory, limit_mb=limit_mb, clock=clock)
        self._verify = verify
        self._clock = clock
        self._slots = asyncio.Semaphore(_AT_A_TIME)
        self._failed: dict[str, float] = {}
        self._coming: dict[str, asyncio.Task[bytes | None]] = {}
        self._waiting: dict[str, int] = {}
        self._http: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    def item(self, item_id: ItemId, *, large: bool = False) -> str:
        """Return the address of an item's picture, small for lists or large for details."""
        return f"{self._assets_url}/{item_id}-{'512' if large else 'icon'}.webp"

    def task(self, task_id: TaskId) -> str:
        """Return the address of a task's picture."""
        return f"{self._assets_url}/{task_id}.webp"

    def trader(self, trader_id: TraderId) -> str:
        """Return the address of a trader's picture."""
        return f"{self._assets_url}/{trader_id}.webp"

    async def get(self, address: str) -> bytes | None:
        """Return the picture at *address* (WebP, PNG or JPEG); None if there is none that may be shown.

        Whoever asks for the same picture meanwhile shares the answer; when all of them are cancelled the request is.
        """
        if not self._is_allowed(address) or self._clock() < self._failed.get(address, 0.0):
            return None
        task = self._coming.get(address)
        if task is None:
            task = asyncio.create_task(self._get(address))
            self._coming[address] = task
        self._waiting[address] = self._waiting.get(address, 0) + 1
        try:
            return await asyncio.shield(task)
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]
                self._coming.pop(address, None)
                task.cancel()

    async def clear(self) -> None:
        """Empty the cache of pictures."""
        await asyncio.to_thread(self._cache.clear)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None:
            await self._http.aclose()

    def _is_allowed(self, address: str) -> bool:
        try:
            asked, allowed = urlsplit(address), urlsplit(self._assets_url)
        except ValueError:
            return False
        return (asked.scheme, asked.netloc) == (allowed.scheme, allowed.netloc)

    async def _get(self, address: str) -> bytes | None:
        cached = await asyncio.to_thread(self._cache.read, address)
        if cached is not None and self._clock() - cached.note.checked_at < _FRESH_S:
            return cached.content
        client = await self._client()
        import httpx  # noqa: PLC0415 - free here: making the client has imported it off the main thread

        found, patience_s = None, _REFUSED_S
        try:
            async with self._slots, asyncio.timeout(_WHOLE_S):
                found = await self._fetched(client, address, cached)
        except (httpx.HTTPError, TimeoutError) as failure:
            logger.info("A picture could not be fetched: %s", type(failure).__name__)
            patience_s = _UNREACHED_S
        if found is None:
            self._failed[address] = self._clock() + patience_s
            return cached.content if cached is not None else None
        await asyncio.to_thread(self._cache.write, address, found.note, found.content)
        return found.content

    async def _fetched(
        self, client: httpx.AsyncClient, address: str, cached: CachedPicture | None
    ) -> CachedPicture | None:
        headers = {"If-None-Match": cached.note.etag} if cached is not None and cached.note.etag else {}
        async with client.stream("GET", address, headers=headers) as response:
            if response.status_code == _NOT_MODIFIED and cached is not None:
                return CachedPicture(replace(cached.note, checked_at=self._clock()), cached.content)
            content = await _body(response)
            etag = response.headers.get("ETag", "")[:200]
        shape = picture_format(content) if content is not None else None
        if content is None or shape is None:
            return None
        return CachedPicture(PictureNote(shape.kind, len(content), self._clock(), etag), content)

    async def _client(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._http is None:
                self._http = await asyncio.to_thread(_new_client, self._verify)
        return self._http


def _new_client(verify: object) -> httpx.AsyncClient:
    import httpx  # noqa: PLC0415 - takes 45 ms, so late and on a worker thread

    from tarkov_desktop.catalog.client import USER_AGENT  # noqa: PLC0415 - see above

    return httpx.AsyncClient(
        timeout=_WHOLE_S,
        follow_redirects=False,
        verify=verify,  # type: ignore[arg-type] # an SSLContext, or True; typed loosely so that callers need no ssl
        headers={
            "User-Agent": USER_AGENT,
            "Accept": ", ".join(sorted(_TYPES)),
            "Accept-Encoding": "identity",
        },
    )


async def _body(response: httpx.Response) -> bytes | None:
    """Read the picture; None if it is refused, does not call itself one, or is too large."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status_code != _OK or kind not in _TYPES or response.headers.get("Content-Encoding"):
        return None
    content = bytearray()
    async for piece in response.aiter_raw():
        content += piece
        if len(content) > MAX_BYTES:
            return None
    return bytes(content)
