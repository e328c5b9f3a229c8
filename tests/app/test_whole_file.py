"""Files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.app.whole_file import write_whole


def test_a_file_that_is_there_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "progress.json"
    target.write_text("old")

    write_whole(target, "new\n")

    assert target.read_bytes() == b"new\n"
    assert list(tmp_path.iterdir()) == [target]


def test_what_cannot_be_written_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "progress.json"
    target.write_text("old")
    (tmp_path / "progress.json.new").mkdir()

    with pytest.raises(OSError, match="directory"):
        write_whole(target, "new\n")

    assert target.read_text() == "old"
