"""The cards in as many columns as fit, and the dashed card of a free place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.ui.pages.team.card import WIDTH_PX
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconMark


class CardGrid(ThemedWidget):
    """Cards 320 wide or wider, 12 apart; a row is as high as its highest card."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._cards: tuple[QWidget, ...] = ()

    def set_cards(self, cards: Sequence[QWidget]) -> None:
        """Show *cards* in this order; others of before are taken away by whoever made them."""
        if tuple(cards) == self._cards:
            return
        self._cards = tuple(cards)
        for before, card in zip((None, *cards), cards, strict=False):
            card.setParent(self)
            card.show()
            if before is not None:
                QWidget.setTabOrder(before, card)
        self._place()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # a card wants another height
            self._place()
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def _restyle(self) -> None:
        self._place()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(WIDTH_PX) + 2 * self.theme.gap(16), self.minimumHeight())

    def _place(self) -> None:
        margin, gap = self.theme.gap(16), self.theme.gap(12)
        room = self.width() - 2 * margin
        columns = max(1, (room + gap) // (self.theme.px(WIDTH_PX) + gap))
        width = max(0, (room - (columns - 1) * gap) // columns)
        top = margin
        for at in range(0, len(self._cards), columns):
            row = self._cards[at : at + columns]
            height = max(card.sizeHint().height() for card in row)
            for place, card in enumerate(row):
                own = min(height, card.sizeHint().height())
                card.setGeometry(margin + place * (width + gap), top, width, own)
            top += height + gap
        self.setMinimumHeight(top - gap + margin if self._cards else 0)


class FreePlace(ThemedWidget):
    """A dashed card: how many places are free, and the way to fill them for whoever may invite."""

    asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        column = QVBoxLayout(self)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._words = Label(look, "", Text.BODY, Role.TEXT2)
        self._why = Label(look, _("The owner of the team can invite."), Text.SMALL, Role.TEXT3)
        self.invite = Button(look, _("Copy invite link"), icon="link-variant")
        self.invite.clicked.connect(self.asked)
        column.addStretch(1)
        column.addWidget(IconMark(look, "account-plus-outline", size=26, role=Role.TEXT3), 0, centre)
        column.addWidget(self._words, 0, centre)
        column.addWidget(self._why, 0, centre)
        column.addWidget(self.invite, 0, centre)
        column.addStretch(1)

    def show_free(self, count: int, *, may_invite: bool) -> None:
        """Say how many places are free."""
        words = ngettext("One place free", "{count} places free", count).format(count=count)
        self._words.setText(words)
        self.setAccessibleName(words)
        self.invite.setVisible(may_invite)
        self._why.setVisible(not may_invite)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        return QSize(theme.px(WIDTH_PX), theme.px(130) + theme.gap(38))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color(Role.LINE2), 1, Qt.PenStyle.DashLine))
        radius = self.theme.gap(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
