"""Subscriptions and errands that end with the object they serve."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from PySide6.QtCore import QObject

logger = logging.getLogger(__name__)


def track(owner: QObject, unsubscribe: Callable[[], object]) -> None:
    """Call *unsubscribe* when *owner* is destroyed: for what outlives a page, such as ``session.changes``."""
    owner.destroyed.connect(lambda *_: unsubscribe())


class Errands:
    """Coroutines on behalf of *owner*, cancelled when it is destroyed: a late answer never meets a page that is gone."""

    def __init__(self, owner: QObject) -> None:
        tasks: set[asyncio.Task[None]] = set()
        self._tasks = tasks
        track(owner, lambda: [task.cancel() for task in tuple(tasks)])

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Begin *work*; a failure of it is logged."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("an errand of a page failed", exc_info=task.exception())
