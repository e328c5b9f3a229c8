"""What all cards of the first run share: a frame, a head, a body, and the ways out at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget, rounded
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconTile


class Card(ThemedWidget):
    """One choice. ``skipped`` says that it can wait; ``is_first`` draws it in the accent."""

    skipped = Signal()

    def __init__(self, look: Look, icon: str, title: str, about: str, *, is_first: bool = False) -> None:
        super().__init__(look)
        self._is_first = is_first
        self.setAccessibleName(f"{title}. {about}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        role = Role.ACCENT if is_first else Role.TEXT2
        head = QHBoxLayout()
        head.setSpacing(look.theme.gap(14))
        head.addWidget(IconTile(look, icon, size=40, icon_px=22, role=role), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(look, title, Text.HEAD, wraps=True))
        words.addWidget(Label(look, about, Text.SMALL, Role.TEXT2, wraps=True))
        head.addLayout(words, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self.body = QVBoxLayout()
        self._column.addLayout(self.body)
        self._column.addStretch(1)
        self._ways = QWidget()
        self._ways_row = FlowLayout(self._ways, gap=look.theme.gap(8))
        self._column.addWidget(self._ways)
        self._space()

    def add_way(self, button: Button) -> Button:
        """Put *button* at the bottom, after those that are there."""
        self._ways_row.addWidget(button)
        button.show()
        return button

    def add_skip(self, word: str, kind: Kind = Kind.QUIET) -> Button:
        """Put the button that lets the card wait at the bottom."""
        button = Button(self._look, word, kind)
        button.clicked.connect(self.skipped)
        return self.add_way(button)

    @override
    def paintEvent(self, _event: object) -> None:
        theme = self.theme
        border = theme.color(Role.ACCENT_LINE if self._is_first else Role.LINE)
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), theme.gap(8), fill=theme.color(Role.PANEL), border=border)

    @override
    def _restyle(self) -> None:
        self._space()

    def _space(self) -> None:
        gap = self.theme.gap
        self._column.setContentsMargins(gap(24), gap(22), gap(24), gap(22))
        self._column.setSpacing(gap(16))
        self.body.setSpacing(gap(12))
