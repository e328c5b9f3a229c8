"""An open store for each test, closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tarkov_desktop.store.account_store import AccountStore
from tests.store.worlds import a_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AccountStore]:
    opened = a_store(tmp_path)
    yield opened
    opened.close()
