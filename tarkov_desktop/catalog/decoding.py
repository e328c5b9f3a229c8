"""From bytes off the wire or the disk to the parts of a document that are used, within its limits (game-data 8)."""

from __future__ import annotations

import zlib
from typing import Any, Final

import msgspec

from tarkov_desktop.catalog.errors import DocumentRejectedError
from tarkov_desktop.catalog.limits import MAX_DEPTH, MEBIBYTE, transferred_limit, unpacked_limit
from tarkov_desktop.catalog.raw import Tree

GZIP: Final = 31
"""What zlib calls the gzip format; the module gzip is slower to import and to call."""
_PIECE: Final = 256 * 1024
_SHOWN: Final = 120


class Unpacker:
    """Takes a body piece by piece and counts what arrives and what it unpacks to.

    Raises:
        DocumentRejectedError: more came than the document may have, or it cannot be unpacked. A bomb is
            noticed while inflating, after at most one limit's worth of memory.
    """

    def __init__(self, document: str, *, gzipped: bool) -> None:
        self._document = document
        self._inflate = zlib.decompressobj(GZIP) if gzipped else None
        self._pieces: list[bytes] = []
        self.received = 0
        self.unpacked = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece as it came."""
        self.received += len(piece)
        if self.received > transferred_limit(self._document):
            self._too_large("on the wire", transferred_limit(self._document))
        if self._inflate is None:
            self._keep(piece)
            return
        try:
            self._keep(self._inflate.decompress(piece, _PIECE))
            while self._inflate.unconsumed_tail:
                self._keep(self._inflate.decompress(self._inflate.unconsumed_tail, _PIECE))
        except zlib.error as cause:
            raise DocumentRejectedError(self._document, "it is damaged and cannot be unpacked") from cause

    def body(self) -> bytes:
        """Return the whole unpacked body."""
        if self._inflate is not None and not self._inflate.eof:
            raise DocumentRejectedError(self._document, "it ends in the middle")
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self.unpacked += len(piece)
        if self.unpacked > unpacked_limit(self._document):
            self._too_large("unpacked", unpacked_limit(self._document))
        self._pieces.append(piece)

    def _too_large(self, how: str, limit: int) -> None:
        raise DocumentRejectedError(self._document, f"it has more than {limit // MEBIBYTE} MB {how}")


def unpack(body: bytes, document: str) -> bytes:
    """Return what a gzip-ed *body* holds, within the limits of *document*."""
    unpacker = Unpacker(document, gzipped=True)
    unpacker.feed(body)
    return unpacker.body()


def parse(body: bytes, document: str) -> Tree:
    """Return the JSON of *body*, without the parts of items and maps that nobody reads.

    Raises:
        DocumentRejectedError: not JSON, nested too deeply, or numbers that are none.
    """
    start = body[:_SHOWN].lstrip()
    if start[:1] == b"<":
        raise DocumentRejectedError(document, "it is a web page, not game data")
    shape = _TRIMMED.get(document)
    try:
        if shape is not None:
            return msgspec.to_builtins(msgspec.json.decode(body, type=shape))
    except msgspec.ValidationError:
        pass  # of an odd shape: read it in full, and let the readers judge record by record
    except (ValueError, RecursionError) as cause:  # broken JSON, broken UTF-8, a number of absurd length
        raise DocumentRejectedError(document, _explained(cause)) from cause
    try:
        tree = msgspec.json.decode(body)
    except (ValueError, RecursionError) as cause:  # broken JSON, broken UTF-8, a number of absurd length
        raise DocumentRejectedError(document, _explained(cause)) from cause
    if _too_deep(tree):
        raise DocumentRejectedError(document, f"it is nested more than {MAX_DEPTH} levels deep")
    return tree


def content(tree: Tree, document: str) -> Tree:
    """Return the ``data`` of an envelope; errors that stand beside usable data are not our business.

    Raises:
        DocumentRejectedError: there is no ``data`` that is an object or a list.
    """
    data = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(data, dict | list):
        raise DocumentRejectedError(document, 'it holds no object or list under "data"')
    return data


def dictionary(tree: Tree, document: str) -> dict[str, str]:
    """Return the texts of a language document; entries that are no texts are left out.

    Raises:
        DocumentRejectedError: its ``data`` is no object.
    """
    data = content(tree, document)
    if not isinstance(data, dict):
        raise DocumentRejectedError(document, 'the texts under "data" are not an object')
    return {key: text for key, text in data.items() if isinstance(text, str)}


def _explained(cause: Exception) -> str:
    if isinstance(cause, RecursionError):
        return f"it is nested more than {MAX_DEPTH} levels deep"
    return f"it is not JSON ({str(cause)[:_SHOWN]})"


def _too_deep(tree: Tree) -> bool:
    level = [tree]
    for _ in range(MAX_DEPTH):
        below: list[Tree] = []
        for node in level:
            if isinstance(node, dict):
                below.extend(node.values())
            elif isinstance(node, list):
                below.extend(node)
        if not below:
            return False
        level = below
    return any(isinstance(node, dict | list) for node in level)


class _Item(msgspec.Struct, rename="camel", gc=False, omit_defaults=True):
    id: Any = None
    name: Any = None
    short_name: Any = None
    normalized_name: Any = None
    types: Any = None
    categories: Any = None
    wiki_link: Any = None


class _Named(msgspec.Struct, gc=False, omit_defaults=True):
    id: Any = None
    name: Any = None


class _Items(msgspec.Struct, rename="camel", gc=False, omit_defaults=True):
    items: dict[str, _Item] | None = None
    item_categories: dict[str, _Named] | None = None
    player_levels: Any = None
    skills: Any = None


class _ItemsDocument(msgspec.Struct, gc=False, omit_defaults=True):
    data: _Items


class _Extract(msgspec.Struct, gc=False, omit_defaults=True):
    id: Any = None
    name: Any = None
    faction: Any = None


class _Map(msgspec.Struct, rename="camel", gc=False, omit_defaults=True):
    id: Any = None
    name: Any = None
    normalized_name: Any = None
    name_id: Any = None
    scene_path: Any = None
    wiki: Any = None
    raid_duration: Any = None
    players: Any = None
    extracts: list[_Extract] | None = None


class _Maps(msgspec.Struct, gc=False, omit_defaults=True):
    maps: dict[str, _Map] | None = None


class _MapsDocument(msgspec.Struct, gc=False, omit_defaults=True):
    data: _Maps


_TRIMMED: Final[dict[str, type[msgspec.Struct]]] = {"items": _ItemsDocument, "maps": _MapsDocument}
"""Documents of which most is skipped while parsing: prices, properties and geometry never become objects."""
