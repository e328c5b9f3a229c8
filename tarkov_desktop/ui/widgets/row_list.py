"""A painted list as high as its rows: for pages that put several lists one below the other and scroll as a whole."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.ui.delegates.rows import RowDelegate
from tarkov_desktop.ui.models.rows import RowListModel
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.focus import OWN_RING

Index = QModelIndex | QPersistentModelIndex

_OPENING: frozenset[int] = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class RowList(QListView):
    """Rows of a :class:`RowListModel`. ``chosen`` tells the key of the current row, ``opened`` of one followed.

    A row is followed by Enter or, where *is_click_opening*, by a click. ``has_selection`` False: rows are only read,
    and the keyboard passes them by.
    """

    chosen = Signal(str)
    opened = Signal(str)
    key_pressed = Signal(int, str)

    def __init__(
        self,
        look: Look,
        rows: RowDelegate,
        name: str,
        *,
        is_click_opening: bool = False,
        has_selection: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._is_click_opening = is_click_opening
        self._own_keys: frozenset[int] = frozenset()
        self.rows = rows
        self.lines = RowListModel(self)
        rows.setParent(self)
        self.setModel(self.lines)
        self.setItemDelegate(rows)
        self.setAccessibleName(name)
        self.setProperty(OWN_RING, True)  # noqa: FBT003 - Qt's signature
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        if not has_selection:
            self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lines.layoutChanged.connect(self.updateGeometry)
        look.changed.connect(self._restyle)
        look.recoloured.connect(self.viewport().update)

    def listen_for(self, *keys: int) -> None:
        """Emit ``key_pressed`` for *keys* on a row instead of what a list does with them."""
        self._own_keys = frozenset(keys)

    def current_key(self) -> str:
        """Return what the current row is about, empty when there is none."""
        return self.lines.key_at(self.currentIndex())

    def choose(self, key: str) -> None:
        """Make the row of *key* the current one; an unknown key leaves none."""
        row = self.lines.row_of(key)
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.lines.index(row), flag)

    @override
    def sizeHint(self) -> QSize:
        heights = (self.sizeHintForRow(row) for row in range(self.lines.rowCount()))
        return QSize(self._look.theme.px(200), sum(heights))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.theme.px(120), self.sizeHint().height())

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self._bring_into_view()
            self.chosen.emit(self.lines.key_at(current))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._lead(is_keyboard=True)
        key = self.current_key()
        if event.key() in self._own_keys and key:
            self.key_pressed.emit(event.key(), key)
        elif event.key() in _OPENING and key:
            self.opened.emit(key)
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        is_keyboard = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        }
        self._lead(is_keyboard=is_keyboard)
        super().focusInEvent(event)
        if is_keyboard and not self.currentIndex().isValid() and self.lines.row_keys():
            self.choose(self.lines.row_keys()[0])

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._lead(is_keyboard=False)
        super().focusOutEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._lead(is_keyboard=False)
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        key = self.lines.key_at(self.indexAt(event.position().toPoint()))
        if self._is_click_opening and key and event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(key)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, never the list

    def _bring_into_view(self) -> None:
        """Let the page around scroll so that the current row is seen."""
        if not self.hasFocus():
            return
        box = self.visualRect(self.currentIndex())
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        content = around.widget() if around is not None else None
        if around is not None and content is not None:
            at = self.mapTo(content, box.center())
            around.ensureVisible(at.x(), at.y(), 0, box.height())

    def _lead(self, *, is_keyboard: bool) -> None:
        if self.rows.is_keyboard != is_keyboard:
            self.rows.is_keyboard = is_keyboard
            self.viewport().update()

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()
        self.viewport().update()
