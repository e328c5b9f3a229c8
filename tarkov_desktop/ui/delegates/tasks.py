"""Task rows, compact (36) and comfortable (56), and where their columns stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget
from typing_extensions import override

from tarkov_desktop.ui.delegates.rows import RowDelegate
from tarkov_desktop.ui.models.tasks import Lane, TaskRow
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text

_AVATAR_PX = 22
_OVERLAP_PX = 5
_MOST_AVATARS = 3
_LANE_PX = 22
"""How far a branch of a tree stands to the right of the lane it leaves."""

NAME_ROLES = {
    Shape.AVAILABLE: Role.TEXT,
    Shape.TO_CHECK: Role.TEXT,
    Shape.IGNORED: Role.TEXT3,
}


class Room(Enum):
    """How much a row can show."""

    WIDE = "wide"
    NARROW = "narrow"
    """Without squad and marks; map 86."""
    SINGLE = "single"
    """One column, with an arrow to the detail."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges and widths of the columns of a row; the map has no width where it gave way."""

    state: tuple[float, float]
    tile: tuple[float, float]
    name: tuple[float, float]
    marks: tuple[float, float]
    where: tuple[float, float]
    aside: tuple[float, float]
    squad: tuple[float, float]
    sort_value: tuple[float, float]
    arrow: tuple[float, float]


def task_columns(
    theme: Theme, width: float, room: Room, *, is_comfortable: bool = False, has_squad: bool = True
) -> Columns:
    """Return where the columns stand in a row *width* wide (visual language, section 6)."""
    px, gap, icon = theme.px, theme.gap, theme.icon
    between = gap(12) if is_comfortable else icon(10)
    state = (gap(16), icon(18 if is_comfortable else 16))
    tile = (state[0] + state[1] + between, icon(30 if is_comfortable else 22))
    name_x = tile[0] + tile[1] + between
    right = width - gap(16)
    arrow_width = icon(18) if room is Room.SINGLE else 0
    arrow = (right - arrow_width, arrow_width)
    right -= arrow_width + (gap(8) if arrow_width else 0)
    sort_width = px(44 if room is Room.WIDE else 30)
    sort_value = (right - sort_width, sort_width)
    right -= sort_width + px(10)
    squad_width = px(56) if room is Room.WIDE and has_squad else 0
    squad = (right - squad_width, squad_width)
    right -= squad_width + (px(18) if squad_width else 0)
    aside = (right - px(52), px(52))
    right -= px(52) + px(10)
    where_width: float = 0 if is_comfortable else px(112 if room is Room.WIDE else 86)
    if room is Room.SINGLE:
        where_width = min(where_width, max(0.0, right - name_x - px(180) - px(10)))
    where = (right - where_width, where_width)
    right -= where_width + (px(10) if where_width else 0)
    marks_width = icon(36) if room is Room.WIDE and not is_comfortable else 0
    marks = (right - marks_width, marks_width)
    right -= marks_width + (px(10) if marks_width else 0)
    return Columns(
        state, tile, (name_x, max(0.0, right - name_x)), marks, where, aside, squad, sort_value, arrow
    )


class TaskDelegate(RowDelegate):
    """Paints tasks; ``room`` and ``is_comfortable`` choose the form."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.room = Room.WIDE
        self.is_comfortable = False
        self.has_squad = False
        """Whether a column says which teammates have a task; without a squad names get its room."""
        self.is_tree = False
        """Whether rows stand in a tree; the heads ask."""
        self.are_reasons = False
        """Whether all rows say a reason in place of map and progress; the heads ask."""
        self._columns: tuple[tuple[object, ...], Columns] | None = None

    @override
    def row_height(self) -> int:
        return self.theme.px(56 if self.is_comfortable else 36)

    def columns(self, width: float) -> Columns:
        """Return the columns of rows *width* wide; the head of the list asks, too."""
        key = (width, self.room, self.is_comfortable, self.has_squad, self.theme.scale)
        if self._columns is None or self._columns[0] != key:
            columns = task_columns(
                self.theme, width, self.room, is_comfortable=self.is_comfortable, has_squad=self.has_squad
            )
            self._columns = (key, columns)
        return self._columns[1]

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, TaskRow):
            return
        columns = self.columns(box.width())
        if row.lane is not None:
            self._paint_twig(painter, box, row, row.lane)
            return
        self._paint_marks_of_state(painter, box, row, columns)
        if self.is_comfortable:
            self._paint_two_lines(painter, box, row, columns)
        else:
            self._paint_one_line(painter, box, row, columns)
        self._paint_right(painter, box, row, columns)

    def _paint_twig(self, painter: QPainter, box: QRectF, row: TaskRow, lane: Lane) -> None:
        """Draw a task in a tree: lines, shape, tile, name, what else it needs; at the right its state in words."""
        columns = self.columns(box.width())
        theme = self.theme
        shift = min(lane.depth * theme.icon(_LANE_PX), columns.name[1] / 2)
        self._paint_lines(painter, box, lane, columns)
        state_box = _middle(box, columns.state[0] + shift, columns.state[1])
        self.painted.state(painter, row.shape, state_box, share=row.share, is_started=row.is_started)
        tile = _middle(box, columns.tile[0] + shift, columns.tile[1])
        self.painted.tile(painter, tile, row.trader, row.trader_name)
        left = columns.where[0] if columns.where[1] else columns.aside[0]
        name = _part(box, columns.name[0] + shift, left - theme.gap(10) - columns.name[0] - shift)
        taken = self.text(
            painter, name, row.name, Text.BODY, NAME_ROLES.get(row.shape, Role.TEXT2), weight=500
        )
        if row.beside:
            rest = name.adjusted(taken + theme.gap(10), 0, 0, 0)
            self.text(painter, rest, row.beside, Text.SMALL, Role.TEXT3)
        self.text(painter, self._reason_part(box, row, columns), row.aside, Text.SMALL, Role.TEXT2)
        if columns.squad[1]:
            self._paint_squad(painter, box, row, columns.squad[0])
        if columns.arrow[1]:
            self.painted.icon(painter, "chevron-right", _middle(box, *columns.arrow), Role.TEXT2)

    def _paint_lines(self, painter: QPainter, box: QRectF, lane: Lane, columns: Columns) -> None:
        """Draw the lanes that pass, and the line that leads to this row; they say what comes before what."""
        theme = self.theme
        step = theme.icon(_LANE_PX)
        deepest = columns.name[1] / 2

        def middle_of(depth: int) -> float:
            return round(box.x() + columns.state[0] + columns.state[1] / 2 + min(depth * step, deepest))

        color = theme.color(Role.CONTROL)
        x, y = middle_of(lane.depth), round(box.center().y())
        clear = columns.state[1] / 2 + 2
        for depth in range(lane.depth):
            painter.fillRect(QRectF(middle_of(depth), box.y(), 1, box.height()), color)
        if lane.is_branch:
            start = middle_of(lane.depth - 1)
            painter.fillRect(QRectF(start, y, x - clear - start, 1), color)
        if lane.is_followed:
            painter.fillRect(QRectF(x, box.y(), 1, y - clear - box.y()), color)
        if lane.is_continued:
            painter.fillRect(QRectF(x, y + clear, 1, box.bottom() - y - clear), color)

    def _paint_marks_of_state(self, painter: QPainter, box: QRectF, row: TaskRow, columns: Columns) -> None:
        state = _middle(box, *columns.state)
        self.painted.state(painter, row.shape, state, share=row.share, is_started=row.is_started)
        self.painted.tile(painter, _middle(box, *columns.tile), row.trader, row.trader_name)

    def _paint_one_line(self, painter: QPainter, box: QRectF, row: TaskRow, columns: Columns) -> None:
        role = NAME_ROLES.get(row.shape, Role.TEXT2)
        name = _part(box, *columns.name)
        if row.is_reason:  # a reason needs more room than a count: it may take that of the map
            name = self._paint_reason(painter, box, row, columns)
        self.text(painter, name, row.name, Text.BODY, role, weight=500)
        if columns.marks[1]:
            self._paint_kappa(painter, box, row, columns.marks[0])
        if columns.where[1] and not row.is_reason:
            is_right = self.room is Room.SINGLE
            align = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
            self.text(painter, _part(box, *columns.where), row.where, Text.SMALL, Role.TEXT2, align=align)

    def _paint_reason(self, painter: QPainter, box: QRectF, row: TaskRow, columns: Columns) -> QRectF:
        """Draw the reason in the room of map and progress; return the room left for the name."""
        self.text(painter, self._reason_part(box, row, columns), row.aside, Text.SMALL, Role.TEXT2)
        return _part(box, *columns.name)

    def _reason_part(self, box: QRectF, row: TaskRow, columns: Columns) -> QRectF:
        """Return the room of map and progress with the gap behind them: a reason ends in the number of a part."""
        left = columns.where[0] if columns.where[1] else columns.aside[0]
        right = columns.aside[0] + columns.aside[1]
        if columns.squad[1]:
            right = columns.squad[0] - self.theme.gap(4)
        elif row.sort_value and row.lane is None:
            right += self.theme.gap(6)
        else:
            right = columns.sort_value[0] + columns.sort_value[1]
        return _part(box, left, right - left)

    def _paint_two_lines(self, painter: QPainter, box: QRectF, row: TaskRow, columns: Columns) -> None:
        theme = self.theme
        role = NAME_ROLES.get(row.shape, Role.TEXT2)
        x, width = columns.name
        first = QRectF(box.x() + x, box.y() + theme.px(10), width, theme.line(Text.STRONG))
        marks = theme.icon(16) * (row.is_kappa + row.is_lightkeeper) + theme.gap(12)
        taken = self.text(painter, first.adjusted(0, 0, -marks, 0), row.name, Text.STRONG, role)
        self._paint_kappa(painter, first, row, taken + theme.gap(8), is_tight=True)
        if row.is_reason:  # it stands in place of the progress, so it may have its room
            width = columns.aside[0] + columns.aside[1] - x
        second = QRectF(box.x() + x, first.bottom() - 1, width, theme.line(Text.SMALL))
        line = row.aside if row.is_reason else ""
        words = f"{row.second_line} · {line}" if line else row.second_line
        self.text(painter, second, words, Text.SMALL, Role.TEXT2)

    def _paint_kappa(
        self, painter: QPainter, box: QRectF, row: TaskRow, x: float, *, is_tight: bool = False
    ) -> None:
        side = self.theme.icon(16)
        place = _middle(box, x, side)
        if row.is_kappa:
            self.painted.icon(painter, "alpha-k-box-outline", place, Role.TEXT3)
        if row.is_kappa or not is_tight:
            place.translate(side + self.theme.icon(4), 0)
        if row.is_lightkeeper:
            self.painted.icon(painter, "alpha-l-box-outline", place, Role.TEXT3)

    def _paint_right(self, painter: QPainter, box: QRectF, row: TaskRow, columns: Columns) -> None:
        right = Qt.AlignmentFlag.AlignRight
        if not row.is_reason:
            self.text(painter, _part(box, *columns.aside), row.aside, Text.SMALL, Role.TEXT2, align=right)
        if columns.squad[1]:
            self._paint_squad(painter, box, row, columns.squad[0])
        place = _part(box, *columns.sort_value)
        self.text(painter, place, row.sort_value, Text.BODY, Role.TEXT, weight=600, align=right)
        if columns.arrow[1]:
            self.painted.icon(painter, "chevron-right", _middle(box, *columns.arrow), Role.TEXT2)

    def _paint_squad(self, painter: QPainter, box: QRectF, row: TaskRow, x: float) -> None:
        side = self.theme.icon(_AVATAR_PX)
        step = side - self.theme.icon(_OVERLAP_PX)
        shown = row.squad if len(row.squad) <= _MOST_AVATARS else row.squad[:2]
        for at, mate in enumerate(shown):
            place = _middle(box, x + at * step, side)
            self.painted.avatar(painter, place, mate.letter, is_self=mate.is_self)
        if len(shown) < len(row.squad):
            rest = _part(box, x + 2 * step + self.theme.gap(8), self.theme.px(24))
            self.text(painter, rest, f"+{len(row.squad) - len(shown)}", Text.CAPTION, Role.TEXT3)


def _part(box: QRectF, x: float, width: float) -> QRectF:
    return QRectF(box.x() + x, box.y(), width, box.height() - 1)


def _middle(box: QRectF, x: float, side: float) -> QRectF:
    return QRectF(box.x() + x, round(box.y() + (box.height() - 1 - side) / 2), side, side)
