"""The welcome over the whole window: the cards, and Skip all. Nothing below it can be reached meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.first_run.card import Card
from tarkov_desktop.ui.first_run.sign_in_card import SignInCard
from tarkov_desktop.ui.first_run.start_card import StartCard
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.rail import paint_mark
from tarkov_desktop.ui.room import TWO_PANES_PX
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconMark
from tarkov_desktop.ui.widgets.skeleton import DetailScroll

WIDTH_PX = 1056
MARK_PX = 42


class Welcome(ThemedWidget):
    """Covers *window* until it is left. ``left`` says so; what was chosen is in the session already."""

    left = Signal()
    started = Signal()

    def __init__(self, context: PageContext, window: QWidget) -> None:
        super().__init__(context.look, window)
        self._window = window
        self.setAccessibleName(_("Welcome"))
        self.start = StartCard(context)
        self.sign_in = SignInCard(context)
        self._cards: list[Card] = [self.start, self.sign_in]
        self.skip_all = Button(context.look, _("Skip all"), Kind.PLAIN, key="Esc")
        self._grid = QGridLayout()
        self._content = self._build(context.look)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = DetailScroll(context.look, self._content)
        outer.addWidget(self._scroll)
        self.start.done.connect(self.started)
        self.skip_all.clicked.connect(self.left)
        for card in self._cards:
            card.skipped.connect(self._skipper(card))
        window.installEventFilter(self)
        self._arrange()

    def show_over(self) -> None:
        """Cover the window and take the keyboard."""
        for card in self._cards:
            card.show()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._arrange()
        self.start.go.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self._window.rect())
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Keep the focus on the cards: what lies below cannot be seen."""
        chain = self._chain()
        here = self._window.focusWidget()
        at = chain.index(here) if here in chain else -1 if next else 0
        to = chain[(at + (1 if next else -1)) % len(chain)]
        to.setFocus(Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        self._scroll.ensureWidgetVisible(to)
        return True

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def paintEvent(self, _event: object) -> None:
        QPainter(self).fillRect(self.rect(), self.theme.color(Role.WINDOW))

    @override
    def _restyle(self) -> None:
        self._arrange()

    def _build(self, look: Look) -> QWidget:
        gap = look.theme.gap
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(gap(24), gap(24), gap(24), gap(24))
        across.addStretch(1)
        self._held = QWidget()
        across.addWidget(self._held, 100)
        across.addStretch(1)
        column = QVBoxLayout(self._held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap(28))
        column.addStretch(2)
        column.addLayout(self._build_head(look))
        self._grid.setSpacing(gap(16))
        column.addLayout(self._grid)
        column.addLayout(self._build_foot(look))
        column.addStretch(3)
        return content

    def _build_head(self, look: Look) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(look.theme.gap(20))
        head.addWidget(_Mark(look), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(look, _("Welcome"), Text.WELCOME))
        why = _("Pick any of these, in any order. Each can wait, and all are in Settings later.")
        words.addWidget(Label(look, why, Text.BODY, Role.TEXT2, wraps=True))
        head.addLayout(words, 1)
        return head

    def _build_foot(self, look: Look) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(look.theme.gap(8))
        foot.addWidget(IconMark(look, "lock-outline", size=16, role=Role.TEXT3))
        safe = _("Progress is saved on this computer first. It leaves it only if you sign in.")
        foot.addWidget(Label(look, safe, Text.SMALL, Role.TEXT2, wraps=True), 1)
        foot.addWidget(self.skip_all)
        return foot

    def _chain(self) -> list[QWidget]:
        """Return what the keyboard reaches, card by card, as it stands on the screen."""
        reached: list[QWidget] = []
        for card in self._cards:
            own = [
                each
                for each in card.findChildren(QWidget)
                if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
            ]
            places = {each: each.mapTo(card, QPoint(0, 0)) for each in own}
            reached += sorted(own, key=lambda each: (places[each].y(), places[each].x()))
        return [*reached, self.skip_all]

    def _skipper(self, card: Card) -> Callable[[], None]:
        def skip() -> None:
            card.hide()
            if all(each.isHidden() for each in self._cards):
                self.left.emit()
            else:
                self._arrange()
                self.skip_all.setFocus(Qt.FocusReason.OtherFocusReason)

        return skip

    def _arrange(self) -> None:
        """Put the cards that are left side by side, or one below the other where there is less room."""
        is_wide = self.width() / self.theme.scale >= TWO_PANES_PX
        shown = [card for card in self._cards if not card.isHidden()]
        for at, card in enumerate(shown):
            place = (0, at) if is_wide else (at, 0)
            self._grid.addWidget(card, *place)
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, int(column < (len(shown) if is_wide else 1)))
        self._held.setMaximumWidth(self.theme.px(WIDTH_PX))


class _Mark(ThemedWidget):
    """The program's mark, large."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._restyle()

    @override
    def paintEvent(self, _event: object) -> None:
        paint_mark(QPainter(self), QRectF(self.rect()), self.theme.color(Role.ACCENT))

    @override
    def _restyle(self) -> None:
        side = self.theme.icon(MARK_PX)
        self.setFixedSize(side, side)
