"""The invented people of the demonstration and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tarkov_desktop.localbackend.auth import Person

VIEWER = Person("Vera")
"""Whom the program is signed in as."""

MATES = tuple(
    Person(name) for name in ("Milo", "Ines", "Tomas", "Jun", "Oda", "Piet", "Lale", "Ravi", "Noor")
)
TEAM_NAME = "Night shift"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody has come at the beginning."""

    level: int
    faction: str
    done_share: float  # of the tasks their level allows


def standing_of(random: Random) -> Standing:
    """An invented standing: somewhere in the middle of the game, so that there is something to do and to show."""
    return Standing(
        level=random.randint(12, 42),
        faction=random.choice(("USEC", "BEAR")),
        done_share=random.uniform(0.35, 0.85),
    )
