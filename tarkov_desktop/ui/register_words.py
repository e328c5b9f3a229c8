"""What registers are called: in the journal, among what the server refused, in the preview of an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tarkov_desktop.app.texts import _, mark, number
from tarkov_desktop.domain.document import unescape_key
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import ObjectiveId, PartId, SkillId, TaskId, TraderId
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.ui.translation import WORDS


def path_name(graph: GameGraph, path: str) -> str:
    """Return what a register is about, as a player calls it."""
    catalog = graph.catalog
    field, _slash, rest = path.partition("/")
    key = unescape_key(rest.partition("/")[0])
    match field:
        case "taskCompletions" | "ignoredTasks" | "pinnedTasks" | "taskGates":
            return task_words(catalog, key)
        case "taskNotes":
            return _("Note on {task}").format(task=task_words(catalog, key))
        case "taskObjectives":
            return objective_words(graph, key)
        case "hideoutModules":
            return _station_level(catalog, key)
        case "hideoutParts":
            return part_words(catalog, key)
        case "traders":
            return _trader(catalog, key)
        case "skillOffsets":
            return _skill(catalog, key)
        case _:
            return _(_FIELDS.get(field, mark("a value of the profile")))


_FIELDS: Final[Mapping[str, str]] = {
    "level": mark("the level"),
    "xpOffset": mark("the experience"),
    "pmcFaction": mark("the faction"),
    "displayName": mark("the name on the team card"),
    "prestigeLevel": mark("the prestige"),
    "gameEdition": mark("the edition"),
    "preferences": mark("a preference"),
}


def task_words(catalog: Catalog, key: str) -> str:
    """Return the name of a task, or a word for one that the game data does not hold."""
    task = catalog.tasks.get(TaskId(key))
    return task.name if task else _("a task that is not in the game data")


def objective_parts(graph: GameGraph, key: str) -> tuple[str, str]:
    """Return the task and the text of an objective."""
    node = graph.objectives.get(ObjectiveId(key))
    task = graph.catalog.tasks.get(node.task) if node else None
    for objective in task.objectives if task else ():
        if objective.id == key and task:
            return task.name, objective_line(graph.catalog, objective, WORDS, number=number).text
    return _("an objective that is not in the game data"), ""


def objective_words(graph: GameGraph, key: str) -> str:
    """Return task and text of an objective as one."""
    task, text = objective_parts(graph, key)
    return _("{task}: {objective}").format(task=task, objective=text) if text else task


def _station_level(catalog: Catalog, key: str) -> str:
    for station in catalog.stations.values():
        for level in station.levels:
            if key in {level.id, f"{station.id}-{level.level}"}:
                return f"{station.name} {level.level}"
    return _("a hideout level that is not in the game data")


def part_words(catalog: Catalog, key: str) -> str:
    """Return item and place of a hideout part."""
    for station in catalog.stations.values():
        for level in station.levels:
            for part in level.parts:
                if PartId(key) == part.id:
                    item = catalog.items.get(part.item)
                    words = _("{item} for {station} {level}")
                    return words.format(
                        item=item.name if item else "", station=station.name, level=level.level
                    )
    return _("a hideout part that is not in the game data")


def _trader(catalog: Catalog, key: str) -> str:
    trader = catalog.traders.get(TraderId(key))
    return trader.name if trader else _("a trader")


def _skill(catalog: Catalog, key: str) -> str:
    skill = catalog.skills.get(SkillId(key))
    return skill.name if skill else _("a skill")
