"""Station cards: painted, in as many columns as fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem
from typing_extensions import override

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.hideout import StationState
from tarkov_desktop.ui.delegates.rows import ROW_ROLE, Index, RowDelegate
from tarkov_desktop.ui.models.keyed_rows import KeyedRows
from tarkov_desktop.ui.pages.hideout.listing import StationCard
from tarkov_desktop.ui.pages.hideout.words import Condition
from tarkov_desktop.ui.pages.tasks.words import of_words
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import rounded
from tarkov_desktop.ui.widgets.pick_list import PickList

HEIGHT_PX: Final = 114
GAP_PX: Final = 10
NARROWEST_PX: Final = 196
MOST_COLUMNS: Final = 4
_MARKS: Final = {
    True: ("check", Role.DONE),
    False: ("close", Role.FAILED),
    None: ("help-rhombus-outline", Role.CHECK),
}
_STATE_MARKS: Final = {
    StationState.AVAILABLE: ("", Role.TEXT2),
    StationState.UNKNOWN: ("help-rhombus-outline", Role.CHECK),
    StationState.LOCKED: ("lock-outline", Role.LOCKED),
    StationState.MAXED: ("check-circle", Role.DONE),
}


class CardDelegate(RowDelegate):
    """Paints one station in its card; ``cell_width`` is what the grid gives each."""

    cell_width = NARROWEST_PX

    def card_height(self) -> int:
        """Return how high a card is: four lines, 10 above and below."""
        theme = self.theme
        lines = theme.line(Text.BODY) + 2 * theme.line(Text.SMALL) + theme.line(Text.SMALL)
        return max(theme.px(HEIGHT_PX), lines + theme.gap(20) + 3 * theme.gap(6))

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.cell_width, self.card_height() + self.theme.gap(GAP_PX))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(ROW_ROLE)
        if not isinstance(card, StationCard):
            return
        gap = self.theme.gap(GAP_PX)
        cell = QRectF(option.rect)
        box = QRectF(cell.x() + gap // 2, cell.y() + gap, cell.width() - gap, self.card_height())
        self._paint_card(painter, box, option)
        self.paint_row(painter, box, card, option)
        if self.is_keyboard and option.state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.theme.color(Role.FOCUS), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 9, 9)
            painter.restore()

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, StationCard):
            return
        theme = self.theme
        inner = box.adjusted(theme.gap(12), theme.gap(10), -theme.gap(12), -theme.gap(10))
        heights = [theme.icon(20), theme.line(Text.SMALL), theme.line(Text.SMALL), theme.line(Text.SMALL)]
        between = (inner.height() - sum(heights)) / 3
        lines = []
        y = inner.y()
        for height in heights:
            lines.append(QRectF(inner.x(), round(y), inner.width(), height))
            y += height + between
        self._paint_name(painter, lines[0], row)
        self._paint_level(painter, lines[1], row)
        self._paint_conditions(painter, lines[2], row)
        self._paint_parts(painter, lines[3], row)

    def _paint_card(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
        theme = self.theme
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        fill = Role.SELECTED if is_chosen else Role.HOVER if is_hovered else Role.PANEL
        border = Role.ACCENT if is_chosen else Role.LINE
        rounded(painter, box, theme.gap(8), fill=theme.color(fill), border=theme.color(border))
        if is_chosen and theme.is_contrast:
            rounded(painter, box.adjusted(1, 1, -1, -1), theme.gap(7), border=theme.color(border))

    def _paint_name(self, painter: QPainter, box: QRectF, card: StationCard) -> None:
        side = self.theme.icon(19)
        place = QRectF(box.x(), box.y() + (box.height() - side) / 2, side, side)
        self.painted.icon(painter, card.icon, place, Role.TEXT2)
        time = self.width_of(card.time, Text.SMALL)
        right = Qt.AlignmentFlag.AlignRight
        self.text(painter, box, card.time, Text.SMALL, Role.TEXT3, align=right)
        x = side + self.theme.gap(8)
        name = box.adjusted(x, 0, -time - (self.theme.gap(6) if card.time else 0), 0)
        self.text(painter, name, card.name, Text.BODY, Role.TEXT, weight=600)

    def _paint_level(self, painter: QPainter, box: QRectF, card: StationCard) -> None:
        """Draw pips, the level in words, and the state at the right; the icon gives way before the word."""
        theme = self.theme
        pip, between, high = theme.icon(14 if card.levels <= 4 else 7), theme.icon(3), theme.icon(5)  # noqa: PLR2004 - the stash has four
        for at in range(card.levels):
            place = QRectF(
                box.x() + at * (pip + between), round(box.y() + (box.height() - high) / 2), pip, high
            )
            rounded(painter, place, 2, fill=theme.color(Role.TEXT2 if at < card.level else Role.TRACK))
        x = card.levels * (pip + between) + theme.gap(5)
        level = of_words(card.level, card.levels)
        taken = self.text(painter, box.adjusted(x, 0, 0, 0), level, Text.SMALL, Role.TEXT2) + x
        icon, role = ("hammer", Role.ACCENT) if card.is_ready else _STATE_MARKS[card.state]
        word_role = role if card.is_ready or card.state is StationState.UNKNOWN else Role.TEXT2
        word = card.state_word
        weight = 600 if card.is_ready else 0
        width = self.width_of(word, Text.SMALL, weight) + 2
        room = box.width() - taken - theme.gap(6)
        align = Qt.AlignmentFlag.AlignRight
        place = QRectF(box.right() - min(width, room), box.y(), min(width, room), box.height())
        self.text(painter, place, word, Text.SMALL, word_role, weight=weight, align=align)
        side = theme.icon(15)
        if icon and room >= width + side + theme.gap(5):
            where = QRectF(place.x() - side - theme.gap(5), box.y() + (box.height() - side) / 2, side, side)
            self.painted.icon(painter, icon, where, role)

    def _paint_conditions(self, painter: QPainter, box: QRectF, card: StationCard) -> None:
        """Draw the unmet conditions that fit, how many are left out, and how many are met."""
        if card.state is StationState.MAXED:
            self.text(painter, box, _("Nothing more to build"), Text.CAPTION, Role.TEXT3)
            return
        unmet = [condition for condition in card.conditions if not condition.is_met]
        met = len(card.conditions) - len(unmet)
        if not unmet:
            words = _("All conditions met") if met else _("No conditions")
            self._paint_condition(painter, box, Condition(words, is_met=True, value=""), Role.TEXT2)
            return
        gap = self.theme.gap(10)
        x = box.x()
        for at, condition in enumerate(unmet):
            left = len(unmet) - at
            reserve = self.theme.px(24) if left > 1 else 0
            width = self._condition_width(condition)
            if at and x + width + reserve > box.right():
                rest = QRectF(x, box.y(), box.right() - x, box.height())
                self.text(painter, rest, f"+{number(left)}", Text.CAPTION, Role.TEXT3)
                return
            place = QRectF(x, box.y(), min(width, box.right() - x - reserve), box.height())
            self._paint_condition(painter, place, condition, Role.TEXT)
            x += width + gap
        words = _("{count} met").format(count=number(met))
        done = Condition(words, is_met=True, value="")
        if met and x + self._condition_width(done) <= box.right() + 1:
            self._paint_condition(
                painter, QRectF(x, box.y(), box.right() - x, box.height()), done, Role.TEXT3
            )

    def _condition_width(self, condition: Condition) -> float:
        side = self.theme.icon(13) + self.theme.gap(3)
        return side + self.width_of(condition.words, Text.CAPTION) + 2

    def _paint_condition(self, painter: QPainter, box: QRectF, condition: Condition, role: Role) -> None:
        side = self.theme.icon(13)
        icon, colour = _MARKS[condition.is_met]
        place = QRectF(box.x(), box.y() + (box.height() - side) / 2, side, side)
        self.painted.icon(painter, icon, place, colour)
        rest = box.adjusted(side + self.theme.gap(3), 0, 0, 0)
        self.text(painter, rest, condition.words, Text.CAPTION, role)

    def _paint_parts(self, painter: QPainter, box: QRectF, card: StationCard) -> None:
        theme = self.theme
        if not card.need:
            words = "" if card.state is StationState.MAXED else card.money or _("No parts needed")
            self.text(painter, box, words, Text.SMALL, Role.TEXT3)
            return
        words = _("{progress} parts").format(progress=of_words(card.got, card.need))
        width = self.width_of(words, Text.SMALL) + 2
        align = Qt.AlignmentFlag.AlignRight
        self.text(painter, box, words, Text.SMALL, Role.TEXT2, align=align)
        high = theme.gap(4)
        room = min(box.width() - width - theme.gap(10), theme.px(100))
        if room > theme.px(24):
            bar = QRectF(box.x(), round(box.y() + (box.height() - high) / 2), room, high)
            role = Role.DONE if card.got >= card.need else Role.TEXT2
            self.painted.bar(painter, bar, card.got / card.need, role)


class CardGrid(PickList):
    """Cards side by side; arrow keys move in both directions."""

    def __init__(
        self,
        look: Look,
        model: KeyedRows,
        delegate: CardDelegate,
        name: str,
        keys: Mapping[Qt.Key, Callable[[], None]],
    ) -> None:
        super().__init__(look, model, delegate, name, keys)
        self._cards = delegate
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionRectVisible(False)
        self._place()

    @property
    def columns(self) -> int:
        """How many cards stand side by side."""
        room = self.viewport().width() // (self._look.theme.px(NARROWEST_PX) + self._gap())
        return max(1, min(MOST_COLUMNS, room))

    @override
    def restyle(self) -> None:
        self._place()
        super().restyle()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)

    def _gap(self) -> int:
        return self._look.theme.gap(GAP_PX)

    def _place(self) -> None:
        margin = self._look.theme.gap(16) - self._gap() // 2
        self.setViewportMargins(margin, 0, margin, 0)
        self._cards.cell_width = max(1, (self.viewport().width() - 1) // self.columns)
        self.setGridSize(QSize(self._cards.cell_width, self._cards.card_height() + self._gap()))
