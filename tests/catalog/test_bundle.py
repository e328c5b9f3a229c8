from __future__ import annotations

import gzip
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from tarkov_desktop import resources
from tarkov_desktop.catalog.bundle import load_bundled, read_meta
from tarkov_desktop.catalog.errors import BundleError
from tarkov_desktop.catalog.loaded import Gating, Source
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import MODES, PVE, PVP, SEASONAL, GameMode, ItemId, TaskId
from tests.catalog.sources import DATA, needs_data, tree

EXPECTED_TASKS = {PVP: 487, PVE: 484, SEASONAL: 461}
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def build_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_catalog", PROJECT / "packaging" / "build_catalog.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def bundled_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, content in value.items():
            yield key
            yield from bundled_strings(content)
    elif isinstance(value, list):
        for content in value:
            yield from bundled_strings(content)


def prose() -> set[str]:
    """Every objective line and every description that the sample language files hold."""
    lines: set[str] = set()
    for mode in ("regular", "pve"):
        english = {
            name: tree(f"json_api/{mode}/{name}_en")["data"]
            for name in ("tasks", "hideout", "traders", "maps")
        }
        for task in tree(f"json_api/{mode}/tasks")["data"]["tasks"].values():
            for objective in [*task["objectives"], *task["failConditions"]]:
                lines.add(english["tasks"].get(objective["description"], ""))
        for dictionary in english.values():
            lines |= {text for key, text in dictionary.items() if "description" in key.lower()}
    for mode in ("regular", "pve", "pvp-season"):
        for task in tree(f"tasks_1_1/{mode}")["data"]["tasks"]:
            lines |= {objective["description"] for objective in task["objectives"]}
    overlay = tree("overlay")
    lines |= {
        objective["description"]
        for task in overlay["tasks"].values()
        for objective in task.get("objectives", {}).values()
        if "description" in objective
    }
    return {line for line in lines if " " in line}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_has_the_number_of_tasks_that_the_sources_give(mode: GameMode) -> None:
    loaded = load_bundled(mode)

    assert len(loaded.catalog.tasks) == EXPECTED_TASKS[mode]
    assert loaded.source is Source.BUNDLED
    assert loaded.gating is Gating.APPROXIMATE
    assert loaded.catalog.mode == mode


@pytest.mark.parametrize("mode", MODES)
def test_no_bundled_reference_leads_nowhere(mode: GameMode) -> None:
    catalog = load_bundled(mode).catalog

    for task in catalog.tasks.values():
        assert task.trader in catalog.traders
        assert all(one.task in catalog.tasks for one in task.requirements)
        for objective in (*task.objectives, *task.fail_conditions):
            assert all(item in catalog.items for item in objective.items)
            assert all(one in catalog.maps for one in objective.maps)
    for craft in catalog.crafts:
        assert craft.product in catalog.items
        assert craft.station in catalog.stations


def test_the_hideout_and_the_tables_are_complete() -> None:
    catalog = load_bundled(PVP).catalog

    assert len(catalog.stations) == 26
    assert sum(len(station.levels) for station in catalog.stations.values()) == 68
    assert sum(len(level.parts) for one in catalog.stations.values() for level in one.levels) == 317
    assert len(catalog.levels) == 79
    assert len(catalog.traders) == 16
    assert len(catalog.maps) == 17
    assert len(catalog.editions) == 6
    assert [prestige.level for prestige in catalog.prestiges] == [1, 2, 3, 4, 5, 6]
    assert catalog.items[ItemId("5449016a4bdc2d6f028b456f")].name == "Roubles"


def test_an_objective_that_three_tasks_share_has_three_ids() -> None:
    catalog = load_bundled(PVP).catalog

    shared = [
        objective
        for task in catalog.tasks.values()
        for objective in task.objectives
        if objective.source_id == "6391d9ba4b15ca31f76bc325"
    ]

    assert len({objective.id for objective in shared}) == len(shared) == 3
    assert "6391d9ba4b15ca31f76bc325:6391d9144b15ca31f76bc323" in {objective.id for objective in shared}


def test_kappa_is_unknown_rather_than_false() -> None:
    catalog = load_bundled(PVP).catalog

    assert {task.kappa for task in catalog.tasks.values()} == {None}


def test_a_mode_that_is_not_bundled_has_no_tasks_and_all_tables() -> None:
    loaded = load_bundled(GameMode("arena"))

    assert loaded.catalog.tasks == {}
    assert loaded.catalog.stations


def test_the_age_counts_from_the_date_of_the_tasks() -> None:
    loaded = load_bundled(PVP, clock=lambda: 1_787_270_400.0 + 86_400)

    assert loaded.as_of.isoformat() == "2026-08-21T00:00:00+00:00"
    assert loaded.age_s == 86_400


def test_the_bundle_stays_below_its_limit() -> None:
    files = list(resources.directory("catalog").glob("*.json.gz"))

    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) <= 400_000


def test_the_bundle_says_what_it_is_of() -> None:
    meta = read_meta()

    assert meta.format == 1
    assert meta.overlay == "1.69"
    assert meta.tasks_as_of == "2026-08-21"


@pytest.mark.parametrize(
    # Packed without a time, and named: parallel test processes must collect the same names.
    "content",
    [b"", b"rubbish", gzip.compress(b"{}", mtime=0), gzip.compress(b"not json", mtime=0), None],
    ids=["empty", "rubbish", "an-empty-object", "no-json", "missing"],
)
def test_a_damaged_installation_is_said_so(content: bytes | None) -> None:
    def read(name: str) -> bytes:
        if content is None:
            raise FileNotFoundError(name)
        return content

    with pytest.raises(BundleError, match="Please install the program again"):
        load_bundled(PVP, read=read)


@needs_data
def test_building_again_gives_the_same_bytes(build_script: ModuleType) -> None:
    files: dict[str, bytes] = build_script.build(DATA)

    for name, content in files.items():
        assert content == resources.read_bytes(f"catalog/{name}"), f"run packaging/build_catalog.py: {name}"


@needs_data
def test_the_build_fails_above_the_limit(build_script: ModuleType) -> None:
    with pytest.raises(build_script.BuildError, match="1000 are allowed"):
        build_script.build(DATA, most_bytes=1_000)


@needs_data
def test_no_line_that_a_writer_wrote_is_bundled() -> None:
    lines = prose()
    names = {task.name for mode in MODES for task in load_bundled(mode).catalog.tasks.values()}
    bundled = {
        text
        for file in resources.directory("catalog").glob("*.json.gz")
        for text in bundled_strings(msgspec.json.decode(gzip.decompress(file.read_bytes())))
    }

    assert len(lines) > 1_500, "the test would prove nothing without the lines"
    assert not bundled & (lines - names)


@needs_data
def test_bundled_catalogs_survive_encoding() -> None:
    catalog = load_bundled(PVP).catalog

    assert msgspec.json.decode(msgspec.json.encode(catalog), type=Catalog) == catalog


def test_details_of_the_older_set_reach_the_objectives() -> None:
    collector = load_bundled(PVP).catalog.tasks[TaskId("5c51aac186f77432ea65c552")]

    assert collector.min_level == 40
    assert sum(1 for objective in collector.objectives if objective.items) > 30
