"""Things to press: the main action, plain and quiet ones, filters that open a list, icons."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedButton, arrow_down, rounded


class Kind(Enum):
    """How much a button asks for attention; at most one MAIN in a view, danger never is."""

    MAIN = "main"
    PLAIN = "plain"
    QUIET = "quiet"
    FILTER = "filter"
    DANGER = "danger"
    ACCENT_TEXT = "accent_text"


_ICON_GAPS = {Kind.MAIN: 10, Kind.FILTER: 5}


class Button(ThemedButton):
    """A button with an icon before and a key after its word; never shrinks its text.

    ``is_in_use`` (a filter that filters) turns border and text to the accent. ``opens_list`` draws the arrow.
    """

    def __init__(
        self,
        look: Look,
        text: str,
        kind: Kind = Kind.PLAIN,
        *,
        icon: str = "",
        key: str = "",
        is_small: bool = False,
        opens_list: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._kind = kind
        self._icon = icon
        self._key = key
        self._is_small = is_small
        self._opens_list = opens_list
        self._is_in_use = False
        self._is_wordless = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show another word."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_wordless(self, *, is_wordless: bool) -> None:
        """Show only the icon, the word in a tooltip, where the word has no room."""
        self._is_wordless = is_wordless
        self.setToolTip(self.text() if is_wordless else "")
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Show another key, or none."""
        self._key = key
        self.updateGeometry()

    def set_in_use(self, *, is_in_use: bool) -> None:
        """Say that this filter filters."""
        self._is_in_use = is_in_use
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        width = sum(self._widths()) + 2 * self._padding()
        return QSize(round(width), theme.control(26 if self._is_small else 32))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        fill, border, ink = self._colours()
        rounded(painter, box, theme.gap(5 if self._is_small else 6), fill=fill, border=border)
        icon, text, key, arrow = self._widths()
        x = max(self._padding(), (box.width() - icon - text - key - arrow) / 2)
        if icon:
            size = self._icon_side()
            place = QRectF(x, (box.height() - size) / 2, size, size)
            self._look.icons.draw(painter, self._icon, place, self._icon_colour(ink))
        painter.setFont(self._font())
        painter.setPen(ink)
        painter.drawText(
            QRectF(x + icon, 0, text + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, self._word()
        )
        if key:
            self._draw_key(painter, QRectF(x + icon + text, 0, key, box.height()), ink)
        if arrow:
            where = QPointF(x + icon + text + arrow - theme.icon(7), box.height() / 2)
            arrow_down(painter, where, self._arrow_colour(ink), theme.icon(4))

    def _word(self) -> str:
        return "" if self._is_wordless else self.text()

    def _font(self) -> QFont:
        return self.theme.font(Text.SMALL if self._is_small else Text.BODY, self._weight())

    def _weight(self) -> int:
        return 600 if self._kind is Kind.MAIN else 500

    def _padding(self) -> int:
        if not self._word():
            return self.theme.gap(6)
        return self.theme.gap(9 if self._is_small else 12) - (self.theme.gap(1) if self._icon else 0)

    def _widths(self) -> tuple[float, float, float, float]:
        """Return the widths of icon, text, key and arrow, each with the gap that belongs to it."""
        theme = self.theme
        size = Text.SMALL if self._is_small else Text.BODY
        text = theme.metrics(size, self._weight()).horizontalAdvance(self._word())
        icon_gap = _ICON_GAPS.get(self._kind, 7) if self._word() else 0
        icon = self._icon_side() + theme.gap(icon_gap) if self._icon else 0.0
        key = theme.gap(8) + self._key_width() if self._key else 0.0
        arrow = theme.gap(9) + theme.icon(14) - theme.gap(2) if self._opens_list else 0.0
        return icon, text, key, arrow

    def _icon_side(self) -> int:
        return self.theme.icon(16 if self._is_small else 17 if self._kind is Kind.FILTER else 18)

    def _key_width(self) -> float:
        return self.theme.metrics(Text.CAPTION, 500).horizontalAdvance(self._key) + self.theme.gap(12)

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        """Return fill, border and ink."""
        theme = self.theme
        if not self.isEnabled():
            ink = QColor(theme.color(Role.TEXT3))
            ink.setAlphaF(0.6)
            is_framed = self._kind is not Kind.QUIET
            return None, theme.color(Role.LINE2) if is_framed else None, ink
        pressed = self.isDown() or (self.isChecked() and self._kind is not Kind.FILTER)
        match self._kind:
            case Kind.MAIN:
                fill = theme.color(Role.ACCENT)
                strong = fill.darker(108) if theme.tokens.is_dark else fill.lighter(112)
                return (strong if self.underMouse() or pressed else fill), None, theme.color(Role.ON_ACCENT)
            case Kind.QUIET:
                is_lit = self.underMouse() or pressed or self.hasFocus()
                return (theme.color(Role.RAISED) if is_lit else None), None, theme.color(Role.TEXT2)
            case Kind.ACCENT_TEXT:
                fill_if_lit = theme.color(Role.HOVER) if self.underMouse() else None
                return fill_if_lit, None, theme.color(Role.ACCENT)
            case Kind.FILTER:
                if self._is_in_use or self.isChecked():
                    return theme.color(Role.PANEL), theme.color(Role.ACCENT_LINE), theme.color(Role.ACCENT)
                fill = theme.color(Role.HOVER if self.underMouse() else Role.PANEL)
                return fill, theme.color(Role.LINE2), theme.color(Role.TEXT)
            case Kind.PLAIN | Kind.DANGER:
                fill = theme.color(Role.HOVER if self.underMouse() and not pressed else Role.RAISED)
                word = Role.FAILED if self._kind is Kind.DANGER else Role.TEXT
                return fill, theme.color(Role.CONTROL if self.underMouse() else Role.LINE2), theme.color(word)

    def _icon_colour(self, ink: QColor) -> QColor:
        if self._kind is Kind.FILTER and self.isEnabled() and not (self._is_in_use or self.isChecked()):
            return self.theme.color(Role.TEXT2)
        return ink

    def _arrow_colour(self, ink: QColor) -> QColor:
        is_calm = self.isEnabled() and not self._is_in_use
        return self.theme.color(Role.TEXT2) if is_calm else ink

    def _draw_key(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        theme = self.theme
        height = theme.line(Text.CAPTION) + theme.gap(2)
        cap = QRectF(box.right() - self._key_width(), (box.height() - height) / 2, self._key_width(), height)
        if self._kind is Kind.MAIN:
            shade = QColor(ink)
            shade.setAlphaF(0.18)
            rounded(painter, cap, 4, fill=shade)
        else:
            rounded(painter, cap, 4, border=theme.color(Role.LINE2))
        painter.setFont(theme.font(Text.CAPTION))
        painter.setPen(ink if self._kind is Kind.MAIN else theme.color(Role.TEXT2))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)


class IconButton(ThemedButton):
    """An icon to press, with its name for the tooltip and the screen reader."""

    def __init__(
        self,
        look: Look,
        icon: str,
        name: str,
        *,
        size: int = 32,
        icon_px: int = 18,
        role: Role = Role.TEXT2,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._icon = icon
        self._size = size
        self._icon_px = icon_px
        self._role = role
        self.set_name(name, key=key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str, *, key: str = "") -> None:
        """Say what pressing does, and by which key."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({key})" if key else name)

    def set_icon(self, icon: str, role: Role | None = None) -> None:
        """Show another icon, in another colour if one is given."""
        self._icon = icon
        self._role = role or self._role
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = self.theme.control(self._size)
        return QSize(side, side)

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        if (self.underMouse() or self.isDown()) and self.isEnabled():
            rounded(painter, box, self.theme.gap(6), fill=self.theme.color(Role.HOVER))
        side = self.theme.icon(self._icon_px)
        place = QRectF((box.width() - side) / 2, (box.height() - side) / 2, side, side)
        role = self._role if self.isEnabled() else Role.TEXT3
        self.painted.icon(painter, self._icon, place, role)
