"""Whether what the player did is on the disk: what the save indicator shows (sync.md, promise 1 and 8)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

from tarkov_desktop.app.bus import Bus
from tarkov_desktop.store.errors import StoreError

logger = logging.getLogger(__name__)

Post = Callable[[Callable[[], None]], object]
"""Runs a call in the thread of the session, soon (``loop.call_soon_threadsafe``)."""


@dataclass(frozen=True, slots=True)
class SaveState:
    """``waiting`` edits are not on the disk yet; ``trouble`` is the word and sentence why, None when all is well.

    ``lost`` says that an edit on the screen could not be saved at all and is gone with the program.
    """

    waiting: int = 0
    last_saved_ms: int = 0
    trouble: StoreError | None = None
    lost: int = 0

    @property
    def is_saved(self) -> bool:
        """True when everything done so far is on the disk."""
        return self.waiting == 0 and self.lost == 0


class Saving:
    """Follows the commits of one store; ``changed`` tells every new :class:`SaveState`."""

    def __init__(self, *, now_ms: Callable[[], int], post: Post) -> None:
        self.changed: Bus[SaveState] = Bus()
        self._state = SaveState()
        self._now_ms = now_ms
        self._post = post
        self._last: Future[None] | None = None

    @property
    def state(self) -> SaveState:
        """How things stand now."""
        return self._state

    def follow(self, commit: Future[None]) -> None:
        """Count *commit* as waiting until it is on the disk."""
        self._last = commit
        self._set(replace(self._state, waiting=self._state.waiting + 1))
        commit.add_done_callback(lambda done: self._post(lambda: self._finish(done)))

    def hear_trouble(self, error: StoreError | None) -> None:
        """Hear, in the store thread, that the disk refuses, or (None) that it has stopped to."""
        self._post(lambda: self._set(replace(self._state, trouble=error)))

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until the last commit is on the disk; for the command line and for quitting.

        Raises:
            StoreError: it could not be saved.
            TimeoutError: it is still waiting.
        """
        if self._last is not None:
            self._last.result(timeout_s)

    def _finish(self, done: Future[None]) -> None:
        error = done.exception()
        if error is None:
            self._set(replace(self._state, waiting=self._state.waiting - 1, last_saved_ms=self._now_ms()))
            return
        logger.error("an edit could not be saved", exc_info=error)
        trouble = error if isinstance(error, StoreError) else StoreError("The edit could not be saved.")
        state = self._state
        self._set(replace(state, waiting=state.waiting - 1, lost=state.lost + 1, trouble=trouble))

    def _set(self, state: SaveState) -> None:
        self._state = state
        self.changed.publish(state)
