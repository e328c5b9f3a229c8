"""The one shadow: 0 8 28, below what floats; in high contrast a frame of two pixels instead."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache

from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import rounded

REACH = 28
DROP = 8
_STEPS = 14


def paint_floating(
    painter: QPainter, box: QRectF, theme: Theme, *, radius: float, role: Role = Role.PANEL
) -> None:
    """Draw a floating surface in *box*, and its shadow around it: leave REACH of room, DROP more below.

    Drawn once for each size and look, then kept as a pixmap: a toast is repainted more often than it changes.
    """
    ratio = painter.device().devicePixelRatioF()
    around = box.adjusted(-REACH, -REACH, REACH, REACH + DROP)
    size = around.size().toSize()
    key = f"floating {theme.variant} {role} {radius} {size.width()}x{size.height()} {ratio}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        inner = QPainter(pixmap)
        _draw(inner, box.translated(-around.x(), -around.y()), theme, radius=radius, role=role)
        inner.end()
        QPixmapCache.insert(key, pixmap)
    painter.drawPixmap(around.topLeft(), pixmap)


def _draw(painter: QPainter, box: QRectF, theme: Theme, *, radius: float, role: Role) -> None:
    if theme.tokens.float_shade:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shade = QColor(theme.color(Role.SHADOW))
        for step in range(_STEPS):
            spread = REACH * (1 - step / _STEPS) - REACH / 2
            shade.setAlphaF(theme.tokens.float_shade / 100 / _STEPS * (0.4 + 1.2 * step / _STEPS))
            painter.setBrush(shade)
            around = box.adjusted(-spread, -spread + DROP, spread, spread + DROP)
            painter.drawRoundedRect(around, radius + max(0.0, spread), radius + max(0.0, spread))
        painter.restore()
    border = theme.color(Role.LINE2)
    rounded(painter, box, radius, fill=theme.color(role), border=border)
    if not theme.tokens.float_shade:
        rounded(painter, box.adjusted(1, 1, -1, -1), radius - 1, border=border)
