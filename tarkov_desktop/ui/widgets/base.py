"""What all widgets of ours share: they know the look, and follow it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Painted
from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role


class ThemedWidget(QWidget):
    """A widget that repaints with the look; override ``_restyle`` to set fonts, margins and sizes anew."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        look.changed.connect(self._on_look_changed)
        look.recoloured.connect(self._recolour)

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._look.theme

    @property
    def painted(self) -> Painted:
        """The shapes of the theme in use."""
        return self._look.painted

    def _on_look_changed(self) -> None:
        self._restyle()
        self.updateGeometry()
        self.update()

    def _restyle(self) -> None:
        """Set what depends on the size of text; called by every look but the first."""

    def _recolour(self) -> None:
        self.update()


class ThemedButton(QAbstractButton):
    """The same for what can be pressed: keyboard, mouse and screen reader come from Qt, the picture from us."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._on_look_changed)
        look.recoloured.connect(self._recolour)

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._look.theme

    @property
    def painted(self) -> Painted:
        """The shapes of the theme in use."""
        return self._look.painted

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _recolour(self) -> None:
        self.update()


class Hairline(ThemedWidget):
    """One line of one pixel, across or upright."""

    def __init__(
        self,
        look: Look,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        role: Role = Role.LINE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._role = role
        if orientation is Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)

    @override
    def paintEvent(self, _event: object) -> None:
        """Fill the line."""
        QPainter(self).fillRect(self.rect(), self.theme.color(self._role))


class Surface(QFrame):
    """A plain coloured ground for other widgets, with a line at any of its edges."""

    def __init__(
        self,
        look: Look,
        role: Role,
        *,
        edges: Qt.Edge | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._role = role
        self._edges = edges
        look.changed.connect(self.update)
        look.recoloured.connect(self.update)

    @override
    def paintEvent(self, _event: object) -> None:
        """Fill the ground and draw its edges."""
        painter = QPainter(self)
        theme = self._look.theme
        painter.fillRect(self.rect(), theme.color(self._role))
        if self._edges is None:
            return
        line = theme.color(Role.LINE)
        if self._edges & Qt.Edge.BottomEdge:
            painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        if self._edges & Qt.Edge.TopEdge:
            painter.fillRect(0, 0, self.width(), 1, line)
        if self._edges & Qt.Edge.RightEdge:
            painter.fillRect(self.width() - 1, 0, 1, self.height(), line)
        if self._edges & Qt.Edge.LeftEdge:
            painter.fillRect(0, 0, 1, self.height(), line)


def rounded(
    painter: QPainter, box: QRectF, radius: float, *, fill: QColor | None = None, border: QColor | None = None
) -> None:
    """Draw a rounded rectangle with a border of one pixel that stays sharp."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, radius, radius)
    else:
        painter.setPen(QPen(border, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()


def arrow_down(painter: QPainter, middle: QPointF, colour: QColor, size: float = 4.0) -> None:
    """Draw the small filled triangle that says: this opens a list."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    x, y = middle.x(), middle.y()
    painter.drawPolygon(
        [QPointF(x - size, y - size / 2), QPointF(x + size, y - size / 2), QPointF(x, y + size / 2)]
    )
    painter.restore()
