"""Needed items: rows by item, choices of several items, and money, for one member (game-rules 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.hideout import is_recorded
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, PartId
from tarkov_desktop.domain.item_needs import MONEY, ItemNeed
from tarkov_desktop.domain.nodes import PartNode
from tarkov_desktop.domain.state import DisplayState


class NeededView(StrEnum):
    """Which parts are looked at."""

    ALL = "all"
    TASKS = "tasks"
    HIDEOUT = "hideout"
    COMPLETED = "completed"


class FirFilter(StrEnum):
    """Whether found-in-raid parts are shown."""

    ALL = "all"
    FIR = "fir"
    NON_FIR = "non-fir"


@dataclass(frozen=True, slots=True)
class NeededFilter:
    """What narrows the page; the default shows everything still needed."""

    view: NeededView = NeededView.ALL
    fir: FirFilter = FirFilter.ALL
    hides_special_equipment: bool = False
    """Leave out what need not be found in raid and is special equipment or a marker."""
    kappa_only: bool = False
    available_only: bool = False
    next_level_only: bool = False
    text: str = ""


class Cell(NamedTuple):
    """Sums over parts; each part is capped at its own need."""

    need: int = 0
    got: int = 0

    @property
    def left(self) -> int:
        """How many are missing."""
        return self.need - self.got

    def plus(self, other: Cell) -> Cell:
        """Return both cells together."""
        return Cell(self.need + other.need, self.got + other.got)


class NeedState(NamedTuple):
    """One part with what is there of it."""

    need: ItemNeed
    got: int

    @property
    def cell(self) -> Cell:
        """The part as a cell."""
        return Cell(self.need.need, self.got)


class ItemRow(NamedTuple):
    """All parts of one item; the four cells are those of the page."""

    item: ItemId
    parts: tuple[NeedState, ...]
    task_fir: Cell
    task_plain: Cell
    hideout_fir: Cell
    hideout_plain: Cell

    @property
    def total(self) -> Cell:
        """All four cells together."""
        return self.task_fir.plus(self.task_plain).plus(self.hideout_fir).plus(self.hideout_plain)


class NeededItems(NamedTuple):
    """The page: items most wanted first, objectives that take any of several items, sums of money."""

    rows: tuple[ItemRow, ...]
    choices: tuple[NeedState, ...]
    money: tuple[ItemRow, ...]

    @property
    def total(self) -> Cell:
        """All items needed, choices of several included and money aside."""
        cells = (*(row.total for row in self.rows), *(part.cell for part in self.choices))
        return Cell(sum(cell.need for cell in cells), sum(cell.got for cell in cells))

    @property
    def left(self) -> int:
        """Items still missing, money aside."""
        return self.total.left


class Craftability(StrEnum):
    """Whether the hideout can make an item."""

    NO = "no"
    LATER = "later"
    NOW = "now"


def needed_items(derived: Derived, wanted: NeededFilter = NeededFilter()) -> NeededItems:
    """Return the rows of one member under a filter."""
    by_item: defaultdict[ItemId, list[NeedState]] = defaultdict(list)
    choices: list[NeedState] = []
    for part in need_states(derived, wanted):
        if part.need.item is None:
            choices.append(part)
        else:
            by_item[part.need.item].append(part)
    rows = [_row(item, parts) for item, parts in by_item.items()]
    rows.sort(key=lambda row: (-row.total.left, _name(derived, row.item)))
    choices.sort(key=lambda part: -part.cell.left)
    return NeededItems(
        rows=tuple(row for row in rows if row.item not in MONEY),
        choices=tuple(choices),
        money=tuple(row for row in rows if row.item in MONEY),
    )


def need_states(derived: Derived, wanted: NeededFilter) -> Iterator[NeedState]:
    """Yield the parts a filter lets through, in catalogue order, with what is there of each."""
    is_completed_view = wanted.view is NeededView.COMPLETED
    for need in derived.graph.needs:
        if _is_counted(derived, need, wanted) and _passes(derived, need, wanted):
            got = need.need if is_completed_view else need.paths.read(derived.document).got(need.need)
            yield NeedState(need, got)


def needs_of_item(derived: Derived, item: ItemId) -> tuple[NeedState, ...]:
    """Return every part that would take *item*, choices of several included: "do I need this?"."""
    everything = need_states(derived, NeededFilter())
    return tuple(part for part in everything if item in part.need.accepted)


def craftability(derived: Derived, item: ItemId) -> Craftability:
    """Return whether some craft makes *item*, and whether it can be started now."""
    crafts = [craft for craft in derived.graph.catalog.crafts if craft.product == item]
    for craft in crafts:
        is_unlocked = (
            not craft.task_unknown
            if craft.task is None
            else craft.task in derived.graph.nodes and derived.state(craft.task) is DisplayState.COMPLETE
        )
        if is_unlocked and derived.station_level_of(craft.station) >= craft.level:
            return Craftability.NOW
    return Craftability.LATER if crafts else Craftability.NO


def next_to_fill(parts: Iterable[NeedState]) -> ObjectiveId | PartId | None:
    """Return the part that + on a card of several parts writes to: the first that is not full."""
    return next((part.need.key for part in parts if part.cell.left), None)


def next_to_empty(parts: Iterable[NeedState]) -> ObjectiveId | PartId | None:
    """Return the part that - writes to: the last that is not empty."""
    return next((part.need.key for part in reversed(tuple(parts)) if part.got), None)


def _is_counted(derived: Derived, need: ItemNeed, wanted: NeededFilter) -> bool:
    """True when a part belongs to the view: what is still asked for, or what was handed over."""
    if need.task is None:
        return _is_hideout_counted(derived, derived.graph.parts[PartId(need.key)], wanted)
    state = derived.state(need.task)
    if wanted.view is NeededView.COMPLETED:
        return state is DisplayState.COMPLETE
    if wanted.view is NeededView.HIDEOUT or state in _NOT_ASKED_FOR:
        return False
    return state is DisplayState.AVAILABLE or not wanted.available_only


def _is_hideout_counted(derived: Derived, node: PartNode, wanted: NeededFilter) -> bool:
    view = derived.stations()[node.station]
    is_built = node.level <= view.given_level or is_recorded(derived.document, node.level_id)
    if wanted.view is NeededView.COMPLETED:
        return is_built
    if wanted.view is NeededView.TASKS or is_built:
        return False
    return node.level == view.level + 1 or not wanted.next_level_only


def _passes(derived: Derived, need: ItemNeed, wanted: NeededFilter) -> bool:
    if wanted.fir is not FirFilter.ALL and need.fir != (wanted.fir is FirFilter.FIR):
        return False
    if wanted.hides_special_equipment and not need.fir and is_special_equipment(derived, need):
        return False
    if wanted.kappa_only and need.task is not None and not derived.graph.task(need.task).kappa:
        return False
    return not wanted.text or any(wanted.text.casefold() in text for text in _texts(derived, need))


def is_special_equipment(derived: Derived, need: ItemNeed) -> bool:
    """True for markers and for items of a category or type that reads "special equipment"."""
    if need.is_marker:
        return True
    catalog = derived.graph.catalog
    for item_id in need.accepted:
        item = catalog.items.get(item_id)
        words = (*item.types, *(catalog.categories.get(one, one) for one in item.categories)) if item else ()
        if any("special" in word.casefold() and "equipment" in word.casefold() for word in words):
            return True
    return False


def _texts(derived: Derived, need: ItemNeed) -> Iterator[str]:
    """Yield what a text filter looks at: names of item, task, station and station level."""
    catalog = derived.graph.catalog
    for item_id in need.accepted:
        item = catalog.items.get(item_id)
        if item is not None:
            yield item.name.casefold()
            yield item.short_name.casefold()
    if need.task is not None:
        yield derived.graph.task(need.task).name.casefold()
    if need.station is not None:
        yield f"{catalog.stations[need.station].name} {need.level}".casefold()


def _row(item: ItemId, parts: list[NeedState]) -> ItemRow:
    cells = {(is_task, fir): Cell() for is_task in (True, False) for fir in (True, False)}
    for part in parts:
        place = part.need.task is not None, part.need.fir
        cells[place] = cells[place].plus(part.cell)
    return ItemRow(
        item,
        tuple(parts),
        task_fir=cells[True, True],
        task_plain=cells[True, False],
        hideout_fir=cells[False, True],
        hideout_plain=cells[False, False],
    )


def _name(derived: Derived, item_id: ItemId) -> str:
    item = derived.graph.catalog.items.get(item_id)
    return item.name.casefold() if item else item_id


_NOT_ASKED_FOR = frozenset(
    {DisplayState.COMPLETE, DisplayState.FAILED, DisplayState.IGNORED, DisplayState.BLOCKED}
)
