"""How long the start waits for game data: bundled, and from the cache; and how large the bundle is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tarkov_desktop import resources
from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.catalog.library import Library
from tarkov_desktop.catalog.loaded import Source
from tarkov_desktop.catalog.locations import Locations
from tarkov_desktop.domain.ids import MODES, PVP, GameMode
from tests.benchmarks.conftest import Figure
from tests.catalog.live_server import running
from tests.catalog.sources import needs_data

CEILING_S = 0.1


@pytest.mark.parametrize("mode", MODES)
def test_the_bundle_of_a_mode_is_loaded(benchmark: BenchmarkFixture, mode: GameMode) -> None:
    loaded = benchmark.pedantic(load_bundled, args=(mode,), rounds=10, warmup_rounds=1)

    assert loaded.source is Source.BUNDLED
    if benchmark.stats is not None:
        assert benchmark.stats.stats.median < CEILING_S


@needs_data
def test_the_cache_of_a_mode_is_loaded(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    with running() as server:
        server.serve_july("regular")
        locations = Locations(server.address, (f"{server.address}/overlay.json",))
        asyncio.run(Library(tmp_path, locations).refresh(PVP))

    loaded = benchmark.pedantic(lambda: Library(tmp_path, locations).load(PVP), rounds=10, warmup_rounds=1)

    assert loaded.source is Source.CACHED
    if benchmark.stats is not None:
        assert benchmark.stats.stats.median < CEILING_S


def test_the_bundle_is_small(figure: Figure) -> None:
    size = sum(file.stat().st_size for file in resources.directory("catalog").glob("*.json.gz"))

    figure("bundle", size / 1000)
    assert size <= 400_000
