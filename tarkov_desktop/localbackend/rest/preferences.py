"""What the headers ask for: Prefer, Accept, Range, profiles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from tarkov_desktop.localbackend.rest.errors import RestError, not_implemented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import Headers

_CHOICES = {
    "return": {"minimal", "headers-only", "representation"},
    "count": {"exact", "planned", "estimated"},
    "resolution": {"merge-duplicates", "ignore-duplicates"},
    "missing": {"default", "null"},
    "handling": {"strict", "lenient"},
    "tx": {"commit", "rollback"},
}
_JSON_TYPES = {
    "application/json",
    "*/*",
    "application/*",
    "application/vnd.pgrst.array+json",
    "application/vnd.pgrst.array",
}
_OBJECT_TYPES = {"application/vnd.pgrst.object+json", "application/vnd.pgrst.object"}
_PLAN_TYPES = {
    "application/vnd.pgrst.plan": "text",
    "application/vnd.pgrst.plan+text": "text",
    "application/vnd.pgrst.plan+json": "json",
}
_PLAN_OPTIONS = {"analyze", "verbose", "settings", "buffers", "wal"}


@dataclass(frozen=True, slots=True)
class Preferences:
    """The Prefer headers, read; ``applied`` is what the answer repeats in Preference-Applied."""

    returns: Literal["minimal", "headers-only", "representation"] | None = None
    count: Literal["exact", "planned", "estimated"] | None = None
    resolution: Literal["merge-duplicates", "ignore-duplicates"] | None = None
    is_missing_default: bool = False
    is_rollback: bool = False
    max_affected: int | None = None
    timezone: str | None = None
    applied: tuple[str, ...] = ()


def parse_preferences(headers: Headers, timezones: frozenset[str]) -> Preferences:
    """Read every Prefer header.

    Raises:
        RestError: PGRST122, when ``handling=strict`` and something is not known.
    """
    chosen: dict[str, str] = {}
    unknown = []
    for word in (part.strip() for line in headers.getlist("prefer") for part in line.split(",")):
        name, _, value = word.partition("=")
        if (
            (name in _CHOICES and value in _CHOICES[name])
            or (name == "max-affected" and re.fullmatch(r"\d{1,9}", value))
            or (name == "timezone" and value in timezones)
        ):
            chosen.setdefault(name, value)
        elif word:
            unknown.append(word)
    is_strict = chosen.get("handling") == "strict"
    if is_strict and unknown:
        raise RestError(
            400,
            "PGRST122",
            "Invalid preferences given with handling=strict",
            details="Invalid preferences: " + ", ".join(unknown),
        )
    limit = int(chosen["max-affected"]) if is_strict and "max-affected" in chosen else None
    return Preferences(
        returns=cast("Literal['minimal', 'headers-only', 'representation'] | None", chosen.get("return")),
        count=cast("Literal['exact', 'planned', 'estimated'] | None", chosen.get("count")),
        resolution=cast("Literal['merge-duplicates', 'ignore-duplicates'] | None", chosen.get("resolution")),
        is_missing_default=chosen.get("missing") == "default",
        is_rollback=chosen.get("tx") == "rollback",
        max_affected=limit,
        timezone=chosen.get("timezone"),
        applied=tuple(f"{name}={value}" for name, value in chosen.items()),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """The form of the answer: rows, one object, CSV or the plan of the statement."""

    form: Literal["array", "object", "csv", "plan"] = "array"
    is_nulls_stripped: bool = False
    plan_format: str = "text"
    plan_options: tuple[str, ...] = ()
    media_type: str = "application/json; charset=utf-8"


def parse_accept(headers: Headers) -> Answer:
    """The first media type of Accept that can be produced.

    Raises:
        RestError: PGRST107, when there is none.
    """
    for offered in _media_types(headers.get("accept") or "*/*"):
        name, *parameters = [part.strip() for part in offered.split(";")]
        stripped = "nulls=stripped" in parameters
        if name in _OBJECT_TYPES:
            suffix = ";nulls=stripped" if stripped else ""
            media_type = f"application/vnd.pgrst.object+json{suffix}; charset=utf-8"
            return Answer("object", stripped, media_type=media_type)
        if name in _JSON_TYPES:
            if stripped:
                array_type = "application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8"
                return Answer("array", is_nulls_stripped=True, media_type=array_type)
            return Answer()
        if name == "text/csv":
            return Answer("csv", media_type="text/csv; charset=utf-8")
        if name in _PLAN_TYPES:
            return _plan(_PLAN_TYPES[name], parameters)
        if name in {"application/geo+json", "application/openapi+json"}:
            raise not_implemented(f"answers of type {name}")
    raise RestError(406, "PGRST107", f"None of these media types are available: {headers.get('accept')}")


def _media_types(accept: str) -> list[str]:
    quoted_or_plain = re.findall(r'(?:"[^"]*"|[^,"])+', accept)
    return [part.strip() for part in quoted_or_plain]


def _plan(form: str, parameters: Sequence[str]) -> Answer:
    options: list[str] = []
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "options":
            options = [word for word in value.strip('"').split("|") if word]
    unknown = set(options) - _PLAN_OPTIONS
    if unknown:
        raise not_implemented(f"plan option {min(unknown)}")
    media_type = f"application/vnd.pgrst.plan+{form}; charset=utf-8"
    return Answer("plan", plan_format=form, plan_options=tuple(options), media_type=media_type)


@dataclass(frozen=True, slots=True)
class Window:
    """The rows asked for by a Range header: first row, and how many (none: to the end)."""

    offset: int = 0
    limit: int | None = None


def parse_range(headers: Headers) -> Window:
    """Read ``Range: 0-9``; a header of another unit or shape asks for nothing.

    Raises:
        RestError: PGRST103, when the end is before the start.
    """
    found = re.fullmatch(r"(?:items=)?(\d{1,15})-(\d{1,15})?", headers.get("range", "").strip())
    if found is None:
        return Window()
    first, last = int(found[1]), found[2]
    if last is None:
        return Window(first)
    if int(last) < first:
        raise RestError(
            416,
            "PGRST103",
            "Requested range not satisfiable",
            details="The lower boundary must be lower than or equal to the upper boundary in the Range header.",
        )
    return Window(first, int(last) - first + 1)


def choose_schema(headers: Headers, method: str, schemas: Sequence[str]) -> str:
    """The schema named by Accept-Profile or Content-Profile; the first exposed one by default.

    Raises:
        RestError: PGRST106.
    """
    name = headers.get("accept-profile" if method in {"GET", "HEAD"} else "content-profile")
    if name is None:
        return schemas[0]
    if name not in schemas:
        raise RestError(
            406,
            "PGRST106",
            f"Invalid schema: {name}",
            hint=f"Only the following schemas are exposed: {', '.join(schemas)}",
        )
    return name
