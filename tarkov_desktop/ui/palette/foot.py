"""The foot of the palette: its keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget

FOOT_PX = 37


class PaletteFoot(ThemedWidget):
    """``up down`` move, Enter open, Ctrl Enter do it; at the right the signs that narrow the answer."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._restyle()

    @override
    def sizeHint(self) -> QSize:
        return QSize(100, self.theme.px(FOOT_PX))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme, box = self.theme, QRectF(self.rect())
        painter.fillRect(QRectF(0, 0, box.width(), 1), theme.color(Role.LINE))
        signs = [(">", _("actions only")), ("@", _("teammates"))]
        keys = [("\N{UPWARDS ARROW} \N{DOWNWARDS ARROW}", _("move")), (_("Enter"), _("open"))]
        keys.append((_("Ctrl Enter"), _("do it")))
        x = box.right() - theme.gap(16) - sum(map(self._width, signs)) - theme.gap(14) * (len(signs) - 1)
        end = x - theme.gap(14)
        for sign in signs:
            x = self._paint_one(painter, x, *sign) + theme.gap(14)
        x = box.x() + theme.gap(16)
        for key in keys:
            if x + self._width(key) <= end:  # what does not fit beside the signs is left out, from the right
                x = self._paint_one(painter, x, *key) + theme.gap(14)

    def _width(self, pair: tuple[str, str]) -> float:
        key, word = pair
        metrics = self.theme.metrics(Text.CAPTION)
        return self._cap_width(key) + self.theme.gap(6) + metrics.horizontalAdvance(word)

    def _cap_width(self, key: str) -> float:
        advance = self.theme.metrics(Text.CAPTION).horizontalAdvance(key)
        return float(max(advance + self.theme.gap(12), self.theme.gap(18)))

    def _paint_one(self, painter: QPainter, x: float, key: str, word: str) -> float:
        theme = self.theme
        height = theme.line(Text.CAPTION) + theme.gap(2)
        cap = QRectF(x, (self.height() - height) / 2, self._cap_width(key), height)
        self.painted.key_cap(painter, cap, key)
        left = cap.right() + theme.gap(6)
        width = theme.metrics(Text.CAPTION).horizontalAdvance(word)
        painter.setFont(theme.font(Text.CAPTION))
        painter.setPen(theme.color(Role.TEXT2))
        painter.drawText(QRectF(left, 0, width + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, word)
        return left + width

    @override
    def _restyle(self) -> None:
        self.setFixedHeight(self.theme.px(FOOT_PX))
