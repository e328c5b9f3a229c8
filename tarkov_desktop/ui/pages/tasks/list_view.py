"""The list of tasks: a painted list with column heads, led by mouse and keyboard alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.delegates.rows import Index
from tarkov_desktop.ui.delegates.tasks import Columns, Room, TaskDelegate
from tarkov_desktop.ui.models.tasks import TaskListModel
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.focus import OWN_RING
from tarkov_desktop.ui.widgets.scroll import OverlayBar

_MOVES = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
}


class TaskListView(QListView):
    """Rows of tasks. ``keys`` maps a key to what it does; ``opened`` asks for the detail in one column."""

    current_changed = Signal()
    selection_changed = Signal()
    opened = Signal()
    pointer_left = Signal()

    def __init__(
        self,
        look: Look,
        model: TaskListModel,
        keys: Mapping[Qt.Key, Callable[[], None]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._keys = keys
        self.tasks = model
        self.rows = TaskDelegate(look, self)
        self.setModel(model)
        self.setItemDelegate(self.rows)
        self.setProperty(OWN_RING, True)  # noqa: FBT003 - Qt's signature
        self.setAccessibleName(_("Tasks"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        OverlayBar(look, self)
        self.verticalScrollBar().setSingleStep(look.theme.px(36))
        look.changed.connect(self._restyle)
        look.recoloured.connect(self.viewport().update)

    def set_form(self, room: Room, *, is_comfortable: bool) -> None:
        """Take another form of the rows."""
        if (self.rows.room, self.rows.is_comfortable) == (room, is_comfortable):
            return
        self.rows.room, self.rows.is_comfortable = room, is_comfortable
        self._restyle()

    def current_task(self) -> TaskId | None:
        """Return the current task, None when there is none."""
        return self.tasks.task_at(self.currentIndex())

    def chosen_tasks(self) -> list[TaskId]:
        """Return the selected tasks, in the order of the list."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        found = [self.tasks.task_at(self.tasks.index(row)) for row in rows]
        return [task_id for task_id in found if task_id is not None]

    def choose(self, task_id: TaskId | None, *, is_near: int = -1) -> None:
        """Make *task_id* the one current and selected row; without it the row *is_near*, or none."""
        row = self.tasks.row_of(task_id) if task_id is not None else -1
        if row < 0 and is_near >= 0:
            row = self._next_task_row(is_near)
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        index = self.tasks.index(row)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if row <= 1:
            self.scrollToTop()

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    @override
    def selectionChanged(self, selected: object, deselected: object) -> None:
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type]  # Qt passes its QItemSelections
        self.selection_changed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if key in _MOVES:
            self._lead(is_keyboard=True)
        if plain and key in self._keys:
            self._keys[key]()
            return
        super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: object) -> None:
        reason = event.reason()  # type: ignore[attr-defined]  # Qt passes its QFocusEvent
        if reason in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self._lead(is_keyboard=True)
        super().focusInEvent(event)  # type: ignore[arg-type]  # the same event

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._lead(is_keyboard=False)
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if self.rows.room is Room.SINGLE and is_plain and self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.pointer_left.emit()
        return super().viewportEvent(event)

    @override
    def paintEvent(self, event: object) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._look.theme.color(Role.LIST))
        painter.end()
        super().paintEvent(event)  # type: ignore[arg-type]  # Qt passes its QPaintEvent

    def _lead(self, *, is_keyboard: bool) -> None:
        if self.rows.is_keyboard != is_keyboard:
            self.rows.is_keyboard = is_keyboard
            self.viewport().update()

    def _next_task_row(self, row: int) -> int:
        count = self.tasks.rowCount()
        after = [at for at in range(row, count) if self.tasks.task_at(self.tasks.index(at)) is not None]
        before = [at for at in range(min(row, count)) if self.tasks.task_at(self.tasks.index(at)) is not None]
        return after[0] if after else before[-1] if before else -1

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class ColumnHeads(ThemedWidget):
    """The words above the columns; that of the last names the sort key."""

    def __init__(self, look: Look, rows: TaskDelegate, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._rows = rows
        self._sort_word = ""
        self._cut: list[tuple[QRectF, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_sort(self, word: str) -> None:
        """Show what the last column holds."""
        self._sort_word = word
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(100, self.theme.px(26))

    @override
    def event(self, event: QEvent) -> bool:
        """Tell the whole word of a head that has no room for it."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = [word for place, word in self._cut if place.contains(QPointF(event.pos()))]
            QToolTip.showText(event.globalPos(), words[0] if words else "", self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        painter.fillRect(self.rect(), theme.color(Role.LIST))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.color(Role.LINE))
        columns = self._rows.columns(self.width())
        is_single = self._rows.room is Room.SINGLE
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        heads = [
            (_("Task"), columns.name, left, Role.TEXT3),
            (_("Map"), columns.where, right if is_single else left, Role.TEXT3),
            (_("Progress"), columns.aside, right, Role.TEXT3),
            (_("Squad"), columns.squad, left, Role.TEXT3),
            (self._brief_sort(columns), columns.sort_value, right, Role.TEXT2),
        ]
        instead = columns.where if columns.where[1] else columns.aside
        if self._rows.is_tree:
            heads = [heads[0], (_("State"), instead, left, Role.TEXT3), heads[3]]
        elif self._rows.are_reasons and not self._rows.is_comfortable:
            heads[1:3] = [(_("Reason"), instead, left, Role.TEXT3)]
        elif self._rows.are_reasons:
            del heads[2]
        painter.setFont(theme.font(Text.CAPTION))
        end: float = self.width()
        self._cut = []
        if heads[-1][1] == columns.sort_value and heads[-1][0] != self._sort_word:
            x, width = columns.sort_value
            self._cut.append((QRectF(x, 0, width, self.height()), self._sort_word))
        for word, (x, width), align, role in reversed(heads):
            if width:
                wide = max(width, theme.metrics(Text.CAPTION).horizontalAdvance(word) + 1)
                begin = x + width - wide if align is right else x
                place = QRectF(begin, 0, min(wide, end - begin), self.height() - 1)
                shown = theme.metrics(Text.CAPTION).elidedText(
                    word, Qt.TextElideMode.ElideRight, place.width()
                )
                if shown != word:
                    self._cut.append((place, word))
                painter.setPen(theme.color(role))
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | align, shown)
                end = begin - theme.gap(6)

    def _brief_sort(self, columns: Columns) -> str:
        """Return the sort word, or its first letters where it would run into the word of its neighbour."""
        advance = self.theme.metrics(Text.CAPTION).horizontalAdvance
        neighbour = columns.aside[0] + columns.aside[1]
        if columns.squad[1]:
            neighbour = columns.squad[0] + advance(_("Squad"))
        room = columns.sort_value[0] + columns.sort_value[1] - neighbour - self.theme.px(8)
        if advance(self._sort_word) <= room:
            return self._sort_word
        return _("{start}.").format(start=self._sort_word[:3])
