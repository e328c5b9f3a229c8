"""Which rows have room, and what the model hands out of them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tarkov_desktop.ui.delegates.rows import ROW_ROLE
from tarkov_desktop.ui.palette.delegate import pieces
from tarkov_desktop.ui.palette.finding import Group
from tarkov_desktop.ui.palette.model import PaletteModel
from tarkov_desktop.ui.palette.rows import MOST_ROWS, Head, Mark, More, Row, arranged


def rows(group: Group, count: int) -> list[Row]:
    return [Row(group, f"{group}-{n}", f"Row {n}", Mark(icon="check"), lambda: None) for n in range(count)]


def test_a_group_alone_takes_all_the_room() -> None:
    lines = arranged({Group.TASK: rows(Group.TASK, 9)}, {Group.TASK: 40})

    assert lines[0] == Head(Group.TASK, 40)
    assert sum(isinstance(line, Row) for line in lines) == MOST_ROWS
    assert lines[-1] == More(Group.TASK, 31)


def test_several_groups_share_it_and_keep_their_order() -> None:
    lines = arranged({group: rows(group, 5) for group in reversed(Group)}, dict.fromkeys(Group, 5))

    assert [line.group for line in lines if isinstance(line, Head)] == list(Group)
    assert sum(isinstance(line, Row) for line in lines) == MOST_ROWS


def test_a_group_that_is_shown_whole_has_no_number() -> None:
    assert arranged({Group.PAGE: rows(Group.PAGE, 2)}, {Group.PAGE: 2})[0] == Head(Group.PAGE)


def test_the_model_keeps_to_the_rules_of_qt(qtbot: QtBot) -> None:
    model = PaletteModel()
    _tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)

    model.show_lines(arranged({Group.TASK: rows(Group.TASK, 5), Group.PAGE: rows(Group.PAGE, 1)}, {}))

    assert model.rowCount() == 7
    assert model.index(0).flags() == Qt.ItemFlag.NoItemFlags
    assert model.index(1).data() == "Row 0"
    assert model.index(4).data() == "2 more"
    assert model.index(1).data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Row 0, Tasks"
    assert model.data(QModelIndex(), ROW_ROLE) is None


def test_the_arrow_steps_over_heads_and_around_the_end() -> None:
    model = PaletteModel()
    model.show_lines(arranged({Group.TASK: rows(Group.TASK, 1), Group.PAGE: rows(Group.PAGE, 1)}, {}))

    assert model.next_row(-1, 1) == 1
    assert model.next_row(1, 1) == 3
    assert model.next_row(3, 1) == 1
    assert model.next_row(1, -1) == 3


def test_an_empty_list_has_nowhere_to_go() -> None:
    assert PaletteModel().next_row(-1, 1) == -1


def test_a_text_is_cut_at_its_matches() -> None:
    assert list(pieces("The Punisher", ((4, 7),))) == [("The ", False), ("Pun", True), ("isher", False)]
    assert list(pieces("Pun", ((0, 3),))) == [("Pun", True)]
