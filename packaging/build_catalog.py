"""Builds resources/catalog/ from the game data in ../shared/data: facts only, deterministic, at most 400 kB.

    python packaging/build_catalog.py [--data FOLDER] [--out FOLDER]

Tasks, names, edges and levels are of the newer set (tasks_1_1); what that set lacks is taken from the older full
set (json_api) by id; the overlay is laid on both. Gates of two dates are mixed, so the result calls itself
"approximate". Nothing that a writer wrote is kept: no descriptions, no objective lines.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tarkov_desktop.catalog.assembly import Documents, assemble  # noqa: E402 - a script finds the package itself
from tarkov_desktop.catalog.bundle import (  # noqa: E402 - see above
    BASE_MODE,
    BUNDLE_FORMAT,
    BundledFacts,
    BundledTasks,
    BundleMeta,
    tasks_file,
)
from tarkov_desktop.catalog.findings import Tally  # noqa: E402 - see above
from tarkov_desktop.catalog.loaded import Gating  # noqa: E402 - see above
from tarkov_desktop.catalog.modes import source_word  # noqa: E402 - see above
from tarkov_desktop.catalog.overlay import read_overlay  # noqa: E402 - see above
from tarkov_desktop.catalog.raw import Record, Tree  # noqa: E402 - see above
from tarkov_desktop.catalog.references import items_of, note_dangling, objectives_of  # noqa: E402 - see above
from tarkov_desktop.catalog.wording import Wording  # noqa: E402 - see above
from tarkov_desktop.domain.game import Catalog, GameMap, Item, Objective, Reward, Skill, Station, Task, Trader  # noqa: E402 - see above
from tarkov_desktop.domain.ids import MODES, PVE, GameMode, ItemId  # noqa: E402 - see above

DATA: Final = ROOT.parent / "shared" / "data"
OUT: Final = ROOT / "resources" / "catalog"
MAX_BYTES: Final = 400_000
MOST_ITEMS: Final = 24
"""Longer lists of accepted items are kept as their length."""
GAME: Final = "1.1.0"
TASKS_AS_OF: Final = "2026-08-21"
DETAILS_AS_OF: Final = "2026-07-16"
SOURCES: Final = ("json.tarkov.dev", "tarkov-data-overlay (MIT, TarkovTracker community)")
_DETAILS_OF_TASK: Final = (
    "normalizedName restartable neededKeys requiredPrestige failConditions traderRequirements failureOutcome "
    "finishRewards availableDelaySecondsMin availableDelaySecondsMax"
).split()
_JULY_MODE: Final = {PVE: "pve"}


_WithId = TypeVar("_WithId", Trader, GameMap, Item, Station, Skill)


class BuildError(Exception):
    """The sources do not give a bundle that may be shipped."""


def build(data: Path, *, most_bytes: int = MAX_BYTES) -> dict[str, bytes]:
    """Return the files of the bundle by name.

    Raises:
        BuildError: too large, or a reference leads nowhere.
    """
    catalogs = {mode: _catalog(data, mode) for mode in MODES}
    base = catalogs[BASE_MODE]
    files = {"facts.json.gz": _packed(_facts(data, list(catalogs.values())))}
    for mode, catalog in catalogs.items():
        files[tasks_file(mode)] = _packed(_tasks(catalog, None if mode == BASE_MODE else base))
    size = sum(map(len, files.values()))
    if size > most_bytes:
        raise BuildError(f"The bundle has {size} bytes; {most_bytes} are allowed.")
    return files


def _read(path: Path) -> Tree:
    return msgspec.json.decode(gzip.decompress(path.read_bytes()))


def _catalog(data: Path, mode: GameMode) -> Catalog:
    older = data / "json_api" / _JULY_MODE.get(mode, "regular")
    old_tasks = _read(older / "tasks.json.gz")["data"]
    new_tasks = _read(data / "tasks_1_1" / f"{source_word(mode)}.json.gz")["data"]["tasks"]
    english = {
        key: text
        for name in ("tasks", "hideout", "traders", "maps", "items")
        for key, text in _read(older / f"{name}_en.json.gz")["data"].items()
    }
    tasks = {
        "tasks": {task["id"]: _joined(task, old_tasks["tasks"].get(task["id"])) for task in new_tasks},
        "questItems": old_tasks["questItems"],
        "prestige": old_tasks["prestige"] if mode == BASE_MODE else [],
    }
    documents = Documents(
        tasks=tasks,
        hideout=_read(older / "hideout.json.gz")["data"],
        traders=_read(older / "traders.json.gz")["data"],
        items=_read(older / "items.json.gz")["data"],
        maps=_read(older / "maps.json.gz")["data"],
        crafts=_read(older / "crafts.json.gz")["data"],
        overlay=read_overlay(_read(data / "overlay.json.gz")),
        wording=Wording(english=english),
    )
    catalog = _bare(assemble(mode, "", documents).catalog)
    tally = Tally()
    note_dangling(catalog, tally)
    if lost := tally.findings():
        raise BuildError(f"References lead nowhere: {lost[:5]}")
    return catalog


def _joined(task: Record, old: Record | None) -> Record:
    """Lay the newer record of a task over the details that only the older has."""
    if old is None:
        return task
    details = {name: old[name] for name in _DETAILS_OF_TASK if name in old}
    old_objectives = {objective["id"]: objective for objective in old["objectives"]}
    objectives = []
    for objective in task["objectives"]:
        detail = old_objectives.get(objective["id"], {})
        if detail.get("type") != objective["type"]:
            detail = {}
        stated = {name: value for name, value in objective.items() if value is not None}
        objectives.append({**detail, "count": 1, **stated})
    return {**details, **task, "objectives": objectives}


def _bare(catalog: Catalog) -> Catalog:
    """Drop what is not bundled, and the crafts of items that no source at hand names."""
    tasks = {task.id: _bare_task(task) for task in sorted(catalog.tasks.values(), key=lambda one: one.id)}
    prestiges = tuple(
        replace(one, conditions=tuple(map(_bare_objective, one.conditions))) for one in catalog.prestiges
    )
    nameable = tuple(
        craft
        for craft in catalog.crafts
        if {craft.product, *(item for item, _, _ in craft.inputs)} <= catalog.items.keys()
    )
    return replace(catalog, tasks=tasks, prestiges=prestiges, crafts=nameable)


def _bare_task(task: Task) -> Task:
    finish = Reward(
        standings=task.finish_rewards.standings, unlocked_traders=task.finish_rewards.unlocked_traders
    )
    return replace(
        task,
        kappa=None,
        lightkeeper=None,
        objectives=tuple(map(_bare_objective, task.objectives)),
        fail_conditions=tuple(map(_bare_objective, task.fail_conditions)),
        start_rewards=Reward(),
        finish_rewards=finish,
        failure_rewards=Reward(standings=task.failure_rewards.standings),
        wiki_link=None,
        image_link=None,
    )


def _bare_objective(objective: Objective) -> Objective:
    many = len(objective.items) > MOST_ITEMS
    return replace(
        objective,
        text=None,
        items=() if many else objective.items,
        item_choices=len(objective.items) if many else 0,
    )


def _facts(data: Path, catalogs: list[Catalog]) -> BundledFacts:
    base = catalogs[0]
    wanted = {item for catalog in catalogs for item in _referenced(catalog)}
    items = {
        key: item for catalog in reversed(catalogs) for key, item in catalog.items.items() if key in wanted
    }
    categories = {
        category
        for catalog in catalogs
        for task in catalog.tasks.values()
        for objective in task.objectives
        for category in objective.contains_category
    }
    return BundledFacts(
        meta=BundleMeta(
            format=BUNDLE_FORMAT,
            game=GAME,
            tasks_as_of=TASKS_AS_OF,
            details_as_of=DETAILS_AS_OF,
            overlay=read_overlay(_read(data / "overlay.json.gz")).version,
            gating=Gating.APPROXIMATE,
            sources=SOURCES,
        ),
        traders=tuple(replace(one, image_link=None) for one in _sorted(base.traders.values())),
        maps=tuple(
            replace(one, extracts=(), players="", wiki_link=None) for one in _sorted(base.maps.values())
        ),
        items=tuple(
            replace(one, normalized_name="", types=(), categories=(), wiki_link=None)
            for one in _sorted(items.values())
        ),
        stations=tuple(replace(one, image_link=None) for one in _sorted(base.stations.values())),
        crafts=tuple(sorted(base.crafts, key=lambda one: one.id)),
        levels=base.levels,
        skills=tuple(_sorted(base.skills.values())),
        editions=base.editions,
        categories={key: base.categories[key] for key in sorted(categories) if key in base.categories},
        target_names={
            key: text for catalog in reversed(catalogs) for key, text in catalog.target_names.items()
        },
    )


def _sorted(records: Iterable[_WithId]) -> list[_WithId]:
    return sorted(records, key=lambda one: str(one.id))


def _referenced(catalog: Catalog) -> set[ItemId]:
    found = {item for task in catalog.tasks.values() for one in objectives_of(task) for item in items_of(one)}
    found |= {
        item for one in catalog.prestiges for condition in one.conditions for item in items_of(condition)
    }
    found |= {key for task in catalog.tasks.values() for needed in task.needed_keys for key in needed.keys}
    found |= {part.item for one in catalog.stations.values() for level in one.levels for part in level.parts}
    for craft in catalog.crafts:
        found |= {craft.product, *(item for item, _, _ in craft.inputs)}
    return found


def _tasks(catalog: Catalog, base: Catalog | None) -> BundledTasks:
    known = base.tasks if base is not None else {}
    return BundledTasks(
        put=tuple(task for key, task in catalog.tasks.items() if known.get(key) != task),
        remove=tuple(key for key in known if key not in catalog.tasks),
        disabled=tuple(sorted(catalog.disabled)),
        prestiges=catalog.prestiges,
    )


def _packed(record: BundledFacts | BundledTasks) -> bytes:
    """Pack without name and time, so that equal facts give equal bytes."""
    target = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=target, mtime=0) as stream:
        stream.write(msgspec.json.encode(record, order="deterministic"))
    return target.getvalue()


def main() -> int:
    """Build, write, and say how large the files are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    try:
        files = build(options.data)
    except BuildError as failure:
        print(failure, file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (options.out / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")
    print(f"together {sum(map(len, files.values()))} of at most {MAX_BYTES} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
