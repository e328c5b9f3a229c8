"""What a document says of one task, objective or part: the predicates every rule is built on (game-rules 3)."""

from __future__ import annotations

from typing import Final, NamedTuple

from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.ids import TaskId


class TaskRecord(NamedTuple):
    """State of one task as recorded. At most one of the first three is true; none: open and not started.

    ``manual`` says that somebody set this very task; ``ms`` is the time of the record, 0 when there is none.
    """

    complete: bool = False
    failed: bool = False
    started: bool = False
    manual: bool = False
    ms: int = 0

    @property
    def open(self) -> bool:
        """True when the task is neither complete nor failed."""
        return not (self.complete or self.failed)


class Amount(NamedTuple):
    """Flag and count of an objective or a hideout part; two registers, read together."""

    complete: bool = False
    number: int = 0

    def got(self, required: int) -> int:
        """Return how many of *required* are there: a flag without a count means all of them."""
        return required if self.complete else min(self.number, required)

    def is_full(self, required: int) -> bool:
        """True when nothing is missing."""
        return self.complete or self.number >= required


NO_RECORD: Final = TaskRecord()


def task_record(document: Document, path: str) -> TaskRecord:
    """Return the record at *path*; failed wins over complete, and both end ``started``.

    >>> from tarkov_desktop.domain.document import Entry
    >>> both = {"complete": True, "failed": True, "active": True}
    >>> task_record(Document({"taskCompletions/t": Entry(both, 7)}), "taskCompletions/t")
    TaskRecord(complete=False, failed=True, started=False, manual=False, ms=7)
    """
    return _record_of(document.entries.get(path))


def tasks_done(document: Document) -> list[TaskId]:
    """Return the tasks recorded as complete, without asking whether any catalog knows them."""
    return [TaskId(task) for task, entry in document.below("taskCompletions/") if _record_of(entry).complete]


def _record_of(entry: Entry | None) -> TaskRecord:
    if entry is None or not isinstance(entry.value, dict):
        return NO_RECORD
    value = entry.value
    failed = value.get("failed") is True
    complete = value.get("complete") is True and not failed
    started = value.get("active") is True and not complete and not failed
    return TaskRecord(complete, failed, started, value.get("manual") is True, entry.ms)


def is_set(document: Document, path: str) -> bool:
    """True when the boolean register at *path* is true."""
    return document.value(path) is True


def whole(value: JsonValue, default: int) -> int:
    """Return *value* if it is a whole number, else *default*."""
    return value if type(value) is int else default


def number(value: JsonValue) -> float | None:
    """Return *value* if it is a number, else None."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def text(value: JsonValue) -> str | None:
    """Return *value* if it is a text, else None."""
    return value if isinstance(value, str) else None
