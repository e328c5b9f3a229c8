"""Rows of the page Maps: places, objectives in two lines, ways out."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from typing_extensions import override

from tarkov_desktop.app.texts import number
from tarkov_desktop.ui.delegates.rows import RowDelegate
from tarkov_desktop.ui.pages.maps.rows import ExtractRow, PlaceObjectiveRow, PlaceRow
from tarkov_desktop.ui.pages.now.delegates import PlainRowDelegate
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text

_RIGHT: Final = Qt.AlignmentFlag.AlignRight


class PlaceDelegate(RowDelegate):
    """A place: its name, objectives of others, own objectives."""

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, PlaceRow):
            return
        theme = self.theme
        right = box.right() - theme.gap(16)
        mine = QRectF(right - theme.px(28), box.y(), theme.px(28), box.height() - 1)
        words = number(row.mine) if row.mine else ""
        self.text(painter, mine, words, Text.BODY, Role.TEXT, weight=600, align=_RIGHT)
        end = mine.left()
        if row.others:
            others = QRectF(end - theme.px(48), box.y(), theme.px(28), box.height() - 1)
            self.text(painter, others, number(row.others), Text.SMALL, Role.TEXT2, align=_RIGHT)
            side = theme.icon(14)
            icon = QRectF(others.right() + 3, box.y() + (box.height() - 1 - side) / 2, side, side)
            self.painted.icon(painter, "account-group-outline", icon, Role.TEXT3)
            end = others.left()
        x = box.x() + theme.gap(16)
        role = Role.TEXT if row.mine or row.others else Role.TEXT2
        name = QRectF(x, box.y(), end - x - theme.gap(6), box.height() - 1)
        self.text(painter, name, row.name, Text.BODY, role, weight=500)


class PlaceObjectiveDelegate(RowDelegate):
    """An objective: its state, what it asks for, and below of which task it is and how far."""

    @override
    def row_height(self) -> int:
        return self.theme.px(50)

    def shape_box(self, box: QRectF) -> QRectF:
        """Return where in a row at *box* the shape stands that ticks it."""
        side = self.theme.icon(16)
        first_px = self.theme.px(8) + self.theme.line(Text.BODY) / 2
        return QRectF(box.x() + self.theme.gap(16), box.y() + first_px - side / 2, side, side)

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, PlaceObjectiveRow):
            return
        theme = self.theme
        shape = self.shape_box(box)
        self.painted.state(painter, row.shape, shape, share=row.share)
        x = shape.right() + theme.gap(10)
        width = box.right() - theme.gap(16) - x
        line = QRectF(x, box.y() + theme.px(8), width, theme.line(Text.BODY))
        is_open = row.is_own and row.share < 1
        self.text(painter, line, row.text, Text.BODY, Role.TEXT if is_open else Role.TEXT2)
        below = QRectF(x, line.bottom() - 1, width, theme.line(Text.SMALL))
        self.text(painter, below, row.aside, Text.SMALL, Role.TEXT3)


class ExtractDelegate(PlainRowDelegate):
    """A way out and who may take it."""

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, ExtractRow):
            return
        theme = self.theme
        side = theme.icon(16)
        x = box.x() + theme.gap(20)
        icon = QRectF(x, round(box.y() + (box.height() - side) / 2), side, side)
        self.painted.icon(painter, "exit-run", icon, Role.TEXT3)
        x += side + theme.gap(8)
        right = box.right() - theme.gap(16)
        whose_px = min(self.width_of(row.whose, Text.SMALL) + 1, (right - x) / 2)
        whose = QRectF(right - whose_px, box.y(), whose_px, box.height())
        self.text(painter, whose, row.whose, Text.SMALL, Role.TEXT2, align=_RIGHT)
        name = QRectF(x, box.y(), right - whose_px - theme.gap(8) - x, box.height())
        self.text(painter, name, row.name, Text.BODY, Role.TEXT)
