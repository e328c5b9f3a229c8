"""The list of what was done, led by mouse and keyboard alike."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.pages.activity.rows import ActivityDelegate, ActivityModel
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.focus import OWN_RING
from tarkov_desktop.ui.widgets.scroll import OverlayBar

_TAKES_BACK = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Delete}


class ActivityListView(QListView):
    """Rows of what was done. ``asked`` says that the button of a row was pressed, ``ended`` that more may follow."""

    asked = Signal(int)
    ended = Signal()

    def __init__(self, look: Look, model: ActivityModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._model = model
        self.rows = ActivityDelegate(look, self)
        self.setModel(model)
        self.setItemDelegate(self.rows)
        self.setProperty(OWN_RING, True)  # noqa: FBT003 - Qt's signature
        self.setAccessibleName(_("What was done"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        OverlayBar(look, self)
        self.verticalScrollBar().setSingleStep(look.theme.px(44))
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        look.changed.connect(self._restyle)
        look.recoloured.connect(self.viewport().update)

    def choose(self, number: int) -> None:
        """Make the row *number* the current one, if it is shown."""
        place = self._model.place_of(number)
        if place >= 0:
            self.setCurrentIndex(self._model.index(place))

    def current(self) -> int | None:
        """Return the number of the current row."""
        row = self._model.row_at(self.currentIndex())
        return row.id if row else None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._lead(is_keyboard=True)
        number = self.current()
        if event.key() in _TAKES_BACK and number is not None:
            self.asked.emit(number)
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
        index = self.indexAt(event.position().toPoint())
        row = self._model.row_at(index)
        is_left = event.button() is Qt.MouseButton.LeftButton
        if row and row.verb and is_left and self.button(index).contains(event.position()):
            self.asked.emit(row.id)

    @override
    def paintEvent(self, event: object) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._look.theme.color(Role.LIST))
        painter.end()
        super().paintEvent(event)  # type: ignore[arg-type]  # Qt passes its QPaintEvent

    def button(self, index: QModelIndex) -> QRectF:
        """Return where the button of a row is."""
        row = self._model.row_at(index)
        return self.rows.button(QRectF(self.visualRect(index)), row) if row else QRectF()

    def _lead(self, *, is_keyboard: bool) -> None:
        if self.rows.is_keyboard != is_keyboard:
            self.rows.is_keyboard = is_keyboard
            self.viewport().update()

    def _on_scrolled(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum():
            self.ended.emit()

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
