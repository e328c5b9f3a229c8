"""One demonstration for the tests of a module: three mates, sixty times as fast as people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tarkov_desktop.localbackend.demo import DemoAddress, DemoOptions, demo_in_background
from tests.localbackend.backend_fixture import backend_options

OPTIONS = DemoOptions(backend=backend_options(), mates=3, speed=60.0)


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoAddress]:
    with demo_in_background(OPTIONS) as address:
        yield address
