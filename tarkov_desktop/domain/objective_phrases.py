"""Names and parts of sentences that composed objective lines are made of (game-data 10).

Every phrase that follows another begins with its own space, so that a line without it has no gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from tarkov_desktop.domain.game import Catalog, Comparison, HealthEffect, Objective
from tarkov_desktop.domain.ids import ItemId, MapId

_MOST_NAMES: Final = 3
_SHOWN_OF_AN_ID: Final = 8
_FULL_DURABILITY: Final = 100
_ID_LENGTH: Final = 24


class Words(Protocol):
    """A translation catalogue; ``gettext.NullTranslations`` and its children are such."""

    def gettext(self, message: str, /) -> str:
        """Return the translation of *message*."""
        ...

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        """Return the translation that fits the number *n*."""
        ...


def short_id(key: str) -> str:
    """Return what is shown of an id that nothing names."""
    return f"{key[:_SHOWN_OF_AN_ID]}..."


@dataclass(frozen=True, slots=True)
class Phrases:
    """Names from the catalogue and words from the translation."""

    catalog: Catalog
    words: Words
    number: Callable[[float], str]
    """Formats a number for the player's locale."""

    def item(self, key: ItemId | None, unknown: str) -> str:
        """Return the name of an item, *unknown* if the objective does not say which."""
        if key is None:
            return unknown
        found = self.catalog.items.get(key)
        return found.name if found is not None and found.name else short_id(key)

    def items(self, keys: Sequence[ItemId], choices: int = 0) -> str:
        """Return one name, up to three joined with "or", or how many there are to choose from."""
        if not keys and not choices:
            return self.words.gettext("the required items")
        if not keys or len(keys) > _MOST_NAMES:
            count = choices or len(keys)
            message = self.words.ngettext("any of {n} items", "any of {n} items", count)
            return message.format(n=self.number(count))
        return self.alternatives([self.item(key, "") for key in keys])

    def amount(self, count: int, what: str) -> str:
        """Return *what* with its count in front; one is not counted out loud."""
        if count <= 1:
            return what
        return self.words.gettext("{n} x {items}").format(n=self.number(count), items=what)

    def alternatives(self, names: Sequence[str]) -> str:
        """Return the names joined with "or", each once."""
        once = list(dict.fromkeys(names))
        if len(once) == 1:
            return once[0]
        return self.words.gettext("{others} or {last}").format(others=", ".join(once[:-1]), last=once[-1])

    def together(self, names: Sequence[str]) -> str:
        """Return the names joined with "and"."""
        if len(names) == 1:
            return names[0]
        return self.words.gettext("{others} and {last}").format(others=", ".join(names[:-1]), last=names[-1])

    def outfits(self, groups: Sequence[Sequence[ItemId]]) -> str:
        """Return what to wear or fit: every group is one way to do it, all of its items together."""
        if len(groups) == 1 and len(groups[0]) > _MOST_NAMES:
            count = len(groups[0])
            return self.words.ngettext("all of {n} items", "all of {n} items", count).format(
                n=self.number(count)
            )
        if any(len(group) > _MOST_NAMES for group in (groups, *groups)):
            message = self.words.ngettext("any of {n} sets", "any of {n} sets", len(groups))
            return message.format(n=self.number(len(groups)))
        return self.alternatives([self.together([self.item(key, "") for key in group]) for group in groups])

    def label(self, key: str) -> str:
        """Return the name of a body part, effect or exit; without one what is readable of its key."""
        named = self.catalog.target_names.get(key)
        if named:
            return named
        readable = key.rsplit("/", 1)[-1].removesuffix(" Name").removesuffix(" name")
        is_id = len(readable) == _ID_LENGTH and all(letter in "0123456789abcdef" for letter in readable)
        return short_id(readable) if is_id else readable

    def maps(self, keys: Sequence[MapId]) -> str:
        """Return " on A, B", or how many maps there are to choose from; nothing for no map."""
        if not keys:
            return ""
        if len(keys) > _MOST_NAMES:
            message = self.words.ngettext(" on any of {n} maps", " on any of {n} maps", len(keys))
            return message.format(n=self.number(len(keys)))
        found = [self.catalog.maps[key].name if key in self.catalog.maps else short_id(key) for key in keys]
        return self.words.gettext(" on {maps}").format(maps=", ".join(dict.fromkeys(found)))

    def keys(self, groups: Sequence[Sequence[ItemId]]) -> str:
        """Return " (key: A or B; C)": one of every group is needed."""
        if not groups:
            return ""
        named = "; ".join(self.items(group) for group in groups)
        return self.words.gettext(" (key: {keys})").format(keys=named)

    def quality(self, objective: Objective) -> str:
        """Return what the items must be: found in raid, in good repair, dogtags of a level."""
        found = self.words.gettext(" found in raid") if objective.found_in_raid else ""
        low, high = objective.min_durability, objective.max_durability
        if low > 0 or high < _FULL_DURABILITY:
            message = self.words.gettext(" with durability {min}-{max} %")
            found += message.format(min=self.number(low), max=self.number(high))
        if objective.dog_tag_level > 0:
            message = self.words.gettext(" of level {level} or higher")
            found += message.format(level=self.number(objective.dog_tag_level))
        return found

    def distance(self, comparison: Comparison | None) -> str:
        """Return from how far; nothing where any distance will do."""
        if comparison is None or comparison.value <= 0:
            return ""
        far = comparison.compare.startswith(">")
        message = (
            self.words.gettext(" from {value} m or more")
            if far
            else self.words.gettext(" from less than {value} m")
        )
        return message.format(value=self.number(comparison.value))

    def hours(self, first: int, last: int) -> str:
        """Return between which hours of the game; nothing for the whole day."""
        if first == last:
            return ""
        message = self.words.gettext(" between {from_hour}:00 and {until_hour}:00")
        return message.format(from_hour=first, until_hour=last)

    def effects(self, effect: HealthEffect | None) -> str:
        """Return the names of the effects, nothing without any."""
        if effect is None or not effect.effects:
            return ""
        return self.alternatives([self.label(key) for key in effect.effects])

    def under(self, effect: HealthEffect | None) -> str:
        """Return " while under pain" and the like, nothing without an effect."""
        named = self.effects(effect)
        return self.words.gettext(" while under {effect}").format(effect=named) if named else ""

    def compared(self, name: str, comparison: Comparison) -> str:
        """Return "name at least 5" and the like."""
        value = self.number(comparison.value)
        if comparison.compare.startswith(">"):
            return self.words.gettext("{name} at least {value}").format(name=name, value=value)
        if comparison.compare.startswith("<"):
            return self.words.gettext("{name} at most {value}").format(name=name, value=value)
        return self.words.gettext("{name} exactly {value}").format(name=name, value=value)
