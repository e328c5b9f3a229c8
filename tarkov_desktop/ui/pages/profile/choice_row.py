"""A thing to do with its icon, its name, what it means, and its button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconMark


class ChoiceRow(ThemedWidget):
    """Icon, two lines, a button that says ``asked``."""

    asked = Signal()

    def __init__(
        self,
        look: Look,
        icon: str,
        title: str,
        why: str,
        verb: str,
        *,
        kind: Kind = Kind.PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._row = QHBoxLayout(self)
        self._row.addWidget(IconMark(look, icon, size=18), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = Label(look, title)
        self.why = Label(look, why, Text.SMALL, Role.TEXT3, wraps=True)
        words.addWidget(self.title)
        words.addWidget(self.why)
        self._row.addLayout(words, 1)
        self.button = Button(look, verb, kind, is_small=True)
        self.button.clicked.connect(self.asked)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.say(title, why)
        self._restyle()

    def say(self, title: str, why: str) -> None:
        """Show other words."""
        self.title.setText(title)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.button.setAccessibleName(f"{title}: {self.button.text()}")
        self.button.setAccessibleDescription(why)

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._row.setContentsMargins(0, gap(4), 0, gap(4))
        self._row.setSpacing(gap(12))
