"""Times as the server writes them."""

from __future__ import annotations

import pytest

from tarkov_desktop.app.moments import moment_ms


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026-13-01T00:00:00Z"])
def test_what_is_no_time_is_none(text: str | None) -> None:
    assert moment_ms(text) is None


def test_a_time_is_read_in_its_own_zone() -> None:
    assert moment_ms("1970-01-01T01:00:01.5+01:00") == 1_500
