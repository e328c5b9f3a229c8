"""Folders of clusters: throw-away ones with an owner, kept ones with a marker, and the sweep after a crash."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.errors import DataInUseError, StartFailedError
from tarkov_desktop.localbackend.postgres.folder_lock import FolderLock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tarkov_desktop.localbackend.postgres.child_user import ChildUser

logger = logging.getLogger(__name__)

MARKER = "tarkov-desktop-backend"
"""Name of the file that says a folder is ours; nothing without it is ever wiped."""

_PREFIX = "tarkov-backend-"
_POINTER = "cluster-place"
_NEWBORN_S = 60.0


def throw_away_folder(user: ChildUser | None) -> Path:
    """A fresh folder only we (and PostgreSQL's user) can read, in the system's temporary place."""
    for parent in _temporary_places():
        if user is None or user.can_enter(parent):
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            _adopt(folder, user)
            return folder
    raise StartFailedError("no temporary folder that PostgreSQL's user may enter")


def kept_folder(asked: Path, user: ChildUser | None) -> Path:
    """The folder for a kept cluster: *asked*, or, when PostgreSQL's user cannot get there, one it can, remembered in *asked*.

    Raises:
        StartFailedError: *asked* holds something that is not ours.
    """
    asked.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(asked.iterdir()) and not (asked / MARKER).exists():
        raise StartFailedError(f"{asked} is not empty and not a folder of the local backend")
    (asked / MARKER).touch()
    if user is None or user.can_enter(asked.parent):
        _adopt(asked, user)
        return asked
    pointer = asked / _POINTER
    if pointer.exists() and (known := Path(pointer.read_text("utf-8"))).joinpath(MARKER).exists():
        return known
    folder = Path(tempfile.mkdtemp(prefix="tarkov-kept-", dir="/var/tmp"))
    _adopt(folder, user)
    pointer.write_text(str(folder), "utf-8")
    return folder


def wipe(asked: Path) -> None:
    """Remove a kept cluster's folder, and the place it points to.

    Raises:
        StartFailedError: the folder does not hold our marker; nothing is removed.
        DataInUseError: a backend is running there; nothing is removed.
    """
    if not asked.exists():
        return
    if not (asked / MARKER).exists():
        raise StartFailedError(f"{asked} is not a folder of the local backend; nothing was removed")
    pointer = asked / _POINTER
    elsewhere = Path(pointer.read_text("utf-8")) if pointer.exists() else asked
    for folder in {elsewhere, asked}:
        if (folder / MARKER).exists():
            with FolderLock(folder):
                pass
            shutil.rmtree(folder)


def sweep(user: ChildUser | None, stop_leftover: Callable[[Path], None]) -> int:
    """Stop and remove the throw-away folders whose owner is gone; gives how many went.

    Args:
        user: whom PostgreSQL runs as under root: only folders of theirs, else of ours, are touched.
        stop_leftover: stops a server still running from the folder it is given.
    """
    gone = 0
    for folder in _throw_away_folders(user):
        try:
            lock = FolderLock(folder)
            lock.acquire()
        except (DataInUseError, OSError):
            continue
        try:
            stop_leftover(folder)
        except StartFailedError:
            logger.warning("a leftover server could not be stopped; its folder stays")
            continue
        finally:
            lock.release()
        shutil.rmtree(folder, ignore_errors=True)
        gone += 1
    return gone


def _throw_away_folders(user: ChildUser | None) -> Iterable[Path]:
    # Anybody can make a folder of that name in a shared temporary place.
    owner = user.uid if user else os.geteuid() if sys.platform != "win32" else 0
    for parent in _temporary_places():
        for folder in parent.glob(f"{_PREFIX}*"):
            try:
                ours = (
                    folder.stat().st_uid == owner
                    and (folder / MARKER).exists()
                    and time.time() - folder.stat().st_mtime > _newborn_s(folder)
                )
            except OSError:
                continue
            if ours:
                yield folder


def _newborn_s(folder: Path) -> float:
    """A folder is left alone between its birth and the moment its owner locks it."""
    return 0.0 if (folder / "backend.lock").exists() else _NEWBORN_S


def _temporary_places() -> list[Path]:
    places = [Path(tempfile.gettempdir())]
    if os.name == "posix":
        places += [place for place in (Path("/tmp"), Path("/var/tmp")) if place.is_dir()]  # noqa: S108 only for folders made by mkdtemp
    return list(dict.fromkeys(places))


def _adopt(folder: Path, user: ChildUser | None) -> None:
    (folder / MARKER).touch()
    if user is not None:
        os.chown(folder, user.uid, user.gid)
