"""Appearance: theme, size of text, density of lists. All of it stays on this computer and shows at once."""

from __future__ import annotations

from tarkov_desktop.app.settings import DENSITY, TEXT_SCALE, THEME
from tarkov_desktop.app.texts import _, percent
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.theme.tokens import Variant
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented

SCALES = (0.8, 1.0, 1.25, 1.5, 2.0)


def build(context: PageContext) -> Column:
    """Return the section."""
    column = Column(context, _("Appearance"), _("Stays on this computer. Changes show at once."))
    look, settings = context.look, context.session.settings
    themes = Segmented(
        look,
        [
            Choice("system", _("As the system")),
            Choice("dark", _("Dark")),
            Choice("light", _("Light")),
            Choice("contrast", _("High contrast")),
        ],
        settings.get(THEME),
    )
    themes.setAccessibleName(_("Theme"))

    def wear(word: str) -> None:
        settings.set(THEME, word)
        look.set_variant(None if word == "system" else Variant(word))

    themes.chosen.connect(wear)
    column.add_row(_("Theme"), themes)
    sizes = Segmented(
        look, [Choice(str(scale), percent(scale)) for scale in SCALES], str(settings.get(TEXT_SCALE))
    )
    sizes.setAccessibleName(_("Text size"))

    def size(word: str) -> None:
        settings.set(TEXT_SCALE, float(word))
        look.set_scale(float(word))

    sizes.chosen.connect(size)
    column.add_row(
        _("Text size"), sizes, _("Everything grows with it; lists turn into one column when needed.")
    )
    rows = Segmented(
        look,
        [Choice("compact", _("Compact")), Choice("comfortable", _("Comfortable"))],
        settings.get(DENSITY),
    )
    rows.setAccessibleName(_("Rows in lists"))
    rows.chosen.connect(lambda word: settings.set(DENSITY, word))
    column.add_row(_("Rows in lists"), rows, _("Comfortable rows have two lines and larger names."))
    return column
