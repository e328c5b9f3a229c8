"""Registers: the grammar of paths, the values each may hold, and what "never written" means there.

Progress document, section 6 and 8. The same checks run in the edge functions and in SQL; the words returned
are those of the server (``invalid_path``, ``invalid_value``, ``value_too_large``).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from tarkov_desktop.domain.document import Entry, JsonValue, escape_key, unescape_key
from tarkov_desktop.domain.ids import (
    ACCOUNT_SCOPE,
    MODES,
    GameMode,
    ObjectiveId,
    PartId,
    SkillId,
    StationLevelId,
    TaskId,
    TraderId,
)
from tarkov_desktop.domain.limits import (
    MAX_COUNT,
    MAX_EDITION,
    MAX_KEY_LENGTH,
    MAX_LEVEL,
    MAX_PATH_BYTES,
    MAX_PRESTIGE,
    MAX_REGISTERS,
    MAX_REPUTATION,
    MAX_SCOPE_BYTES,
    MAX_SKILL,
    MAX_TRADER_LEVEL,
    MAX_UNKNOWN_REGISTERS,
    MAX_VALUE_BYTES,
    MAX_VALUE_DEPTH,
    MAX_XP_OFFSET,
    REPUTATION_DECIMALS,
)
from tarkov_desktop.domain.preferences import PREFERENCE_OF_NAME, TEAM_HIDE
from tarkov_desktop.domain.register_values import (
    is_bool,
    is_gate,
    is_module,
    is_name,
    is_note,
    is_plain,
    is_shallow,
    is_task_state,
    number_between,
    whole_between,
)

INVALID_PATH: Final = "invalid_path"
INVALID_VALUE: Final = "invalid_value"
VALUE_TOO_LARGE: Final = "value_too_large"
TOO_MANY_REGISTERS: Final = "too_many_registers"
TOO_MANY_UNKNOWN: Final = "too_many_unknown"
SCOPE_TOO_LARGE: Final = "scope_too_large"

FACTIONS: Final = ("USEC", "BEAR")

LEVEL: Final = "level"
FACTION: Final = "pmcFaction"
DISPLAY_NAME: Final = "displayName"
XP_OFFSET: Final = "xpOffset"
PRESTIGE: Final = "prestigeLevel"
GAME_EDITION: Final = "gameEdition"
CURRENT_GAME_MODE: Final = "currentGameMode"

_LEAF: Final = re.compile(r"[A-Za-z0-9_]{1,64}")
_STRAY_PERCENT: Final = re.compile(r"%(?!25|2F)")
_REGISTER_OVERHEAD_BYTES: Final = 32


def task_path(task: TaskId) -> str:
    """Return the path of a task's state."""
    return f"taskCompletions/{escape_key(task)}"


def objective_path(objective: ObjectiveId | str, leaf: str) -> str:
    """Return the path of ``complete`` or ``count`` (or an unknown leaf) of an objective."""
    return f"taskObjectives/{escape_key(objective)}/{leaf}"


def module_path(level: StationLevelId) -> str:
    """Return the path of a station level."""
    return f"hideoutModules/{escape_key(level)}"


def part_path(part: PartId, leaf: str) -> str:
    """Return the path of ``complete`` or ``count`` of an item requirement of the hideout."""
    return f"hideoutParts/{escape_key(part)}/{leaf}"


def trader_path(trader: TraderId, leaf: str) -> str:
    """Return the path of a trader's stated ``level`` or ``reputation``."""
    return f"traders/{escape_key(trader)}/{leaf}"


def skill_offset_path(skill: SkillId) -> str:
    """Return the path of the correction on top of a skill's levels given by tasks."""
    return f"skillOffsets/{escape_key(skill)}"


def note_path(task: TaskId) -> str:
    """Return the path of a private note."""
    return f"taskNotes/{escape_key(task)}"


def ignored_path(task: TaskId) -> str:
    """Return the path of the mark "I will not do this"."""
    return f"ignoredTasks/{escape_key(task)}"


def pinned_path(task: TaskId) -> str:
    """Return the path of the mark "shown first"."""
    return f"pinnedTasks/{escape_key(task)}"


def gate_path(task: TaskId) -> str:
    """Return the path of a confirmed gate."""
    return f"taskGates/{escape_key(task)}"


def preference_path(name: str, key: str | None = None) -> str:
    """Return the path of a synced preference, scope ``account``."""
    return f"preferences/{name}" if key is None else f"preferences/{name}/{escape_key(key)}"


def check_write(scope: GameMode, path: str, value: JsonValue) -> str | None:
    """Return the server's word for what is wrong with a write, None when it is good.

    >>> check_write(GameMode("pvp"), "level", 101)
    'invalid_value'
    """
    if not 0 < len(path.encode("utf-8", "surrogatepass")) <= MAX_PATH_BYTES:
        return INVALID_PATH
    problem = check_json(value)
    if problem is not None:
        return problem
    register = _register(scope, path)
    if register is None:
        return INVALID_PATH
    if value is None:
        return None if register.neutral is None else INVALID_VALUE
    return None if register.accepts(value) else INVALID_VALUE


def neutral(path: str, *, scope: GameMode = MODES[0], current: JsonValue = None) -> JsonValue:
    """Return the value that means "nothing here" at *path*: what undo of a first write and replace write.

    A withdrawn gate keeps its signature, so *current* (the value there now) is needed for gates.

    Raises:
        ValueError: *path* is not a path of *scope*.
    """
    register = _register(scope, path)
    if register is None:
        raise ValueError(f"not a register path: {path!r}")
    if path.startswith("taskGates/") and isinstance(current, dict):
        return {**current, "confirmed": False}
    return register.neutral


def is_unknown(scope: GameMode, path: str) -> bool:
    """True for ``x/…`` and unknown leaves: kept for a newer version, limited in number."""
    register = _register(scope, path)
    return register is not None and register is _ANYTHING


def same_value(one: JsonValue, other: JsonValue) -> bool:
    """True when two JSON values are the same, telling true from 1 (Python does not).

    >>> same_value(True, 1), same_value({"a": 1}, {"a": 1})
    (False, True)
    """
    if one != other:
        return False
    if isinstance(one, bool | int | float | str) or one is None:
        return isinstance(one, bool) == isinstance(other, bool)
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def value_bytes(value: JsonValue) -> int:
    """Return the size the server measures: the bytes of PostgreSQL's text of the value."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def register_bytes(path: str, value: JsonValue) -> int:
    """Return what one register takes of its scope's budget."""
    return value_bytes(path) + value_bytes(value) + _REGISTER_OVERHEAD_BYTES


def check_scope(scope: GameMode, entries: Mapping[str, Entry]) -> str | None:
    """Return the server's word for a limit that the registers of one scope exceed, None when they fit."""
    if len(entries) > MAX_REGISTERS:
        return TOO_MANY_REGISTERS
    if sum(is_unknown(scope, path) for path in entries) > MAX_UNKNOWN_REGISTERS:
        return TOO_MANY_UNKNOWN
    if sum(register_bytes(path, entry.value) for path, entry in entries.items()) > MAX_SCOPE_BYTES:
        return SCOPE_TOO_LARGE
    return None


def check_json(value: JsonValue) -> str | None:
    """Return what makes *value* unfit for any register: size, depth, text that JSON or SQL cannot hold."""
    if not is_shallow(value, MAX_VALUE_DEPTH):
        return VALUE_TOO_LARGE
    if not is_plain(value):
        return INVALID_VALUE
    return VALUE_TOO_LARGE if value_bytes(value) > MAX_VALUE_BYTES else None


def is_key(key: str) -> bool:
    """True when *key* (not escaped) may name an entry."""
    return (
        0 < len(key) <= MAX_KEY_LENGTH
        and not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in key)
        and unicodedata.is_normalized("NFC", key)
    )


class _Register(NamedTuple):
    """What one kind of register accepts beside null, and its neutral value."""

    accepts: Callable[[JsonValue], bool]
    neutral: JsonValue


_ANYTHING: Final = _Register(lambda _: True, None)
_AMOUNT: Final = {
    "complete": _Register(is_bool, neutral=False),
    "count": _Register(whole_between(0, MAX_COUNT), 0),
}

_SCALARS: Final[Mapping[str, _Register]] = {
    LEVEL: _Register(whole_between(1, MAX_LEVEL), 1),
    FACTION: _Register(lambda value: value in FACTIONS, FACTIONS[0]),
    DISPLAY_NAME: _Register(is_name, None),
    XP_OFFSET: _Register(whole_between(-MAX_XP_OFFSET, MAX_XP_OFFSET), 0),
    PRESTIGE: _Register(whole_between(0, MAX_PRESTIGE), 0),
}

_OF_KEY: Final[Mapping[str, _Register]] = {
    "skills": _Register(number_between(0, MAX_SKILL), None),
    "skillOffsets": _Register(whole_between(-MAX_SKILL, MAX_SKILL), 0),
    "taskCompletions": _Register(is_task_state, {"complete": False, "failed": False}),
    "hideoutModules": _Register(is_module, {"complete": False}),
    "taskNotes": _Register(is_note, None),
    "ignoredTasks": _Register(is_bool, neutral=False),
    "pinnedTasks": _Register(is_bool, neutral=False),
    "taskGates": _Register(is_gate, {"confirmed": False, "signature": "0" * 32}),
    "x": _ANYTHING,
}

_OF_LEAF: Final[Mapping[str, Mapping[str, _Register]]] = {
    "traders": {
        "level": _Register(whole_between(0, MAX_TRADER_LEVEL), None),
        "reputation": _Register(number_between(-MAX_REPUTATION, MAX_REPUTATION, REPUTATION_DECIMALS), None),
    },
    "taskObjectives": _AMOUNT,
    "hideoutParts": _AMOUNT,
}

DOCUMENT_FIELDS: Final = frozenset({*_SCALARS, *(_OF_KEY.keys() - {"x"}), *_OF_LEAF, "seasonNumber"})
"""Names of a document's own fields; an extra (``x/…``) must not shadow one."""

_ACCOUNT_SCALARS: Final[Mapping[str, _Register]] = {
    GAME_EDITION: _Register(whole_between(1, MAX_EDITION), 1),
    CURRENT_GAME_MODE: _Register(lambda value: value in MODES, MODES[0]),
}


def _register(scope: GameMode, path: str) -> _Register | None:
    """Return what *path* may hold, None when the grammar of *scope* has no such path."""
    parts = path.split("/")
    if len(parts) > 1 and not _is_escaped_key(parts[1]):
        return None
    return _account_register(parts) if scope == ACCOUNT_SCOPE else _progress_register(parts)


def _progress_register(parts: list[str]) -> _Register | None:
    match parts:
        case [field]:
            return _SCALARS.get(field)
        case ["x", key] if unescape_key(key) in DOCUMENT_FIELDS:
            return None
        case [field, _]:
            return _OF_KEY.get(field)
        case [field, _, leaf] if field in _OF_LEAF:
            known = _OF_LEAF[field].get(leaf)
            may_be_unknown = field != "traders" and leaf != "timestamp" and _LEAF.fullmatch(leaf)
            return known or (_ANYTHING if may_be_unknown else None)
        case _:
            return None


def _account_register(parts: list[str]) -> _Register | None:
    match parts:
        case [field]:
            return _ACCOUNT_SCALARS.get(field)
        case ["x", _]:
            return _ANYTHING
        case ["preferences", name] if name in PREFERENCE_OF_NAME:
            return _Register(PREFERENCE_OF_NAME[name].accepts, None)
        case ["preferences", name] if name != TEAM_HIDE and _LEAF.fullmatch(name):
            return _ANYTHING
        case ["preferences", name, key] if name not in PREFERENCE_OF_NAME and _LEAF.fullmatch(name):
            shape = _Register(is_bool, None) if name == TEAM_HIDE else _ANYTHING
            return shape if _is_escaped_key(key) else None
        case _:
            return None


def _is_escaped_key(text: str) -> bool:
    return _STRAY_PERCENT.search(text) is None and is_key(unescape_key(text))
