"""What floats over the whole window: a scrim, a panel on it, and the way back to where the focus was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.shadow import paint_floating

TOP_PX = 84
EDGE_PX = 16


class Overlay(ThemedWidget):
    """Covers *window*; Esc and a click beside the panel close it. ``panel`` is where the parts go."""

    closed = Signal()

    def __init__(self, look: Look, window: QWidget, width_px: int) -> None:
        super().__init__(look, window)
        self._window = window
        self._width_px = width_px
        self._before: QWidget | None = None
        self.panel = QWidget(self)
        self.hide()
        window.installEventFilter(self)

    def open_over(self) -> None:
        """Cover the window and remember what had the focus."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self.show()
        self.raise_()
        self.place()

    def leave(self) -> None:
        """Go away and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        self.closed.emit()

    def panel_height(self) -> int:
        """Return how high the panel wants to be."""
        return self.panel.sizeHint().height()

    def place(self) -> None:
        """Cover the window as it is now, the panel in the middle of its width."""
        if self.isHidden():
            return
        room = self._window.size()
        self.resize(room)
        width = min(self.theme.px(self._width_px), room.width() - 2 * EDGE_PX)
        top = min(self.theme.gap(TOP_PX), room.height() // 6)
        height = min(self.panel_height(), room.height() - top - EDGE_PX)
        self.panel.setGeometry((room.width() - width) // 2, top, width, height)
        self.update()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place: QPoint = event.position().toPoint()
        if not self.panel.geometry().contains(place):
            self.leave()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Keep the focus in the panel: what lies below the scrim cannot be used."""
        return True

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        painter.fillRect(self.rect(), QColor(0, 0, 0, round(2.55 * theme.tokens.scrim_shade)))
        paint_floating(painter, QRectF(self.panel.geometry()), theme, radius=theme.gap(10))

    @override
    def _restyle(self) -> None:
        self.place()
