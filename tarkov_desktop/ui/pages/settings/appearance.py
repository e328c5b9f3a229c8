"""Appearance: theme, text, lists, motion, the rail, the compact window, closing. It stays on this computer."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QSystemTrayIcon

from tarkov_desktop.app.settings import (
    CLOSE_TO_TRAY,
    COMPACT_ON_TOP,
    COMPACT_OPACITY,
    DENSITY,
    RAIL,
    REDUCE_MOTION,
    TEXT_SCALE,
    THEME,
)
from tarkov_desktop.app.texts import _, percent
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.pages.settings.theme_cards import SYSTEM, ThemeCards
from tarkov_desktop.ui.theme.tokens import Variant
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented
from tarkov_desktop.ui.widgets.slider import SliderField

TEXT_ENDS = (80, 200)
OPACITY_ENDS = (30, 100)
"""Percent."""


class AppearanceColumn(Column):
    """The section; what is changed elsewhere (the palette, the compact window, the rail) is followed."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _("Appearance"), _("Stays on this computer. Changes show at once."))
        self._settings = context.session.settings
        self._add_theme()
        self._add_text()
        self._add_rows()
        self._add_motion()
        self._add_rail()
        self.add_head(_("Compact window"))
        self._add_compact()
        self.add_head(_("Window"))
        self._add_closing()
        track(self, self._settings.changed.subscribe(self._follow))

    def _add_theme(self) -> None:
        self.themes = ThemeCards(self._look, self._settings.get(THEME))
        self.themes.chosen.connect(self._wear)
        self.tail.addSpacing(self.theme.gap(8))
        self.add(self.themes)
        self.tail.addSpacing(self.theme.gap(12))

    def _add_text(self) -> None:
        self.text = SliderField(
            self._look,
            _("Text size"),
            round(self._settings.get(TEXT_SCALE) * 100),
            ends=TEXT_ENDS,
            step=5,
            words=_percent,
        )
        self.text.chosen.connect(self._size)
        help_text = _("Everything grows with it; lists turn into one column when needed.")
        self.add_row(_("Text size"), self.text, help_text)

    def _add_rows(self) -> None:
        self.rows = Segmented(
            self._look,
            [Choice("compact", _("Compact")), Choice("comfortable", _("Comfortable"))],
            self._settings.get(DENSITY),
        )
        self.rows.setAccessibleName(_("Rows in lists"))
        self.rows.chosen.connect(partial(self._settings.set, DENSITY))
        self.add_row(_("Rows in lists"), self.rows, _("Comfortable rows have two lines and larger names."))

    def _add_motion(self) -> None:
        help_text = _("Bars, rings and messages change at once instead of moving.")
        toggle = self.add_switch(REDUCE_MOTION, _("Reduce motion"), help_text)
        toggle.toggled.connect(self._calm)

    def _add_rail(self) -> None:
        self.rail = Segmented(
            self._look,
            [
                Choice("auto", _("By width")),
                Choice("words", _("Words")),
                Choice("icons", _("Icons")),
            ],
            self._settings.get(RAIL),
        )
        self.rail.setAccessibleName(_("Pages at the left"))
        self.rail.chosen.connect(partial(self._settings.set, RAIL))
        help_text = _("By width shows words where the window has room for them.")
        self.add_row(_("Pages at the left"), self.rail, help_text)

    def _add_compact(self) -> None:
        help_text = _("Works with windowed and borderless games.")
        self.on_top = self.add_switch(COMPACT_ON_TOP, _("Keep above other windows"), help_text)
        self.opacity = SliderField(
            self._look,
            _("Opacity"),
            round(self._settings.get(COMPACT_OPACITY) * 100),
            ends=OPACITY_ENDS,
            step=5,
            words=_percent,
        )
        self.opacity.chosen.connect(lambda share: self._settings.set(COMPACT_OPACITY, share / 100))
        self.add_row(_("Opacity"), self.opacity, _("Full under the pointer and while you type in it."))

    def _add_closing(self) -> None:
        has_tray = QSystemTrayIcon.isSystemTrayAvailable()
        help_text = _("Off: closing the window ends the program. Ctrl+Q always ends it.")
        toggle = self.add_switch(CLOSE_TO_TRAY, _("Close to the notification area"), help_text)
        toggle.setEnabled(has_tray)
        toggle.setToolTip("" if has_tray else _("This system has no notification area."))

    def _wear(self, word: str) -> None:
        self._settings.set(THEME, word)
        self._look.set_variant(None if word == SYSTEM else Variant(word))

    def _size(self, share: int) -> None:
        self._settings.set(TEXT_SCALE, share / 100)
        self._look.set_scale(share / 100)

    def _calm(self, is_reduced: bool) -> None:  # noqa: FBT001 - a slot
        self._look.is_motion_reduced = is_reduced

    def _follow(self, name: str) -> None:
        settings = self._settings
        if name == THEME.key:
            self.themes.cards[settings.get(THEME)].setChecked(True)
        elif name == RAIL.key:
            self.rail.choose(settings.get(RAIL))
        elif name == DENSITY.key:
            self.rows.choose(settings.get(DENSITY))
        elif name == COMPACT_ON_TOP.key:
            self.on_top.setChecked(settings.get(COMPACT_ON_TOP))
        elif name == COMPACT_OPACITY.key:
            self.opacity.show_value(round(settings.get(COMPACT_OPACITY) * 100))


def build(context: PageContext) -> Column:
    """Return the section."""
    return AppearanceColumn(context)


def _percent(share: int) -> str:
    return percent(share / 100)
