"""The lists that the filter bar of Tasks opens: traders, maps, orders, forms of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import MapId
from tarkov_desktop.domain.maps import MapGroup
from tarkov_desktop.domain.task_lists import SortMode, traders_in_order
from tarkov_desktop.ui.pages.tasks.filters import TaskFilter
from tarkov_desktop.ui.pages.tasks.listing import SORT_WORDS
from tarkov_desktop.ui.widgets.menu import Entry

Ask = Callable[[TaskFilter], object]
"""Asks for another filter."""


def trader_entries(session: Session, task_filter: TaskFilter, ask: Ask) -> list[Entry]:
    """Return all traders and each of them, to be chosen and dropped."""
    catalog, chosen = session.catalog, task_filter.traders
    entries = [
        Entry(_("All traders"), partial(ask, replace(task_filter, traders=frozenset())), is_chosen=not chosen)
    ]
    for trader in traders_in_order(session.graph):
        turned = replace(task_filter, traders=chosen ^ {trader})
        entries.append(Entry(catalog.traders[trader].name, partial(ask, turned), is_chosen=trader in chosen))
    return entries


def place_entries(groups: Mapping[MapId, MapGroup], task_filter: TaskFilter, ask: Ask) -> list[Entry]:
    """Return all maps and each of them, to be chosen and dropped."""
    chosen = task_filter.places
    entries = [
        Entry(_("All maps"), partial(ask, replace(task_filter, places=frozenset())), is_chosen=not chosen)
    ]
    for group in sorted(groups.values(), key=lambda group: group.name.casefold()):
        turned = replace(task_filter, places=chosen ^ {group.id})
        entries.append(Entry(group.name, partial(ask, turned), is_chosen=group.id in chosen))
    return entries


def sort_entries(mode: SortMode, sort_by: Callable[[str], object], turn: Callable[[], object]) -> list[Entry]:
    """Return the orders, and turning the one in force round."""
    entries = [
        Entry(_(word), partial(sort_by, key.value), is_chosen=key is mode) for key, word in SORT_WORDS.items()
    ]
    return [*entries, Entry(_("Turn the order round"), turn, "swap-vertical", begins_group=True)]


def density_entries(chosen: str, choose: Callable[[str], object]) -> list[Entry]:
    """Return the two forms of rows as a group."""
    words = {"compact": _("Compact rows"), "comfortable": _("Comfortable rows")}
    return grouped(
        [Entry(word, partial(choose, key), is_chosen=chosen == key) for key, word in words.items()]
    )


def first_of(names: Iterable[str]) -> str:
    """Return ``Customs +1``, "" for none."""
    first, *rest = sorted(names) or [""]
    return _("{first} +{count}").format(first=first, count=len(rest)) if rest else first


def grouped(entries: list[Entry]) -> list[Entry]:
    """Return *entries* with a line before the first."""
    return [replace(entries[0], begins_group=True), *entries[1:]]
