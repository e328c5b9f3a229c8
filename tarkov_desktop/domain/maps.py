"""Maps as players count them: day and night of one place are one (game-rules 13 and 16)."""

from __future__ import annotations

from typing import Final, NamedTuple

from tarkov_desktop.domain.game import Catalog, Objective
from tarkov_desktop.domain.ids import MapId

MAP_TYPES: Final = frozenset(
    "mark zone extract visit findItem findQuestItem plantItem plantQuestItem shoot useItem".split()
)
"""Types of objectives that are done on a map."""

_SAME_PLACE: Final = {"night-factory": "factory", "ground-zero-21": "ground-zero"}


class MapGroup(NamedTuple):
    """One place: the id and name of its first map, and all its maps."""

    id: MapId
    name: str
    maps: frozenset[MapId]


def map_groups(catalog: Catalog) -> dict[MapId, MapGroup]:
    """Return the places of a catalog by the id of their leading map, in catalogue order."""
    leaders = {game_map.normalized_name: game_map for game_map in catalog.maps.values()}
    members: dict[MapId, set[MapId]] = {}
    for game_map in catalog.maps.values():
        leader = leaders.get(_SAME_PLACE.get(game_map.normalized_name, ""), game_map)
        members.setdefault(leader.id, set()).add(game_map.id)
    return {
        leader: MapGroup(leader, catalog.maps[leader].name, frozenset(maps))
        for leader, maps in members.items()
    }


def is_on_map(objective: Objective, group: MapGroup) -> bool:
    """True when the objective is done on one of the group's maps."""
    return objective.type in MAP_TYPES and not group.maps.isdisjoint(objective.maps)
