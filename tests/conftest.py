"""What every test gets: no screen, no real home, the right event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run coroutines on the plain loop; tests/ui brings Qt's (R-TEST-1)."""
    return {"plain": asyncio.new_event_loop}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """End the run where pytest-xdist would scatter the tests of a group, which share a folder or a backend."""
    if config.getoption("loadgroup", default=False):
        scattered = [
            item.nodeid for item in items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        if scattered:
            raise pytest.UsageError(f"pytest-xdist does not keep groups together: {scattered[0]}")
