"""Lays the community overlay on the records of the source (game-data 6): pure, and repeatable.

Works on undecoded records, because the overlay patches single fields of them. Its strings are literal text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.catalog.errors import DocumentRejectedError
from tarkov_desktop.catalog.findings import FindingKind
from tarkov_desktop.catalog.raw import Place, Record, Tree, gate_identifier, identifier, keyed_records, text
from tarkov_desktop.catalog.wording import literal

_KINDS_OF_TRADER_GATE: Final = frozenset({"level", "reputation"})
_MERGED_BY_ID: Final = frozenset({"objectives", "objectivesAdd", "traderRequirements", "disabled"})
_MANY: Final = 10_000

Records = dict[str, Record]


@dataclass(frozen=True, slots=True)
class Overlay:
    """A valid overlay document, its strings marked as literal text."""

    tree: Record
    version: str
    generated: str

    def section(self, *path: str) -> Record:
        """Return the object at *path*, empty where there is none."""
        found: Tree = self.tree
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}


def read_overlay(tree: Tree) -> Overlay:
    """Return *tree* as an overlay.

    Raises:
        DocumentRejectedError: it is not an object with ``$meta.version``.
    """
    meta = tree.get("$meta") if isinstance(tree, dict) else None
    version = meta.get("version") if isinstance(meta, dict) else None
    if not isinstance(version, str):
        raise DocumentRejectedError("overlay", "it names no version under $meta.version")
    return Overlay(literal(tree), version[:40], text(meta.get("generated"))[:40] if meta else "")


EMPTY_OVERLAY: Final = Overlay({}, "", "")


def merge_tasks(
    tasks: Records, overlay: Overlay, mode_word: str, languages: Iterable[str], place: Place
) -> tuple[Records, frozenset[str]]:
    """Return the patched tasks of one mode, and the ids that the overlay disables.

    *languages* are the language codes whose ``locales`` are laid on last, the less wanted first.
    """
    merged = dict(tasks)
    disabled: set[str] = set()
    for section in (("tasks",), ("modes", mode_word, "tasks")):
        _lay_patches(merged, disabled, overlay.section(*section), place.at(*section))
    for section in (("tasksAdd",), ("modes", mode_word, "tasksAdd")):
        for key, record, _below in keyed_records(overlay.section(*section), place.at(*section), _MANY):
            if key not in disabled:
                merged.setdefault(key, record)
    for code in languages:
        section = ("locales", code, "tasks")
        for key, patch, below in keyed_records(overlay.section(*section), place.at(*section), _MANY):
            if key in merged:
                merged[key] = _patched_task(merged[key], patch, below)
    return merged, frozenset(disabled)


def _lay_patches(merged: Records, disabled: set[str], section: Record, place: Place) -> None:
    for key, patch, below in keyed_records(section, place, _MANY):
        if patch.get("disabled") is True:
            merged.pop(key, None)
            disabled.add(key)
        elif key in merged:
            merged[key] = _patched_task(merged[key], patch, below)
        elif key not in disabled:
            below.note(FindingKind.OVERLAY_UNMATCHED, key)


def merge_prestiges(prestiges: Records, overlay: Overlay, mode_word: str, place: Place) -> Records:
    """Return the patched prestige levels of one mode; an entry for a level the source lacks is left out."""
    merged = dict(prestiges)
    section = overlay.section("modes", mode_word, "prestige")
    for key, patch, below in keyed_records(section, place.at("modes", mode_word, "prestige"), _MANY):
        if key not in merged:
            below.note(FindingKind.OVERLAY_UNMATCHED, key)
            continue
        record = {**merged[key], **{name: value for name, value in patch.items() if name != "conditions"}}
        conditions = _by_id(merged[key].get("conditions"))
        for condition_id, condition, _place in keyed_records(patch.get("conditions"), below, _MANY):
            conditions[condition_id] = {**conditions.get(condition_id, {}), **condition, "id": condition_id}
        record["conditions"] = list(conditions.values())
        merged[key] = record
    return merged


def merge_added(records: Records, overlay: Overlay, section: str, place: Place) -> Records:
    """Return *records* with those of an ``...Add`` section that the source has not."""
    merged = dict(records)
    for key, record, _below in keyed_records(overlay.section(section), place.at(section), _MANY):
        merged.setdefault(key, record)
    return merged


def _patched_task(task: Record, patch: Record, place: Place) -> Record:
    record = {**task, **{name: value for name, value in patch.items() if name not in _MERGED_BY_ID}}
    if isinstance(patch.get("objectives"), Mapping):
        record["objectives"] = _patched_objectives(task.get("objectives"), patch["objectives"], place)
    if isinstance(patch.get("objectivesAdd"), list):
        present = _by_id(record.get("objectives"))
        for key, objective, _place in keyed_records(patch["objectivesAdd"], place, _MANY):
            present.setdefault(key, objective)
        record["objectives"] = list(present.values())
    if isinstance(patch.get("traderRequirements"), list):
        record["traderRequirements"] = _patched_gates(
            task.get("traderRequirements"), patch["traderRequirements"], place
        )
    return record


def _patched_objectives(objectives: Tree, patches: Tree, place: Place) -> list[Record]:
    present = _by_id(objectives)
    for key, patch, below in keyed_records(patches, place.at("objectives"), _MANY):
        if key in present:
            present[key] = {**present[key], **patch}
        else:
            below.note(FindingKind.OVERLAY_UNMATCHED, key)
    return list(present.values())


def _patched_gates(gates: Tree, patches: list[Tree], place: Place) -> list[Record]:
    if not patches:
        return []
    merged: dict[str, Record] = {}
    for gate in gates if isinstance(gates, list) else []:
        key = gate_identifier(gate.get("id")) if isinstance(gate, Mapping) else None
        if key is not None:
            merged[key] = gate
    for patch in patches:
        key = gate_identifier(patch.get("id")) if isinstance(patch, Mapping) else None
        if (
            key is None
            or {**merged.get(key, {}), **patch}.get("requirementType") not in _KINDS_OF_TRADER_GATE
        ):
            place.note(FindingKind.UNKNOWN_REQUIREMENT, "trader requirement of the overlay")
            continue
        merged[key] = {**merged.get(key, {}), **patch}
    return list(merged.values())


def _by_id(value: Tree) -> Records:
    found: Records = {}
    for record in value if isinstance(value, list) else []:
        key = identifier(record)
        if isinstance(record, Mapping) and key is not None:
            found.setdefault(key, record)
    return found
