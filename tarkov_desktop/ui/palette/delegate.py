"""Paints the lines of the palette: shape, name with what matched in accent, why it matched, key."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from typing_extensions import override

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.ui.delegates.rows import ROW_ROLE, RowDelegate
from tarkov_desktop.ui.palette.finding import Span
from tarkov_desktop.ui.palette.rows import Head, More, Row
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text

Index = QModelIndex | QPersistentModelIndex

ROW_PX = 38
HEAD_PX = 30
MORE_PX = 28
_TEXT_X = 49


class PaletteDelegate(RowDelegate):
    """Paints rows of 38, group heads and ``3 more``."""

    def height_of(self, line: object) -> int:
        """Return how high a line is drawn."""
        match line:
            case Head():
                return self.theme.px(HEAD_PX)
            case More():
                return self.theme.px(MORE_PX)
            case _:
                return self.theme.px(ROW_PX)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height_of(index.data(ROW_ROLE)))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(option.rect)
        line = index.data(ROW_ROLE)
        if isinstance(line, Head):
            self._paint_group(painter, box, line)
            return
        self._paint_base(painter, box, option)
        if isinstance(line, More):
            self.text(painter, self._words_box(box), line.word, Text.SMALL, Role.TEXT2)
        elif isinstance(line, Row):
            self.paint_row(painter, box, line, option)

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, Row):
            return
        self._paint_mark(painter, box, row, is_selected=self.is_selected(option))
        key = row.key or (_("Enter") if self.is_selected(option) else "")
        words = self._words_box(box)
        if key:
            cap = self.cap_box(key, box.right() - self.theme.gap(14), box)
            self.painted.key_cap(painter, cap, key)
            words.setRight(cap.left() - self.theme.gap(12))
        x = self._paint_spans(
            painter, words, row.name, row.name_spans, size=Text.BODY, role=Role.TEXT, weight=500
        )
        words.setLeft(x + self.theme.gap(12))
        self._paint_spans(
            painter, words, row.aside, row.aside_spans, size=Text.SMALL, role=Role.TEXT3, weight=400
        )

    def cap_box(self, key: str, right: float, box: QRectF) -> QRectF:
        """Return the place of a key cap that ends at *right*, centred in the height of *box*."""
        theme = self.theme
        width = max(theme.metrics(Text.CAPTION).horizontalAdvance(key) + theme.gap(11), theme.gap(18))
        height = theme.line(Text.CAPTION) + theme.gap(2)
        return QRectF(right - width, box.y() + (box.height() - height) / 2, width, height)

    def _words_box(self, box: QRectF) -> QRectF:
        left = self.theme.gap(16) + self.theme.icon(22) + self.theme.gap(_TEXT_X - 16 - 22)
        return box.adjusted(left, 0, -self.theme.gap(16), 0)

    def _paint_base(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
        theme = self.theme
        if self.is_selected(option):
            painter.fillRect(box, theme.color(Role.SELECTED))
            painter.fillRect(QRectF(box.x(), box.y(), 3, box.height()), theme.color(Role.ACCENT))
            if theme.is_contrast:
                painter.setPen(QPen(theme.color(Role.ACCENT), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(1, 1, -1, -1))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color(Role.HOVER))

    def _paint_group(self, painter: QPainter, box: QRectF, head: Head) -> None:
        inner = box.adjusted(self.theme.gap(16), 0, -self.theme.gap(16), 0)
        self.text(painter, inner, head.word, Text.CAPTION, Role.TEXT2, weight=600)
        if head.count:
            right = Qt.AlignmentFlag.AlignRight
            self.text(painter, inner, number(head.count), Text.CAPTION, Role.TEXT2, align=right)

    def _paint_mark(self, painter: QPainter, box: QRectF, row: Row, *, is_selected: bool) -> None:
        mark, theme = row.mark, self.theme
        slot = theme.icon(22)
        side = slot if mark.letter else theme.icon(18 if mark.icon else 16)
        middle = box.x() + theme.gap(14) + slot / 2
        place = QRectF(round(middle - side / 2), round(box.center().y() - side / 2), side, side)
        if mark.letter:
            ground = Role.SELECTED if is_selected else Role.PANEL
            self.painted.avatar(painter, place, mark.letter, presence=mark.presence, ground=ground)
        elif mark.icon:
            self.painted.icon(painter, mark.icon, place, Role.TEXT2)
        else:
            shape = mark.shape or Shape.AVAILABLE
            self.painted.state(painter, shape, place, share=mark.share, is_started=mark.is_started)

    def _paint_spans(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        spans: Sequence[Span],
        *,
        size: Text,
        role: Role,
        weight: int,
    ) -> float:
        """Draw *text* from the left of *box* with *spans* in accent; return where it ends."""
        x = box.x()
        for piece, is_match in pieces(text, spans):
            heavy = 600 if is_match else weight
            wide = self.width_of(piece, size, heavy)
            room = box.right() - x
            place = QRectF(x, box.y(), min(math.ceil(wide) + 1, room), box.height())
            self.text(painter, place, piece, size, Role.ACCENT if is_match else role, weight=heavy)
            x += min(wide, room)
            if wide > room:
                break
        return x


def pieces(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """Yield *text* cut at *spans*, each piece with whether it matched."""
    at = 0
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
