"""Resources are found by name, and what is missing is named."""

from __future__ import annotations

import pytest

from tarkov_desktop import resources


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="resources/no-such-thing"):
        resources.read_text("no-such-thing")
