"""Rows of needed items, and where their columns stand (visual language, section 7)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyleOptionViewItem, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.needed import Cell
from tarkov_desktop.ui.delegates.rows import RowDelegate
from tarkov_desktop.ui.delegates.tasks import Room
from tarkov_desktop.ui.pages.items.listing import ItemLine
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget

_NAME_PX = 120
"""The name keeps this much before cells give way."""
_ROOMY_NAME_PX = 200
"""In less the short name gives way to the name."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges and widths; a column that gave way has no width. ``sum`` stands in for the four cells."""

    ring: tuple[float, float]
    name: tuple[float, float]
    cells: tuple[tuple[float, float], ...]
    sum: tuple[float, float]
    team: tuple[float, float]
    left: tuple[float, float]
    arrow: tuple[float, float]


def item_columns(theme: Theme, width: float, room: Room, *, has_team: bool = True) -> Columns:
    """Return where the columns stand in a row *width* wide; without a team its column is the name's."""
    px, gap, icon = theme.px, theme.gap, theme.icon
    between = gap(8)
    ring = (gap(16), icon(16))
    name_x = ring[0] + ring[1] + between
    right = width - gap(16)
    arrow_width = icon(18) if room is Room.SINGLE else 0
    arrow = (right - arrow_width, arrow_width)
    right -= arrow_width + (between if arrow_width else 0)
    left = (right - px(48), px(48))
    right -= px(48) + between
    four = 4 * (px(60) + between)
    team_width = px(58) if has_team and right - px(58) - between - four - name_x >= px(_NAME_PX) else 0
    team = (right - team_width, team_width)
    right -= team_width + (between if team_width else 0)
    has_cells = right - four - name_x >= px(_NAME_PX)
    cells: list[tuple[float, float]] = []
    for _number in range(4 if has_cells else 0):
        cells.insert(0, (right - px(60), px(60)))
        right -= px(60) + between
    total = (right - px(74), 0 if has_cells else px(74))
    right -= total[1] + (between if total[1] else 0)
    return Columns(ring, (name_x, max(0.0, right - name_x)), tuple(cells), total, team, left, arrow)


class ItemDelegate(RowDelegate):
    """Paints needed items; ``room`` chooses the form."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.room = Room.WIDE
        self.has_team = False
        self._columns: tuple[tuple[object, ...], Columns] | None = None

    def columns(self, width: float) -> Columns:
        """Return the columns of rows *width* wide; the heads ask, too."""
        key = (width, self.room, self.has_team, self.theme.scale)
        if self._columns is None or self._columns[0] != key:
            self._columns = (key, item_columns(self.theme, width, self.room, has_team=self.has_team))
        return self._columns[1]

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, ItemLine):
            return
        columns = self.columns(box.width())
        is_full = row.total.left == 0
        x, side = columns.ring
        ring = QRectF(box.x() + x, round(box.y() + (box.height() - 1 - side) / 2), side, side)
        self.painted.state(painter, Shape.DONE if is_full else Shape.AVAILABLE, ring, share=row.share)
        self._paint_name(painter, _part(box, *columns.name), row, is_full=is_full)
        for cell, place in zip(row.cells, columns.cells, strict=False):
            self._paint_cell(painter, _part(box, *place), cell)
        if columns.sum[1]:
            self._paint_cell(painter, _part(box, *columns.sum), row.total)
        right = Qt.AlignmentFlag.AlignRight
        if columns.team[1] and row.team_left:
            words = number(row.team_left)
            self.text(painter, _part(box, *columns.team), words, Text.SMALL, Role.TEXT2, align=right)
        role = Role.DONE if is_full else Role.TEXT
        words = number(row.total.left)
        self.text(painter, _part(box, *columns.left), words, Text.BODY, role, weight=600, align=right)
        if columns.arrow[1]:
            x, side = columns.arrow
            arrow = QRectF(box.x() + x, box.y() + (box.height() - side) / 2, side, side)
            self.painted.icon(painter, "chevron-right", arrow, Role.TEXT2)

    def _paint_name(self, painter: QPainter, box: QRectF, row: ItemLine, *, is_full: bool) -> None:
        """Draw the name whole if it fits, the short name in what is left; where room is scarce the name alone."""
        gap = self.theme.gap(8)
        name_width = self.width_of(row.name, Text.BODY, 500)
        is_tight = box.width() < self.theme.px(_ROOMY_NAME_PX)
        if is_tight and name_width + gap + self.width_of(row.aside, Text.SMALL) > box.width():
            aside = 0.0  # the name is what is looked for
        else:
            aside = min(self.width_of(row.aside, Text.SMALL) + 2, box.width() * 0.45) if row.aside else 0.0
        room = box.width() - (aside + gap if aside else 0)
        role = Role.TEXT2 if is_full else Role.TEXT
        name = QRectF(box.x(), box.y(), room, box.height())
        taken = self.text(painter, name, row.name, Text.BODY, role, weight=500)
        if aside:
            place = QRectF(box.x() + taken + gap, box.y(), box.width() - taken - gap, box.height())
            self.text(painter, place, row.aside, Text.SMALL, Role.TEXT3)

    def _paint_cell(self, painter: QPainter, box: QRectF, cell: Cell) -> None:
        """Draw ``2 / 6``, what is there bold; an empty cell stays empty."""
        if not cell.need:
            return
        right = Qt.AlignmentFlag.AlignRight
        rest = f" / {number(cell.need)}"
        taken = self.text(painter, box, rest, Text.SMALL, Role.TEXT3, align=right)
        before = QRectF(box.x(), box.y(), box.width() - taken, box.height())
        role = Role.TEXT if cell.left else Role.DONE
        self.text(painter, before, number(cell.got), Text.SMALL, role, weight=600, align=right)


class ItemHeads(ThemedWidget):
    """The words above the columns; found-in-raid cells have the sign before theirs."""

    def __init__(self, look: Look, rows: ItemDelegate, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._rows = rows
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(100, self.theme.px(26))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell by tooltip the words that the narrow columns cut."""
        super().resizeEvent(event)
        theme = self.theme
        side = theme.icon(13) + theme.gap(4)
        cells = self._rows.columns(self.width()).cells
        is_cut = any(
            self._room(width, side) < theme.metrics(Text.CAPTION).horizontalAdvance(_("Hideout"))
            for _x, width in cells
        )
        whole = (_("Tasks, found in raid"), _("Tasks"), _("Hideout, found in raid"), _("Hideout"))
        self.setToolTip(" · ".join(whole) if is_cut else "")

    def _room(self, width: float, icon: float) -> float:
        return width + self.theme.gap(6) - icon

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        painter.fillRect(self.rect(), theme.color(Role.LIST))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.color(Role.LINE))
        columns = self._rows.columns(self.width())
        x, width = columns.name
        self._draw(painter, _("Item"), x + width, width, is_left=True)
        words = ((_("Tasks"), True), (_("Tasks"), False), (_("Hideout"), True), (_("Hideout"), False))
        for (word, is_fir), place in zip(words, columns.cells, strict=False):
            self._draw(painter, word, sum(place), place[1], is_fir=is_fir)
        self._draw(painter, _("Collected"), sum(columns.sum), columns.sum[1])
        self._draw(painter, _("Team left"), sum(columns.team), columns.team[1])
        self._draw(painter, _("Left"), sum(columns.left), columns.left[1], role=Role.TEXT2)

    def _draw(
        self,
        painter: QPainter,
        word: str,
        right: float,
        width: float,
        *,
        is_left: bool = False,
        is_fir: bool = False,
        role: Role = Role.TEXT3,
    ) -> None:
        if not word or not width:
            return
        theme = self.theme
        side = theme.icon(13)
        gap = theme.gap(4)
        room = self._room(width, side + gap if is_fir else 0)
        shown = theme.metrics(Text.CAPTION).elidedText(word, Qt.TextElideMode.ElideRight, room)
        taken = theme.metrics(Text.CAPTION).horizontalAdvance(shown) + 1
        x = right - width if is_left else right - taken
        painter.setFont(theme.font(Text.CAPTION))
        painter.setPen(theme.color(role))
        painter.drawText(QRectF(x, 0, taken + 1, self.height() - 1), Qt.AlignmentFlag.AlignVCenter, shown)
        if is_fir:
            place = QRectF(x - side - gap, (self.height() - 1 - side) / 2, side, side)
            self.painted.icon(painter, "check-decagram-outline", place, role)


def _part(box: QRectF, x: float, width: float) -> QRectF:
    return QRectF(box.x() + x, box.y(), width, box.height() - 1)
