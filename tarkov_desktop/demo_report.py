"""What the script of the demonstration says at its end: what each window saw at each step, and how soon."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TypeAlias

Sight: TypeAlias = dict[str, object]
"""What one window shows: own level and tasks, how it stands with the cloud, and the cards of its squad."""


@dataclass(slots=True)
class Step:
    """One step of the script. ``failed`` says what was not seen, "" when everything was."""

    name: str
    saw: dict[str, Sight] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Latency:
    """From a tick in one window to the card of it in a mate's, in ms."""

    by: str
    seen_by: str
    ms: float


@dataclass(slots=True)
class Report:
    """The whole script; good when it was played to its end and everything was seen."""

    steps: list[Step] = field(default_factory=list)
    latencies: list[Latency] = field(default_factory=list)
    is_played_out: bool = False
    stopped: str = ""

    @property
    def is_good(self) -> bool:
        """Whether every claim of the demonstration held."""
        return self.is_played_out and not self.stopped and not any(step.failed for step in self.steps)

    @property
    def median_ms(self) -> float | None:
        """The median latency, None before the first tick was seen."""
        return round(statistics.median(each.ms for each in self.latencies), 1) if self.latencies else None

    def as_json(self) -> dict[str, object]:
        """Return the report as one JSON object."""
        return {
            "isGood": self.is_good,
            "stopped": self.stopped,
            "medianMs": self.median_ms,
            "latencies": [
                {"by": each.by, "seenBy": each.seen_by, "ms": round(each.ms, 1)} for each in self.latencies
            ],
            "steps": [
                {"name": step.name, "saw": step.saw, "pictures": step.pictures, "failed": step.failed}
                for step in self.steps
            ],
        }

    def lines(self) -> list[str]:
        """Return the report for a person."""
        told = [
            f"{'not seen' if step.failed else 'ok':<9} {step.name} {step.failed}".rstrip()
            for step in self.steps
        ]
        if self.latencies:
            told.append(
                f"A tick is on a mate's card after {self.median_ms} ms (median of {len(self.latencies)})."
            )
        return [*told, self.stopped] if self.stopped else told
