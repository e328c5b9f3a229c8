"""Needed items in words: names, who asks for them, money. Nothing here draws."""

from __future__ import annotations

from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, mark, number
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, StationId
from tarkov_desktop.domain.item_needs import DOLLARS, EUROS, ROUBLES, ItemNeed
from tarkov_desktop.domain.needed import Craftability, craftability
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.pages.tasks.words import STATES, task_name, trader_name
from tarkov_desktop.ui.translation import WORDS

_MILLION: Final = 1_000_000
_SIGNS: Final = {
    ROUBLES: mark("{amount} \N{RUBLE SIGN}"),
    DOLLARS: mark("{amount} $"),
    EUROS: mark("{amount} \N{EURO SIGN}"),
}


def item_name(session: Session, item: ItemId | None) -> str:
    """Return the name of an item."""
    known = session.catalog.items.get(item) if item else None
    return known.name if known else _("an item that is not in the game data")


def short_name(session: Session, item: ItemId | None) -> str:
    """Return the short name of an item where it says something new, else ""."""
    known = session.catalog.items.get(item) if item else None
    return known.short_name if known and known.short_name != known.name else ""


def need_item_name(session: Session, need: ItemNeed) -> str:
    """Return what a need asks for: the one item, or the sentence of an objective that takes any of several."""
    if need.item is not None:
        return item_name(session, need.item)
    objective = session.graph.objectives[ObjectiveId(need.key)].objective
    return objective_line(session.catalog, objective, WORDS, number=number).text


def station_name(session: Session, station: StationId | None) -> str:
    """Return the name of a hideout station."""
    known = session.catalog.stations.get(station) if station else None
    return known.name if known else _("a station that is not in the game data")


def station_level_words(session: Session, station: StationId | None, level: int) -> str:
    """Return ``Medstation 2``."""
    return _("{station} {level}").format(station=station_name(session, station), level=level)


def asker(session: Session, need: ItemNeed) -> str:
    """Return who asks: the task, or the station with its level."""
    if need.task is not None:
        return task_name(session, need.task)
    return station_level_words(session, need.station, need.level)


def nearness(session: Session, need: ItemNeed) -> tuple[bool, int]:
    """Return what needs of one item are ordered by: tasks on offer, other tasks, next levels, later ones."""
    if need.task is not None:
        return False, int(session.derived.state(need.task) is not DisplayState.AVAILABLE)
    return True, need.level - (session.derived.station_level_of(need.station) if need.station else 0)


def asker_standing(session: Session, need: ItemNeed) -> str:
    """Return what matters about who asks: the trader or the state of the task, or how far off the level is."""
    if need.task is not None:
        state = session.derived.state(need.task)
        if state is DisplayState.AVAILABLE:
            return trader_name(session, session.graph.task(need.task).trader)
        return _("not yet available") if state is DisplayState.LOCKED else _(STATES[state].word).lower()
    level = session.derived.station_level_of(need.station) if need.station else 0
    if need.level <= level:
        return _("built")
    return (
        _("next level") if need.level == level + 1 else _("after level {level}").format(level=need.level - 1)
    )


def money_words(item: ItemId, amount: int) -> str:
    """Return a sum of money, millions in short: ``15.2 M`` with the sign of its currency."""
    words = number(amount)
    if amount >= _MILLION:
        words = _("{amount} M").format(amount=number(round(amount / _MILLION, 1)))
    return _(_SIGNS[item]).format(amount=words)


def craft_words(session: Session, item: ItemId | None) -> tuple[str, Craftability]:
    """Return where the hideout makes an item (the lowest level that can), and whether it can now."""
    crafts = [craft for craft in session.catalog.crafts if craft.product == item]
    if item is None or not crafts:
        return "", Craftability.NO
    first = min(crafts, key=lambda craft: craft.level)
    place = station_level_words(session, first.station, first.level)
    return _("Craft: {place}").format(place=place), craftability(session.derived, item)
