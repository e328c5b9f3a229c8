"""The model of the task list: what it hands out, and that it never lies about its rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.delegates.rows import HEAD_ROLE, ROW_ROLE, GroupHead
from tarkov_desktop.ui.models.tasks import Line, TaskListModel, TaskRow
from tarkov_desktop.ui.theme.shapes import Shape


def a_row(name: str, *, aside: str = "0 of 1") -> TaskRow:
    return TaskRow(TaskId(name), name, "prapor", "Prapor", Shape.AVAILABLE, f"{name}, Prapor", aside=aside)


PINNED = GroupHead("Pinned", "pin")
ONE, TWO, THREE = (TaskId(name) for name in ("one", "two", "three"))
LINES: list[Line] = [PINNED, ONE, GroupHead("By impact"), TWO, THREE]


class Rows:
    """Rows as the page prepares them; ``asides`` are what changed, ``made`` counts."""

    def __init__(self) -> None:
        self.asides: dict[str, str] = {}
        self.made: list[str] = []

    def make(self, task_id: TaskId) -> TaskRow:
        self.made.append(task_id)
        return a_row(task_id, aside=self.asides.get(task_id, "0 of 1"))


def a_model() -> tuple[TaskListModel, Rows, QAbstractItemModelTester]:
    """A filled model under Qt's tester in Warning mode: the mode that is heard (style, 2.7)."""
    rows = Rows()
    model = TaskListModel(rows.make)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_lines(LINES)
    for at in range(model.rowCount()):
        model.index(at).data(ROW_ROLE)
    return model, rows, tester


def test_rows_and_heads_come_in_order() -> None:
    model, _rows, _tester = a_model()

    assert model.rowCount() == 5
    assert model.index(0).data(HEAD_ROLE) == PINNED
    assert model.index(1).data(ROW_ROLE) == a_row("one")
    assert model.index(1).data(int(Qt.ItemDataRole.AccessibleTextRole)) == "one, Prapor"


def test_a_head_cannot_be_chosen() -> None:
    model, _rows, _tester = a_model()

    assert model.index(0).flags() == Qt.ItemFlag.NoItemFlags
    assert model.task_at(model.index(0)) is None


def test_laying_out_makes_no_row() -> None:
    rows = Rows()
    model = TaskListModel(rows.make)
    model.show_lines(LINES)

    heads = [model.index(at).data(HEAD_ROLE) is not None for at in range(model.rowCount())]

    assert heads == [True, False, True, False, False]
    assert rows.made == []


def test_the_same_lines_again_repaint_nothing(qtbot: QtBot) -> None:
    model, _rows, _tester = a_model()

    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.layoutChanged):
        model.show_lines(list(LINES))


def test_the_same_order_repaints_only_what_differs(qtbot: QtBot) -> None:
    model, rows, _tester = a_model()
    repainted: list[int] = []
    model.dataChanged.connect(lambda first, _last: repainted.append(first.row()))

    with qtbot.assertNotEmitted(model.layoutChanged):
        rows.asides["three"] = "1 of 1"
        model.show_lines(list(LINES))

    assert repainted == [4]


def test_the_selection_follows_its_task_through_a_new_order() -> None:
    model, _rows, _tester = a_model()
    held = QPersistentModelIndex(model.index(3))

    model.show_lines([TaskId("zero"), THREE, TWO])

    assert model.task_at(held) == "two"


def test_a_task_that_left_takes_its_selection_along() -> None:
    model, _rows, _tester = a_model()
    held = QPersistentModelIndex(model.index(3))

    model.show_lines([ONE])

    assert not held.isValid()


def test_an_invalid_index_holds_nothing() -> None:
    model, _rows, _tester = a_model()

    assert model.data(QModelIndex()) is None
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags
