"""From a query string to a ``Query``. Grammar: PostgREST documentation, "Tables and Views" and "Resource Embedding"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tarkov_desktop.localbackend.rest.cursor import Cursor
from tarkov_desktop.localbackend.rest.errors import parse_error
from tarkov_desktop.localbackend.rest.parse_filter import parse_filter, parse_logic
from tarkov_desktop.localbackend.rest.parse_select import json_steps, parse_order, parse_select
from tarkov_desktop.localbackend.rest.query import (
    Condition,
    EmbedPath,
    FieldPath,
    Item,
    OrderTerm,
    Query,
    Scope,
    Star,
)


def parse_query(pairs: Iterable[tuple[str, str]]) -> Query:
    """Read the decoded pairs of a query string.

    Raises:
        RestError: PGRST100, with the part that cannot be read.
    """
    items: tuple[Item, ...] = (Star(),)
    columns: tuple[str, ...] | None = None
    on_conflict: tuple[str, ...] | None = None
    scopes: dict[EmbedPath, _ScopeParts] = defaultdict(_ScopeParts)
    for key, value in pairs:
        if key == "select":
            items = parse_select(value)
        elif key == "columns":
            columns = _names(value)
        elif key == "on_conflict":
            on_conflict = _names(value)
        else:
            _read_scoped(key, value, scopes)
    return Query(items, {path: parts.freeze() for path, parts in scopes.items()}, columns, on_conflict)


class _ScopeParts:
    """A ``Scope`` while it is being collected."""

    def __init__(self) -> None:
        self.conditions: list[Condition] = []
        self.order: tuple[OrderTerm, ...] = ()
        self.limit: int | None = None
        self.offset: int | None = None

    def freeze(self) -> Scope:
        return Scope(tuple(self.conditions), self.order, self.limit, self.offset)


def _read_scoped(key: str, value: str, scopes: dict[EmbedPath, _ScopeParts]) -> None:
    cursor = Cursor(key)
    path = [cursor.name()]
    while cursor.take("."):
        path.append(cursor.name())
    last = path[-1]
    embed, steps = tuple(path[:-1]), json_steps(cursor)
    cursor.expect_end()
    if steps:
        scopes[embed].conditions.append(parse_filter(FieldPath(last, steps), value))
    elif last in {"and", "or"}:
        is_negated = len(path) > 1 and path[-2] == "not"
        owner = embed[:-1] if is_negated else embed
        scopes[owner].conditions.append(parse_logic(last, value, is_negated=is_negated))
    elif last == "order":
        scopes[embed].order = parse_order(value)
    elif last == "limit":
        scopes[embed].limit = _count(value, "limit")
    elif last == "offset":
        scopes[embed].offset = _count(value, "offset")
    else:
        scopes[embed].conditions.append(parse_filter(FieldPath(last), value))


def _count(value: str, name: str) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > 18:  # noqa: PLR2004 - digits that fit a bigint
        raise parse_error(f'"failed to parse {name} ({value[:40]})"', "expected a non-negative integer")
    return int(value)


def _names(value: str) -> tuple[str, ...]:
    cursor = Cursor(value)
    names = [cursor.name()]
    while cursor.take(","):
        names.append(cursor.name())
    cursor.expect_end()
    return tuple(names)
