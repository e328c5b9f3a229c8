"""English as long as German: every text 40 % longer and with accents, for looking at the window.

Nobody speaks it, so nobody is offered it: tests and ``gui --screenshots --language en-XA`` use it to find what is
cut, wrapped badly or put together from pieces. What stays plain English on such a picture was never translated.
"""

from __future__ import annotations

import gettext
import math
import re
from typing import Final

from typing_extensions import override

PSEUDO_LANGUAGE: Final = "en-XA"
"""The code that localisation tools agree on for accented English."""

_GROWTH: Final = 0.4
_PLACEHOLDER: Final = re.compile(r"(\{[^{}]*\})")
_ACCENTS: Final = str.maketrans("aceinouyACEINOUY", "äçéîñöüýÄÇÉÎÑÖÜÝ")
_VOWELS: Final = frozenset("aeiouyAEIOUY")


class Pseudo(gettext.NullTranslations):
    """Translations made up from the English sentence."""

    @override
    def gettext(self, message: str) -> str:
        """Return *message* lengthened."""
        return lengthened(message)

    @override
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the English form for *n*, lengthened."""
        return lengthened(super().ngettext(msgid1, msgid2, n))

    @override
    def pgettext(self, context: str, message: str) -> str:
        """Return *message* lengthened, whatever the *context*."""
        return lengthened(message)


def lengthened(sentence: str) -> str:
    """Return *sentence* 40 % longer: vowels doubled within the words, the rest at its end; ``{names}`` are kept."""
    pieces = _PLACEHOLDER.split(sentence)
    words = pieces[::2]
    letters = sum(character.isalpha() for text in words for character in text)
    missing = math.ceil(letters * _GROWTH)
    for at, text in enumerate(words):
        drawn = []
        for character in text:
            is_doubled = missing > 0 and character in _VOWELS
            missing -= is_doubled
            drawn.append(character.translate(_ACCENTS) + (character.lower() if is_doubled else ""))
        pieces[2 * at] = "".join(drawn)
    last = max((at for at, text in enumerate(words) if any(map(str.isalpha, text))), default=-1)
    if last >= 0:
        text = pieces[2 * last]
        end = max(at for at, character in enumerate(text) if character.isalpha()) + 1
        pieces[2 * last] = text[:end] + "n" * missing + text[end:]
    return "".join(pieces)
