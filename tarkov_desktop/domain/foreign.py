"""Whose file is this: the outer shapes progress comes in, and what each holds per mode (progress document 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import MODES, PVE, PVP, SEASONAL, GameMode
from tarkov_desktop.domain.limits import MAX_SEASON
from tarkov_desktop.domain.publishing import COLUMN_OF_MODE
from tarkov_desktop.domain.scalars import read_whole

FORMAT: Final = "tarkov-desktop-progress"
VERSION: Final = 1


class Shape(StrEnum):
    """The shapes known, in the order they are tried."""

    OURS = "ours"
    ROW = "row"
    WEB_STATE = "web_state"
    WEB_STORAGE = "web_storage"
    FLAT = "flat"
    API = "api"


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a file holds, not read yet. A flat one is filed under ``pvp`` until the player says otherwise."""

    shape: Shape
    modes: Mapping[GameMode, JsonValue]
    edition: JsonValue = None
    season: int = 0
    stamps: Mapping[str, JsonValue] = field(default_factory=dict)
    preferences: Mapping[str, JsonValue] = field(default_factory=dict)
    catalog: Mapping[str, JsonValue] = field(default_factory=dict)


class Unreadable(StrEnum):
    """Why a file is refused as a whole; nothing is changed."""

    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    TOO_DEEP = "too_deep"
    TOO_MANY_VALUES = "too_many_values"
    NOT_PROGRESS = "not_progress"
    NEWER_VERSION = "newer_version"
    BAD_VERSION = "bad_version"
    OVER_LIMITS = "over_limits"
    """A mode would exceed what the server takes of one document."""


Keys = dict[str, JsonValue]


def recognise(source: JsonValue) -> Foreign | Unreadable:
    """Return what *source* holds, or why it is not progress we know."""
    if not isinstance(source, dict):
        return Unreadable.NOT_PROGRESS
    if source.get("format") == FORMAT:
        return _ours(source)
    if "pvp_data" in source or "pve_data" in source:
        return _row(source, Shape.ROW)
    inner = source.get("data")
    if "pvp" in source or "pve" in source:
        return _web_state(source, Shape.WEB_STATE)
    if isinstance(inner, dict) and ("pvp" in inner or "pve" in inner):
        return _web_state(inner, Shape.WEB_STORAGE)
    if source.keys() & {"level", "taskCompletions", "taskObjectives"}:
        own = {key: value for key, value in source.items() if key not in _ACCOUNT_KEYS}
        return Foreign(Shape.FLAT, {PVP: own}, source.get("gameEdition"))
    if isinstance(inner, dict) and isinstance(inner.get("tasksProgress"), list):
        return _api(inner, source.get("meta"))
    return Unreadable.NOT_PROGRESS


def _ours(source: Keys) -> Foreign | Unreadable:
    version = source.get("version")
    if type(version) is not int or version < 1:
        return Unreadable.BAD_VERSION
    if version > VERSION:
        return Unreadable.NEWER_VERSION
    progress = source.get("progress")
    if not isinstance(progress, dict):
        return Unreadable.NOT_PROGRESS
    row = _row(progress, Shape.OURS)
    return Foreign(
        Shape.OURS,
        row.modes,
        row.edition,
        row.season,
        stamps=_keys(source.get("stamps")),
        preferences=_keys(source.get("preferences")),
        catalog=_keys(source.get("catalog")),
    )


def _row(source: Keys, shape: Shape) -> Foreign:
    modes = {mode: source[column] for mode, column in COLUMN_OF_MODE.items() if column in source}
    season = _season(modes.get(SEASONAL))
    return Foreign(shape, modes, source.get("game_edition"), season)


def _web_state(source: Keys, shape: Shape) -> Foreign:
    modes = {mode: source[mode] for mode in MODES if mode in source}
    return Foreign(shape, modes, source.get("gameEdition"), _season(modes.get(SEASONAL)))


def _api(answer: Keys, meta: JsonValue) -> Foreign:
    mode = _keys(meta).get("gameMode")
    document: Keys = {
        "taskCompletions": _by_id(answer.get("tasksProgress")),
        "taskObjectives": _by_id(answer.get("taskObjectivesProgress")),
        "hideoutModules": _by_id(answer.get("hideoutModulesProgress")),
        "hideoutParts": _by_id(answer.get("hideoutPartsProgress")),
        "displayName": answer.get("displayName"),
        "level": answer.get("playerLevel"),
        "pmcFaction": answer.get("pmcFaction"),
    }
    found = _MODE_WORDS.get(mode, PVP) if isinstance(mode, str) else PVP
    return Foreign(Shape.API, {found: document}, answer.get("gameEdition"))


def _by_id(rows: JsonValue) -> Keys:
    """Return a list of ``{id, …}`` as a map; ``invalid`` is the web's own derivation and says nothing."""
    found: Keys = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            found[str(row["id"])] = {
                key: value for key, value in row.items() if key not in {"id", "invalid"} and value is not None
            }
    return found


def _season(document: JsonValue) -> int:
    read = read_whole(_keys(document).get("seasonNumber"), 1, MAX_SEASON)
    return 0 if read is None or read[1] else read[0]


def _keys(value: JsonValue) -> Keys:
    return value if isinstance(value, dict) else {}


_MODE_WORDS: Final = {"pvp": PVP, "regular": PVP, "pve": PVE, "seasonal": SEASONAL, "pvp-season": SEASONAL}
_ACCOUNT_KEYS: Final = frozenset({"gameEdition", "currentGameMode", "gameMode"})
