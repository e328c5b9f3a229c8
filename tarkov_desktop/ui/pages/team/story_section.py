"""Beside the cards: what happened while we were listening."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.pages.team.story import StoryLine
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.section import Section

_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class StorySection(Section):
    """What happened while we were listening, newest first; painted in one go, because ten members do ten things a second."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _("What happened"), has_line=False, parent=parent)
        self.lines = _Lines(look)
        self.add(self.lines)
        self._empty = Label(
            look,
            _("Nothing yet. What your teammates do while you are connected is listed here."),
            Text.SMALL,
            Role.TEXT3,
            wraps=True,
        )
        self.add(self._empty)

    def show_lines(self, lines: tuple[StoryLine, ...]) -> None:
        """Show *lines*."""
        if lines != self.lines.lines:
            self.lines.set_lines(lines)
        self.lines.setVisible(bool(lines))
        self._empty.setVisible(not lines)


class _Lines(ThemedWidget):
    """The lines themselves; the reader hears them as one text."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.lines: tuple[StoryLine, ...] = ()

    def set_lines(self, lines: tuple[StoryLine, ...]) -> None:
        """Show *lines*."""
        has_grown = len(lines) != len(self.lines)
        self.lines = lines
        text = "\n".join(f"{line.sentence}, {line.when}" for line in lines)
        self.setAccessibleName(text)
        if has_grown:
            self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, len(self.lines) * self._line_height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.pos().y() // self._line_height()
            QToolTip.showText(
                event.globalPos(), self.lines[at].sentence if at < len(self.lines) else "", self
            )
            return True
        return super().event(event)

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme, side = self.theme, self.theme.icon(22)
        for place, line in enumerate(self.lines):
            top = place * self._line_height()
            box = QRectF(0, top, side, side)
            self.painted.avatar(painter, box, line.letters, presence=line.presence, is_self=line.is_self)
            width = theme.metrics(Text.SMALL).horizontalAdvance(line.when)
            painter.setFont(theme.font(Text.SMALL))
            painter.setPen(theme.color(Role.TEXT3))
            painter.drawText(QRectF(self.width() - width - 1, top, width + 1, side), _MIDDLE, line.when)
            left = side + theme.gap(10)
            self._paint_words(
                painter, line, QRectF(left, top, self.width() - left - width - theme.gap(8), side)
            )

    def _paint_words(self, painter: QPainter, line: StoryLine, box: QRectF) -> None:
        for text, is_name in line.parts:
            weight, role = (500, Role.TEXT) if is_name else (0, Role.TEXT2)
            metrics = self.theme.metrics(Text.BODY, weight)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, round(box.width())) + 1)
            painter.setFont(self.theme.font(Text.BODY, weight))
            painter.setPen(self.theme.color(role))
            painter.drawText(box.adjusted(0, 0, 2, 0), _MIDDLE, shown)
            box.setLeft(box.left() + metrics.horizontalAdvance(text))
            if box.width() <= 0 or shown != text:
                return

    def _line_height(self) -> int:
        return max(self.theme.icon(22), self.theme.line(Text.BODY)) + self.theme.gap(10)
