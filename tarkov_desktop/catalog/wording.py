"""Turns the keys that stand for texts in the data into texts of the player's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tarkov_desktop.catalog.limits import MAX_TEXT
from tarkov_desktop.catalog.raw import Tree

Dictionary = Mapping[str, str]


_UNSHOWN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""Controls, line breaks, and marks that would turn the text around them."""


class LiteralText(str):
    """A string of the overlay: it is the text itself and is never looked up as a key."""

    __slots__ = ()


def literal(tree: Tree) -> Tree:
    """Return *tree* with every string value marked as literal text."""
    if isinstance(tree, str):
        return LiteralText(tree)
    if isinstance(tree, dict):
        return {key: literal(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [literal(value) for value in tree]
    return tree


def shown(text: str) -> str:
    """Return *text* as one line of plain text, cut to what the program shows."""
    cut = text[:MAX_TEXT]
    return _UNSHOWN.sub(" ", cut).strip() if _UNSHOWN.search(cut) else cut


@dataclass(frozen=True, slots=True)
class Wording:
    """Looks keys up in the language, then in English, then among names that are known by id."""

    language: Dictionary = field(default_factory=dict)
    english: Dictionary = field(default_factory=dict)
    known_names: Dictionary = field(default_factory=dict)
    """Names by id that travel with the program."""

    def find(self, key: Tree) -> str | None:
        """Return the text for *key*; None if no dictionary has it. Empty texts count as missing."""
        if not isinstance(key, str) or not key:
            return None
        if isinstance(key, LiteralText):
            return shown(str(key))
        for dictionary in (self.language, self.english):
            found = dictionary.get(key)
            if isinstance(found, str) and found.strip():
                return shown(found)
        return None

    def name(self, key: Tree, of: str) -> str:
        """Return the name behind *key* of the record with the id *of*; in the worst case the key itself."""
        found = self.find(key)
        if found is not None:
            return found
        given = shown(str(key)) if isinstance(key, str) else ""
        if given and not given.startswith(of) and not given.endswith((" name", " Name", "_name")):
            return given  # already a name: some sources resolve their texts
        return self.known_names.get(of) or given or of

    def line(self, key: Tree, of: str) -> str | None:
        """Return the text of a description, or None where only its key is known (then it is composed)."""
        found = self.find(key)
        if found is not None:
            return found
        if not isinstance(key, str) or key == of or " " not in key.strip() or key.startswith(of):
            return None
        return shown(str(key))

    def label(self, key: str) -> str:
        """Return the text for a word such as a target or a body part; the word itself if there is none."""
        return self.find(key) or shown(str(key))
