"""What reading somebody's data found on the way: values not taken, each with its place and reason."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class ReadProblem(StrEnum):
    """Why a value was not taken as it stood."""

    NOT_A_NUMBER = "not_a_number"
    NOT_A_BOOL = "not_a_bool"
    NOT_A_TEXT = "not_a_text"
    NOT_AN_OBJECT = "not_an_object"
    NOT_AN_ENTRY = "not_an_entry"
    UNKNOWN_WORD = "unknown_word"
    BAD_KEY = "bad_key"
    OUT_OF_RANGE = "out_of_range"
    """It was moved to the nearest value allowed, or left where moving it would be a guess."""
    TOO_LONG = "too_long"
    """It was cut."""
    TOO_LARGE = "too_large"
    TOO_MANY_UNKNOWN = "too_many_unknown"


class Reported(NamedTuple):
    """One value that was left out or changed: where it stood, and why."""

    path: str
    problem: ReadProblem


class Report:
    """Collects what reading finds; ``path`` is where the value stood in the source."""

    def __init__(self) -> None:
        self._found: list[Reported] = []

    def add(self, path: str, problem: ReadProblem) -> None:
        """Note one value."""
        self._found.append(Reported(path, problem))

    def found(self) -> tuple[Reported, ...]:
        """Return everything noted, in the order of the source."""
        return tuple(self._found)
