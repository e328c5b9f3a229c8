"""The one event of progress knows whether it says anything."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.ids import PVP


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (Changes(PVP, Origin.USER), False),
        (Changes(PVP, Origin.USER, paths=frozenset({"level"})), True),
        (Changes(PVP, Origin.SYNC, everything=True), True),
    ],
)
def test_changes_are_true_when_something_changed(changes: Changes, expected: bool) -> None:
    assert bool(changes) is expected
