"""How long the local backend takes to be ready and to be gone, as a process, and what it weighs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tarkov_desktop.localbackend.postgres.places import wipe
from tests.benchmarks.conftest import Figure

READY_FRESH_S, READY_USED_S, STOPPED_S, MEMORY_MB = 4, 2, 1, 250


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home in which the functions' modules have been fetched, so that no network is measured."""
    folder = tmp_path_factory.mktemp("home")
    with _running(folder, "--ephemeral"):
        pass
    yield folder
    wipe(folder / "data" / "backend" / "default")


def test_the_first_start_builds_everything(home: Path, figure: Figure) -> None:
    shutil.rmtree(home / "cache" / "backend" / "templates")
    begun = time.perf_counter()
    with _running(home):
        figure("backend_fresh", took := time.perf_counter() - begun)
    assert took < READY_FRESH_S


def test_a_later_start_finds_everything_in_place(home: Path, figure: Figure) -> None:
    begun = time.perf_counter()
    with _running(home) as process:
        figure("backend_used", took := time.perf_counter() - begun)
        figure("backend_memory", weight := _weight_mb(process))
        begun = time.perf_counter()
    figure("backend_stop", stopped := time.perf_counter() - begun)
    assert took < READY_USED_S
    assert weight < MEMORY_MB
    assert stopped < STOPPED_S


@contextmanager
def _running(home: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tarkov_desktop", "--json", "--home", str(home)]
    command += ["backend", "--port", "0", "--pg-port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["url"]
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def _weight_mb(process: subprocess.Popen[str]) -> float:
    """What the process, the functions and the newest PostgreSQL take together, shared memory counted once."""
    ours = psutil.Process(process.pid)
    servers = [
        other
        for other in psutil.process_iter(["name", "create_time"])
        if other.info["name"] == "postgres" and other.info["create_time"] >= ours.create_time()
    ]
    return float(sum(each.memory_full_info().pss for each in (ours, *ours.children(), *servers))) / 1e6
