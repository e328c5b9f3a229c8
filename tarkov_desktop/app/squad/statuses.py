"""What a member says of themselves, as long as it holds. Pure."""

from __future__ import annotations

from typing import NamedTuple

from tarkov_desktop.app.moments import moment_ms
from tarkov_desktop.app.squad.state import Card


class Stated(NamedTuple):
    """What a member says of themselves; ``map`` is the word of a map."""

    kind: str = "none"
    map: str | None = None
    until_ms: int | None = None


def status_now(card: Card, now_ms: int) -> Stated:
    """Return what a member says of themselves, unless its time is over."""
    until_ms = moment_ms(card.status.until)
    if until_ms is not None and until_ms <= now_ms:
        return Stated()
    return Stated(card.status.kind, card.status.map, until_ms)
