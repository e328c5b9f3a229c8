"""The document: registers by path, escaped keys, edits that make new documents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.domain.document import Document, Entry, escape_key, unescape_key


@given(st.text())
def test_a_key_survives_escaping(key: str) -> None:
    assert unescape_key(escape_key(key)) == key
    assert "/" not in escape_key(key)


def test_what_was_never_written_reads_as_nothing() -> None:
    assert Document().value("level") is None
    assert Document().written_ms("level") == 0


def test_an_edit_makes_a_new_document_and_leaves_the_old() -> None:
    before = Document({"level": Entry(3, 10)})

    after = before.with_entries({"level": Entry(4, 20)})

    assert (before.value("level"), after.value("level"), after.written_ms("level")) == (3, 4, 20)


def test_registers_below_a_prefix_come_with_their_real_keys() -> None:
    document = Document({"taskObjectives/o%2F1/complete": Entry(True, 1), "level": Entry(2, 1)})

    assert list(document.below("taskObjectives/")) == [("o/1/complete", Entry(True, 1))]
