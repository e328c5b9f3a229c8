"""Chips: small facts in a row that wraps."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget, rounded


class Chip(ThemedWidget):
    """A word or two on raised ground, 20 high; outlined in high contrast."""

    def __init__(
        self, look: Look, text: str, *, icon: str = "", role: Role = Role.TEXT2, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent)
        self._text = text
        self._icon = icon
        self._role = role
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, icon: str = "") -> None:
        """Show another word, with another icon or none."""
        self._text, self._icon = text, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        icon = theme.icon(14) + theme.gap(4) if self._icon else 0
        text = theme.metrics(Text.CAPTION).horizontalAdvance(self._text)
        return QSize(round(2 * theme.gap(6) + icon + text) + 1, theme.line(Text.CAPTION) + theme.gap(4))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        border = theme.color(Role.LINE2) if theme.is_contrast else None
        fill = None if theme.is_contrast else theme.color(Role.RAISED)
        rounded(painter, box, theme.gap(4), fill=fill, border=border)
        x = float(theme.gap(6))
        if self._icon:
            side = theme.icon(14)
            self.painted.icon(
                painter, self._icon, QRectF(x, (box.height() - side) / 2, side, side), self._role
            )
            x += side + theme.gap(4)
        painter.setFont(theme.font(Text.CAPTION))
        painter.setPen(theme.color(self._role))
        painter.drawText(box.adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._text)


class FlowLayout(QLayout):
    """Lays widgets out from the left and wraps to the next line."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = QRect(0, 0, width - margins.left() - margins.right(), 0)
        return self._place(inner, moves=False) + margins.top() + margins.bottom()

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), moves=True)

    @override
    def sizeHint(self) -> QSize:
        wide = sum(item.sizeHint().width() + self._gap for item in self._items)
        margins = self.contentsMargins()
        return QSize(wide + margins.left() + margins.right(), self.minimumSize().height())

    @override
    def minimumSize(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        margins = self.contentsMargins()
        width = max((s.width() for s in sizes), default=0) + margins.left() + margins.right()
        height = max((s.height() for s in sizes), default=0) + margins.top() + margins.bottom()
        return QSize(width, height)

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def _place(self, rect: QRect, *, moves: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():  # hidden
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, line = rect.x(), y + line + self._gap, 0
            if moves:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - rect.y()
