"""One look at one text size for one game mode: colours, fonts and sizes by role."""

from __future__ import annotations

import functools

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from tarkov_desktop.ui.theme.tokens import Role, TokenFile, Tokens, TraderMark, Variant
from tarkov_desktop.ui.theme.type_scale import Text, make_font

_GAP_GROWTH = 0.3
_ICON_GROWTH = 0.8
_GREY = TraderMark(0, "")


class Theme:
    """Answers what colour, font and size a role has. Never changes: a new look is a new theme.

    Three measures of a number in the drawings: :meth:`px` grows with the text (rows, column widths),
    :meth:`icon` nearly so, :meth:`gap` only a third (margins), so that 200 % text keeps its room.
    """

    def __init__(self, file: TokenFile, variant: Variant, mode: str, scale: float) -> None:
        self.file = file
        self.tokens: Tokens = file.variants[variant]
        self.mode = mode
        self.scale = scale
        self._colours = {role: QColor(self.tokens.colour(role, mode)) for role in Role}
        self._fonts: dict[tuple[Text, int], QFont] = {}
        self._metrics: dict[tuple[Text, int], QFontMetricsF] = {}

    @property
    def variant(self) -> Variant:
        """Dark, light or high contrast."""
        return self.tokens.variant

    @property
    def is_contrast(self) -> bool:
        """Whether chips are outlined and the chosen segment is filled."""
        return self.tokens.variant is Variant.CONTRAST

    def color(self, role: Role) -> QColor:
        """Return the colour of *role* in this mode; not to be changed."""
        return self._colours[role]

    def font(self, text: Text, weight: int = 0) -> QFont:
        """Return the font of *text*, in another *weight* if one is given; not to be changed."""
        key = (text, weight)
        if key not in self._fonts:
            self._fonts[key] = make_font(text.value, scale=self.scale, weight=weight or None)
        return self._fonts[key]

    def metrics(self, text: Text, weight: int = 0) -> QFontMetricsF:
        """Return the metrics of :meth:`font`."""
        key = (text, weight)
        if key not in self._metrics:
            self._metrics[key] = QFontMetricsF(self.font(text, weight))
        return self._metrics[key]

    def line(self, text: Text) -> int:
        """Return the line height of *text*."""
        return self.px(text.value.line)

    def px(self, drawn: float) -> int:
        """Return what grows with the text: heights of rows, widths of columns."""
        return round(drawn * self.scale)

    def icon(self, drawn: float) -> int:
        """Return the size of an icon, a tile, a state shape."""
        return round(drawn * (1 + (self.scale - 1) * _ICON_GROWTH))

    def gap(self, drawn: float) -> int:
        """Return the size of a margin or a gap."""
        return round(drawn * (1 + (self.scale - 1) * _GAP_GROWTH))

    def control(self, drawn: float = 32) -> int:
        """Return the height of a control whose text is one line of body."""
        line = Text.BODY.value.line
        return self.px(line) + self.gap(drawn - line)

    @functools.lru_cache(maxsize=64)  # noqa: B019 - a theme lives as long as the look, and there are few
    def trader_tile(self, normalized_name: str, name: str) -> tuple[QColor, QColor, str]:
        """Return fill, colour of the letters, and the letters of a trader's tile."""
        mark = self.file.traders.get(normalized_name, _GREY)
        known = normalized_name in self.file.traders
        letters = mark.letters or name[:2]
        fill, ink = (
            QColor.fromHslF(mark.hue / 360, (recipe[0] if known else 0) / 100, recipe[1] / 100)
            for recipe in (self.tokens.tile_fill, self.tokens.tile_letters)
        )
        return fill, ink, letters
