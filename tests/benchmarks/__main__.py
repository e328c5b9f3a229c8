"""Runs every benchmark and prints each budget with its figure, goal and ceiling."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.benchmarks.budgets import BUDGETS, Budget

FOLDER: Final = Path(__file__).parent
THREE_DIGITS: Final = 100


def main() -> int:
    """Exit 0 when no figure is beyond its ceiling and every benchmark ran, else 1."""
    as_json = "--json" in sys.argv
    code, figures = measure(quiet=as_json)
    if as_json:
        print(json.dumps([row(budget, figures.get(budget.key)) for budget in BUDGETS], indent=2))
    else:
        print_table(figures)
    beyond = any(budget.verdict(figures.get(budget.key)) == "DEFECT" for budget in BUDGETS)
    return 1 if code or beyond else 0


def measure(*, quiet: bool) -> tuple[int, dict[str, float]]:
    """Run the benchmarks in a process of their own; return its exit code and the figures filed."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "figures.json"
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-o", "python_files=bench_*.py", "--benchmark-enable"),
            *("--benchmark-quiet", f"--benchmark-json={scratch}/benchmarks.json", "-p", "no:randomly"),
            *("-p", "no:xdist", "--timeout=900", str(FOLDER)),
        ]
        environment = {**os.environ, "TARKOV_BENCH_FIGURES": str(target)}
        output = subprocess.DEVNULL if quiet else None
        code = subprocess.call(command, cwd=FOLDER.parent.parent, env=environment, stdout=output)
        figures = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    return code, figures


def row(budget: Budget, figure: float | None) -> dict[str, object]:
    """Return one budget with its figure, as the JSON answer holds it."""
    return {
        **{"key": budget.key, "what": budget.what, "unit": budget.unit, "figure": figure},
        **{"goal": budget.goal, "ceiling": budget.ceiling, "verdict": budget.verdict(figure)},
    }


def print_table(figures: Mapping[str, float]) -> None:
    """Print the table for people."""
    print(f"\n{'what':<72}{'figure':>10}{'goal':>8}{'ceiling':>9}  unit  verdict")
    for budget in BUDGETS:
        figure = figures.get(budget.key)
        shown = "-" if figure is None else f"{figure:.3g}" if figure < THREE_DIGITS else f"{figure:.0f}"
        goal = "" if budget.goal is None else f"{budget.goal:g}"
        verdict = budget.verdict(figure)
        print(f"{budget.what:<72}{shown:>10}{goal:>8}{budget.ceiling:>9g}  {budget.unit:<4}  {verdict}")


if __name__ == "__main__":
    sys.exit(main())
