"""Something happened, said where it happened: a coloured bar, words, and a way out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget, rounded
from tarkov_desktop.ui.widgets.button import Button, IconButton, Kind
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconMark

_ICONS = {
    Role.INFO: "information-outline",
    Role.CHECK: "help-rhombus-outline",
    Role.FAILED: "close-octagon-outline",
    Role.DONE: "check-circle",
}


class Notice(ThemedWidget):
    """A bold first sentence, what it means, what is safe; a button for the way out; close if it may go.

    ``role`` is INFO for news, CHECK for what mends itself, FAILED for what does not.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        look: Look,
        role: Role,
        sentence: str,
        rest: str = "",
        *,
        action: str = "",
        is_closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._role = role
        self._row = QHBoxLayout(self)
        self._row.addWidget(IconMark(look, _ICONS.get(role, "information-outline"), size=20, role=role))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(look, sentence, Text.BODY, Role.TEXT, weight=600, wraps=True))
        if rest:
            words.addWidget(Label(look, rest, Text.BODY, Role.TEXT2, wraps=True))
        self._row.addLayout(words, 1)
        if action:
            button = Button(look, action, Kind.PLAIN, is_small=True)
            button.clicked.connect(self.acted)
            self._row.addWidget(button)
        if is_closable:
            close = IconButton(look, "close", _("Close"), size=26)
            close.clicked.connect(self.closed)
            self._row.addWidget(close)
        self.setAccessibleName(f"{sentence} {rest}")
        self._restyle()

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        radius = theme.gap(6)
        rounded(painter, box, radius, fill=theme.color(Role.PANEL), border=theme.color(Role.LINE2))
        painter.setClipRect(QRectF(0, 0, 3, box.height()))
        rounded(painter, box, radius, fill=theme.color(self._role))

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._row.setContentsMargins(gap(16), gap(12), gap(12), gap(12))
        self._row.setSpacing(gap(12))
