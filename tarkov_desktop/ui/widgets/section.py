"""Sections of a detail pane: a head with a count, a body, a hairline below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget


class SectionHead(ThemedWidget):
    """``Objectives  1 of 3``: a head in text2 600, its count in text3. Painted: a pane has a dozen of them."""

    def __init__(self, look: Look, title: str, count: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._title = title
        self._count = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: str) -> None:
        """Show another count."""
        self._count = count
        self.setAccessibleName(f"{self._title} {count}".strip())
        self._mend_tooltip()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        words = theme.metrics(Text.SMALL, 600).horizontalAdvance(f"{self._title}  {self._count}")
        return QSize(round(words) + theme.gap(8), theme.line(Text.SMALL))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        painter.setFont(theme.font(Text.SMALL, 600))
        painter.setPen(theme.color(Role.TEXT2))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._title)
        left = theme.metrics(Text.SMALL, 600).horizontalAdvance(self._title) + theme.gap(8)
        painter.setFont(theme.font(Text.SMALL))
        painter.setPen(theme.color(Role.TEXT3))
        painter.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._shown())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._mend_tooltip()

    def _shown(self) -> str:
        """Return the count, elided where the room ends; the title never gives way."""
        theme = self.theme
        room = self.width() - theme.metrics(Text.SMALL, 600).horizontalAdvance(self._title) - theme.gap(8)
        return theme.metrics(Text.SMALL).elidedText(self._count, Qt.TextElideMode.ElideRight, room)

    def _mend_tooltip(self) -> None:
        self.setToolTip(self._count if self._shown() != self._count else "")


class Section(ThemedWidget):
    """One section: padding 12 / 20, its head, whatever is added to it, and one line at its end."""

    def __init__(
        self,
        look: Look,
        title: str = "",
        count: str = "",
        *,
        has_line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._has_line = has_line
        self._body = QVBoxLayout(self)
        self.head: SectionHead | None = None
        if title:
            self.head = SectionHead(look, title, count)
            self._body.addWidget(self.head)
        self._space()

    @override
    def paintEvent(self, _event: object) -> None:
        if self._has_line:
            line = self.theme.color(Role.LINE)
            QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, line)

    def add(self, part: QWidget | QLayout) -> None:
        """Put *part* below what is there."""
        if isinstance(part, QLayout):
            self._body.addLayout(part)
        else:
            self._body.addWidget(part)

    @override
    def _restyle(self) -> None:
        self._space()

    def _space(self) -> None:
        gap = self.theme.gap
        self._body.setContentsMargins(gap(20), gap(12), gap(20), gap(12) + self._has_line)
        self._body.setSpacing(gap(6))


def line_of(*parts: QWidget | int, gap: int = 8) -> QHBoxLayout:
    """Return *parts* side by side; a number is a stretch."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for part in parts:
        if isinstance(part, int):
            row.addStretch(part)
        else:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
