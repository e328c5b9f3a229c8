"""What a register may hold: one small judge for each kind of value (progress document 6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.limits import MAX_NOTE_LENGTH, MAX_STORED_NAME_LENGTH

_SIGNATURE: Final = re.compile(r"[0-9a-f]{32}")


def is_shallow(value: JsonValue, depth: int) -> bool:
    """True when arrays and objects lie at most *depth* deep inside one another."""
    match value:
        case dict():
            return depth > 0 and all(is_shallow(inner, depth - 1) for inner in value.values())
        case list():
            return depth > 0 and all(is_shallow(inner, depth - 1) for inner in value)
        case _:
            return True


def is_plain(value: JsonValue) -> bool:
    """True when JSON and PostgreSQL can hold the value: no zero byte, no lone surrogate, no infinity."""
    match value:
        case str():
            return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value)
        case float():
            return value - value == 0
        case dict():
            return all(is_plain(key) and is_plain(inner) for key, inner in value.items())
        case list():
            return all(map(is_plain, value))
        case _:
            return True


def whole_between(least: int, most: int) -> Callable[[JsonValue], bool]:
    """Return the judge of a whole number in a range, both ends included."""
    return lambda value: type(value) is int and least <= value <= most


def number_between(least: float, most: float, decimals: int | None = None) -> Callable[[JsonValue], bool]:
    """Return the judge of a number in a range with at most so many decimals (None: any)."""

    def accepts(value: JsonValue) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            return False
        return decimals is None or round(value, decimals) == value

    return accepts


def is_bool(value: JsonValue) -> bool:
    """True for true and false."""
    return isinstance(value, bool)


def is_name(value: JsonValue) -> bool:
    """True for a name on a card: one trimmed line."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= MAX_STORED_NAME_LENGTH
        and value == value.strip()
        and not any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in value)
    )


def is_note(value: JsonValue) -> bool:
    """True for a note: line feed is its only control character."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= MAX_NOTE_LENGTH
        and not any(letter != "\n" and unicodedata.category(letter) == "Cc" for letter in value)
    )


def is_task_state(value: JsonValue) -> bool:
    """True for the state of a task: both flags, marks only where true, no timestamp."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("complete"), bool)
        and isinstance(value.get("failed"), bool)
        and value.get("active", True) is True
        and value.get("manual", True) is True
        and "timestamp" not in value
    )


def is_module(value: JsonValue) -> bool:
    """True for a station level."""
    return isinstance(value, dict) and isinstance(value.get("complete"), bool) and "timestamp" not in value


def is_gate(value: JsonValue) -> bool:
    """True for a confirmation: its flag, and 32 hex digits of what was confirmed."""
    return (
        isinstance(value, dict)
        and value.keys() == {"confirmed", "signature"}
        and isinstance(value["confirmed"], bool)
        and isinstance(value["signature"], str)
        and _SIGNATURE.fullmatch(value["signature"]) is not None
    )
