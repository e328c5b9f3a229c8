"""The progress document of one mode: registers by path, and what a reader asks of them.

Paths, values and defaults: progress document, sections 2 and 6. A document never changes; an edit makes a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


class Write(NamedTuple):
    """One register write that an operation plans: the path and its new value."""

    path: str
    value: JsonValue


class Entry(NamedTuple):
    """What a register holds: its value, and the Unix milliseconds of its last write."""

    value: JsonValue
    ms: int


_NOTHING: Final = Entry(None, 0)


def escape_key(key: str) -> str:
    """Return *key* as it stands in a path.

    >>> escape_key("o/1")
    'o%2F1'
    """
    return key.replace("%", "%25").replace("/", "%2F")


def unescape_key(key: str) -> str:
    """Return the key that :func:`escape_key` made *key* of."""
    return key.replace("%2F", "/").replace("%25", "%")


@dataclass(frozen=True, slots=True)
class Document:
    """Registers of one scope. Absent and default mean the same, except for trader statements."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    def value(self, path: str) -> JsonValue:
        """Return the value at *path*, None when nothing was ever written there."""
        return self.entries.get(path, _NOTHING).value

    def written_ms(self, path: str) -> int:
        """Return the Unix milliseconds of the last write at *path*, 0 when there is none."""
        return self.entries.get(path, _NOTHING).ms

    def with_entries(self, changed: Mapping[str, Entry]) -> Document:
        """Return a document in which *changed* lies over this one."""
        return Document({**self.entries, **changed})

    def below(self, prefix: str) -> Iterator[tuple[str, Entry]]:
        """Yield (unescaped rest of the path, entry) of every register whose path begins with *prefix*."""
        for path, entry in self.entries.items():
            if path.startswith(prefix):
                yield unescape_key(path[len(prefix) :]), entry
