"""What reading met and could not use: counted, with the first place of each, for ``doctor`` and the log."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec


class FindingKind(StrEnum):
    """What was odd. None of them stops the loading."""

    UNKNOWN_OBJECTIVE_TYPE = "unknown objective type"
    UNKNOWN_REQUIREMENT = "unknown requirement kind"
    UNKNOWN_STATUS = "unknown task status"
    UNKNOWN_FIELD = "unknown field"
    BAD_ID = "id that cannot be a key"
    BAD_RECORD = "record of a wrong shape"
    BAD_VALUE = "value of a wrong type"
    ID_MISMATCH = "record under another id than its own"
    TOO_MANY = "list longer than allowed"
    DANGLING_TASK = "task that does not exist"
    DANGLING_ITEM = "item that does not exist"
    DANGLING_TRADER = "trader that does not exist"
    DANGLING_MAP = "map that does not exist"
    DANGLING_STATION = "station that does not exist"
    DANGLING_PRESTIGE = "prestige that does not exist"
    CYCLE = "prerequisite cycle, cut"
    OVERLAY_UNMATCHED = "overlay entry without its record"


DANGLING: Final = frozenset(
    {
        FindingKind.DANGLING_TASK,
        FindingKind.DANGLING_ITEM,
        FindingKind.DANGLING_TRADER,
        FindingKind.DANGLING_MAP,
        FindingKind.DANGLING_STATION,
        FindingKind.DANGLING_PRESTIGE,
    }
)


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One kind of oddity: how often, and where it was met first."""

    kind: FindingKind
    word: str
    """The unknown word, the missing id or the field."""
    count: int
    where: str


class Tally:
    """Counts findings while a catalogue is read. Words beyond the limit are counted together."""

    _MOST_WORDS: Final = 500

    def __init__(self) -> None:
        self._found: dict[tuple[FindingKind, str], tuple[int, str]] = {}

    def note(self, kind: FindingKind, word: object, where: str = "") -> None:
        """Count one more *kind* about *word*, met at *where* (a path in the document)."""
        key = (kind, str(word)[:80])
        if key not in self._found and len(self._found) >= self._MOST_WORDS:
            key = (kind, "...")
        count, first = self._found.get(key, (0, where))
        self._found[key] = (count + 1, first)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was counted, in a stable order."""
        return tuple(
            Finding(kind, word, count, where) for (kind, word), (count, where) in sorted(self._found.items())
        )
