"""What a document says of one task, objective or part."""

from __future__ import annotations

from tarkov_desktop.domain.document import Document, Entry
from tarkov_desktop.domain.records import tasks_done
from tests.domain.worlds import a_document


def test_tasks_are_done_whether_or_not_the_catalog_knows_them() -> None:
    document = a_document(done=["a", "unknown/1"], failed=["c"], started=["d"])

    assert tasks_done(document) == ["a", "unknown/1"]


def test_a_record_that_is_none_is_no_task_that_is_done() -> None:
    document = Document({"taskCompletions/a": Entry("complete", 1)})

    assert tasks_done(document) == []
