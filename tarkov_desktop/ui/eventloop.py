"""One loop for Qt and asyncio: ``QtLoop``, and nothing else that knows of qasync (client libraries, section 3).

Decided: subclass qasync 0.28 and replace its callback and timer queues. Because: qasync makes one coarse QObject
timer per callback (10k ``call_soon`` cost 75 ms, a sleep may end 49 ms early, cancelled timeouts live until they are
due). Instead of: asyncio in a thread (a hop per widget call), QtAsyncio (no sockets).
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import math
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Final, TypeVarTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot
from typing_extensions import override

import qasync  # isort: skip  # after PySide6: qasync probes PyQt5 first (R-QT-4)

logger = logging.getLogger(__name__)

Args = TypeVarTuple("Args")

WORKER_THREADS: Final = 4
_LONGEST_WAIT_MS: Final = 24 * 3600 * 1000
"""A QTimer holds at most 2**31 ms; a later deadline is looked at again after a day."""


class _Waker(QObject):
    """Carries a wake-up from any thread into the thread of the loop."""

    woken = Signal()

    def __init__(self, wake: Callable[[], None]) -> None:
        super().__init__()
        self._wake = wake
        self.woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _on_woken(self) -> None:
        self._wake()


class QtLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync carries no types
    """An asyncio loop on Qt's: callbacks in order, timers never early, nothing run inside a nested Qt loop.

    Callbacks wait in one queue that one zero-interval timer drains; a drain runs at most what was there when it
    began and then gives Qt its turn. Deadlines wait in a heap served by one precise timer.
    """

    def __init__(self, app: QCoreApplication) -> None:
        self._ready_now: deque[asyncio.Handle] = deque()
        self._deadlines: list[asyncio.TimerHandle] = []
        self._cancelled_deadlines = 0
        self._draining = False
        super().__init__(app)
        self.set_default_executor(ThreadPoolExecutor(WORKER_THREADS, thread_name_prefix="worker"))
        self._drain_timer = QTimer(singleShot=True, interval=0)
        self._drain_timer.timeout.connect(self._drain)
        self._deadline_timer = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._deadline_timer.timeout.connect(self._run_due)
        self._waker = _Waker(self._arm)

    @override
    def call_soon(
        self, callback: Callable[[*Args], object], *args: *Args, context: Context | None = None
    ) -> asyncio.Handle:
        """Run *callback* in the next drain, in the order of the calls."""
        handle = self._new_handle(callback, args, context)
        self._ready_now.append(handle)
        if not self._draining:
            self._arm()
        return handle

    @override
    def call_soon_threadsafe(
        self, callback: Callable[[*Args], object], *args: *Args, context: Context | None = None
    ) -> asyncio.Handle:
        """Like :meth:`call_soon`, from any thread."""
        handle = self._new_handle(callback, args, context)
        self._ready_now.append(handle)  # atomic: a deque needs no lock to append
        self._waker.woken.emit()
        return handle

    @override
    def call_later(
        self,
        delay: float,
        callback: Callable[[*Args], object],
        *args: *Args,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run *callback* once *delay* seconds have passed, never before."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    @override
    def call_at(
        self,
        when: float,
        callback: Callable[[*Args], object],
        *args: *Args,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run *callback* once :meth:`time` has reached *when*."""
        self._check_closed()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        handle._scheduled = True  # type: ignore[attr-defined]  # noqa: SLF001 - the flag asyncio's own loop keeps
        heapq.heappush(self._deadlines, handle)
        if self._deadlines[0] is handle:
            self._wait_for_first()
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Count a cancelled deadline (asyncio calls this) and drop them all once they are the majority."""
        if not handle._scheduled:  # type: ignore[attr-defined]  # noqa: SLF001 - asyncio's own flag
            return
        self._cancelled_deadlines += 1
        if self._cancelled_deadlines * 2 > len(self._deadlines):
            self._deadlines = [kept for kept in self._deadlines if not kept.cancelled()]
            heapq.heapify(self._deadlines)
            self._cancelled_deadlines = 0
            self._wait_for_first()

    @override
    def close(self) -> None:
        """Stop the timers with the loop, so that Qt outlives neither."""
        if not self.is_closed() and not self.is_running():
            self._drain_timer.stop()
            self._deadline_timer.stop()
        super().close()
        self._ready_now.clear()
        self._deadlines.clear()

    def _new_handle(
        self, callback: Callable[..., object], args: tuple[object, ...], context: Context | None
    ) -> asyncio.Handle:
        self._check_closed()
        if not callable(callback):
            raise TypeError(f"a callable is needed, not {type(callback).__name__}")
        return asyncio.Handle(callback, args, self, context)

    def _arm(self) -> None:
        if self._ready_now and not self._drain_timer.isActive():
            self._drain_timer.start()

    def _wait_for_first(self) -> None:
        if not self._deadlines:
            self._deadline_timer.stop()
            return
        wait_s = self._deadlines[0].when() - self.time()
        self._deadline_timer.start(min(max(0, math.ceil(wait_s * 1000)), _LONGEST_WAIT_MS))

    def _run_due(self) -> None:
        now_s = self.time()
        while self._deadlines and self._deadlines[0].when() <= now_s:
            handle = heapq.heappop(self._deadlines)
            handle._scheduled = False  # type: ignore[attr-defined]  # noqa: SLF001 - asyncio's own flag
            if handle.cancelled():
                self._cancelled_deadlines -= 1
            else:
                self._ready_now.append(handle)
        self._wait_for_first()
        if self._ready_now:
            self._drain()

    def _drain(self) -> None:
        """Run what waits now. Refused inside a nested Qt loop: a task step there loses its wake-up for good."""
        if self._draining:
            logger.critical("A nested Qt loop runs inside a task step; tasks wait until it has ended")
            raise AssertionError("nested Qt loop inside a task step (R-LOOP-4)")
        self._draining = True
        ready = self._ready_now
        try:
            for _ in range(len(ready)):
                handle = ready.popleft()
                if not handle.cancelled():
                    handle._run()  # noqa: SLF001 - what asyncio's own loop calls
        finally:
            self._draining = False
            self._arm()
