"""Tells what a picture is by its own first bytes: kind and size, without decoding it.

Only WebP, PNG and JPEG are accepted, up to 2048 x 2048 pixels, so that what reaches the decoder of the window is
small and of a kind that was meant.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, Literal

MAX_PIXELS: Final = 2048
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPEG_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_SCAN: Final = 0xDA
_JPEG_MARK: Final = 0xFF
_LOSSLESS_MARK: Final = 0x2F
_EXTENDED_HEADER: Final = 30

Kind = Literal["webp", "png", "jpeg"]


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """Kind and size in pixels."""

    kind: Kind
    width: int
    height: int


def picture_format(content: bytes) -> PictureFormat | None:
    """Return what *content* is; None if it is no picture that may be shown."""
    try:
        found = _png(content) or _webp(content) or _jpeg(content)
    except (struct.error, IndexError):
        return None
    if found is None or not (0 < found.width <= MAX_PIXELS and 0 < found.height <= MAX_PIXELS):
        return None
    return found


def _png(content: bytes) -> PictureFormat | None:
    if not content.startswith(_PNG) or content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return PictureFormat("png", width, height)


def _webp(content: bytes) -> PictureFormat | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    match content[12:16]:
        case b"VP8 " if content[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<HH", content, 26)
            return PictureFormat("webp", width & 0x3FFF, height & 0x3FFF)
        case b"VP8L" if content[20] == _LOSSLESS_MARK:
            (bits,) = struct.unpack_from("<I", content, 21)
            return PictureFormat("webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            width = int.from_bytes(content[24:27], "little") + 1
            height = int.from_bytes(content[27:30], "little") + 1
            return PictureFormat("webp", width, height) if len(content) >= _EXTENDED_HEADER else None
        case _:
            return None


def _jpeg(content: bytes) -> PictureFormat | None:
    if content[:2] != b"\xff\xd8":
        return None
    place = 2
    while content[place] == _JPEG_MARK:
        mark = content[place + 1]
        if mark in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return PictureFormat("jpeg", width, height)
        if mark == _JPEG_SCAN:
            return None
        if mark == _JPEG_MARK:
            place += 1
        elif mark in _JPEG_BARE:
            place += 2
        else:
            (length,) = struct.unpack_from(">H", content, place + 2)
            place += 2 + max(2, length)
    return None
