"""The look in use, shared by all widgets of a window; changing it restyles the application at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory, QToolTip

from tarkov_desktop.ui.theme.icons import IconFont
from tarkov_desktop.ui.theme.palette import make_palette, make_style_sheet
from tarkov_desktop.ui.theme.shapes import Painted
from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Variant, read_tokens
from tarkov_desktop.ui.theme.type_scale import Text, load_inter

MIN_SCALE, MAX_SCALE = 0.8, 2.0


class Look(QObject):
    """Holds the :class:`Theme` in use. Make it once, before the first widget: it loads the fonts.

    ``changed`` says that the theme is another one: geometry and fonts may differ unless only the mode did,
    which ``recoloured`` says first and alone.
    """

    changed = Signal()
    recoloured = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        variant: Variant | None = Variant.DARK,
        mode: str = "pvp",
        scale: float = 1.0,
        is_motion_reduced: bool = False,
    ) -> None:
        super().__init__(app)
        load_inter()
        self._app = app
        self._file = read_tokens()
        self.icons = IconFont()
        self.is_motion_reduced = is_motion_reduced
        self._wanted = variant
        self._put_on(Theme(self._file, self._resolve(variant), mode, _within(scale)))
        app.setStyle(QStyleFactory.create("Fusion"))
        self._dress()

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._theme

    @property
    def painted(self) -> Painted:
        """The shapes of the theme in use."""
        return self._painted

    @property
    def sheet(self) -> str:
        """The style sheet of the theme in use, for the few widgets of Qt's own that need one."""
        return make_style_sheet(self._theme)

    def theme_of(self, variant: Variant) -> Theme:
        """Return another look in the same mode and size, to show what it would be like."""
        return Theme(self._file, variant, self._theme.mode, self._theme.scale)

    def set_mode(self, mode: str) -> None:
        """Take the accent of another game mode: colours change, sizes do not."""
        if mode == self._theme.mode:
            return
        self._put_on(Theme(self._file, self._theme.variant, mode, self._theme.scale))
        self.recoloured.emit()
        # Only selections in Qt's own fields show it, and telling every widget takes some milliseconds.
        QTimer.singleShot(0, self, self._hand_out_palette)

    def set_variant(self, variant: Variant | None) -> None:
        """Take another look; None follows the system."""
        self._wanted = variant
        self._change(self._resolve(variant), self._theme.scale)

    def set_scale(self, scale: float) -> None:
        """Take another text size, 0.8 to 2.0."""
        self._change(self._theme.variant, _within(scale))

    def _change(self, variant: Variant, scale: float) -> None:
        if (variant, scale) == (self._theme.variant, self._theme.scale):
            return
        self._put_on(Theme(self._file, variant, self._theme.mode, scale))
        self._dress()
        self.changed.emit()

    def _put_on(self, theme: Theme) -> None:
        self._theme = theme
        self._painted = Painted(theme, self.icons)

    def _dress(self) -> None:
        self._app.setPalette(make_palette(self._theme))
        self._app.setFont(self._theme.font(Text.BODY))
        QToolTip.setPalette(make_palette(self._theme))
        QToolTip.setFont(self._theme.font(Text.SMALL))

    def _hand_out_palette(self) -> None:
        self._app.setPalette(make_palette(self._theme))

    def _resolve(self, variant: Variant | None) -> Variant:
        if variant is not None:
            return variant
        scheme = QGuiApplication.styleHints().colorScheme()
        return Variant.LIGHT if scheme is Qt.ColorScheme.Light else Variant.DARK


def _within(scale: float) -> float:
    return min(MAX_SCALE, max(MIN_SCALE, scale))
