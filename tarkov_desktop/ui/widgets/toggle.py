"""On or off."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedButton

_WIDTH, _HEIGHT = 34, 18


class Toggle(ThemedButton):
    """A switch, with its word at the right if it has one; ``toggled`` says that it moved."""

    def __init__(
        self,
        look: Look,
        name: str,
        *,
        is_on: bool = False,
        shows_word: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._shows_word = shows_word
        self.setCheckable(True)
        self.setChecked(is_on)
        self.setText(name if shows_word else "")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        word = (
            theme.gap(10) + theme.metrics(Text.BODY).horizontalAdvance(self.text()) if self._shows_word else 0
        )
        return QSize(round(theme.icon(_WIDTH) + word) + 1, max(theme.icon(_HEIGHT), theme.control(26)))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.theme
        if not self.isEnabled():
            painter.setOpacity(0.5)
        width, height = theme.icon(_WIDTH), theme.icon(_HEIGHT)
        groove = QRectF(0, (self.height() - height) / 2, width, height)
        is_on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen if is_on else QPen(theme.color(Role.CONTROL), 1))
        painter.setBrush(theme.color(Role.ACCENT if is_on else Role.WINDOW))
        frame = groove if is_on else groove.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, height / 2, height / 2)
        radius = height * 0.33
        x = groove.right() - height / 2 if is_on else groove.left() + height / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(Role.ON_ACCENT if is_on else Role.CONTROL))
        painter.drawEllipse(QRectF(x - radius, groove.center().y() - radius, 2 * radius, 2 * radius))
        if self._shows_word:
            painter.setFont(theme.font(Text.BODY))
            painter.setPen(theme.color(Role.TEXT if self.isEnabled() else Role.TEXT3))
            left = QRectF(self.rect()).adjusted(width + theme.gap(10), 0, 0, 0)
            painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, self.text())
