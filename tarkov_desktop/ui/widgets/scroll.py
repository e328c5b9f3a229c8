"""A scroll bar that lies over its list and takes no room: 6 wide, 2 from the edge, 12 under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractScrollArea
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import ThemedWidget, rounded

_THIN_PX, _WIDE_PX, _EDGE_PX = 6, 12, 2
_SHORTEST_PX = 32


class OverlayBar(ThemedWidget):
    """Shows and moves the upright scroll bar of *area*, which is switched off itself."""

    def __init__(self, look: Look, area: QAbstractScrollArea) -> None:
        super().__init__(look, area)
        self._bar = area.verticalScrollBar()
        self._area = area
        self._grip: float | None = None
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.installEventFilter(self)
        self._bar.rangeChanged.connect(self._follow)
        self._bar.valueChanged.connect(self._follow)
        self._follow()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._follow()
        return False

    @override
    def paintEvent(self, _event: object) -> None:
        is_lit = self.underMouse() or self._grip is not None
        width = (_WIDE_PX if is_lit else _THIN_PX) - _EDGE_PX * is_lit
        box = QRectF(self.width() - width - _EDGE_PX, self._top(), width, self._length())
        rounded(QPainter(self), box, width / 2, fill=self.theme.color(Role.CONTROL if is_lit else Role.LINE2))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        y = event.position().y()
        is_on_handle = self._top() <= y <= self._top() + self._length()
        self._grip = y - self._top() if is_on_handle else self._length() / 2
        self._move_to(y)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._move_to(event.position().y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.update()

    def _move_to(self, y: float) -> None:
        room = self.height() - self._length()
        if room > 0:
            share = (y - (self._grip or 0)) / room
            span = self._bar.maximum() - self._bar.minimum()
            self._bar.setValue(self._bar.minimum() + round(span * min(1.0, max(0.0, share))))

    def _length(self) -> float:
        whole = self._bar.maximum() - self._bar.minimum() + self._bar.pageStep()
        return max(_SHORTEST_PX, self.height() * self._bar.pageStep() / whole) if whole else self.height()

    def _top(self) -> float:
        span = self._bar.maximum() - self._bar.minimum()
        share = (self._bar.value() - self._bar.minimum()) / span if span else 0.0
        return (self.height() - self._length()) * share

    def _follow(self) -> None:
        self.setVisible(self._bar.maximum() > self._bar.minimum())
        wide = _WIDE_PX
        self.setGeometry(self._area.width() - wide, _EDGE_PX, wide, self._area.height() - 2 * _EDGE_PX)
        self.raise_()
        self.update()
