"""Nothing here: what is missing, why, and the one thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconMark


class EmptyState(ThemedWidget):
    """Icon, one sentence, one of why, one button; at two fifths of the height, 360 wide."""

    asked = Signal()

    def __init__(
        self,
        look: Look,
        icon: str,
        sentence: str,
        why: str = "",
        action: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._mark = IconMark(look, icon, size=28, role=Role.TEXT3)
        self._sentence = Label(look, sentence, Text.STRONG, Role.TEXT, wraps=True)
        self._why = Label(look, why, Text.BODY, Role.TEXT2, wraps=True)
        self._button = Button(look, action)
        self._button.clicked.connect(self.asked)
        for label in (self._sentence, self._why):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        across = QHBoxLayout(self)
        self._column = QVBoxLayout()
        across.addStretch(1)
        across.addLayout(self._column)
        across.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column.addStretch(2)
        self._column.addWidget(self._mark, 0, centre)
        self._column.addSpacing(4)
        self._column.addWidget(self._sentence)
        self._column.addWidget(self._why)
        self._column.addSpacing(8)
        self._column.addWidget(self._button, 0, centre)
        self._column.addStretch(3)
        self._restyle()
        self.say(icon, sentence, why, action)

    def say(self, icon: str, sentence: str, why: str = "", action: str = "") -> None:
        """Say something else."""
        self._mark.set_icon(icon, Role.TEXT3)
        self._sentence.setText(sentence)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._button.set_text(action)
        self._button.setVisible(bool(action))

    @override
    def _restyle(self) -> None:
        self._column.setSpacing(self.theme.gap(6))
        for label in (self._sentence, self._why):
            label.setFixedWidth(self.theme.px(360))
