"""A session on a small game for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tarkov_desktop.app.session import Session
from tests.app.worlds import a_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = a_session(tmp_path)
    yield opened
    opened.close()
