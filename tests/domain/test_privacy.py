"""What the player keeps off the screen."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.privacy import is_hidden, is_streaming


@pytest.mark.parametrize(
    ("value", "expected"), [(True, True), (False, False), ("true", False), (None, False)]
)
def test_streamer_mode_is_on_only_when_the_account_says_so(value: JsonValue, expected: object) -> None:
    account = Document({"preferences/streamerMode": Entry(value, 1)})

    assert is_streaming(account) is expected
    assert not is_streaming(Document())


def test_only_the_mate_who_was_hidden_is_hidden() -> None:
    account = Document({"preferences/teamHide/mira": Entry(value=True, ms=1)})

    assert is_hidden(account, UserId("mira"))
    assert not is_hidden(account, UserId("anton"))
