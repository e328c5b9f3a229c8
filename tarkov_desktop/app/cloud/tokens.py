"""API tokens as the window handles them: what they are, and what stood in the way of making one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tarkov_desktop.app.texts import mark
from tarkov_desktop.remote.token_records import ApiToken, NewApiToken, TokenWish
from tarkov_desktop.sync.remote import NoAnswer, Refused

__all__ = ["PERMISSIONS", "ApiToken", "NewApiToken", "TokenWish", "refusal_words"]

PERMISSIONS: Final[Mapping[str, str]] = {
    "GP": mark("Read my progress"),
    "TP": mark("Read my squad's progress"),
    "WP": mark("Change my progress"),
}
_REFUSALS: Final[Mapping[str, str]] = {
    "invalid_permissions": mark("Choose at least one thing the program may do."),
    "invalid_note": mark("The note is too long."),
    "too_many_tokens": mark("You have as many tokens as one account can have. Revoke one first."),
    "rate_limited": mark("That was too often. Wait a moment and try again."),
    "not_found": mark("This token is gone already."),
}


def refusal_words(answer: NoAnswer) -> str:
    """Return the sentence for *answer*, not translated yet."""
    if isinstance(answer, Refused):
        return _REFUSALS.get(answer.code, mark("The server said no. Nothing was changed."))
    return mark("The server could not be reached. Try again later.")
