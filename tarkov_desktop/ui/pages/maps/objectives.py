"""The objectives of a place, ticked and counted where they stand."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import ObjectiveId, TaskId
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.maps.delegates import PlaceObjectiveDelegate
from tarkov_desktop.ui.pages.maps.rows import PlaceObjectiveRow
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.widgets.row_list import RowList

_PLUS = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)


class PlaceObjectiveList(RowList):
    """Space or a click on the shape ticks an own objective, plus and minus count it, Enter opens its task."""

    task_opened = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        self.shapes = PlaceObjectiveDelegate(context.look)
        super().__init__(context.look, self.shapes, _("Objectives of the place"), parent=parent)
        self._session = context.session
        self.acts = TaskActions(context, self)
        self.listen_for(Qt.Key.Key_Space, Qt.Key.Key_Minus, *_PLUS)
        self.key_pressed.connect(self._on_key)
        self.opened.connect(self._open)
        self.doubleClicked.connect(lambda index: self._open(self.lines.key_at(index)))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self._row(self.lines.key_at(index))
        shape = self.shapes.shape_box(QRectF(self.visualRect(index)))
        is_left = event.button() is Qt.MouseButton.LeftButton
        if (
            row is not None
            and row.is_own
            and is_left
            and shape.adjusted(-8, -8, 8, 8).contains(event.position())
        ):
            self.acts.toggle(row.objective)

    def _on_key(self, key: int, of: str) -> None:
        row = self._row(of)
        if row is None or not row.is_own:
            return
        if key == Qt.Key.Key_Space:
            self.acts.toggle(row.objective)
        else:
            self._count(row.objective, 1 if key in _PLUS else -1)

    def _count(self, objective: ObjectiveId, step: int) -> None:
        node = self._session.graph.objectives[objective]
        got = self._session.derived.amount(objective).got(node.required)
        if 0 <= got + step <= node.required:
            self.acts.set_count(objective, got + step)

    def _open(self, key: str) -> None:
        row = self._row(key)
        if row is not None:
            self.task_opened.emit(TaskId(row.task))

    def _row(self, key: str) -> PlaceObjectiveRow | None:
        at = self.lines.row_of(key)
        row = self.lines.lines[at] if at >= 0 else None
        return row if isinstance(row, PlaceObjectiveRow) else None
