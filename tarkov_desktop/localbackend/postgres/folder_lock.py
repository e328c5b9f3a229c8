"""One live owner per folder: a lock the operating system drops when its holder dies, whatever way it dies.

The lock file also names the holder (pid and a random token) for the message of whoever comes second.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from typing import TYPE_CHECKING, Self

from tarkov_desktop.localbackend.errors import DataInUseError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_LOOK_AGAIN_S = 0.1


class FolderLock:
    """Exclusive ownership of one folder until ``release`` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "backend.lock"
        self._descriptor: int | None = None

    def acquire(self, *, wait_s: float = 0.0) -> None:
        """Take the lock; a file left by a dead owner is simply taken over.

        Args:
            wait_s: how long to wait for a living holder to finish; blocks the thread.

        Raises:
            DataInUseError: a living process holds it.
        """
        until = time.monotonic() + wait_s
        while True:
            try:
                self._take()
            except DataInUseError:
                if time.monotonic() >= until:
                    raise
                time.sleep(_LOOK_AGAIN_S)
            else:
                return

    def _take(self) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise DataInUseError("another local backend is using this data") from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps({"pid": os.getpid(), "token": secrets.token_hex(8)}).encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the folder back; releasing twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    # Windows locks are mandatory: lock a byte far behind the text, so that others can still read who holds it.
    _LOCKED_BYTE = 1 << 30

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
