"""Templates of objectives that are about shooting and about weapons to build (game-data 10)."""

from __future__ import annotations

from typing import Final

from tarkov_desktop.domain.game import Comparison, Objective
from tarkov_desktop.domain.objective_phrases import Phrases, short_id

_MOST_TARGETS: Final = 3
_MOST_PARTS: Final = 3


def target_label(phrases: Phrases, key: str) -> str:
    """Return what the player calls the target kind *key*."""
    words = phrases.words
    labels = {
        "Any": words.gettext("any target"),
        "AnyPmc": words.gettext("PMCs"),
        "Savage": words.gettext("Scavs"),
        "Usec": words.gettext("USEC"),
        "Bear": words.gettext("BEAR"),
        "Marksman": words.gettext("sniper Scavs"),
        "ExUsec": words.gettext("Rogues"),
        "PmcBot": words.gettext("Raiders"),
        "sectantPriest": words.gettext("Cultists"),
        "sectantWarrior": words.gettext("Cultists"),
    }
    return labels.get(key) or phrases.label(key)


def _targets(phrases: Phrases, one: Objective) -> str:
    labels = list(dict.fromkeys(target_label(phrases, key) for key in one.targets))
    if not labels:
        return phrases.words.gettext("any target")
    if len(labels) > _MOST_TARGETS:
        template = phrases.words.ngettext("any of {n} target kinds", "any of {n} target kinds", len(labels))
        return template.format(n=phrases.number(len(labels)))
    return phrases.alternatives(labels)


def shoot(phrases: Phrases, one: Objective) -> str:
    """Return the line of a ``shoot`` objective."""
    words = phrases.words
    template = (
        words.gettext("Hit {targets}{parts}{maps}{gear}{distance}{hours}{effects}")
        if one.shot_type == "hit"
        else words.gettext("Kill {targets}{parts}{maps}{gear}{distance}{hours}{effects}")
    )
    parts = ", ".join(dict.fromkeys(phrases.label(key) for key in one.body_parts))
    return template.format(
        targets=phrases.amount(one.count, _targets(phrases, one)),
        parts=words.gettext(" ({parts})").format(parts=parts) if parts else "",
        maps=phrases.maps(one.maps),
        gear=_gear(phrases, one),
        distance=phrases.distance(one.distance),
        hours=phrases.hours(one.from_hour, one.until_hour),
        effects=phrases.under(one.player_effect) + _enemy_effect(phrases, one),
    )


def _gear(phrases: Phrases, one: Objective) -> str:
    words, found = phrases.words, ""
    if one.weapons:
        found += words.gettext(" with {items}").format(items=phrases.items(one.weapons))
    if one.weapon_mods:
        found += words.gettext(" fitted with {items}").format(items=phrases.outfits(one.weapon_mods))
    if one.wearing:
        found += words.gettext(" wearing {items}").format(items=phrases.outfits(one.wearing))
    if one.not_wearing:
        found += words.gettext(" without {items}").format(items=phrases.items(one.not_wearing))
    return found


def _enemy_effect(phrases: Phrases, one: Objective) -> str:
    effect = phrases.effects(one.enemy_effect)
    template = phrases.words.gettext(" while the target is under {effect}")
    return template.format(effect=effect) if effect else ""


def _attribute(phrases: Phrases, name: str, comparison: Comparison) -> str:
    words = phrases.words
    labels = {
        "accuracy": words.gettext("accuracy"),
        "durability": words.gettext("durability"),
        "effectiveDistance": words.gettext("effective distance"),
        "ergonomics": words.gettext("ergonomics"),
        "height": words.gettext("height"),
        "magazineCapacity": words.gettext("magazine capacity"),
        "muzzleVelocity": words.gettext("muzzle velocity"),
        "recoil": words.gettext("recoil"),
        "weight": words.gettext("weight"),
        "width": words.gettext("width"),
    }
    return phrases.compared(labels.get(name, name), comparison)


def _parts(phrases: Phrases, one: Objective) -> str:
    count = len(one.contains_all)
    if count > _MOST_PARTS:
        message = phrases.words.ngettext("{n} required part", "{n} required parts", count)
        return message.format(n=phrases.number(count))
    return phrases.together([phrases.item(key, "") for key in one.contains_all]) if count else ""


def build_weapon(phrases: Phrases, one: Objective) -> str:
    """Return the line of a ``buildWeapon`` objective."""
    words = phrases.words
    wanted = ", ".join(
        _attribute(phrases, name, comparison)
        for name, comparison in one.build_attributes
        if comparison.value > 0 or not comparison.compare.startswith(">")
    )
    parts = _parts(phrases, one)
    names = phrases.catalog.categories
    kinds = [names.get(key) or short_id(key) for key in one.contains_category]
    return words.gettext("Modify {item}{attributes}{parts}{kinds}").format(
        item=phrases.item(one.item, words.gettext("the weapon")),
        attributes=words.gettext(": {attributes}").format(attributes=wanted) if wanted else "",
        parts=words.gettext(", with {parts}").format(parts=parts) if parts else "",
        kinds=words.gettext(", and a part of {kinds}").format(kinds=phrases.alternatives(kinds))
        if kinds
        else "",
    )
