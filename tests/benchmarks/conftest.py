"""What a benchmark gets: ``figure(key, value)`` files a measured value under its budget."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmarks.budgets import BUDGETS

Figure = Callable[[str, float], None]


@pytest.fixture(scope="session")
def figures() -> Iterator[dict[str, float]]:
    """Collect the figures of this run and write them where the bench command reads them."""
    collected: dict[str, float] = {}
    yield collected
    target = os.environ.get("TARKOV_BENCH_FIGURES")
    if target:
        Path(target).write_text(json.dumps(collected), encoding="utf-8")


@pytest.fixture
def figure(figures: dict[str, float]) -> Figure:
    """File one figure, in the unit of its budget; an unknown key is a mistake of the benchmark."""
    known = {budget.key for budget in BUDGETS}

    def file(key: str, value: float) -> None:
        assert key in known, f"there is no budget called {key}"
        figures[key] = value

    return file
