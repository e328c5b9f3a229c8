"""The eight state shapes, progress arcs, trader tiles, avatars and bars: what rows and widgets draw alike."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from tarkov_desktop.ui.theme.icons import IconFont
from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text


class _Glyph(NamedTuple):
    icon: str
    role: Role


class Shape(Enum):
    """Shape and colour of a state; AVAILABLE is a ring and drawn live, the others are glyphs."""

    AVAILABLE = _Glyph("circle-outline", Role.CONTROL)
    TO_CHECK = _Glyph("help-rhombus-outline", Role.CHECK)
    LOCKED = _Glyph("lock-outline", Role.LOCKED)
    DELAYED = _Glyph("clock-outline", Role.LOCKED)
    BLOCKED = _Glyph("cancel", Role.BLOCKED)
    DONE = _Glyph("check-circle", Role.DONE)
    FAILED = _Glyph("close-octagon-outline", Role.FAILED)
    IGNORED = _Glyph("eye-off-outline", Role.IGNORED)


class Presence(Enum):
    """What the mark on an avatar says."""

    NONE = "none"
    LIVE = "live"
    IN_RAID = "in_raid"
    NOT_LIVE = "not_live"
    OFFLINE = "offline"


_FULL_TURN: Final = 360 * 16
_TOP: Final = 90 * 16


class Painted:
    """Draws the shapes of one theme with one icon font."""

    def __init__(self, theme: Theme, icons: IconFont) -> None:
        self.theme = theme
        self.icons = icons

    def icon(self, painter: QPainter, name: str, box: QRectF, role: Role) -> None:
        """Draw icon *name* in *box*."""
        self.icons.draw(painter, name, box, self.theme.color(role))

    def state(
        self,
        painter: QPainter,
        shape: Shape,
        box: QRectF,
        *,
        share: float = 0.0,
        is_started: bool = False,
    ) -> None:
        """Draw the state in the square *box*; *share* 0..1 is the progress of an available one."""
        if shape is Shape.AVAILABLE:
            self.ring(painter, box, share, is_started=is_started)
            return
        self.icon(painter, shape.value.icon, box.adjusted(-0.5, -0.5, 0.5, 0.5), shape.value.role)

    def ring(
        self, painter: QPainter, box: QRectF, share: float, *, is_started: bool = False, pen_px: float = 2.0
    ) -> None:
        """Draw an open ring, with an accent arc from twelve o'clock once there is progress."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = pen_px * box.width() / 16
        inner = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        ground = Role.TRACK if share > 0 else Role.CONTROL
        painter.setPen(QPen(self.theme.color(ground), width, c=Qt.PenCapStyle.FlatCap))
        painter.drawEllipse(inner)
        if share > 0:
            painter.setPen(QPen(self.theme.color(Role.ACCENT), width, c=Qt.PenCapStyle.FlatCap))
            painter.drawArc(inner, _TOP, -round(_FULL_TURN * min(1.0, share)))
        if is_started:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color(Role.ACCENT))
            painter.drawEllipse(box.center(), box.width() * 0.17, box.width() * 0.17)
        painter.restore()

    def tile(self, painter: QPainter, box: QRectF, normalized_name: str, name: str) -> None:
        """Draw a trader's square tile with its letters."""
        fill, ink, letters = self.theme.trader_tile(normalized_name, name)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self.theme.icon(5 if box.width() <= self.theme.icon(30) else 6)
        if self.theme.is_contrast:
            painter.setPen(QPen(self.theme.color(Role.LINE2), 1))
            painter.setBrush(fill)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(box, radius, radius)
        self._letters(painter, box, letters, ink, share=0.455 if box.width() < self.theme.icon(36) else 0.42)
        painter.restore()

    def avatar(
        self,
        painter: QPainter,
        box: QRectF,
        letter: str,
        *,
        presence: Presence = Presence.NONE,
        is_self: bool = False,
        ground: Role = Role.PANEL,
    ) -> None:
        """Draw a person's round avatar; *ground* is the surface that the presence mark is cut out of."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = Role.ACCENT if is_self else Role.LINE2
        painter.setPen(QPen(self.theme.color(edge), 1))
        painter.setBrush(self.theme.color(Role.RAISED))
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        ink = self.theme.color(Role.ACCENT if is_self else Role.TEXT2)
        self._letters(painter, box, letter, ink, share=0.46)
        if presence is not Presence.NONE:
            self._presence(painter, box, presence, ground)
        painter.restore()

    def _letters(self, painter: QPainter, box: QRectF, letters: str, ink: QColor, *, share: float) -> None:
        font = self.theme.font(Text.CAPTION, 600)
        sized = type(font)(font)
        sized.setPixelSize(max(8, round(box.width() * share)))
        painter.setFont(sized)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters)

    def _presence(self, painter: QPainter, box: QRectF, presence: Presence, ground: Role) -> None:
        size = box.width() * 0.42
        mark = QRectF(box.right() - size * 0.82, box.bottom() - size * 0.82, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color(ground))
        painter.drawEllipse(mark.adjusted(-1.5, -1.5, 1.5, 1.5))
        match presence:
            case Presence.LIVE:
                painter.setBrush(self.theme.color(Role.DONE))
                painter.drawEllipse(mark)
            case Presence.IN_RAID:
                painter.setBrush(self.theme.color(Role.INFO))
                middle, half = mark.center(), size * 0.58
                painter.drawPolygon(
                    QPolygonF(
                        [
                            middle + QPointF(0, -half),
                            middle + QPointF(half, 0),
                            middle + QPointF(0, half),
                            middle + QPointF(-half, 0),
                        ]
                    )
                )
            case Presence.NOT_LIVE:
                painter.setBrush(self.theme.color(Role.CHECK))
                pill = mark.adjusted(-size * 0.05, size * 0.22, size * 0.05, -size * 0.22)
                painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            case _:
                painter.setPen(QPen(self.theme.color(Role.TEXT3), size * 0.2))
                painter.setBrush(self.theme.color(ground))
                painter.drawEllipse(mark.adjusted(size * 0.1, size * 0.1, -size * 0.1, -size * 0.1))

    def bar(self, painter: QPainter, box: QRectF, share: float, role: Role = Role.ACCENT) -> None:
        """Draw a progress bar: *role* on the track, square where it ends inside."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = box.height() / 2
        painter.setBrush(self.theme.color(Role.TRACK))
        painter.drawRoundedRect(box, radius, radius)
        if share > 0:
            painter.setClipRect(QRectF(box.x(), box.y(), box.width() * min(1.0, share), box.height()))
            painter.setBrush(self.theme.color(role))
            painter.drawRoundedRect(box, radius, radius)
        painter.restore()

    def key_cap(self, painter: QPainter, box: QRectF, key: str, *, ink: Role = Role.TEXT2) -> None:
        """Draw a key in its outlined cap."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color(Role.LINE2), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(self.theme.font(Text.CAPTION))
        painter.setPen(self.theme.color(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
        painter.restore()
