"""Waiting for what the window shows some time after an answer of a server or of the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

PATIENCE_S: Final = 15
LOOK_AGAIN_S: Final = 0.01


async def until(condition: Callable[[], object]) -> None:
    """Return as soon as *condition* holds.

    Raises:
        TimeoutError: it does not within :data:`PATIENCE_S`.
    """
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - widgets tell nobody that they were shown
            await asyncio.sleep(LOOK_AGAIN_S)
