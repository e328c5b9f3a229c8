"""Plans on the hideout: build and remove station levels, count their parts (game-rules 9.5 and 9.6)."""

from __future__ import annotations

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.game import Station, StationLevel
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.hideout import given_level, is_built, is_recorded, station_level
from tarkov_desktop.domain.ids import PartId, StationId
from tarkov_desktop.domain.plans.draft import Draft
from tarkov_desktop.domain.plans.plan import Plan, Refusal, RefusalCode
from tarkov_desktop.domain.registers import module_path


def plan_build(
    graph: GameGraph, document: Document, account: AccountFacts, station_id: StationId, level: int
) -> Plan | Refusal:
    """Build a station up to *level*, with all parts of the levels that were missing. Conditions do not bind."""
    station = graph.catalog.stations.get(station_id)
    if station is None:
        return Refusal(RefusalCode.UNKNOWN_STATION)
    if level not in {one.level for one in station.levels}:
        return Refusal(RefusalCode.NO_SUCH_LEVEL, choices={"most": len(station.levels)})
    given = given_level(graph, account, station)
    draft = Draft(graph, document, account)
    for one in station.levels:
        if one.level <= level and not is_built(document, one, given):
            draft.write(module_path(one.id), {"complete": True})
            for part in one.parts:
                draft.set_amount(graph.parts[part.id].paths, part.count, required=part.count)
    return Plan(draft.writes())


def plan_removal(
    graph: GameGraph, document: Document, account: AccountFacts, station_id: StationId, level: int
) -> Plan | Refusal:
    """Take a station down below *level*; other stations that needed it are named, not changed."""
    station = graph.catalog.stations.get(station_id)
    if station is None:
        return Refusal(RefusalCode.UNKNOWN_STATION)
    given = given_level(graph, account, station)
    if level <= given:
        return Refusal(RefusalCode.GIVEN_BY_EDITION, choices={"least": given + 1})
    draft = Draft(graph, document, account)
    for one in station.levels:
        if one.level >= level and is_recorded(document, one.id):
            _take_down(draft, one)
    needing = tuple(
        other.id
        for other in graph.catalog.stations.values()
        if other.id != station_id and _stands_on(draft, account, other, station_id, level)
    )
    return Plan(draft.writes(), stations=needing)


def plan_part_count(
    graph: GameGraph, document: Document, account: AccountFacts, part_id: PartId, count: int
) -> Plan | Refusal:
    """Set how many items of a part are there, kept within 0..required; the flag follows."""
    draft = Draft(graph, document, account)
    refusal = _refusal(draft, account, part_id)
    if refusal is not None:
        return refusal
    node = graph.parts[part_id]
    draft.set_amount(node.paths, max(0, min(count, node.required)), required=node.required)
    return Plan(draft.writes())


def plan_part_toggle(
    graph: GameGraph, document: Document, account: AccountFacts, part_id: PartId
) -> Plan | Refusal:
    """Fill a part, or take one item off a full one."""
    node = graph.parts.get(part_id)
    if node is None:
        return Refusal(RefusalCode.UNKNOWN_PART)
    is_full = node.paths.read(document).is_full(node.required)
    count = node.required - 1 if is_full else node.required
    return plan_part_count(graph, document, account, part_id, count)


def _take_down(draft: Draft, level: StationLevel) -> None:
    draft.write(module_path(level.id), {"complete": False})
    for part in level.parts:
        paths = draft.graph.parts[part.id].paths
        draft.write(paths.flag, value=False)
        if paths.read(draft.document).number >= part.count:
            draft.write(paths.number, 0)


def _stands_on(draft: Draft, account: AccountFacts, station: Station, needed: StationId, level: int) -> bool:
    """True when a built level of a station asks for *level* or more of the *needed* one."""
    built = station_level(draft.graph, draft.document, account, station)
    return any(
        other == needed and least >= level
        for one in station.levels
        if one.level <= built
        for other, least in one.stations
    )


def _refusal(draft: Draft, account: AccountFacts, part_id: PartId) -> Refusal | None:
    node = draft.graph.parts.get(part_id)
    if node is None:
        return Refusal(RefusalCode.UNKNOWN_PART)
    station = draft.graph.catalog.stations[node.station]
    given = given_level(draft.graph, account, station)
    level = next(one for one in station.levels if one.level == node.level)
    if is_built(draft.document, level, given):
        return Refusal(RefusalCode.LEVEL_BUILT)
    return None
