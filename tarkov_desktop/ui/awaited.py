"""Waits in the window's thread for what the store's thread is doing, without ever blocking it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

Value = TypeVar("Value")

_LOOK_EVERY_MS = 4


class Awaited(QObject, Generic[Value]):
    """Calls *on_value* once the future is done; goes away with its parent, which then hears nothing.

    The future is looked at rather than listened to: its callback would run in the store's thread, where the page may
    be gone already. Of two that wait at once, either may answer first: who reads again numbers the readings. What the future raises is raised here, in the loop, where it is logged.
    """

    def __init__(self, future: Future[Value], on_value: Callable[[Value], object], parent: QObject) -> None:
        super().__init__(parent)
        self._future = future
        self._on_value = on_value
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if not self._future.done():
            return
        self._timer.stop()
        self.deleteLater()
        self._on_value(self._future.result())
