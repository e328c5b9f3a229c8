"""A catalogue ready for use, with where it came from and how old it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from tarkov_desktop.catalog.findings import DANGLING, Finding
from tarkov_desktop.domain.game import Catalog


class Source(StrEnum):
    """Where a catalogue came from."""

    BUNDLED = "bundled"
    CACHED = "cached"
    LIVE = "live"


class Gating(StrEnum):
    """How far the gates of tasks can be trusted."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    """Gates of two dates are mixed in the facts that travel with the program."""
    MIXED = "mixed"
    """Tasks are older than the overlay by more than two weeks."""


@dataclass(frozen=True, slots=True)
class LoadedCatalog:
    """One catalogue with its origin. ``as_of`` is the date of its tasks, in UTC."""

    catalog: Catalog
    source: Source
    as_of: datetime
    age_s: float
    """Seconds since the data was last known to be current."""
    gating: Gating
    language: str
    problems: tuple[Finding, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """Numbers of records: tasks, objectives, edges, items, traders, maps, stations, crafts, dangling."""
        catalog = self.catalog
        return MappingProxyType(
            {
                "tasks": len(catalog.tasks),
                "objectives": sum(len(task.objectives) for task in catalog.tasks.values()),
                "edges": sum(len(task.requirements) for task in catalog.tasks.values()),
                "items": len(catalog.items),
                "traders": len(catalog.traders),
                "maps": len(catalog.maps),
                "stations": len(catalog.stations),
                "crafts": len(catalog.crafts),
                "dangling": sum(one.count for one in self.problems if one.kind in DANGLING),
            }
        )
