"""What the list of needed items shows: filters, rows, order, counts and money. Nothing here draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, mark, number
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.ids import ItemId
from tarkov_desktop.domain.item_needs import MONEY
from tarkov_desktop.domain.needed import (
    Cell,
    FirFilter,
    ItemRow,
    NeededFilter,
    NeededView,
    NeedState,
    need_states,
    needed_items,
)
from tarkov_desktop.domain.team_views import Member, TeamNeed, team_needs
from tarkov_desktop.ui.pages.items.words import asker, item_name, nearness, need_item_name, short_name


class Grouping(StrEnum):
    """What one row stands for."""

    ITEM = "item"
    NEED = "need"


class ItemSort(StrEnum):
    """What the list is sorted by."""

    LEFT = "left"
    NEARLY = "nearly"
    NAME = "name"
    TEAM = "team"


SORT_WORDS: Final[Mapping[ItemSort, str]] = {
    ItemSort.LEFT: mark("Most left"),
    ItemSort.NEARLY: mark("Nearly there"),
    ItemSort.NAME: mark("Name"),
    ItemSort.TEAM: mark("Team left"),
}
GROUPING_WORDS: Final[Mapping[Grouping, str]] = {
    Grouping.ITEM: mark("Per item"),
    Grouping.NEED: mark("Per need"),
}

FLAGS: Final = ("kappa_only", "next_level_only", "available_only", "hides_special_equipment")
"""Names of the filters that are on or off."""
_DROPPABLE: Final = (
    "text",
    "fir",
    *FLAGS,
)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One row ready to be painted. ``cells`` are those of the head; ``parts`` the needs behind it, nearest first."""

    key: str
    name: str
    aside: str
    cells: tuple[Cell, Cell, Cell, Cell]
    total: Cell
    spoken: str
    item: ItemId | None = None
    team_left: int = 0
    parts: tuple[NeedState, ...] = field(default=())

    @property
    def share(self) -> float:
        """How much is there, 0..1."""
        return self.total.got / self.total.need if self.total.need else 1.0


def wanted_count(derived: Derived) -> int:
    """Return how many rows still lack something: items, and choices of several; money aside."""
    return _count(part for part in need_states(derived, NeededFilter()) if part.cell.left)


def used_filters(wanted: NeededFilter) -> list[str]:
    """Return the names of the filters in use beside the tab."""
    default = NeededFilter()
    return [name for name in _DROPPABLE if getattr(wanted, name) != getattr(default, name)]


def without(wanted: NeededFilter, *names: str) -> NeededFilter:
    """Return the filter with the fields called *names* dropped."""
    default = NeededFilter()
    return replace(wanted, **{name: getattr(default, name) for name in names})


def with_flags(wanted: NeededFilter, flags: Mapping[str, bool]) -> NeededFilter:
    """Return the filter with the filters named in *flags* on or off."""
    return replace(wanted, **dict(flags))  # type: ignore[arg-type]  # only FLAGS, which are bool


def next_fir(fir: FirFilter) -> FirFilter:
    """Return what the found-in-raid button asks for next."""
    order = (FirFilter.ALL, FirFilter.FIR, FirFilter.NON_FIR)
    return order[(order.index(fir) + 1) % len(order)]


class NeededListing:
    """Rows of the mode in use, under a filter. ``mates`` are the teammates whose documents count."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.mates: Sequence[Member] = ()
        self._money: tuple[ItemRow, ...] = ()

    def lines(self, wanted: NeededFilter, grouping: Grouping, sort: ItemSort) -> list[ItemLine]:
        """Return the rows in order."""
        needed = needed_items(self._session.derived, wanted)
        self._money = needed.money
        team = team_needs(self.mates, wanted)
        if grouping is Grouping.NEED:
            parts = [part for row in needed.rows for part in row.parts]
            found = [self._of_need(part, team) for part in (*parts, *needed.choices)]
        else:
            found = [self._of_item(row, team) for row in needed.rows]
            found += [self._of_need(part, team) for part in needed.choices]
        found.sort(key=_ORDERS[sort])
        return found

    def counts(self, wanted: NeededFilter) -> dict[str, int]:
        """Return how many rows each tab would show that lack something; completed ones lack nothing."""
        derived = self._session.derived
        parts = list(need_states(derived, replace(wanted, view=NeededView.ALL)))
        lacking = [part for part in parts if part.cell.left]
        return {
            NeededView.ALL: _count(lacking),
            NeededView.TASKS: _count(part for part in lacking if part.need.task is not None),
            NeededView.HIDEOUT: _count(part for part in lacking if part.need.station is not None),
            NeededView.COMPLETED: _count(need_states(derived, replace(wanted, view=NeededView.COMPLETED))),
        }

    def money(self, wanted: NeededFilter) -> list[tuple[ItemId, int]]:
        """Return the sums of money still needed beside the lines last asked for; a text filter does not touch them."""
        rows = self._money
        if wanted.text:
            rows = needed_items(self._session.derived, without(wanted, "text")).money
        return [(row.item, row.total.left) for row in rows if row.total.left]

    def team_need(self, item: ItemId | None, wanted: NeededFilter) -> TeamNeed | None:
        """Return what each teammate still needs of an item, None without a team."""
        if not self.mates or item is None:
            return None
        unknown = tuple(mate.user for mate in self.mates if mate.derived is None)
        return team_needs(self.mates, wanted).get(item, TeamNeed({}, unknown))

    def _of_item(self, row: ItemRow, team: Mapping[ItemId, TeamNeed]) -> ItemLine:
        session = self._session
        name = item_name(session, row.item)
        return ItemLine(
            key=row.item,
            name=name,
            aside=short_name(session, row.item),
            cells=(row.task_fir, row.task_plain, row.hideout_fir, row.hideout_plain),
            total=row.total,
            spoken=_spoken(name, row.total),
            item=row.item,
            team_left=team[row.item].total if row.item in team else 0,
            parts=tuple(sorted(row.parts, key=lambda part: nearness(session, part.need))),
        )

    def _of_need(self, part: NeedState, team: Mapping[ItemId, TeamNeed]) -> ItemLine:
        need = part.need
        name, by_whom = need_item_name(self._session, need), asker(self._session, need)
        at = (0 if need.task is not None else 2) + (0 if need.fir else 1)
        cells = [Cell(), Cell(), Cell(), Cell()]
        cells[at] = part.cell
        return ItemLine(
            key=f"need:{need.key}",
            name=name,
            aside=by_whom,
            cells=(cells[0], cells[1], cells[2], cells[3]),
            total=part.cell,
            spoken=_spoken(_("{item} for {asker}").format(item=name, asker=by_whom), part.cell),
            item=need.item,
            team_left=team[need.item].total if need.item is not None and need.item in team else 0,
            parts=(part,),
        )


def in_kept_order(lines: Sequence[ItemLine], shown: Sequence[str]) -> list[ItemLine]:
    """Return *lines* in the order already *shown*; new ones come last: counting moves no row."""
    place = {key: at for at, key in enumerate(shown)}
    return sorted(lines, key=lambda line: place.get(line.key, len(place)))


def _spoken(name: str, total: Cell) -> str:
    return _("{item}, {got} of {need}, {left} left").format(
        item=name, got=number(total.got), need=number(total.need), left=number(total.left)
    )


def _count(parts: Iterable[NeedState]) -> int:
    """Return how many rows per item *parts* make."""
    return len(
        {
            part.need.item or part.need.key
            for part in parts
            if part.need.item is None or part.need.item not in MONEY
        }
    )


_ORDERS: Final = {
    ItemSort.LEFT: lambda line: (-line.total.left, line.name.casefold()),
    ItemSort.NEARLY: lambda line: (not line.total.left, line.total.left, line.name.casefold()),
    ItemSort.NAME: lambda line: (line.name.casefold(),),
    ItemSort.TEAM: lambda line: (-line.team_left, -line.total.left, line.name.casefold()),
}
