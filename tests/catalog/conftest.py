"""What tests of the game data get: a server to fetch from, a clock to turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tarkov_desktop.catalog.library import Library
from tarkov_desktop.catalog.locations import Locations
from tests.catalog.live_server import LiveServer, running


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self, now: float = 1_795_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with running() as live:
        yield live


@pytest.fixture
def make_library(server: LiveServer, tmp_path: Path, clock: Clock) -> Callable[[], Library]:
    """Return a way to start the program again: a new library on the same cache folder."""
    locations = Locations(server.address, (f"{server.address}/overlay.json",))
    return lambda: Library(tmp_path, locations, clock=clock)


@pytest.fixture
def library(make_library: Callable[[], Library]) -> Library:
    return make_library()
