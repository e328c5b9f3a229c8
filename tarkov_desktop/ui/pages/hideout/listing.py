"""What the cards of the hideout show: rows, order, tabs and counts. Nothing here draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, duration, mark
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.hideout import StationState, StationView
from tarkov_desktop.domain.ids import StationId
from tarkov_desktop.domain.item_needs import MONEY, ItemNeed
from tarkov_desktop.domain.needed import NeedState
from tarkov_desktop.ui.pages.hideout.words import STATE_WORDS, Condition, conditions, station_icon
from tarkov_desktop.ui.pages.items.words import money_words
from tarkov_desktop.ui.pages.tasks.words import of_words

ALL: Final = "all"
READY: Final = "ready"
TAB_WORDS: Final[Mapping[str, str]] = {
    ALL: mark("All"),
    READY: mark("Ready"),
    **{
        state.value: STATE_WORDS[state]
        for state in (
            StationState.AVAILABLE,
            StationState.UNKNOWN,
            StationState.LOCKED,
            StationState.MAXED,
        )
    },
}
_ORDER: Final = {
    StationState.AVAILABLE: 1,
    StationState.UNKNOWN: 2,
    StationState.LOCKED: 3,
    StationState.MAXED: 4,
}


@dataclass(frozen=True, slots=True)
class StationCard:
    """One station ready to be painted. ``got`` of ``need`` parts of the next level, and ``money``."""

    key: str
    name: str
    icon: str
    level: int
    levels: int
    state: StationState
    is_ready: bool
    time: str
    conditions: tuple[Condition, ...]
    got: int
    need: int
    spoken: str
    money: str = ""

    @property
    def state_word(self) -> str:
        """What the card says of its state."""
        return _("Ready") if self.is_ready else _(STATE_WORDS[self.state])


def is_ready(view: StationView) -> bool:
    """Return whether the next level can be built at once: its conditions are met and its parts are there."""
    return view.state is StationState.AVAILABLE and view.is_ready


def ready_count(derived: Derived) -> int:
    """Return how many stations are ready."""
    return sum(map(is_ready, derived.stations().values()))


def parts_of(session: Session, view: StationView) -> list[NeedState]:
    """Return the parts of the next level with what is there of each."""
    if view.next_level is None:
        return []
    found = []
    for part in view.next_level.parts:
        node = session.graph.parts[part.id]
        need = ItemNeed(
            part.id,
            (part.item,),
            1,
            part.count,
            fir=part.found_in_raid,
            paths=node.paths,
            station=view.id,
            level=view.next_level.level,
        )
        found.append(NeedState(need, node.paths.read(session.document).got(part.count)))
    return found


def amounts(parts: Iterable[NeedState]) -> tuple[int, int]:
    """Return how many items are there, of how many; money is none of them."""
    items = [part for part in parts if part.need.item not in MONEY]
    return sum(part.got for part in items), sum(part.need.need for part in items)


class StationListing:
    """Cards of the mode in use."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def cards(self, tab: str) -> list[StationCard]:
        """Return the cards of a tab: ready first, then as far as they are; "all" leaves the top level out."""
        found = [self._card(view) for view in self._session.derived.stations().values()]
        shown = [card for card in found if _is_in(card, tab)]
        return sorted(shown, key=_place)

    def counts(self) -> Counter[str]:
        """Return how many stations each tab stands for; "all" counts those at the top, too."""
        counts: Counter[str] = Counter()
        for view in self._session.derived.stations().values():
            counts[ALL] += 1
            counts[READY] += is_ready(view)
            counts[view.state.value] += 1
        return counts

    def levels(self) -> tuple[int, int]:
        """Return how many levels are built, of how many."""
        stations = self._session.catalog.stations
        built = sum(view.level for view in self._session.derived.stations().values())
        return built, sum(len(station.levels) for station in stations.values())

    def at_the_top(self) -> list[str]:
        """Return the names of the stations at their top level."""
        views = self._session.derived.stations().values()
        names = [
            self._session.catalog.stations[view.id].name for view in views if view.state is StationState.MAXED
        ]
        return sorted(names)

    def _card(self, view: StationView) -> StationCard:
        session = self._session
        station = session.catalog.stations[view.id]
        parts = parts_of(session, view)
        got, need = amounts(parts)
        money = [part.need for part in parts if part.need.item in MONEY]
        is_now = is_ready(view)
        level = of_words(view.level, len(station.levels))
        state = _("Ready") if is_now else _(STATE_WORDS[view.state])
        seconds = view.next_level.construction_s if view.next_level is not None else 0
        return StationCard(
            key=view.id,
            name=station.name,
            icon=station_icon(station.normalized_name),
            level=view.level,
            levels=len(station.levels),
            state=view.state,
            is_ready=is_now,
            time=hours(seconds) if seconds else "",
            conditions=tuple(conditions(session, view)),
            money=" · ".join(money_words(each.item, each.need) for each in money if each.item),
            got=got,
            need=need,
            spoken=", ".join(
                [
                    station.name,
                    _("level {level}").format(level=level),
                    state,
                    _("{progress} parts").format(progress=of_words(got, need)) if need else "",
                ]
            ).rstrip(", "),
        )


def hours(seconds: int) -> str:
    """Return a construction time, up to a week in hours as the game shows it: ``48 h``."""
    whole, rest = divmod(seconds, 3600)
    return _("{hours} h").format(hours=whole) if whole and rest < 60 else duration(seconds)  # noqa: PLR2004 - seconds


def unlocked_by(session: Session, station: StationId, level: int) -> list[tuple[StationId, int, int]]:
    """Return (station, level, conditions left then) of next levels that ask for this very level."""
    found = []
    for view in session.derived.stations().values():
        following = view.next_level
        if following is None or (station, level) not in following.stations:
            continue
        others = [
            reason for reason in view.reasons if not (reason.station == station and reason.needed == level)
        ]
        found.append((view.id, following.level, len(others)))
    return sorted(found, key=lambda each: each[2])


def _is_in(card: StationCard, tab: str) -> bool:
    if tab == ALL:
        return card.state is not StationState.MAXED
    return card.is_ready if tab == READY else card.state.value == tab


def _place(card: StationCard) -> tuple[int, int, float, str]:
    unmet = sum(condition.is_met is False for condition in card.conditions)
    share = card.got / card.need if card.need else 1.0
    return (0 if card.is_ready else _ORDER[card.state], unmet, -share, card.name)
