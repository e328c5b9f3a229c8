"""Toasts: one at a time at the bottom right, with Undo; they leave by themselves unless the pointer rests on them."""

from __future__ import annotations

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QMargins,
    QPoint,
    QPropertyAnimation,
    QRectF,
    QSize,
    QTimer,
)
from PySide6.QtGui import QEnterEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.page import Toast
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, IconButton, Kind
from tarkov_desktop.ui.widgets.clearing import clear
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tarkov_desktop.ui.widgets.marks import StateMark
from tarkov_desktop.ui.widgets.shadow import DROP, REACH, paint_floating

STAY_MS = 8000
RISE_PX = 8
RISE_MS = 120
FROM_EDGE_PX = 16


class ToastCard(ThemedWidget):
    """The one toast of a window, an overlay of it."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(look, window)
        self._window = window
        self._timer = QTimer(self, singleShot=True, interval=STAY_MS)
        self._timer.timeout.connect(self.hide)
        self._rise = QPropertyAnimation(self, b"pos", self)
        self._rise.setDuration(RISE_MS)
        self._rise.setEasingCurve(QEasingCurve.Type.OutQuad)
        self._row = QHBoxLayout(self)
        self._toast: Toast | None = None
        self.hide()

    @property
    def toast(self) -> Toast | None:
        """The toast shown now."""
        return self._toast if self.isVisible() else None

    def show_toast(self, toast: Toast) -> None:
        """Show *toast* in place of any before it."""
        self._toast = toast
        self._fill(toast)
        self.setAccessibleName(toast.sentence.replace("{name}", toast.name))
        self.show()
        self.raise_()
        self.place()
        self._timer.start()
        if not self._look.is_motion_reduced and self._window.isVisible():
            end = self.pos()
            self._rise.setStartValue(end + QPoint(0, RISE_PX))
            self._rise.setEndValue(end)
            self._rise.start()

    def place(self) -> None:
        """Keep to the corner of the window."""
        if self.isHidden():
            return
        self._rise.stop()
        self.layout().activate()  # type: ignore[union-attr]  # made in __init__
        size = self._card_size()
        room = self._window.size()
        edge = FROM_EDGE_PX
        width = min(size.width(), room.width() - 2 * edge)
        self.setGeometry(
            room.width() - width - edge - REACH,
            room.height() - size.height() - edge - REACH,
            width + 2 * REACH,
            size.height() + 2 * REACH + DROP,
        )

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    @override
    def paintEvent(self, _event: object) -> None:
        paint_floating(QPainter(self), self._card(), self.theme, radius=self.theme.gap(8), role=Role.RAISED)

    def _card(self) -> QRectF:
        return QRectF(self.rect()).adjusted(REACH, REACH, -REACH, -REACH - DROP)

    def _card_size(self) -> QSize:
        inner = self._row.sizeHint() - QSize(2 * REACH, 2 * REACH + DROP)
        return QSize(inner.width(), max(inner.height(), self.theme.control(44)))

    def _fill(self, toast: Toast) -> None:
        clear(self._row)
        look, gap = self._look, self.theme.gap
        self._row.setContentsMargins(
            QMargins(gap(16), 0, gap(8), 0) + QMargins(REACH, REACH, REACH, REACH + DROP)
        )
        self._row.setSpacing(0)
        self._row.addWidget(StateMark(look, toast.shape, ""))
        self._row.addSpacing(gap(12))
        before, _found, after = toast.sentence.partition("{name}")
        if before:
            self._row.addWidget(Label(look, before, Text.BODY, Role.TEXT))
        if toast.name:
            self._row.addWidget(ElidedLabel(look, toast.name, Text.BODY, Role.TEXT, weight=600), 1)
        if after:
            self._row.addWidget(Label(look, after, Text.BODY, Role.TEXT))
        self._row.addSpacing(gap(8))
        if toast.undo is not None:
            undo = Button(look, _("Undo"), Kind.ACCENT_TEXT, key="Ctrl Z")
            undo.clicked.connect(self._undo)
            self._row.addWidget(undo)
            self._row.addSpacing(gap(6))
        close = IconButton(look, "close", _("Close"), size=26)
        close.clicked.connect(self.hide)
        self._row.addWidget(close)

    def _undo(self) -> None:
        toast = self._toast
        self.hide()
        if toast is not None and toast.undo is not None:
            toast.undo()
