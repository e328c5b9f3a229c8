"""Single values of foreign data: "15" is fifteen, "TRUE" is true, and what is neither is left (progress document 7)."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.limits import REPUTATION_DECIMALS

SECONDS_BELOW: Final = 10**11
"""A timestamp below this is in seconds; in milliseconds it would lie before March 1973."""
MAX_MS: Final = 2**53 - 1

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")


def read_number(value: JsonValue) -> float | None:
    """Return a number, or the number that a text holds; None for anything else, infinities included.

    >>> read_number(" 4.5 "), read_number(True), read_number("1e999")
    (4.5, None, None)
    """
    if isinstance(value, str):
        text = value.strip()
        if not text.isascii() or _NUMBER.fullmatch(text) is None:
            return None
        value = float(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def read_whole(value: JsonValue, least: int, most: int) -> tuple[int, bool] | None:
    """Return a whole number truncated and kept within a range, and whether it had to be moved; None if none.

    >>> read_whole("4.9", 1, 100), read_whole(-3, 1, 100), read_whole("abc", 1, 100)
    ((4, False), (1, True), None)
    """
    number = read_number(value)
    if number is None or abs(number) >= MAX_PLAUSIBLE:
        return None
    whole = math.trunc(number)
    kept = max(least, min(whole, most))
    return kept, kept != whole


def read_reputation(value: JsonValue) -> float | None:
    """Return a reputation rounded to four decimals, half away from zero; None if it is no number."""
    number = read_number(value)
    if number is None or abs(number) >= MAX_PLAUSIBLE:
        return None
    quantum = Decimal(1).scaleb(-REPUTATION_DECIMALS)
    return float(Decimal(str(number)).quantize(quantum, rounding=ROUND_HALF_UP))


def read_bool(value: JsonValue) -> bool | None:
    """Return true or false for those, 1, 0 and the words in any case; None for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return value == 1
    if isinstance(value, str):
        return _BOOL_WORDS.get(value.strip().casefold())
    return None


def read_timestamp(value: JsonValue) -> int:
    """Return Unix milliseconds, 0 when there is none: small numbers are seconds."""
    number = read_number(value)
    if number is None or number < 0 or isinstance(value, str):
        return 0
    ms = math.trunc(number)
    return min(MAX_MS, ms * 1000 if ms < SECONDS_BELOW else ms)


MAX_PLAUSIBLE: Final = 1e15
"""A number beyond this is no value of a game but an accident (1e308), and takes the default."""

_BOOL_WORDS: Final = {"true": True, "false": False, "1": True, "0": False}
