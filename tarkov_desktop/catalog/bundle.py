"""The facts that travel with the program: read at the first start offline, and whenever the cache is no use.

``resources/catalog/`` holds ``facts.json.gz`` (all modes share it), ``tasks.pvp.json.gz`` in full and one delta
for each other mode. ``packaging/build_catalog.py`` writes them; they hold names and numbers, never prose.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec

from tarkov_desktop import resources
from tarkov_desktop.catalog.decoding import GZIP
from tarkov_desktop.catalog.errors import BundleError
from tarkov_desktop.catalog.loaded import Gating, LoadedCatalog, Source
from tarkov_desktop.domain.game import (
    Catalog,
    Craft,
    Edition,
    GameMap,
    Item,
    PlayerLevel,
    Prestige,
    Skill,
    Station,
    Task,
    Trader,
)
from tarkov_desktop.domain.ids import MODES, PVP, GameMode, TaskId

BUNDLE_FORMAT: Final = 1
BASE_MODE: Final = PVP

ReadResource = Callable[[str], bytes]
T = TypeVar("T")


class BundleMeta(msgspec.Struct, frozen=True, gc=False):
    """What the facts are of. Dates are those of the sources, never of the build."""

    format: int
    game: str
    tasks_as_of: str
    details_as_of: str
    overlay: str
    gating: Gating
    sources: tuple[str, ...]


class BundledFacts(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What all modes share."""

    meta: BundleMeta
    traders: tuple[Trader, ...]
    maps: tuple[GameMap, ...]
    items: tuple[Item, ...]
    stations: tuple[Station, ...]
    crafts: tuple[Craft, ...]
    levels: tuple[PlayerLevel, ...]
    skills: tuple[Skill, ...]
    editions: tuple[Edition, ...]
    categories: dict[str, str]
    target_names: dict[str, str]


class BundledTasks(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The tasks of a mode: all of the base mode's, or what differs from it."""

    put: tuple[Task, ...] = ()
    remove: tuple[TaskId, ...] = ()
    disabled: tuple[TaskId, ...] = ()
    prestiges: tuple[Prestige, ...] = ()


def tasks_file(mode: GameMode) -> str:
    """Return the name of the file with the tasks of *mode*."""
    return f"tasks.{mode}.json.gz"


def load_bundled(
    mode: GameMode, *, clock: Callable[[], float] = time.time, read: ReadResource = resources.read_bytes
) -> LoadedCatalog:
    """Return the bundled catalogue of *mode*; a mode that is not bundled has no tasks but all shared facts.

    *read* gives the content of a resource by its name.

    Raises:
        BundleError: the installation is damaged.
    """
    facts = _decoded(read, "facts.json.gz", BundledFacts)
    base = _decoded(read, tasks_file(BASE_MODE), BundledTasks)
    if mode == BASE_MODE:
        delta = base
        tasks = {task.id: task for task in base.put}
    elif mode in MODES:
        delta = _decoded(read, tasks_file(mode), BundledTasks)
        tasks = _apply(base, delta)
    else:
        delta, tasks = BundledTasks(), {}
    as_of = datetime.fromisoformat(facts.meta.tasks_as_of).replace(tzinfo=UTC)
    catalog = Catalog(
        mode=mode,
        version=f"{facts.meta.game} {facts.meta.tasks_as_of}",
        tasks=tasks,
        traders={trader.id: trader for trader in facts.traders},
        maps={one.id: one for one in facts.maps},
        items={item.id: item for item in facts.items},
        stations={station.id: station for station in facts.stations},
        crafts=facts.crafts,
        levels=facts.levels,
        skills={skill.id: skill for skill in facts.skills},
        editions=facts.editions,
        prestiges=delta.prestiges,
        categories=facts.categories,
        target_names=facts.target_names,
        disabled=frozenset(delta.disabled),
    )
    age_s = max(0.0, clock() - as_of.timestamp())
    return LoadedCatalog(catalog, Source.BUNDLED, as_of, age_s, facts.meta.gating, "en")


def read_meta() -> BundleMeta:
    """Return what the bundled facts are of.

    Raises:
        BundleError: the installation is damaged.
    """
    return _decoded(resources.read_bytes, "facts.json.gz", BundledFacts).meta


def _apply(base: BundledTasks, delta: BundledTasks) -> dict[TaskId, Task]:
    tasks = {task.id: task for task in base.put}
    for task_id in delta.remove:
        tasks.pop(task_id, None)
    tasks.update((task.id, task) for task in delta.put)
    return dict(sorted(tasks.items()))


def _decoded(read: ReadResource, name: str, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(zlib.decompress(read(f"catalog/{name}"), GZIP), type=shape)
    except (OSError, zlib.error, msgspec.MsgspecError) as cause:
        raise BundleError(
            f"The game facts in {name} cannot be read. Please install the program again."
        ) from cause
