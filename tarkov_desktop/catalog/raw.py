"""Careful readers of untyped records: every one takes what came, and gives the typed value or a neutral one.

The source promises no schema, so a wrong type is "absent" and is counted, never an exception.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from tarkov_desktop.catalog.findings import FindingKind, Tally
from tarkov_desktop.catalog.limits import MAX_COUNT, MAX_LIST, MAX_TEXT

Tree = Any
"""Decoded JSON of a shape that nobody promised: the one place where ``Any`` is the honest type."""
Record = Mapping[str, Tree]

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PAGE_HOSTS: Final = frozenset({"escapefromtarkov.fandom.com", "tarkov.dev", "www.escapefromtarkov.com"})
_PICTURE_HOSTS: Final = frozenset({"assets.tarkov.dev"})
_GATE_ID: Final = re.compile(r"[A-Za-z0-9_.<>=-]{1,160}")


@dataclass(slots=True)
class Place:
    """Where in a document a reader is, and the tally it reports to."""

    tally: Tally
    path: str = ""
    noted: set[str] = field(default_factory=set)

    def at(self, *parts: object) -> Place:
        """Return the place below this one."""
        return Place(self.tally, "/".join([self.path, *map(str, parts)]))

    def note(self, kind: FindingKind, word: object) -> None:
        """Count a finding here."""
        self.tally.note(kind, word, self.path)


def text(value: Tree) -> str:
    """Return *value* as plain text cut to what the program shows; anything but a string is empty."""
    return str(value)[:MAX_TEXT] if isinstance(value, str) else ""


def wiki_link(value: Tree) -> str | None:
    """Return *value* if it is a page that the program may open in the browser, else None."""
    return _link(value, _PAGE_HOSTS)


def picture_link(value: Tree) -> str | None:
    """Return *value* if it is a picture of the one host that pictures come from, else None."""
    return _link(value, _PICTURE_HOSTS)


def _link(value: Tree, hosts: frozenset[str]) -> str | None:
    link = text(value)
    if not link.startswith("https://") or not link.isprintable() or " " in link:
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.netloc in hosts else None


def identifier(value: Tree) -> str | None:
    """Return the id that *value* is or, as an object, carries; None if there is none that may be a key."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return str(value) if isinstance(value, str) and _ID.fullmatch(value) else None


def gate_identifier(value: Tree) -> str | None:
    """Return the id of a trader requirement, which may hold dots and comparison signs."""
    return str(value) if isinstance(value, str) and _GATE_ID.fullmatch(value) else None


def number(value: Tree) -> float | None:
    """Return the finite number that *value* is or spells; None otherwise."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", value):
            return None
        value = float(value)
    if isinstance(value, int):
        return value if abs(value) <= MAX_COUNT * MAX_COUNT else None
    return value if isinstance(value, float) and math.isfinite(value) else None


def whole(value: Tree, default: int = 0) -> int:
    """Return *value* as a count from 0 to 10^9, or *default* if it is none."""
    found = number(value)
    return int(found) if found is not None and 0 <= found <= MAX_COUNT else default


def flag(value: Tree) -> bool | None:
    """Return *value* if it is a truth value."""
    return value if isinstance(value, bool) else None


def elements(value: Tree, place: Place) -> list[Tree]:
    """Return *value* as a list of at most 10,000; null and absent are empty, another type is counted."""
    if value is None:
        return []
    if not isinstance(value, list):
        place.note(FindingKind.BAD_VALUE, "not a list")
        return []
    if len(value) > MAX_LIST:
        place.note(FindingKind.TOO_MANY, len(value))
    return value[:MAX_LIST]


def identifiers(value: Tree, place: Place) -> tuple[str, ...]:
    """Return the ids of a list of ids or of objects with an id; others are counted and left out."""
    found = []
    for element in elements(value, place):
        key = identifier(element)
        if key is None:
            place.note(FindingKind.BAD_ID, element if isinstance(element, str) else type(element).__name__)
        else:
            found.append(key)
    return tuple(found)


def words(value: Tree, place: Place) -> tuple[str, ...]:
    """Return the strings of a list, kept as they came so that wording can tell keys from literals."""
    return tuple(element for element in elements(value, place) if isinstance(element, str) and element)


def records(value: Tree, place: Place) -> Iterator[tuple[Record, Place]]:
    """Yield the objects of a list with their places; others are counted and left out."""
    for index, element in enumerate(elements(value, place)):
        below = place.at(index)
        if isinstance(element, Mapping):
            yield element, below
        else:
            below.note(FindingKind.BAD_RECORD, type(element).__name__)


def keyed_records(value: Tree, place: Place, most: int) -> Iterator[tuple[str, Record, Place]]:
    """Yield (id, record, place) of a mapping by id, or of a list of records with ids; bad ones are counted."""
    if isinstance(value, list):
        pairs: list[tuple[Tree, Tree]] = [
            (element.get("id") if isinstance(element, Mapping) else None, element) for element in value
        ]
    elif isinstance(value, Mapping):
        pairs = list(value.items())
    else:
        if value is not None:
            place.note(FindingKind.BAD_VALUE, "neither a list nor an object")
        return
    if len(pairs) > most:
        place.note(FindingKind.TOO_MANY, len(pairs))
    seen: set[str] = set()
    for raw_key, record in pairs[:most]:
        key = identifier(raw_key)
        if not isinstance(record, Mapping):
            place.note(FindingKind.BAD_RECORD, type(record).__name__)
        elif key is None or key in seen:
            place.note(FindingKind.BAD_ID, raw_key)
        elif record.get("id", key) != key:
            place.note(FindingKind.ID_MISMATCH, key)
        else:
            seen.add(key)
            yield key, record, place.at(key)
