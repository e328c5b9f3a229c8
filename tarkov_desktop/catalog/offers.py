"""Which languages and modes the source offers: from its ``/endpoints``, else the lists that we know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tarkov_desktop.catalog.locations import LANGUAGES, checked_language
from tarkov_desktop.catalog.modes import mode_of
from tarkov_desktop.catalog.raw import Tree, text
from tarkov_desktop.domain.ids import MODES, GameMode

_MANY: Final = 64


@dataclass(frozen=True, slots=True)
class Offers:
    """Languages of the game data and modes of the game, ours first.

    A mode that is not one of ours is offered only once its tasks have loaded.
    """

    languages: tuple[str, ...] = LANGUAGES
    modes: tuple[GameMode, ...] = MODES


def read_offers(content: Tree) -> Offers:
    """Return what the content of ``/endpoints`` offers; what is missing or odd is as we know it."""
    record = content if isinstance(content, dict) else {}
    codes = [
        code for word in _words(record.get("languages")) if (code := checked_language(word)) == word.lower()
    ]
    modes = [mode for word in _words(record.get("gameModes")) if (mode := mode_of(word)) is not None]
    return Offers(
        languages=tuple(sorted(set(codes))) or LANGUAGES,
        modes=tuple(dict.fromkeys((*MODES, *modes))),
    )


def _words(value: Tree) -> list[str]:
    """Words of a list of words, or of records that carry theirs as ``name``, ``code`` or ``id``."""
    listed = value[:_MANY] if isinstance(value, list) else []
    return [word for element in listed if (word := text(_word(element)))]


def _word(element: Tree) -> Tree:
    if not isinstance(element, dict):
        return element
    return next((element[key] for key in ("code", "name", "id") if key in element), None)
