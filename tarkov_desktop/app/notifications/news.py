"""What a player may be notified of, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tarkov_desktop.domain.ids import UserId


@dataclass(frozen=True, slots=True)
class MateFinished:
    """A teammate finished a task that is open for the player too. Both names are what the screen may show."""

    user: UserId
    mate: str
    task: str


@dataclass(frozen=True, slots=True)
class MateJoined:
    """Somebody came into the squad."""

    user: UserId
    mate: str


@dataclass(frozen=True, slots=True)
class SquadEnded:
    """The player is in no squad any more, without having left it. ``kind``: kicked, disbanded or unseen."""

    kind: str
    team: str


@dataclass(frozen=True, slots=True)
class SignInEnded:
    """The cloud asks for a sign-in; until then nothing is sent."""


News: TypeAlias = MateFinished | MateJoined | SquadEnded | SignInEnded


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification. ``sentence`` may hold ``{name}``, which stands for ``name``; a click opens ``page``."""

    title: str
    sentence: str
    name: str = ""
    page: str = "team"
    target: str = ""

    @property
    def text(self) -> str:
        """The sentence in one piece."""
        return self.sentence.replace("{name}", self.name)
