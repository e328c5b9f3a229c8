"""One program at a time per folder: a lock, and a door at which a second copy hands over what it was asked for.

The door is a loopback socket with a random token in a file only the user can read. The running copy answers in its own
thread of the session, so what the command line asks for is seen in the open window at once.
"""

from __future__ import annotations

import contextlib
import hmac
import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final, Self

import msgspec

from tarkov_desktop.app.commands.requests import Failure, Reply, Request
from tarkov_desktop.app.errors import AppError
from tarkov_desktop.app.saving import Post

logger = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
ANSWER_WITHIN_S: Final = 60.0
"""An import of a large file is the longest thing a second copy may wait for."""
REQUEST_WITHIN_S: Final = 5.0
"""A second copy sends its request at once; whoever does not is not one."""
MAX_MESSAGE_BYTES: Final = 16 << 20
POLL_S: Final = 0.05
_PRIVATE: Final = 0o600


class Busy(AppError):  # noqa: N818 - named for the state of the program
    """Another copy holds the folder and does not answer."""

    code = "busy"


class _Address(msgspec.Struct, frozen=True):
    port: int
    token: str


class _Call(msgspec.Struct, frozen=True):
    token: str
    account: str | None
    request: Request


_CALL: Final = msgspec.json.Decoder(_Call)
_REPLY: Final[msgspec.json.Decoder[Reply]] = msgspec.json.Decoder(Reply)


class InstanceLock:
    """The right to be the one program on a folder; it ends with the process, however that ends."""

    def __init__(self, file: int) -> None:
        self._file = file

    @classmethod
    def try_take(cls, folder: Path) -> Self | None:
        """Return the lock of *folder*, None when another process has it."""
        file = os.open(folder / "instance.lock", os.O_RDWR | os.O_CREAT, _PRIVATE)
        if _try_lock(file):
            return cls(file)
        os.close(file)
        return None

    def release(self) -> None:
        """Let another process be the one."""
        os.close(self._file)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


class Door:
    """Where the running program takes requests of a second copy; ``answer`` is called through *post*.

    *account* is the one that is open: a request for another is refused. ``settle`` is called in the door's own thread
    after each answer; it returns when what was done is on the disk, or says why it is not.
    """

    def __init__(
        self,
        folder: Path,
        account: str,
        *,
        answer: Callable[[Request], Reply],
        settle: Callable[[], Failure | None],
        post: Post,
    ) -> None:
        self._account = account
        self._answer = answer
        self._settle = settle
        self._post = post
        self._token = secrets.token_urlsafe(32)
        self._socket = socket.create_server((LOOPBACK, 0), backlog=8)
        self._file = folder / "instance.json"
        port = int(self._socket.getsockname()[1])
        _write_private(self._file, msgspec.json.encode(_Address(port, self._token)))
        self._thread = threading.Thread(target=self._serve, name="door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more requests."""
        self._file.unlink(missing_ok=True)
        # Shutting down first wakes accept() on Linux; closing alone does so elsewhere.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # closed
            with connection:
                try:
                    connection.settimeout(REQUEST_WITHIN_S)
                    connection.sendall(msgspec.json.encode(self._reply_to(_read_all(connection))))
                except (OSError, TimeoutError) as error:
                    logger.warning("a second copy went away before its answer: %s", error)

    def _reply_to(self, message: bytes) -> Reply:
        try:
            call = _CALL.decode(message)
        except msgspec.MsgspecError:
            return Failure("invalid_request", "The open window does not understand this request.")
        if not hmac.compare_digest(call.token, self._token):
            return Failure("not_allowed", "The open window does not know the sender.")
        if call.account not in {None, self._account}:
            return Failure("other_account_open", "The open window shows another account. Close it first.")
        done: Future[Reply] = Future()
        self._post(lambda: self._run(call.request, done))
        reply = done.result(ANSWER_WITHIN_S)
        return self._settle() or reply

    def _run(self, request: Request, done: Future[Reply]) -> None:
        try:
            done.set_result(self._answer(request))
        except Exception:  # a mistake of ours must not leave the other copy waiting, nor end the window
            logger.exception("a request of a second copy failed")
            done.set_result(Failure("failed", "The open window could not do this."))


def hand_over(folder: Path, request: Request, *, account: str | None) -> Reply | None:
    """Let the running copy carry out *request*; None when there is no door to knock at."""
    try:
        address = msgspec.json.decode((folder / "instance.json").read_bytes(), type=_Address)
        connection = socket.create_connection((LOOPBACK, address.port), timeout=ANSWER_WITHIN_S)
    except (OSError, msgspec.MsgspecError):
        return None  # not there yet, or left behind by a program that was killed
    with connection:
        connection.sendall(msgspec.json.encode(_Call(address.token, account, request)))
        connection.shutdown(socket.SHUT_WR)
        try:
            return _REPLY.decode(_read_all(connection))
        except (OSError, msgspec.MsgspecError):
            return Failure("busy", "The open window did not answer. It may have done what was asked.")


def take_or_hand_over(
    folder: Path, request: Request, *, account: str | None, patience_s: float = 10.0
) -> InstanceLock | Reply:
    """Return the lock of *folder*, or the answer of the program that has it.

    A program that is just starting, closing, or carrying out another command is waited for.

    Raises:
        Busy: it neither answered nor ended within *patience_s*.
    """
    deadline = time.monotonic() + patience_s
    while True:
        lock = InstanceLock.try_take(folder)
        if lock is not None:
            return lock
        reply = hand_over(folder, request, account=account)
        if reply is not None:
            return reply
        if time.monotonic() > deadline:
            raise Busy("Another copy of the program is busy with this folder. Try again in a moment.")
        time.sleep(POLL_S)


def _read_all(connection: socket.socket) -> bytes:
    received = bytearray()
    while chunk := connection.recv(65_536):
        received += chunk
        if len(received) > MAX_MESSAGE_BYTES:
            break
    return bytes(received)


def _write_private(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(file, "wb") as stream:
        stream.write(content)
    fresh.replace(path)
