"""Fuzzy finding over names: an index made once per catalog, and hits with what matched. No Qt, any thread.

Matches are ranked: the whole name, its beginning, the beginning of a word, anywhere, what else is known of it
(trader, short name), then names that only resemble what was typed. Ranks are compared in Python lists; rapidfuzz is
asked only where plain words find little, because it looks at every name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

LEAST_SIMILAR: Final = 74
"""Below this score (0..100) a name is not what was meant."""
SHORTEST_FUZZY: Final = 3
"""Shorter words resemble everything."""
FEW: Final = 3
"""With fewer plain hits, similar names are looked for."""
MOST_SIMILAR: Final = 12
MOST_LOOKED_AT: Final = 200

Span = tuple[int, int]

_BETWEEN_WORDS: Final = re.compile(r"[\s\-(\"'.]+")


class Group(IntEnum):
    """What a row of the palette is, in the order of the groups."""

    TASK = 0
    ACTION = 1
    ITEM = 2
    STATION = 3
    PAGE = 4
    TEAMMATE = 5


class Rank(IntEnum):
    """How well a name matches; less is better."""

    WHOLE = 0
    BEGINNING = 1
    WORD = 2
    ANYWHERE = 3
    BESIDE = 4
    SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Findable:
    """Something with a name. ``beside`` is other text it is found by; ``id`` is unique within its group."""

    group: Group
    id: str
    name: str
    beside: str = ""


class Hit(NamedTuple):
    """Something found, and how well."""

    thing: Findable
    rank: Rank
    score: float = 100.0


class Index:
    """The names of many things, folded once. Never changes, so any thread may make and ask it."""

    def __init__(self, things: Iterable[Findable]) -> None:
        self.things: Sequence[Findable] = tuple(things)
        self._names = [thing.name.casefold() for thing in self.things]
        self._texts = [
            f"{name}\n{thing.beside.casefold()}" for name, thing in zip(self._names, self.things, strict=True)
        ]

        self._starts = ["\n" + "\n".join(_BETWEEN_WORDS.split(name)) for name in self._names]

    def find(self, query: str) -> list[Hit]:
        """Return what *query* finds, best first, then in the order of the index; nothing for an empty query."""
        folded = " ".join(query.casefold().split())
        if not folded:
            return []
        words = folded.split()
        hits = [
            Hit(self.things[at], self._rank(at, folded, words))
            for at, text in enumerate(self._texts)
            if all(word in text for word in words)
        ]
        if len(hits) < FEW and len(folded) >= SHORTEST_FUZZY:
            known = {(hit.thing.group, hit.thing.id) for hit in hits}
            hits += [hit for hit in self._similar(folded) if (hit.thing.group, hit.thing.id) not in known]
        return sorted(hits, key=lambda hit: (hit.rank, -hit.score))

    def _rank(self, at: int, folded: str, words: Sequence[str]) -> Rank:
        name = self._names[at]
        if name.startswith(folded):
            return Rank.WHOLE if name == folded else Rank.BEGINNING
        starts = self._starts[at]
        if all(f"\n{word}" in starts for word in words):
            return Rank.WORD
        return Rank.ANYWHERE if all(word in name for word in words) else Rank.BESIDE

    def _similar(self, folded: str) -> list[Hit]:
        found = process.extract(
            folded, self._names, scorer=fuzz.partial_ratio, score_cutoff=LEAST_SIMILAR, limit=MOST_LOOKED_AT
        )
        # A name much shorter than what was typed resembles a part of it, which is not what was meant.
        least = len(folded) - 1
        meant = [(score, at) for name, score, at in found if len(name) >= least]
        return [Hit(self.things[at], Rank.SIMILAR, score) for score, at in meant[:MOST_SIMILAR]]


def spans_of(text: str, query: str) -> tuple[Span, ...]:
    """Return where the words of *query* stand in *text*, in order and not overlapping; ends are exclusive."""
    folded = text.casefold()
    if len(folded) != len(text):  # a letter that folds into two would shift all that follows
        return ()
    words = sorted({word for word in query.casefold().split() if word}, key=len, reverse=True)
    if not words:
        return ()
    pattern = re.compile("|".join(map(re.escape, words)))
    return tuple(match.span() for match in pattern.finditer(folded))


def similar_span(name: str, query: str) -> tuple[Span, ...]:
    """Return the part of *name* that resembles *query* most."""
    folded = name.casefold()
    aligned = fuzz.partial_ratio_alignment(query.casefold(), folded)
    if aligned is None or len(folded) != len(name) or aligned.dest_start == aligned.dest_end:
        return ()
    return ((aligned.dest_start, aligned.dest_end),)
