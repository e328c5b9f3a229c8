"""The themes to choose from, each drawn in its own colours."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role, Variant
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedButton, ThemedWidget, rounded
from tarkov_desktop.ui.widgets.chip import FlowLayout

WIDTH_PX, HEIGHT_PX = 168, 96
SYSTEM: Final = "system"
WORDS: Final = {
    SYSTEM: mark("As the system"),
    Variant.DARK.value: mark("Dark"),
    Variant.LIGHT.value: mark("Light"),
    Variant.CONTRAST.value: mark("High contrast"),
}
_LINES: Final = (0.60, 0.77, 0.50, 0.67)
"""Lengths of the drawn rows, as shares of their room."""


class ThemeCards(ThemedWidget):
    """One of the themes; ``chosen`` tells its word, one of :data:`WORDS`."""

    chosen = Signal(str)

    def __init__(self, look: Look, current: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setAccessibleName(_("Theme"))
        self._group = QButtonGroup(self)
        row = FlowLayout(self, gap=look.theme.gap(20))
        self.cards = {word: ThemeCard(look, word) for word in WORDS}
        for word, card in self.cards.items():
            self._group.addButton(card)
            row.addWidget(card)
            card.setChecked(word == current)
        self._group.buttonClicked.connect(self._on_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def _on_clicked(self, card: QAbstractButton) -> None:
        if isinstance(card, ThemeCard):
            self.chosen.emit(card.word)


class ThemeCard(ThemedButton):
    """A small window in the colours of the theme, its word and whether it is chosen."""

    def __init__(self, look: Look, word: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.word = word
        self.setCheckable(True)
        self.setText(_(WORDS[word]))
        self.setAccessibleName(_("Theme: {name}").format(name=self.text()))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        word = theme.icon(16) + theme.gap(10) + theme.metrics(Text.BODY, 600).horizontalAdvance(self.text())
        width = max(theme.icon(WIDTH_PX), round(word) + theme.gap(4))
        return QSize(width, theme.icon(HEIGHT_PX) + theme.gap(8) + theme.control(26))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.theme
        frame = QRectF(0, 0, theme.icon(WIDTH_PX), theme.icon(HEIGHT_PX))
        left, right = (Variant.DARK, Variant.LIGHT) if self.word == SYSTEM else (Variant(self.word), None)
        card = QPainterPath()
        card.addRoundedRect(frame, theme.gap(8), theme.gap(8))
        painter.setClipPath(card)
        self._paint_window(painter, frame, self._look.theme_of(left))
        if right is not None:
            self._paint_window(painter, frame.translated(frame.width() / 2, 0), self._look.theme_of(right))
        painter.setClipping(False)
        is_lit = self.isChecked()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(Role.ACCENT if is_lit else Role.CONTROL), 2 if is_lit else 1))
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), theme.gap(8), theme.gap(8))
        self._paint_word(painter, QRectF(0, frame.height() + theme.gap(8), self.width(), theme.control(26)))

    def _paint_window(self, painter: QPainter, box: QRectF, shown: Theme) -> None:
        unit = box.width() / WIDTH_PX
        painter.save()
        painter.fillRect(box, shown.color(Role.WINDOW))
        painter.fillRect(QRectF(box.x(), box.y(), 26 * unit, box.height()), shown.color(Role.RAIL))
        painter.fillRect(QRectF(box.x() + 26 * unit, box.y(), 1, box.height()), shown.color(Role.LINE))
        room = box.width() - 64 * unit
        for at, share in enumerate(_LINES):
            y = box.y() + (20 + at * 17) * unit
            is_chosen = at == 1
            painter.setPen(QPen(shown.color(Role.ACCENT if is_chosen else Role.CONTROL), 2 * unit))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(box.x() + 42 * unit, y), 3.2 * unit, 3.2 * unit)
            bar = QRectF(box.x() + 54 * unit, y - 2 * unit, room * share, 4 * unit)
            rounded(painter, bar, 2 * unit, fill=shown.color(Role.TEXT if is_chosen else Role.TEXT3))
        painter.restore()

    def _paint_word(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        side = theme.icon(16)
        middle = QPointF(side / 2 + 1, box.center().y())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(Role.ACCENT if self.isChecked() else Role.CONTROL), 1.5))
        painter.drawEllipse(middle, side / 2 - 1, side / 2 - 1)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(Role.ACCENT))
            painter.drawEllipse(middle, side / 4, side / 4)
        painter.setFont(theme.font(Text.BODY, 600 if self.isChecked() else 400))
        painter.setPen(theme.color(Role.TEXT if self.isChecked() else Role.TEXT2))
        painter.drawText(
            box.adjusted(side + theme.gap(10), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
