"""``--watch``: the functions start anew when their source changes."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.background import in_background
from tarkov_desktop.localbackend.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tarkov_desktop.localbackend.functions.host import FunctionsHost

logger = logging.getLogger(__name__)

_LOOK_S = 0.5


@asynccontextmanager
async def watched(host: FunctionsHost, sources: Path) -> AsyncIterator[None]:
    """Restart *host* within a second of a change below *sources*, as long as the block runs."""

    async def look() -> None:
        known = await asyncio.to_thread(_state, sources)
        while True:
            await asyncio.sleep(_LOOK_S)
            now = await asyncio.to_thread(_state, sources)
            if now == known:
                continue
            known = now
            try:
                await host.restart()
                logger.info("the functions were started anew")
            except BackendError:
                logger.exception("the changed functions do not start")

    async with in_background(look()):
        yield


def _state(sources: Path) -> dict[Path, int]:
    """Time of change by file; modules are not sources."""
    return {
        file: file.stat().st_mtime_ns
        for kind in ("*/*.ts", "deno.json", "deno.lock")
        for file in sources.glob(kind)
        if file.parent.name != "node_modules"
    }
