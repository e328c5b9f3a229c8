"""What a new generation begins with: carried over from the old one as ordinary edits (progress document 6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from tarkov_desktop.domain.document import Document, JsonValue, Write
from tarkov_desktop.domain.limits import MAX_PRESTIGE
from tarkov_desktop.domain.records import whole
from tarkov_desktop.domain.registers import DISPLAY_NAME, FACTION, PRESTIGE, neutral, same_value


class NewBeginning(StrEnum):
    """Why a document begins anew; the words the server knows."""

    WIPE = "wipe"
    PRESTIGE = "prestige"
    RESET = "reset"
    NEW_SEASON = "season"


def plan_beginning(old: Document, why: NewBeginning) -> tuple[Write, ...]:
    """Return what the new, empty document is given: name, faction, notes, ignored tasks; prestige by reason."""
    return tuple(write for write in _carried(old, why) if not same_value(write.value, neutral(write.path)))


def plan_restoration(archived: Document) -> tuple[Write, ...]:
    """Return what a generation restored from the archive is given: every register that says something."""
    writes = (Write(path, entry.value) for path, entry in archived.entries.items())
    return tuple(
        write for write in writes if not same_value(write.value, neutral(write.path, current=write.value))
    )


def _carried(old: Document, why: NewBeginning) -> Iterator[Write]:
    for path, entry in old.entries.items():
        value: JsonValue = entry.value
        if (
            path in {DISPLAY_NAME, FACTION}
            or path.startswith("taskNotes/")
            or (path.startswith("ignoredTasks/") and value is True)
        ):
            yield Write(path, value)
    prestige = whole(old.value(PRESTIGE), 0)
    if why is NewBeginning.PRESTIGE:
        yield Write(PRESTIGE, min(MAX_PRESTIGE, prestige + 1))
    elif why is NewBeginning.WIPE:
        yield Write(PRESTIGE, prestige)
