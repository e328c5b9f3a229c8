"""What the rules need to know of the account beside the document of a mode."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Edition (number of the overlay, 1 Standard) and whether the level follows from XP."""

    edition: int = 1
    automatic_level: bool = False
