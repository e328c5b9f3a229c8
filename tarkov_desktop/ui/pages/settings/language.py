"""Language: of the program and of the game's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tarkov_desktop.app.settings import DATA_LANGUAGE, LOCALE
from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.menu import Entry, open_menu

PROGRAM_LANGUAGES = {
    "": "",
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "uk": "Українська",
}
"""Languages the shell is translated into, each in its own words; "" follows the system."""
GAME_LANGUAGES = {
    "en": "English",
    "cs": "Čeština",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "hu": "Magyar",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "tr": "Türkçe",
    "zh": "中文",
}
"""The sixteen languages game data has had (game-data 3.3)."""


def build(context: PageContext) -> Column:
    """Return the section."""
    column = Column(context, _("Language"), _("Numbers and times follow the language of the program."))
    settings = context.session.settings
    column.add_row(
        _("Language of the program"),
        LanguageButton(
            context,
            _("Language of the program"),
            {**PROGRAM_LANGUAGES, "": _("As the system")},
            settings.get(LOCALE) or "",
            lambda word: settings.set(LOCALE, word or None),
        ),
        _("Takes effect at the next start."),
    )
    column.add_row(
        _("Names of the game"),
        LanguageButton(
            context,
            _("Names of the game"),
            GAME_LANGUAGES,
            settings.get(DATA_LANGUAGE) or "en",
            lambda word: settings.set(DATA_LANGUAGE, word),
        ),
        _("Fetched with the game data; where a name is missing the English one is shown."),
    )
    return column


class LanguageButton(Button):
    """A button that opens the list of languages and shows the one in use."""

    def __init__(
        self,
        context: PageContext,
        name: str,
        choices: Mapping[str, str],
        chosen: str,
        choose: Callable[[str], object],
    ) -> None:
        super().__init__(context.look, choices.get(chosen, chosen), Kind.FILTER, opens_list=True)
        self._choices = choices
        self._choose = choose
        self.setAccessibleName(name)
        self.clicked.connect(self._open)

    def pick(self, word: str) -> None:
        """Take the language *word*."""
        self._choose(word)
        self.set_text(self._choices[word])

    def _open(self) -> None:
        open_menu(
            self._look, self, [Entry(text, partial(self.pick, word)) for word, text in self._choices.items()]
        )
