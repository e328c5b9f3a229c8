"""Makes one catalogue of the documents of a mode: overlay, reading, reference checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from tarkov_desktop.catalog.findings import Finding, Tally
from tarkov_desktop.catalog.hideout import read_crafts, read_stations
from tarkov_desktop.catalog.limits import MAX_TASKS
from tarkov_desktop.catalog.modes import source_word
from tarkov_desktop.catalog.overlay import (
    EMPTY_OVERLAY,
    Overlay,
    Records,
    merge_added,
    merge_prestiges,
    merge_tasks,
)
from tarkov_desktop.catalog.raw import Place, Tree, keyed_records
from tarkov_desktop.catalog.reading import Reading
from tarkov_desktop.catalog.references import (
    items_of,
    note_dangling,
    objectives_of,
    with_composite_ids,
    with_readable_edges,
)
from tarkov_desktop.catalog.tasks import read_task
from tarkov_desktop.catalog.wording import Wording
from tarkov_desktop.catalog.world import (
    read_editions,
    read_items,
    read_maps,
    read_names,
    read_player_levels,
    read_prestiges,
    read_skills,
    read_traders,
)
from tarkov_desktop.domain.game import Catalog, Item, Prestige, Task
from tarkov_desktop.domain.ids import GameMode, ItemId, TaskId

_PRESTIGE_BY_TASK: Final = {TaskId("6761f28a022f60bb320f3e95"): 0}
"""The first New Beginning states no prestige in the data; it belongs to players without one (game-rules 4.5)."""
_MANY: Final = 100_000


@dataclass(frozen=True, slots=True)
class Documents:
    """The ``data`` of each document of a mode as it came; None for one that is not at hand."""

    tasks: Tree
    hideout: Tree = None
    traders: Tree = None
    items: Tree = None
    maps: Tree = None
    crafts: Tree = None
    overlay: Overlay = EMPTY_OVERLAY
    wording: Wording = field(default_factory=Wording)
    languages: tuple[str, ...] = ("en",)
    """Codes whose overlay locales apply, the less wanted first."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A catalogue with what its making met."""

    catalog: Catalog
    findings: tuple[Finding, ...]


def assemble(
    mode: GameMode, version: str, documents: Documents, fallback: Catalog | None = None
) -> Assembled:
    """Return the catalogue of *documents*; parts that are not at hand are taken from *fallback*."""
    tally = Tally()
    reading = Reading(Place(tally), documents.wording)
    prestiges = read_prestiges(_prestige_records(mode, documents, reading), reading.at("prestige"))
    tasks, disabled = _tasks(mode, documents, reading, prestiges)
    catalog = _with_world(
        Catalog(
            mode=mode,
            version=version,
            tasks={task.id: task for task in tasks},
            traders=read_traders(documents.traders, reading.at("traders")),
            maps=read_maps(_child(documents.maps, "maps"), reading.at("maps")),
            items=_items(documents, reading),
            stations=read_stations(documents.hideout, reading.at("hideout")),
            crafts=read_crafts(_crafts(documents, reading), reading.at("crafts")),
            levels=read_player_levels(_child(documents.items, "playerLevels"), reading.at("playerLevels")),
            skills=read_skills(_child(documents.items, "skills"), reading.at("skills")),
            editions=read_editions(documents.overlay, reading.at("editions")),
            prestiges=prestiges,
            categories=read_names(_child(documents.items, "itemCategories"), reading.at("itemCategories")),
            target_names=dict(sorted(reading.labels.items())),
            disabled=disabled,
        ),
        fallback,
        reading.names,
    )
    note_dangling(catalog, tally)
    return Assembled(catalog, tally.findings())


def _child(tree: Tree, name: str) -> Tree:
    return tree.get(name) if isinstance(tree, Mapping) else None


def _by_key(value: Tree, reading: Reading) -> Records:
    return {key: record for key, record, _ in keyed_records(value, reading.place, _MANY)}


def _prestige_records(mode: GameMode, documents: Documents, reading: Reading) -> Tree:
    own = _by_key(_child(documents.tasks, "prestige"), reading.at("prestige"))
    return merge_prestiges(own, documents.overlay, source_word(mode), reading.place.at("overlay"))


def _tasks(
    mode: GameMode, documents: Documents, reading: Reading, prestiges: tuple[Prestige, ...]
) -> tuple[list[Task], frozenset[TaskId]]:
    levels = {str(prestige.id): prestige.level for prestige in prestiges}
    below = reading.at("tasks")
    own = {
        key: record
        for key, record, _ in keyed_records(_child(documents.tasks, "tasks"), below.place, MAX_TASKS)
    }
    merged, disabled = merge_tasks(
        own, documents.overlay, source_word(mode), documents.languages, reading.place.at("overlay")
    )
    for key in disabled & own.keys():
        reading.labels[key] = reading.wording.name(own[key].get("name"), key)
    tasks = [
        task
        for key, record in merged.items()
        if (task := read_task(key, record, below.at(key), levels)) is not None
    ]
    if prestiges:
        tasks = [
            replace(task, required_prestige=_PRESTIGE_BY_TASK[task.id])
            if task.required_prestige is None and task.id in _PRESTIGE_BY_TASK
            else task
            for task in tasks
        ]
    tasks = with_readable_edges(with_composite_ids(tasks), reading.place.tally)
    return tasks, frozenset(TaskId(key) for key in disabled)


def _items(documents: Documents, reading: Reading) -> dict[ItemId, Item]:
    records = _by_key(_child(documents.items, "items"), reading.at("items"))
    merged = merge_added(records, documents.overlay, "itemsAdd", reading.place.at("overlay"))
    items = read_items(merged, reading.at("items"))
    quest_items = _child(documents.tasks, "questItems")
    items.update(read_items(quest_items, reading.at("questItems"), quest_items=True))
    return items


def _crafts(documents: Documents, reading: Reading) -> Records:
    own = _by_key(documents.crafts, reading.at("crafts"))
    return merge_added(own, documents.overlay, "craftsAdd", reading.place.at("overlay"))


def _with_world(catalog: Catalog, fallback: Catalog | None, names: Mapping[str, tuple[str, str]]) -> Catalog:
    """Fill parts that no document brought, and names that were only met beside references."""
    if fallback is not None:
        catalog = replace(
            catalog,
            traders=catalog.traders or fallback.traders,
            maps=catalog.maps or fallback.maps,
            items={**fallback.items, **catalog.items},
            stations=catalog.stations or fallback.stations,
            crafts=catalog.crafts or fallback.crafts,
            levels=catalog.levels or fallback.levels,
            skills=catalog.skills or fallback.skills,
            editions=catalog.editions or fallback.editions,
            categories=catalog.categories or fallback.categories,
            target_names={**fallback.target_names, **catalog.target_names},
        )
    added = {
        item: Item(item, *names[item])
        for task in catalog.tasks.values()
        for objective in objectives_of(task)
        for item in items_of(objective)
        if item not in catalog.items and item in names
    }
    return replace(catalog, items={**catalog.items, **added}) if added else catalog
