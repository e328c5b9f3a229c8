"""What an import would change: joined by time, or put in the place of everything (progress document 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from tarkov_desktop.domain.document import Document, JsonValue, Write
from tarkov_desktop.domain.files import ImportedMode, StampParts
from tarkov_desktop.domain.registers import neutral, same_value

IMPORT_NODE: Final = "import"


class StampedWrite(NamedTuple):
    """A write that keeps the time of its source: epoch, milliseconds, counter, node."""

    path: str
    value: JsonValue
    stamp: StampParts


class Difference(NamedTuple):
    """One register that an import would change; ``before`` is neutral where nothing stands."""

    path: str
    before: JsonValue
    after: JsonValue


class ImportPreview(NamedTuple):
    """What each way of importing would change, register by register."""

    join: tuple[Difference, ...]
    replace: tuple[Difference, ...]


def plan_replace(document: Document, imported: ImportedMode) -> tuple[Write, ...]:
    """Return new edits that make the document say what the file says, and nothing else."""
    wanted = {path: entry.value for path, entry in imported.document.entries.items()}
    for path, entry in document.entries.items():
        wanted.setdefault(path, neutral(path, current=entry.value))
    return tuple(
        Write(path, value)
        for path, value in wanted.items()
        if not same_value(value, _current(document, path))
    )


def plan_join(
    stamps: Mapping[str, StampParts], imported: ImportedMode, *, epoch: int
) -> tuple[StampedWrite, ...]:
    """Return the registers of the file that are newer than ours, with their stamps.

    *stamps* are those of the document here. Stamps of the file itself are used when they are of the current *epoch*;
    all other values take (epoch, time of the value or 0, 0, ``import``).
    """
    newer: list[StampedWrite] = []
    for path, entry in imported.document.entries.items():
        own = imported.stamps.get(path)
        stamp = own if own is not None and own[0] == epoch else (epoch, entry.ms, 0, IMPORT_NODE)
        there = stamps.get(path)
        if there is None or there < stamp:
            newer.append(StampedWrite(path, entry.value, stamp))
    return tuple(newer)


def preview(
    stamps: Mapping[str, StampParts], document: Document, imported: ImportedMode, *, epoch: int
) -> ImportPreview:
    """Return what each way of importing would change."""
    joined = plan_join(stamps, imported, epoch=epoch)
    return ImportPreview(
        _differences(document, [Write(write.path, write.value) for write in joined]),
        _differences(document, plan_replace(document, imported)),
    )


def things(differences: Iterable[Difference]) -> dict[str, int]:
    """Return how many entries differ, by field of the document: flag and count of one objective are one."""
    entries = {tuple(each.path.split("/")[:2]) for each in differences}
    return dict(Counter(entry[0] for entry in entries))


def _differences(document: Document, writes: Iterable[Write]) -> tuple[Difference, ...]:
    found = (Difference(each.path, _current(document, each.path), each.value) for each in writes)
    return tuple(each for each in found if not same_value(each.before, each.after))


def _current(document: Document, path: str) -> JsonValue:
    entry = document.entries.get(path)
    return entry.value if entry is not None else neutral(path)
