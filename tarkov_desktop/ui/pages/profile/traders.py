"""Traders: the loyalty level and reputation the player states, and how many of their tasks are done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.game import Trader
from tarkov_desktop.domain.ids import TraderId
from tarkov_desktop.domain.progress import Bar as Progress
from tarkov_desktop.domain.registers import trader_path
from tarkov_desktop.ui.pages.profile.reputation import ReputationEdit
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.button import IconButton
from tarkov_desktop.ui.widgets.clearing import clear
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label, Link
from tarkov_desktop.ui.widgets.marks import Bar, StateMark, TraderTile
from tarkov_desktop.ui.widgets.section import SectionHead
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented

_USUAL_LEVELS: Final = 4
"""Levels to choose from even where the game data lists fewer: what a player states may be newer."""
_TILE_PX: Final = 22
_NAME_PX: Final = 166
_NARROW_NAME_PX: Final = 96
_LEVELS_PX: Final = 176
_BAR_PX: Final = 76
_COUNT_PX: Final = 52


class TraderRow(ThemedWidget):
    """One trader; a level that is not stated says so and offers to state it."""

    level_stated = Signal(str, object)
    reputation_stated = Signal(str, object)
    rebuilt = Signal()

    def __init__(self, look: Look, trader: Trader, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.trader = trader
        self.tile = TraderTile(look, trader.normalized_name, trader.name, size=_TILE_PX)
        self.name = ElidedLabel(look, trader.name, Text.BODY, Role.TEXT, weight=500)
        self.levels: Segmented | None = None
        self.state_it: Link | None = None
        self.statement = QWidget()
        self._statement_row = QHBoxLayout(self.statement)
        self._statement_row.setContentsMargins(0, 0, 0, 0)
        self.reputation = ReputationEdit(look, trader.name)
        self.reputation.stated.connect(lambda value: self.reputation_stated.emit(self.trader.id, value))
        self.bar = Bar(look, 0.0, role=Role.TEXT2, width_px=_BAR_PX)
        self.count = Label(look, "", Text.BODY, Role.TEXT3)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._who, self._what = QHBoxLayout(), QHBoxLayout()
        who: tuple[QWidget, ...] = (self.tile, self.name)
        for part in who:
            self._who.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._who.addStretch(1)
        for part in (self.statement, self.reputation, self.bar, self.count):
            self._what.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._what.insertStretch(1, 1)
        self._row.addLayout(self._who)
        self._row.addLayout(self._what, 1)
        self._space()

    def show_row(self, level: int | None, reputation: float | None, progress: Progress) -> None:
        """Show what is stated, and the tasks."""
        if level is None:
            self._show_not_stated()
        else:
            self._show_levels(level)
        self.reputation.show_value(reputation)
        self.bar.set_share(progress.share)
        self.count.setText(f"{number(progress.done)} / {number(progress.total)}")
        spoken = _("{done} of {total} tasks done").format(done=progress.done, total=progress.total)
        self.bar.setAccessibleName(f"{self.trader.name}: {spoken}")

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Leave the bar out."""
        self.bar.setVisible(not is_narrow)
        self._space()

    def width_side_by_side(self) -> int:
        """Return how wide the row is as one line, also while it is two."""
        margins, theme = self._row.contentsMargins(), self.theme
        unlabelled = self.reputation.sizeHint().width() - self.reputation.bare_width()
        levels = self.statement.minimumSizeHint().width()
        aligned = max(levels, theme.px(_LEVELS_PX)) - max(levels, self.statement.minimumWidth())
        what = self._what.minimumSize().width() - unlabelled + aligned
        return self._who.minimumSize().width() + what + theme.gap(12) + margins.left() + margins.right()

    def set_stacked(self, *, is_stacked: bool) -> None:
        """Put what is stated below the name, or beside it."""
        way = QBoxLayout.Direction.TopToBottom if is_stacked else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not way:
            self._row.setDirection(way)
            self.reputation.set_labelled(is_labelled=is_stacked)
            self._space()

    @override
    def minimumSizeHint(self) -> QSize:
        """Ask for the width of two lines: a narrow table takes them."""
        margins = self._row.contentsMargins()
        wide = max(self._who.minimumSize().width(), self._what.minimumSize().width())
        return QSize(wide + margins.left() + margins.right(), super().minimumSizeHint().height())

    @override
    def paintEvent(self, _event: object) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, self.theme.color(Role.HAIR))

    @override
    def _restyle(self) -> None:
        self._space()

    def _space(self) -> None:
        theme = self.theme
        self._row.setContentsMargins(theme.gap(16), theme.gap(4), theme.gap(16), theme.gap(4) + 1)
        for row in (self._who, self._what):
            row.setSpacing(theme.gap(12))
        is_stacked = self._row.direction() is QBoxLayout.Direction.TopToBottom
        self._row.setSpacing(theme.gap(4 if is_stacked else 12))
        self.name.setFixedWidth(theme.px(_NARROW_NAME_PX if self.bar.isHidden() else _NAME_PX))
        self.statement.setMinimumWidth(0 if is_stacked else theme.px(_LEVELS_PX))
        self.count.setMinimumWidth(theme.px(_COUNT_PX))

    def _clear(self) -> None:
        self.levels = self.state_it = None
        clear(self._statement_row)

    def _show_not_stated(self) -> None:
        if self.state_it is not None:
            return
        self._clear()
        self._statement_row.addWidget(StateMark(self._look, Shape.TO_CHECK, _("To check"), size=15))
        self._statement_row.addWidget(Label(self._look, _("not stated"), Text.SMALL, Role.CHECK))
        self.state_it = Link(self._look, _("state it"), Text.SMALL)
        self.state_it.setAccessibleName(
            _("State the loyalty level with {trader}").format(trader=self.trader.name)
        )
        self.state_it.followed.connect(self._begin)
        self._statement_row.addWidget(self.state_it)
        self._statement_row.addStretch(1)
        self.rebuilt.emit()

    def _begin(self) -> None:
        self._show_levels(None)
        if self.levels is not None:
            self.levels.findChildren(QWidget)[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _show_levels(self, level: int | None) -> None:
        if self.levels is None:
            self._clear()
            highest = max(_USUAL_LEVELS, *(each.level for each in self.trader.levels), level or 0)
            words = _("Loyalty level {level} with {trader}")
            choices = [
                Choice(str(each), str(each), name=words.format(level=each, trader=self.trader.name))
                for each in range(1, highest + 1)
            ]
            self.levels = Segmented(self._look, choices, height_px=26)
            self.levels.setAccessibleName(_("Loyalty level with {trader}").format(trader=self.trader.name))
            self.levels.chosen.connect(self._take_level)
            withdraw = IconButton(self._look, "close", _("Take the statement back"), size=26, icon_px=14)
            withdraw.clicked.connect(self._withdraw)
            self._statement_row.addWidget(self.levels)
            self._statement_row.addWidget(withdraw)
            self._statement_row.addStretch(1)
            self.rebuilt.emit()
        if level is not None:
            self.levels.choose(str(level))

    def _take_level(self, level: str) -> None:
        self.level_stated.emit(self.trader.id, int(level))

    def _withdraw(self) -> None:
        self._show_not_stated()
        self.level_stated.emit(self.trader.id, None)


class TraderHeads(ThemedWidget):
    """The words above the columns, placed by the first row."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._row: TraderRow | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def follow(self, row: TraderRow | None) -> None:
        """Stand above the columns of *row*."""
        self._row = row
        self.setVisible(row is not None)

    @override
    def sizeHint(self) -> QSize:
        return QSize(100, self.theme.px(26))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.theme.color(Role.LINE))
        if self._row is None:
            return
        painter.setFont(self.theme.font(Text.CAPTION))
        painter.setPen(self.theme.color(Role.TEXT3))
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        last = self._row.count if self._row.bar.isHidden() else self._row.bar
        heads = (
            (_("Trader"), self._row.name, left),
            (_("Loyalty level"), self._row.statement, left),
            (_("Reputation"), self._row.reputation, right),
            (_("Tasks"), last, right if self._row.bar.isHidden() else left),
        )
        for word, part, align in heads:
            wide = max(part.width(), round(self.theme.metrics(Text.CAPTION).horizontalAdvance(word)) + 1)
            x = part.x() + part.width() - wide if align is right else part.x()
            painter.drawText(QRectF(x, 0, wide, self.height()), align | Qt.AlignmentFlag.AlignVCenter, word)


class TraderTable(ThemedWidget):
    """All traders with loyalty levels, in the order of the game."""

    level_stated = Signal(str, object)
    reputation_stated = Signal(str, object)
    rebuilt = Signal()
    """Controls of a row were made anew, so that they stand last in the order of Tab."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._is_narrow = False
        self.rows: dict[TraderId, TraderRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Hairline(look))
        head = QHBoxLayout()
        words = _("levels you state unlock tasks we would otherwise ask about")
        self._head = SectionHead(look, _("Traders"), words)
        head.addWidget(self._head)
        self._head_row = head
        self._column.addLayout(head)
        self._column.addWidget(Hairline(look))
        self._heads = TraderHeads(look)
        self._column.addWidget(self._heads)
        self._space()

    def show_all(self, session: Session) -> None:
        """Show the traders of the mode in use."""
        traders = {each.id: each for each in session.catalog.traders.values() if len(each.levels) != 1}
        if list(traders) != list(self.rows) or any(
            traders[key] != row.trader for key, row in self.rows.items()
        ):
            self._make_rows(list(traders.values()))
        bars = session.derived.progress().traders
        for trader_id, row in self.rows.items():
            level = session.document.value(trader_path(trader_id, "level"))
            reputation = session.document.value(trader_path(trader_id, "reputation"))
            row.show_row(
                level if isinstance(level, int) else None,
                float(reputation) if isinstance(reputation, int | float) else None,
                bars.get(trader_id, Progress()),
            )
        self._stack()

    def stops(self) -> list[QWidget]:
        """Return what Tab goes through, row by row."""
        return [part for row in self.rows.values() for part in (row.statement, row.reputation)]

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Leave out what has no room."""
        self._is_narrow = is_narrow
        for row in self.rows.values():
            row.set_narrow(is_narrow=is_narrow)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack()

    @override
    def _restyle(self) -> None:
        self._space()

    def _stack(self) -> None:
        """Give every row two lines if one of them needs it; the heads then stand above nothing."""
        needed = max((row.width_side_by_side() for row in self.rows.values()), default=0)
        is_stacked = needed > self.width()
        for row in self.rows.values():
            row.set_stacked(is_stacked=is_stacked)
        self._heads.setVisible(bool(self.rows) and not is_stacked)

    def _make_rows(self, traders: list[Trader]) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {trader.id: TraderRow(self._look, trader) for trader in traders}
        for row in self.rows.values():
            row.set_narrow(is_narrow=self._is_narrow)
            row.level_stated.connect(self.level_stated)
            row.reputation_stated.connect(self.reputation_stated)
            row.rebuilt.connect(self.rebuilt)
            self._column.addWidget(row)
        self._heads.follow(next(iter(self.rows.values()), None))

    def _space(self) -> None:
        gap = self.theme.gap
        self._head_row.setContentsMargins(gap(16), gap(12), gap(16), gap(12))
