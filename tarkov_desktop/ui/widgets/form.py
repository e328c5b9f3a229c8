"""Forms: a label, a control, a hint; and the rows of Settings with their help below the label."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.label import Label

LABEL_WIDTH_PX = 150
_GAP_PX = 16
_SMALL_CONTROL_PX = 120
"""A control up to here stays beside its words: they have room enough."""
_PLACE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FormRow(ThemedWidget):
    """Label 150 wide, control, hint; 44 high. Where they have no room beside each other they stand in a column."""

    def __init__(
        self, look: Look, label: str, control: QWidget, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._label = Label(look, label, Text.BODY, Role.TEXT2)
        self._label.setBuddy(control)
        self.hint = Label(look, hint, Text.SMALL, Role.TEXT3)
        self.hint.setVisible(bool(hint))
        self._label_width = 0
        self._row.addWidget(self._label)
        self._row.addWidget(control, 0, _PLACE)
        self._row.addWidget(self.hint)
        self._row.addStretch(1)
        self._space()

    def add(self, part: QWidget, *, is_before_hint: bool = False) -> None:
        """Put *part* after the hint, or between control and hint."""
        at = self._row.indexOf(self.hint) if is_before_hint else self._row.count() - 1
        self._row.insertWidget(at, part, 0, _PLACE)

    def width_side_by_side(self) -> int:
        """Return how wide the parts are beside each other, the label at its usual width."""
        margins = self._row.contentsMargins()
        parts = [
            item.widget() for at in range(self._row.count()) if (item := self._row.itemAt(at)) is not None
        ]
        shown = [part for part in parts if part is not None and not part.isHidden()]
        label = max(self.theme.px(LABEL_WIDTH_PX), self.label_hint())
        wide = label + sum(part.sizeHint().width() for part in shown if part is not self._label)
        gaps = self.theme.gap(_GAP_PX) * (len(shown) - 1)
        return wide + gaps + margins.left() + margins.right()

    def set_stacked(self, *, is_stacked: bool) -> None:
        """Put the parts below each other, or side by side."""
        way = QBoxLayout.Direction.TopToBottom if is_stacked else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not way:
            self._row.setDirection(way)
            self._space()

    def set_label(self, text: str) -> None:
        """Show another label."""
        self._label.setText(text)

    def set_hint(self, text: str) -> None:
        """Show another hint, or none."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def label_hint(self) -> int:
        """Return how wide the words of the label are."""
        return self._label.sizeHint().width()

    def set_label_width(self, width: int) -> None:
        """Give the label *width* real pixels; 0 is the usual width."""
        if width != self._label_width:
            self._label_width = width
            self._space()

    @override
    def _restyle(self) -> None:
        self._space()

    def _space(self) -> None:
        theme = self.theme
        self._row.setContentsMargins(theme.gap(16), theme.gap(6), theme.gap(16), theme.gap(6))
        is_stacked = self._row.direction() is QBoxLayout.Direction.TopToBottom
        self._row.setSpacing(theme.gap(4 if is_stacked else _GAP_PX))
        self._label.setMinimumWidth(self._label_width or theme.px(LABEL_WIDTH_PX))


class SettingRow(ThemedWidget):
    """Label left with its help below, control right, one line at the end."""

    def __init__(
        self, look: Look, label: str, control: QWidget, *, help_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._control = control
        words = QVBoxLayout()
        words.setSpacing(0)
        self.label = Label(look, label, wraps=True)
        self.label.setBuddy(control)
        words.addWidget(self.label)
        self.help = Label(look, help_text, Text.SMALL, Role.TEXT3, wraps=True)
        self.help.setVisible(bool(help_text))
        words.addWidget(self.help)
        self._row.addLayout(words, 1)
        self._row.addWidget(control, 0, _PLACE)
        outer.addLayout(self._row)
        outer.addWidget(Hairline(look))
        self._space()

    def say(self, label: str, help_text: str) -> None:
        """Show other words."""
        self.label.setText(label)
        self.help.setText(help_text)
        self.help.setVisible(bool(help_text))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the control below the words where it would leave them less than half the row."""
        super().resizeEvent(event)
        wide = self._control.sizeHint().width()
        is_stacked = wide > self.theme.px(_SMALL_CONTROL_PX) and wide + self.theme.gap(24) > self.width() / 2
        way = QBoxLayout.Direction.TopToBottom if is_stacked else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not way:
            self._row.setDirection(way)
            self._space()

    @override
    def _restyle(self) -> None:
        self._space()

    def _space(self) -> None:
        gap = self.theme.gap
        self._row.setContentsMargins(0, gap(8), 0, gap(8))
        is_stacked = self._row.direction() is QBoxLayout.Direction.TopToBottom
        self._row.setSpacing(gap(8 if is_stacked else 24))
