"""Game data on disk: documents as received, an index of them, and snapshots that load as fast as the bundle.

Everything is replaced atomically. Two running programs may share the folder: the last writer wins, and a file that
does not match the index is a miss. A cache that cannot be read or written never stops the program.
"""

from __future__ import annotations

import hashlib
import logging
import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from tarkov_desktop.catalog.decoding import GZIP, unpack
from tarkov_desktop.catalog.errors import DocumentRejectedError
from tarkov_desktop.catalog.findings import Finding
from tarkov_desktop.catalog.loaded import Gating
from tarkov_desktop.domain.game import Catalog

logger = logging.getLogger(__name__)

SNAPSHOT_FORMAT: Final = 1
"""Raise it when the reading changes within a version, so that old snapshots are made again."""
_LEVEL: Final = 6
_QUICK: Final = 1
NOT_FOUND: Final = 404


class Entry(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What is known about one document. Times are seconds since 1970; ``status`` 404 says it does not exist."""

    url: str
    checked_at: float
    fetched_at: float = 0
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    bytes: int = 0
    status: int = 200

    @property
    def is_missing(self) -> bool:
        """Whether the server said that there is no such document."""
        return self.status == NOT_FOUND


class Suspicion(msgspec.Struct, frozen=True, gc=False):
    """Data of a mode that was refused as implausible: since when it has been seen, when to look again."""

    sha256: str
    since: float
    retry_at: float


class Index(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The index file: entries by name in the cache."""

    entries: dict[str, Entry] = {}
    suspects: dict[str, Suspicion] = {}


class Snapshot(msgspec.Struct, frozen=True, gc=False):
    """A finished catalogue. ``key`` tells what it was made of: documents, language and format."""

    key: str
    catalog: Catalog
    gating: Gating
    findings: tuple[Finding, ...]


class DiskCache:
    """The folder ``catalog/v1`` of the user's cache directory."""

    def __init__(self, directory: Path) -> None:
        self._root = directory / "catalog" / "v1"

    def index(self) -> Index:
        """Return the index; an absent or unreadable one is empty."""
        try:
            return msgspec.json.decode((self._root / "index.json").read_bytes(), type=Index)
        except FileNotFoundError:
            return Index()
        except (OSError, msgspec.MsgspecError) as failure:
            logger.warning(
                "The index of the game data cache is unreadable (%s); starting a new one.", failure
            )
            return Index()

    def read(self, name: str, entry: Entry, document: str) -> bytes | None:
        """Return the body called *name* if it is the one of *entry*; None is a miss."""
        try:
            body = unpack((self._root / f"{name}.json.gz").read_bytes(), document)
        except FileNotFoundError:
            return None
        except (OSError, DocumentRejectedError) as failure:
            logger.warning("A file of the game data cache is unreadable: %s (%s)", name, failure)
            return None
        return body if digest(body) == entry.sha256 else None

    def read_snapshot(self, name: str, key: str) -> Snapshot | None:
        """Return the snapshot *name* if it was made of what *key* says; None is a miss."""
        path = self._root / "snapshots" / f"{name}.msgpack.gz"
        try:
            snapshot = msgspec.msgpack.decode(zlib.decompress(path.read_bytes(), GZIP), type=Snapshot)
        except FileNotFoundError:
            return None
        except (OSError, zlib.error, msgspec.MsgspecError) as failure:
            logger.warning("A snapshot of the game data cache is unreadable: %s (%s)", name, failure)
            return None
        return snapshot if snapshot.key == key else None

    def write(
        self, bodies: Mapping[str, bytes], entries: Mapping[str, Entry], suspects: Mapping[str, Suspicion]
    ) -> bool:
        """Keep the bodies and their entries; return False if the disk did not take them."""
        try:
            for name, body in bodies.items():
                self._replace(self._root / f"{name}.json.gz", zlib.compress(body, _LEVEL, GZIP))
            index = self.index()
            merged = Index({**index.entries, **entries}, dict(suspects))
            self._replace(self._root / "index.json", msgspec.json.encode(merged))
        except OSError as failure:
            logger.warning("The game data cache cannot be written (%s).", failure)
            return False
        return True

    def forget(self, names: Iterable[str]) -> None:
        """Drop what the index says of documents whose files are damaged, so that they are fetched again."""
        gone = set(names)
        index = self.index()
        kept = {name: entry for name, entry in index.entries.items() if name not in gone}
        try:
            self._replace(self._root / "index.json", msgspec.json.encode(Index(kept, index.suspects)))
        except OSError as failure:
            logger.warning("The game data cache cannot be written (%s).", failure)

    def write_snapshot(self, name: str, snapshot: Snapshot) -> bool:
        """Keep a finished catalogue; return False if the disk did not take it."""
        try:
            packed = zlib.compress(msgspec.msgpack.encode(snapshot), _QUICK, GZIP)
            self._replace(self._root / "snapshots" / f"{name}.msgpack.gz", packed)
        except OSError as failure:
            logger.warning("A snapshot of the game data cannot be written (%s).", failure)
            return False
        return True

    def _replace(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".new-{os.urandom(8).hex()}")
        try:
            with temporary.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def digest(body: bytes) -> str:
    """Return the SHA-256 of *body* in hex."""
    return hashlib.sha256(body).hexdigest()
