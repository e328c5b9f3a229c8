"""Pictures on disk, least recently used first to go; the time of a file is its last use.

A file holds one line about the picture and then the picture, so that no index can disagree with it.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from tarkov_desktop.catalog.limits import MEBIBYTE

logger = logging.getLogger(__name__)

_LONGEST_LINE: Final = 2_000
_SLACK: Final = 0.9
"""After a sweep the cache is this full, so that not every picture sweeps again."""


class PictureNote(msgspec.Struct, frozen=True, gc=False):
    """The first line of a file. ``checked_at`` is seconds since 1970; ``length`` is of the picture in bytes."""

    kind: str
    length: int
    checked_at: float
    etag: str = ""


@dataclass(frozen=True, slots=True)
class CachedPicture:
    """One picture of the cache."""

    note: PictureNote
    content: bytes


class PictureCache:
    """The folder ``images`` of the user's cache directory. All of it may block: use a worker thread."""

    def __init__(self, directory: Path, *, limit_mb: int, clock: Callable[[], float]) -> None:
        """Keep at most *limit_mb*; 0 keeps nothing."""
        self._root = directory / "images"
        self._limit = limit_mb * MEBIBYTE
        self._clock = clock
        self._size: int | None = None

    def read(self, url: str) -> CachedPicture | None:
        """Return the picture of *url* and mark it as used; None is a miss."""
        path = self._path(url)
        try:
            line, _, content = path.read_bytes().partition(b"\n")
            note = msgspec.json.decode(line[:_LONGEST_LINE], type=PictureNote)
            if note.length != len(content):
                return None
            now = self._clock()
            os.utime(path, (now, now))
        except (OSError, msgspec.MsgspecError):
            return None  # absent, damaged or not ours to touch: all the same, it is fetched again
        return CachedPicture(note, content)

    def write(self, url: str, note: PictureNote, content: bytes) -> None:
        """Keep the picture of *url*; a disk that does not take it is no reason to stop."""
        body = msgspec.json.encode(note) + b"\n" + content
        if len(body) > self._limit:
            return
        try:
            self._replace(self._path(url), body)
            self._size = (self._measure() if self._size is None else self._size) + len(body)
            if self._size > self._limit:
                self._sweep()
        except OSError as failure:
            logger.warning("A picture cannot be kept (%s).", failure)

    def clear(self) -> None:
        """Remove all pictures."""
        for path, _, _ in self._files():
            path.unlink(missing_ok=True)
        self._size = 0

    def _path(self, url: str) -> Path:
        name = hashlib.sha256(url.encode()).hexdigest()
        return self._root / name[:2] / name

    def _replace(self, path: Path, body: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".new-{os.urandom(8).hex()}")
        temporary.write_bytes(body)
        now = self._clock()
        os.utime(temporary, (now, now))
        temporary.replace(path)

    def _files(self) -> list[tuple[Path, float, int]]:
        found = []
        for path in self._root.glob("??/*"):
            try:
                state = path.stat()
            except FileNotFoundError:
                continue  # another copy of the program swept it away
            found.append((path, state.st_mtime, state.st_size))
        return found

    def _measure(self) -> int:
        return sum(size for _, _, size in self._files())

    def _sweep(self) -> None:
        files = sorted(self._files(), key=lambda one: one[1])
        size = sum(one[2] for one in files)
        for path, _, length in files:
            if size <= self._limit * _SLACK:
                break
            path.unlink(missing_ok=True)
            size -= length
        self._size = size
