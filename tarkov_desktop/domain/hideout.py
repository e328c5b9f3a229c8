"""The hideout: which level each station has, what the next one needs, and whether it can be built (game-rules 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.experience import effective_skill
from tarkov_desktop.domain.game import Station, StationLevel
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import SkillId, StationId, StationLevelId
from tarkov_desktop.domain.registers import module_path
from tarkov_desktop.domain.situation import Situation
from tarkov_desktop.domain.state import Reason, ReasonKind, Verdict
from tarkov_desktop.domain.trader_rules import trader_reason

STASH: Final = StationId("5d484fc0654e76006657e0ab")
CULTIST_CIRCLE: Final = StationId("667298e75ea6b4493c08f266")
_STANDARD: Final = 1
_GIVEN: Final[Mapping[StationId, tuple[int, ...]]] = {
    STASH: (1, 2, 3, 4, 5, 5),
    CULTIST_CIRCLE: (0, 0, 0, 0, 1, 1),
}
"""Levels that editions 1 to 6 start with, where the game data lists no editions (game-rules 9.1)."""


class StationState(StrEnum):
    """Whether the next level of a station can be built."""

    MAXED = "maxed"
    AVAILABLE = "available"
    UNKNOWN = "unknown"
    LOCKED = "locked"


class StationView(NamedTuple):
    """How one station stands. ``reasons`` speak of the next level; items are none of them."""

    id: StationId
    level: int
    given_level: int
    """The level that comes with the game edition."""
    state: StationState
    next_level: StationLevel | None = None
    reasons: tuple[Reason, ...] = ()
    is_ready: bool = False
    """All items for the next level are there."""


def given_level(graph: GameGraph, account: AccountFacts, station: Station) -> int:
    """Return the level at which a station starts: only stash and cultist circle start above zero."""
    if station.id not in _GIVEN:
        return 0
    edition = graph.editions.get(account.edition) or graph.editions.get(_STANDARD)
    if edition is None:
        given = dict(enumerate(_GIVEN[station.id], _STANDARD))
        level = given.get(account.edition, given[_STANDARD])
    else:
        level = edition.stash_level if station.id == STASH else edition.cultist_circle_level
    return min(level, len(station.levels))


def is_recorded(document: Document, level: StationLevelId) -> bool:
    """True when the player recorded a station level as built."""
    value = document.value(module_path(level))
    return isinstance(value, dict) and value.get("complete") is True


def station_level(graph: GameGraph, document: Document, account: AccountFacts, station: Station) -> int:
    """Return the highest level that is given or recorded, 0 if none."""
    recorded = (level.level for level in station.levels if is_recorded(document, level.id))
    return max(given_level(graph, account, station), *recorded, 0)


def is_built(document: Document, level: StationLevel, given: int) -> bool:
    """True when this very level is recorded or given."""
    return level.level <= given or is_recorded(document, level.id)


def station_views(situation: Situation, skills: Counter[SkillId]) -> dict[StationId, StationView]:
    """Return all stations; *skills* are the levels given by complete tasks."""
    graph, document, account = situation.graph, situation.document, situation.account
    stations = graph.catalog.stations
    levels = {station.id: station_level(graph, document, account, station) for station in stations.values()}
    return {station.id: _view(situation, station, levels, skills) for station in stations.values()}


def level_reasons(
    situation: Situation,
    level: StationLevel,
    levels: Mapping[StationId, int],
    skills: Counter[SkillId],
) -> Iterator[Reason]:
    """Yield what stands against building a level, items aside."""
    for station, least in level.stations:
        if levels.get(station, 0) < least:
            yield Reason(ReasonKind.STATION, station=station, needed=least, actual=levels.get(station, 0))
    for skill, least in level.skills:
        own = effective_skill(situation.document, skill, skills[skill])
        if own < least:
            yield Reason(ReasonKind.SKILL, word=skill, needed=least, actual=own)
    for requirement in level.traders:
        reason = trader_reason(situation.graph, situation.document, situation.level, requirement)
        if reason is not None:
            yield reason


def _view(
    situation: Situation, station: Station, levels: Mapping[StationId, int], skills: Counter[SkillId]
) -> StationView:
    level = levels[station.id]
    given = given_level(situation.graph, situation.account, station)
    following = next((one for one in station.levels if one.level == level + 1), None)
    if following is None:
        return StationView(station.id, level, given, StationState.MAXED)
    reasons = tuple(level_reasons(situation, following, levels, skills))
    verdict = min((reason.verdict for reason in reasons), default=Verdict.YES)
    nodes = (situation.graph.parts[part.id] for part in following.parts)
    is_ready = all(node.paths.read(situation.document).is_full(node.required) for node in nodes)
    return StationView(station.id, level, given, _STATE_OF_VERDICT[verdict], following, reasons, is_ready)


_STATE_OF_VERDICT: Final = {
    Verdict.YES: StationState.AVAILABLE,
    Verdict.UNKNOWN: StationState.UNKNOWN,
    Verdict.NO: StationState.LOCKED,
}
