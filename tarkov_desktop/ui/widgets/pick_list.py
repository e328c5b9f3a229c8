"""A painted list of which one row is chosen: by mouse and keyboard alike, with keys of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView
from typing_extensions import override

from tarkov_desktop.ui.delegates.rows import Index, RowDelegate
from tarkov_desktop.ui.models.keyed_rows import KeyedRows
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
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


class PickList(QListView):
    """Rows of *model* painted by *delegate*. ``keys`` maps a key to what it does.

    ``opened`` asks for the detail while ``is_single`` says that it shares the column.
    """

    current_changed = Signal()
    opened = Signal()

    def __init__(
        self,
        look: Look,
        model: KeyedRows,
        delegate: RowDelegate,
        name: str,
        keys: Mapping[Qt.Key, Callable[[], None]],
    ) -> None:
        super().__init__()
        self._look = look
        self._keys = keys
        self._model = model
        self._delegate = delegate
        self.is_single = False
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setProperty(OWN_RING, True)  # noqa: FBT003 - Qt's signature
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        OverlayBar(look, self)
        self.verticalScrollBar().setSingleStep(look.theme.px(36))
        look.changed.connect(self.restyle)
        look.recoloured.connect(self.viewport().update)

    def current_key(self) -> str:
        """Return the key of the chosen row, "" when there is none."""
        return self._model.key_at(self.currentIndex())

    def choose(self, key: str, *, is_near: int = -1) -> None:
        """Choose the row of *key*; where it is not shown the one at *is_near*, or none."""
        row = self._model.row_of(key)
        if row < 0 and is_near >= 0:
            row = min(is_near, self._model.rowCount() - 1)
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        index = self._model.index(row)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def restyle(self) -> None:
        """Lay the rows out anew: their size is another now."""
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._lead(is_keyboard=True)
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if held == Qt.KeyboardModifier.NoModifier and key in self._keys:
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
        if self.indexAt(event.position().toPoint()).isValid():  # the ground between rows keeps the choice
            super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.is_single and self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    @override
    def paintEvent(self, event: object) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._look.theme.color(Role.LIST))
        painter.end()
        super().paintEvent(event)  # type: ignore[arg-type]  # Qt passes its QPaintEvent

    def _lead(self, *, is_keyboard: bool) -> None:
        if self._delegate.is_keyboard != is_keyboard:
            self._delegate.is_keyboard = is_keyboard
            self.viewport().update()
