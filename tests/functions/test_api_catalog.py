"""What the public API knows of the game is what the program knows, and it draws the same conclusions."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document, Entry
from tarkov_desktop.domain.graph import GameGraph, prepare
from tarkov_desktop.domain.ids import MODES, GameMode
from tests.deno_support import EDGE_TESTS, ROOT, install_modules, run_deno

RECORDS: list[dict[str, bool]] = [
    {"complete": True, "failed": False},
    {"complete": True, "failed": True},
    {"complete": False, "failed": False},
]


class Case(NamedTuple):
    """One player: mode, faction, task records."""

    mode: GameMode
    faction: str
    records: dict[str, dict[str, bool]]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "build_api_catalog", ROOT / "packaging" / "build_api_catalog.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_the_server_knows_is_made_of_the_bundled_facts() -> None:
    script = _script()

    for path, text in ((script.CATALOG, script.api_catalog()), (script.IDS, script.catalog_ids())):
        assert path.read_text("utf-8") == text, "run packaging/build_api_catalog.py"


@pytest.mark.slow
def test_the_public_api_and_the_program_agree_on_what_is_invalid(tmp_path: Path) -> None:
    """Random records over the real tasks of every mode, forty seeds each."""
    graphs = {mode: prepare(load_bundled(mode).catalog) for mode in sorted(MODES)}
    cases = [_random_case(mode, graph, seed) for mode, graph in graphs.items() for seed in range(40)]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([case._asdict() for case in cases]), "utf-8")
    install_modules()

    printed = run_deno(
        "run",
        "--quiet",
        "--cached-only",
        f"--allow-read={file}",
        str(EDGE_TESTS / "print_invalid.ts"),
        str(file),
    )

    expected = [_invalid(graphs[case.mode], case) for case in cases]
    assert json.loads(printed) == expected
    assert sum(map(len, expected)) > 1000


def _random_case(mode: GameMode, graph: GameGraph, seed: int) -> Case:
    chance = random.Random(f"{mode} {seed}")
    tasks = chance.sample(sorted(graph.nodes), k=chance.choice([1, 5, 50, 200]))
    records = {str(task): chance.choices(RECORDS, weights=[6, 2, 1])[0] for task in tasks}
    return Case(mode, chance.choice(["USEC", "BEAR"]), records)


def _invalid(graph: GameGraph, case: Case) -> list[str]:
    entries = {f"taskCompletions/{task}": Entry(dict(record), 1) for task, record in case.records.items()}
    document = Document({**entries, "pmcFaction": Entry(case.faction, 1)})
    derived = Derived(graph, document, AccountFacts(), 0)
    return sorted(task for task in graph.nodes if derived.is_invalid(task))
