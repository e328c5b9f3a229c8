"""How an exchange ended, and how its steps leave it early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.remote import NoAnswer, PullAnswer, PushAnswer, Refused, StatusAnswer, Unreachable


@dataclass(frozen=True, slots=True)
class Synchronised:
    """Everything that could be exchanged was. ``held_back`` scopes wait for a season the server does not name yet."""

    held_back: frozenset[Scope] = frozenset()


SyncOutcome: TypeAlias = Synchronised | NoAnswer
Answer = TypeVar("Answer", PushAnswer, PullAnswer, StatusAnswer)


class HeldBack(Exception):  # noqa: N818 - as below
    """The server does not know the season of this scope yet; the others go on."""


class Stopped(Exception):  # noqa: N818 - carries an answer, it is no error
    """The exchange cannot go on now; ``answer`` says why."""

    def __init__(self, answer: NoAnswer) -> None:
        super().__init__(answer)
        self.answer = answer


def answered(answer: Answer | NoAnswer) -> Answer:
    """Return an answer one can go on with, or leave the exchange with the one that ends it.

    Raises:
        Stopped: it is none.
    """
    if isinstance(answer, Refused | Unreachable):
        raise Stopped(answer)
    return answer
