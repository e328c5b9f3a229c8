"""What ``doctor`` says about the game data of a mode: where it is from, how much of it there is, what was odd."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from tarkov_desktop.catalog.findings import DANGLING, Finding, FindingKind
from tarkov_desktop.catalog.loaded import Gating, LoadedCatalog, Source
from tarkov_desktop.domain.ids import GameMode

_UNKNOWN_KINDS: Final = frozenset(
    {FindingKind.UNKNOWN_OBJECTIVE_TYPE, FindingKind.UNKNOWN_REQUIREMENT, FindingKind.UNKNOWN_STATUS}
)


class ModeDiagnosis(msgspec.Struct, frozen=True, gc=False):
    """The state of the game data of one mode; goes to people as lines and to programs as JSON."""

    mode: GameMode
    version: str
    source: Source
    as_of: str
    """Date of the tasks, UTC."""
    age_s: float
    gating: Gating
    language: str
    tasks: int
    objectives: int
    edges: int
    """Prerequisites of tasks."""
    items: int
    traders: int
    maps: int
    stations: int
    crafts: int
    disabled: int
    dangling: int
    """References to records that are not there; zero for bundled facts."""
    unknown: tuple[Finding, ...]
    """Objective types, requirement kinds and status words that the program does not know."""
    others: tuple[Finding, ...]


def diagnose(loaded: LoadedCatalog) -> ModeDiagnosis:
    """Return the state of *loaded*."""
    counts = loaded.counts
    return ModeDiagnosis(
        mode=loaded.catalog.mode,
        version=loaded.catalog.version,
        source=loaded.source,
        as_of=f"{loaded.as_of:%Y-%m-%d}",
        age_s=round(loaded.age_s),
        gating=loaded.gating,
        language=loaded.language,
        tasks=counts["tasks"],
        objectives=counts["objectives"],
        edges=counts["edges"],
        items=counts["items"],
        traders=counts["traders"],
        maps=counts["maps"],
        stations=counts["stations"],
        crafts=counts["crafts"],
        disabled=len(loaded.catalog.disabled),
        dangling=counts["dangling"],
        unknown=tuple(one for one in loaded.problems if one.kind in _UNKNOWN_KINDS),
        others=tuple(one for one in loaded.problems if one.kind not in _UNKNOWN_KINDS | DANGLING),
    )


def lines(diagnoses: Sequence[ModeDiagnosis]) -> list[str]:
    """Return the diagnoses as lines for the terminal, one block per mode."""
    found = []
    for one in diagnoses:
        found.append(
            f"{one.mode}: {one.source} data of {one.as_of} ({one.version}), {_age(one.age_s)} old,"
            f" gates {one.gating}, language {one.language}"
        )
        found.append(
            f"  {one.tasks} tasks, {one.objectives} objectives, {one.edges} prerequisites, {one.items} items,"
            f" {one.traders} traders, {one.maps} maps, {one.stations} stations, {one.crafts} crafts"
        )
        found.append(
            f"  {one.dangling} references lead nowhere, {one.disabled} tasks are disabled by the overlay"
        )
        found.extend(f"  {two.kind}: {two.word} ({two.count})" for two in one.unknown)
        if one.others:
            found.append(
                f"  {sum(two.count for two in one.others)} other oddities, first: {_first(one.others[0])}"
            )
    return found


def _age(seconds: float) -> str:
    days, hours, minutes = seconds // 86_400, seconds // 3_600, seconds // 60
    for number, unit in ((days, "days"), (hours, "h")):
        if number >= 1:
            return f"{number:.0f} {unit}"
    return f"{minutes:.0f} min"


def _first(finding: Finding) -> str:
    return f"{finding.kind}, {finding.word}, at {finding.where}"
