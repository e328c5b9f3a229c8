"""Text from people made fit to be stored: composed (NFC), without control characters, trimmed."""

from __future__ import annotations

import unicodedata
from typing import Final

_LINE_SEPARATORS: Final = frozenset("\u2028\u2029")


def clean_line(text: str) -> str:
    r"""Return *text* as one line fit for a register.

    >>> clean_line(" Roo\x07k\n ")
    'Rook'
    """
    return _cleaned(text, keep="")


def clean_note(text: str) -> str:
    r"""Return *text* fit for a note: line feeds stay, other control characters go.

    >>> clean_note("a\r\nb\x00 ")
    'a\nb'
    """
    return _cleaned(text, keep="\n")


def _cleaned(text: str, *, keep: str) -> str:
    kept = (
        letter
        for letter in text
        if letter in keep or not (unicodedata.category(letter) in {"Cc", "Cs"} or letter in _LINE_SEPARATORS)
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()
