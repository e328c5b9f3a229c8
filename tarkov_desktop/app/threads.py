"""Work that waits for the disk, done beside the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Value = TypeVar("Value")


def in_thread(call: Callable[[], Value], *, name: str) -> Future[Value]:
    """Return what *call* gives, as a future; it runs at once in a thread of its own called *name*."""
    done: Future[Value] = Future()

    def run() -> None:
        try:
            done.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised where the future is read
            done.set_exception(error)

    threading.Thread(target=run, name=name).start()
    return done
