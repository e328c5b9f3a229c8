"""Hideout stations in words and icons: states, conditions. Nothing here draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, mark, number
from tarkov_desktop.domain.game import TraderRequirement
from tarkov_desktop.domain.hideout import StationState, StationView
from tarkov_desktop.domain.ids import SkillId, StationId
from tarkov_desktop.domain.state import Reason, ReasonKind, Verdict
from tarkov_desktop.ui.pages.items.words import station_level_words
from tarkov_desktop.ui.pages.tasks.words import trader_name

STATE_WORDS: Final = {
    StationState.AVAILABLE: mark("Available"),
    StationState.UNKNOWN: mark("To check"),
    StationState.LOCKED: mark("Not yet"),
    StationState.MAXED: mark("Top level"),
}
_ICONS: Final = {
    "air-filtering-unit": "air-filter",
    "bitcoin-farm": "bitcoin",
    "booze-generator": "bottle-wine-outline",
    "cultist-circle": "star-circle-outline",
    "defective-wall": "wall",
    "gear-rack": "wardrobe-outline",
    "generator": "engine-outline",
    "gym": "dumbbell",
    "hall-of-fame": "trophy-outline",
    "heating": "fire",
    "illumination": "lightbulb-outline",
    "intelligence-center": "radar",
    "lavatory": "toilet",
    "library": "bookshelf",
    "medstation": "medical-bag",
    "nutrition-unit": "silverware-fork-knife",
    "rest-space": "sofa-outline",
    "scav-case": "briefcase-outline",
    "security": "cctv",
    "shooting-range": "crosshairs",
    "solar-power": "solar-power",
    "stash": "archive-outline",
    "vents": "fan",
    "water-collector": "water-outline",
    "weapon-rack": "pistol",
    "workbench": "tools",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a level; ``is_met`` None: not known. ``value`` says how it stands, ``station`` where it leads."""

    words: str
    is_met: bool | None
    value: str
    station: StationId | None = None


def station_icon(normalized_name: str) -> str:
    """Return the icon of a station; one that came later has the icon of the page."""
    return _ICONS.get(normalized_name, "home-city-outline")


def conditions(session: Session, view: StationView) -> list[Condition]:
    """Return the conditions of the next level, the unmet first, then the unknown."""
    found = list(_conditions(session, view))
    order = {False: 0, None: 1, True: 2}
    return sorted(found, key=lambda condition: order[condition.is_met])


def _conditions(session: Session, view: StationView) -> Iterator[Condition]:
    if view.next_level is None:
        return
    for station, least in view.next_level.stations:
        is_met = not any(each.station == station and each.needed == least for each in view.reasons)
        level = session.derived.station_level_of(station)
        value = _("built") if is_met else _("level {level}").format(level=level) if level else _("not built")
        yield Condition(station_level_words(session, station, least), is_met, value, station)
    for skill, least in view.next_level.skills:
        is_met = not any(each.kind is ReasonKind.SKILL and each.word == skill for each in view.reasons)
        value = _("you have {level}").format(level=number(session.derived.skill(skill)))
        yield Condition(_skill_words(session, skill, least), is_met, value)
    for requirement in view.next_level.traders:
        yield _of_trader(session, requirement, _reason_of(view, requirement))


def _reason_of(view: StationView, requirement: TraderRequirement) -> Reason | None:
    kinds = {ReasonKind.TRADER_LEVEL, ReasonKind.TRADER_REPUTATION, ReasonKind.UNREADABLE}
    return next(
        (
            each
            for each in view.reasons
            if each.kind in kinds
            and each.trader == requirement.trader
            and (each.needed in {None, requirement.value})
        ),
        None,
    )


def _of_trader(session: Session, requirement: TraderRequirement, reason: Reason | None) -> Condition:
    name = trader_name(session, requirement.trader)
    amount = f"{requirement.value or 0:g}"
    words = _("{trader} {level}").format(trader=name, level=amount)
    if requirement.kind != "level":
        words = _("{trader} reputation {value}").format(trader=name, value=amount)
    if reason is None:
        return Condition(words, is_met=True, value=_("met"))
    if reason.kind is ReasonKind.UNREADABLE:
        return Condition(_("A condition we cannot read"), is_met=None, value=_("to check"))
    if reason.verdict is Verdict.UNKNOWN:
        return Condition(words, is_met=None, value=_("not stated"))
    stated = "" if reason.actual is None else _("you have {level}").format(level=f"{reason.actual:g}")
    return Condition(words, is_met=False, value=stated or _("not yet"))


def _skill_words(session: Session, skill: SkillId, least: int) -> str:
    known = session.catalog.skills.get(skill)
    return _("{skill} {level}").format(skill=known.name if known else skill, level=least)
