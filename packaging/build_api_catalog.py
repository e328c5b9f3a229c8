"""Builds what the public API knows of the game, from resources/catalog/: which tasks rule out which, and no more.

    python packaging/build_api_catalog.py

Run it after packaging/build_catalog.py; a test compares the result with the bundled facts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tarkov_desktop.catalog.bundle import load_bundled  # noqa: E402 - a script finds the package itself
from tarkov_desktop.domain.game import Catalog  # noqa: E402 - see above
from tarkov_desktop.domain.graph import GameGraph, prepare  # noqa: E402 - see above
from tarkov_desktop.domain.ids import MODES, PVP, StationId, TaskId  # noqa: E402 - see above
from tarkov_desktop.domain.nodes import TaskNode  # noqa: E402 - see above

OUT: Final = ROOT / "resources" / "supabase" / "functions" / "_shared" / "catalog.json"
STASH: Final = StationId("5d484fc0654e76006657e0ab")
CULTIST_CIRCLE: Final = StationId("667298e75ea6b4493c08f266")


def main() -> int:
    """Write the file; prints its size."""
    text = api_catalog()
    OUT.write_text(text, "utf-8", newline="\n")
    print(f"{OUT.relative_to(ROOT)}: {len(text)} bytes")
    return 0


def api_catalog() -> str:
    """The JSON text: version, station levels that an edition brings, tasks of the base mode, deltas of the others."""
    graphs = {mode: prepare(load_bundled(mode).catalog) for mode in sorted(MODES)}
    base = _tasks(graphs[PVP])
    content = {
        "version": graphs[PVP].catalog.version,
        "editionLevels": _edition_levels(graphs[PVP].catalog),
        "tasks": base,
        "deltas": {mode: _delta(base, _tasks(graph)) for mode, graph in graphs.items() if mode != PVP},
    }
    return json.dumps(content, indent=0, separators=(",", ":"), sort_keys=True, ensure_ascii=False) + "\n"


def _tasks(graph: GameGraph) -> dict[str, dict[str, object]]:
    return {task_id: _task(graph, task_id, node) for task_id, node in graph.nodes.items()}


def _task(graph: GameGraph, task_id: TaskId, node: TaskNode) -> dict[str, object]:
    fields: dict[str, object] = {
        "faction": "" if node.task.faction == "Any" else node.task.faction,
        "needs": sorted({need.task for need in node.needs if need.dies_with_failure}),
        "needsFailure": sorted({need.task for need in node.needs if need.is_failed_only}),
        "alternatives": sorted(graph.alternatives[task_id]),
        "objectives": [objective.objective.id for objective in node.objectives],
    }
    return {name: value for name, value in fields.items() if value}


def _delta(base: dict[str, dict[str, object]], other: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        "remove": sorted(base.keys() - other.keys()),
        "put": {task_id: task for task_id, task in other.items() if base.get(task_id) != task},
    }


def _edition_levels(catalog: Catalog) -> dict[str, list[str]]:
    """Edition number to the ids of station levels that a player of it has from the start (game-rules 9.1)."""
    found: dict[str, list[str]] = {}
    for edition in catalog.editions:
        start = {STASH: edition.stash_level, CULTIST_CIRCLE: edition.cultist_circle_level}
        found[str(edition.value)] = [
            level.id
            for station_id, most in start.items()
            for level in (catalog.stations[station_id].levels if station_id in catalog.stations else ())
            if level.level <= most
        ]
    return found


if __name__ == "__main__":
    sys.exit(main())
