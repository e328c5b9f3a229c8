"""Gives every objective a line to show: the game's own text where it is at hand, else one composed from facts.

Templates follow game-data 10. They have named fields, so that translators can put the parts in another order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.domain.game import Catalog, Objective
from tarkov_desktop.domain.objective_phrases import Phrases, Words
from tarkov_desktop.domain.objective_templates import TEMPLATES, other

MAX_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """What is shown for an objective; a composed one is marked so in the window."""

    text: str
    is_composed: bool


def objective_line(
    catalog: Catalog, objective: Objective, words: Words, *, number: Callable[[float], str] | None = None
) -> ObjectiveLine:
    """Return the line for *objective*: its text if the catalogue has one, else a composed one.

    Args:
        catalog: where names come from.
        objective: an objective, a fail condition or a prestige condition.
        words: the translation of the interface.
        number: formats numbers for the locale; plain digits without it.
    """
    if objective.text:
        return ObjectiveLine(objective.text, is_composed=False)
    return ObjectiveLine(compose(catalog, objective, words, number=number), is_composed=True)


def compose(
    catalog: Catalog, objective: Objective, words: Words, *, number: Callable[[float], str] | None = None
) -> str:
    """Return a line for *objective* made of facts only, at most 300 characters, never empty."""
    phrases = Phrases(catalog, words, number or plain_number)
    line = TEMPLATES.get(objective.type, other)(phrases, objective).strip()
    if objective.optional:
        line = words.gettext("(optional) {line}").format(line=line)
    return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 3].rstrip() + "..."


def plain_number(value: float) -> str:
    """Return *value* without a needless fraction."""
    return str(int(value)) if value == int(value) else f"{value:g}"
