"""What happened in a squad, read from two views of it: for the list on the page, and for notifications. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tarkov_desktop.domain.ids import TaskId, UserId

if TYPE_CHECKING:
    from tarkov_desktop.app.squad.state import Card, Squad  # which keeps happenings in its view

UNHEARD: Final = (0, 0)
"""The order of a card of whose progress the server knows nothing yet."""
KEPT: Final = 30
"""How many happenings a view remembers."""


class What(StrEnum):
    """The kinds of happenings; those of the status carry the words that the server uses."""

    FINISHED = "finished"
    FAILED = "failed"
    REOPENED = "reopened"
    LEVEL = "level"
    LOOKING = "looking"
    READY = "ready"
    IN_RAID = "in_raid"
    AWAY = "away"
    JOINED = "joined"
    LEFT = "left"


STATUSES: Final = frozenset({What.LOOKING, What.READY, What.IN_RAID, What.AWAY})


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing a member did. ``name`` is None where nobody knows it; ``map`` is the word of a map, ``level`` 0 for none.

    It carries the name because who left has no card any more.
    """

    what: What
    user: UserId
    name: str | None
    at_ms: int
    task: TaskId | None = None
    level: int = 0
    map: str | None = None


def happenings(before: Squad | None, after: Squad | None, *, now_ms: int) -> tuple[Happening, ...]:
    """Return what happened between two views of one team, in the order of its members; nothing for another team."""
    if before is None or after is None or before.team.id != after.team.id:
        return ()
    found = [
        Happening(What.LEFT, user, card.name, now_ms)
        for user, card in before.cards.items()
        if user not in after.cards
    ]
    for user, card in after.cards.items():
        old = before.cards.get(user)
        if old is None:
            found.append(Happening(What.JOINED, user, card.name, now_ms))
        elif old is not card:
            found += _of_card(old, card, now_ms)
    return tuple(found)


def _of_card(old: Card, card: Card, now_ms: int) -> list[Happening]:
    found = []
    deed = card.last_deed
    if deed is not None and deed != old.last_deed:
        what = What.FAILED if deed.is_failed else What.FINISHED if deed.is_complete else What.REOPENED
        found.append(Happening(what, card.user, card.name, deed.at_ms or now_ms, task=deed.task))
    # Of somebody of whom the server had no progress yet, a first level is no news.
    is_first = old.level is None or old.order == UNHEARD
    if not is_first and (card.level or 0) > (old.level or 0):
        found.append(Happening(What.LEVEL, card.user, card.name, now_ms, level=card.level or 0))
    status = card.status
    if status.kind in STATUSES and (status.kind, status.map) != (old.status.kind, old.status.map):
        found.append(Happening(What(status.kind), card.user, card.name, now_ms, map=status.map))
    return found
