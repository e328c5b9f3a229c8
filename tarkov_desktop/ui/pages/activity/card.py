"""A thing that asks for a decision: its shape, what it is, why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import StateMark


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to do about it; the first of several is framed, the others are quiet."""

    word: str
    act: Callable[[], object]
    is_plain: bool = False


class DecisionCard(ThemedWidget):
    """Shape, title, why, and the ways in a row that wraps."""

    def __init__(
        self,
        look: Look,
        shape: Shape,
        title: str,
        why: str,
        ways: Sequence[Way],
    ) -> None:
        super().__init__(look)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        self._row.addWidget(StateMark(look, shape, ""), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = Label(look, title, Text.BODY, Role.TEXT, weight=500, wraps=True)
        words.addWidget(self.title)
        self.why = Label(look, why, Text.SMALL, Role.TEXT3, wraps=True)
        self.why.setVisible(bool(why))
        words.addWidget(self.why)
        self.buttons: list[Button] = []
        flow = FlowLayout(gap=look.theme.gap(8))
        for way in ways:
            kind = Kind.PLAIN if way.is_plain else Kind.QUIET
            button = Button(look, way.word, kind, is_small=True)
            button.setAccessibleDescription(title)
            button.clicked.connect(way.act)
            self.buttons.append(button)
            flow.addWidget(button)
        if ways:
            words.addSpacing(look.theme.gap(6))
            words.addLayout(flow)
        self._row.addLayout(words, 1)
        outer.addLayout(self._row)
        outer.addWidget(Hairline(look, role=Role.HAIR))
        self._restyle()

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._row.setContentsMargins(0, gap(6), 0, gap(8))
        self._row.setSpacing(gap(10))
