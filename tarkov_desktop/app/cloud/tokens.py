"""API tokens as the window handles them: what they are, and what stood in the way of making one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tarkov_desktop.app.texts import _, duration, mark
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
    "invalid_expiry": mark("The end must lie ahead, for a short token at most a year. Choose another one."),
    "rate_limited": mark("That was too often. Nothing was changed."),
    "not_found": mark("This token is gone already."),
}


def refusal_words(answer: NoAnswer) -> str:
    """Return the sentence for *answer*, with the time to wait where the server told one."""
    if not isinstance(answer, Refused):
        return _("The server could not be reached. Try again later.")
    words = _(_REFUSALS.get(answer.code, mark("The server said no. Nothing was changed.")))
    if answer.retry_after_s is not None:
        words += " " + _("Try again in {time}.").format(time=duration(max(1, round(answer.retry_after_s))))
    return words
