"""Tabs with counts. They never wrap: what does not fit goes into "More"; where room is scarce all are one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedButton, ThemedWidget, arrow_down
from tarkov_desktop.ui.widgets.menu import Entry, open_menu


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its key and its word."""

    key: str
    word: str


class _TabButton(ThemedButton):
    """One tab; without a tab it is "More", which opens the rest."""

    def __init__(self, look: Look, tab: Tab, owner: StatusTabs, *, is_more: bool = False) -> None:
        super().__init__(look, owner)
        self.tab = tab
        self._is_more = is_more
        self._count: int | None = None
        self.setCheckable(not is_more)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_count(None)

    def set_count(self, count: int | None) -> None:
        """Show how many there are; None shows no number."""
        self._count = count
        self.setAccessibleName(self.tab.word if count is None else f"{self.tab.word}, {number(count)}")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        word = theme.metrics(Text.BODY, 600).horizontalAdvance(self.tab.word)
        count = self._count_width()
        arrow = theme.gap(22) if self._is_more else 0
        return QSize(round(2 * theme.gap(10) + word + count + arrow) + 1, theme.control(44))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        weight = 600 if self.isChecked() else 500
        is_lit = self.isChecked() or self.underMouse()
        painter.setFont(theme.font(Text.BODY, weight))
        painter.setPen(theme.color(Role.TEXT if is_lit else Role.TEXT2))
        x: float = theme.gap(10)
        painter.drawText(box.adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.tab.word)
        x += theme.metrics(Text.BODY, weight).horizontalAdvance(self.tab.word) + theme.gap(6)
        if self._count is not None:
            painter.setPen(theme.color(Role.ACCENT if self.isChecked() else Role.TEXT3))
            painter.drawText(box.adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, number(self._count))
        if self._is_more:
            arrow_down(
                painter, QPointF(x + theme.gap(10), box.height() / 2), theme.color(Role.TEXT2), theme.icon(4)
            )
        if self.isChecked():
            painter.fillRect(QRectF(0, box.height() - 2, box.width(), 2), theme.color(Role.ACCENT))

    def _count_width(self) -> float:
        if self._count is None:
            return 0
        metrics = self.theme.metrics(Text.BODY, 600)
        return self.theme.gap(6) + metrics.horizontalAdvance(number(self._count))


class StatusTabs(ThemedWidget):
    """A row of tabs of which one is chosen; arrow keys move along it."""

    chosen = Signal(str)

    def __init__(self, look: Look, tabs: Sequence[Tab], current: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._buttons = {tab.key: _TabButton(look, tab, self) for tab in tabs}
        self._more = _TabButton(look, Tab("", _("More")), self, is_more=True)
        self._more.clicked.connect(self._open_more)
        for button in self._buttons.values():
            button.setAutoExclusive(True)
            button.clicked.connect(self._on_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choose(current)

    @property
    def current(self) -> str:
        """The key of the chosen tab."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def words(self) -> list[tuple[str, str]]:
        """Return (key, word) of each tab in order."""
        return [(key, button.tab.word) for key, button in self._buttons.items()]

    def choose(self, key: str) -> None:
        """Show *key* as chosen, without saying so."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            self._lay_out()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show the counts; a key that is missing shows none."""
        for key, button in self._buttons.items():
            button.set_count(counts.get(key))
        self._lay_out()

    @override
    def sizeHint(self) -> QSize:
        width = sum(button.sizeHint().width() for button in self._buttons.values())
        return QSize(width, self.theme.control(44))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(120), self.theme.control(44))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        keys = list(self._buttons)
        if step and self.current in keys:
            self._choose_and_say(keys[(keys.index(self.current) + step) % len(keys)])
            self._buttons[self.current].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    @override
    def _restyle(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Place from the left what fits; the chosen tab always does."""
        widths = {key: button.sizeHint().width() for key, button in self._buttons.items()}
        shown = self._fitting(widths)
        x = 0
        for key, button in self._buttons.items():
            button.setVisible(key in shown)
            if key in shown:
                button.setGeometry(x, 0, widths[key], self.height())
                x += widths[key]
        self._more.setVisible(len(shown) < len(widths))
        self._more.setGeometry(x, 0, self._more.sizeHint().width(), self.height())

    def _fitting(self, widths: Mapping[str, int]) -> set[str]:
        """Return the tabs that have room: all, or the first ones and the chosen one beside "More"."""
        if sum(widths.values()) <= self.width():
            return set(widths)
        room = self.width() - self._more.sizeHint().width() - widths.get(self.current, 0)
        shown = {self.current}
        for key, width in widths.items():
            if key != self.current:
                room -= width
                if room < 0:
                    break
                shown.add(key)
        return shown

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _TabButton):
            self._choose_and_say(button.tab.key)

    def _choose_and_say(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _open_more(self) -> None:
        hidden = [button for button in self._buttons.values() if not button.isVisible()]
        entries = [
            Entry(button.accessibleName(), partial(self._choose_and_say, button.tab.key)) for button in hidden
        ]
        open_menu(self._look, self._more, entries)
