"""One of few: a row of joined segments, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedButton, ThemedWidget


@dataclass(frozen=True, slots=True)
class Choice:
    """One segment: its key, its word, an icon; without a word the name stands in tooltip and reader."""

    key: str
    word: str
    icon: str = ""
    name: str = ""


class _Segment(ThemedButton):
    def __init__(self, look: Look, choice: Choice, owner: Segmented) -> None:
        super().__init__(look, owner)
        self.choice = choice
        self._owner = owner
        self._is_brief = False
        self.setCheckable(True)
        self.setText(choice.word)
        self.setAccessibleName(choice.name or choice.word)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._mend_tooltip()

    def set_brief(self, *, is_brief: bool) -> None:
        """Leave the word out unless chosen."""
        self._is_brief = is_brief
        self._mend_tooltip()
        self.updateGeometry()

    @property
    def word(self) -> str:
        """The word that is shown now."""
        return "" if self._is_brief and not self.isChecked() else self.choice.word

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        text = theme.metrics(Text.BODY, 600 if self.choice.icon and self.word else 500).horizontalAdvance(
            self.word
        )
        icon = theme.icon(17) if self.choice.icon else 0
        gap = theme.gap(5) if icon and self.word else 0
        padding = theme.gap(12 if self.choice.word else 8)
        width = max(2 * padding + icon + gap + text, theme.px(34))
        return QSize(round(width), theme.control(self._owner.height_px))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.theme
        box = QRectF(self.rect())
        is_filled = self.isChecked() and theme.is_contrast
        self._paint_ground(painter, box, is_filled=is_filled)
        role = Role.ON_ACCENT if is_filled else Role.ACCENT if self.isChecked() else Role.TEXT2
        weight = 600 if self.isChecked() else 500
        text = theme.metrics(Text.BODY, weight).horizontalAdvance(self.word)
        icon = theme.icon(17) if self.choice.icon else 0
        gap = theme.gap(5) if icon and self.word else 0
        x = (box.width() - icon - gap - text) / 2
        if icon:
            place = QRectF(x, (box.height() - icon) / 2, icon, icon)
            self.painted.icon(painter, self.choice.icon, place, role)
        painter.setFont(theme.font(Text.BODY, weight))
        painter.setPen(theme.color(role if self.isEnabled() else Role.TEXT3))
        painter.drawText(
            QRectF(x + icon + gap, 0, text + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, self.word
        )

    def _paint_ground(self, painter: QPainter, box: QRectF, *, is_filled: bool) -> None:
        """Fill this part of the owner's rounded frame, and draw this part of its border."""
        theme = self.theme
        frame = QRectF(self._owner.rect()).translated(-self.x(), -self.y())
        radius = theme.gap(6)
        whole, part = QPainterPath(), QPainterPath()
        whole.addRoundedRect(frame, radius, radius)
        part.addRect(box)
        fill = Role.HOVER if self.underMouse() else Role.PANEL
        if self.isChecked():
            fill = Role.ACCENT if is_filled else Role.SELECTED
        painter.fillPath(whole.intersected(part), theme.color(fill))
        painter.setPen(theme.color(Role.LINE2))
        painter.setClipRect(box)
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self.x() > 0:
            painter.fillRect(QRectF(0, 1, 1, box.height() - 2), theme.color(Role.LINE2))
        if self.isChecked() and self._owner.has_bar and not is_filled:
            bar = QPainterPath()
            bar.addRect(QRectF(0, box.height() - 2, box.width(), 2))
            painter.fillPath(whole.intersected(bar), theme.color(Role.ACCENT))
        painter.setClipping(False)

    def _mend_tooltip(self) -> None:
        self.setToolTip(self.choice.name or self.choice.word if not self.word else "")


class Segmented(ThemedWidget):
    """Joined segments of which one is chosen; arrow keys move the choice."""

    chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        choices: Sequence[Choice],
        current: str = "",
        *,
        has_bar: bool = False,
        height_px: int = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self.has_bar = has_bar
        self.height_px = height_px
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._segments = {choice.key: _Segment(look, choice, self) for choice in choices}
        for segment in self._segments.values():
            self._group.addButton(segment)
            row.addWidget(segment)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if current in self._segments:
            self._segments[current].setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)
        self._group.buttonToggled.connect(self._on_toggled)

    @property
    def current(self) -> str:
        """The key of the chosen segment, empty when none is."""
        checked = self._group.checkedButton()
        return checked.choice.key if isinstance(checked, _Segment) else ""

    def choose(self, key: str) -> None:
        """Show *key* as chosen, without saying so."""
        if key in self._segments:
            self._segments[key].setChecked(True)

    def set_brief(self, *, is_brief: bool) -> None:
        """Show words only on the chosen segment."""
        for segment in self._segments.values():
            segment.set_brief(is_brief=is_brief)
        self.updateGeometry()

    def _on_clicked(self, segment: QAbstractButton) -> None:
        if isinstance(segment, _Segment):
            self.chosen.emit(segment.choice.key)

    def _on_toggled(self, segment: QAbstractButton, _checked: bool) -> None:  # noqa: FBT001 - Qt's signature
        segment.updateGeometry()
        self.update()
