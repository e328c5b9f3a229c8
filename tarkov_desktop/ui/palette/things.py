"""What can be found: the names of a catalog, of the pages and of the team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages import PAGES
from tarkov_desktop.ui.palette.finding import Findable, Group, Index
from tarkov_desktop.ui.theme.shapes import Presence

_ID_SHOWN: Final = 6


def catalog_index(catalog: Catalog) -> Index:
    """Return the index of everything a catalog names: tasks by trader too, items by short name too. Any thread."""
    return Index([*_tasks(catalog), *_items(catalog), *_stations(catalog)])


def page_things() -> list[Findable]:
    """Return the pages, in the language in use."""
    return [Findable(Group.PAGE, page.name, _(page.word)) for page in PAGES]


@dataclass(frozen=True, slots=True)
class Teammate:
    """A teammate under the name to show."""

    id: UserId
    name: str
    letter: str
    presence: Presence


def teammates(context: PageContext) -> list[Teammate]:
    """Return the others of the team, under numbers while streamer mode hides names."""
    view = context.cloud.state.squad if context.cloud is not None else None
    if context.cloud is None or view is None or view.squad is None:
        return []
    own = context.cloud.state.user_id
    has_no_names = is_streaming(context.session.account_document)
    cards = [card for user, card in view.squad.cards.items() if user != own]
    found = []
    for place, card in enumerate(cards, 1):
        name = card.name or card.user[:_ID_SHOWN]
        if has_no_names:
            name = _("Teammate {number}").format(number=place)
        letter = str(place) if has_no_names else name[:1].upper()
        is_live = card.is_online and view.squad.is_live
        found.append(Teammate(card.user, name, letter, Presence.LIVE if is_live else Presence.OFFLINE))
    return found


def _tasks(catalog: Catalog) -> Iterable[Findable]:
    for task in catalog.tasks.values():
        trader = catalog.traders.get(task.trader)
        yield Findable(Group.TASK, task.id, task.name, trader.name if trader else "")


def _items(catalog: Catalog) -> Iterable[Findable]:
    for item in catalog.items.values():
        beside = item.short_name if item.short_name != item.name else ""
        yield Findable(Group.ITEM, item.id, item.name, beside)


def _stations(catalog: Catalog) -> Iterable[Findable]:
    for station in catalog.stations.values():
        yield Findable(Group.STATION, station.id, station.name)
