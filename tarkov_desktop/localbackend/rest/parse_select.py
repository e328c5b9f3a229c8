"""What a request wants to see: the values of ``select=`` and ``order=``."""

from __future__ import annotations

from typing import Literal, cast

from tarkov_desktop.localbackend.rest.cursor import Cursor
from tarkov_desktop.localbackend.rest.errors import RestError
from tarkov_desktop.localbackend.rest.query import Column, Embed, FieldPath, Item, JsonStep, OrderTerm, Star

_AGGREGATES = {"count", "sum", "avg", "min", "max"}
_MAX_DEPTH = 40  # nested parentheses; far beyond any honest request, far below Python's own limit


def parse_select(text: str) -> tuple[Item, ...]:
    """Read the value of ``select=``; an empty one means every column."""
    if not text.strip():
        return (Star(),)
    cursor = Cursor(text)
    items = _items(cursor, 0)
    cursor.expect_end()
    return items


def _items(cursor: Cursor, depth: int) -> tuple[Item, ...]:
    if depth > _MAX_DEPTH:
        raise cursor.error("resources are nested too deep")
    items = [_item(cursor, depth)]
    while cursor.take(","):
        items.append(_item(cursor, depth))
    return tuple(items)


def _item(cursor: Cursor, depth: int) -> Item:
    cursor.skip_spaces()
    is_spread = cursor.take("...")
    if not is_spread and cursor.take("*"):
        return Star()
    name, alias = cursor.name(), None
    if cursor.peek(":") and not cursor.peek("::"):
        cursor.take(":")
        alias, name = name, cursor.name()
    if cursor.peek("!") or cursor.peek("("):
        return _embed(cursor, name, alias, depth, is_spread=is_spread)
    if is_spread:
        raise cursor.error("a spread needs a resource")
    path = FieldPath(name, json_steps(cursor))
    if cursor.peek("."):
        raise RestError(400, "PGRST123", "Use of aggregate functions is not allowed")
    column_cast = cursor.type_name() if cursor.take("::") else None
    return Column(path, alias, column_cast)


def _embed(cursor: Cursor, target: str, alias: str | None, depth: int, *, is_spread: bool) -> Embed:
    hint, is_inner = None, False
    while cursor.take("!"):
        word = cursor.name()
        if word == "inner":
            is_inner = True
        elif word != "left":
            hint = word
    cursor.expect("(")
    cursor.skip_spaces()
    items = () if cursor.peek(")") else _items(cursor, depth + 1)
    cursor.expect(")")
    if not items and target in _AGGREGATES:
        raise RestError(400, "PGRST123", "Use of aggregate functions is not allowed")
    return Embed(target, items, alias, hint, is_inner, is_spread)


def parse_order(text: str) -> tuple[OrderTerm, ...]:
    """Read the value of ``order=``."""
    cursor = Cursor(text)
    terms = [_order_term(cursor)]
    while cursor.take(","):
        terms.append(_order_term(cursor))
    cursor.expect_end()
    return tuple(terms)


def _order_term(cursor: Cursor) -> OrderTerm:
    name, relation = cursor.name(), None
    if cursor.take("("):
        relation, name = name, cursor.name()
        path = FieldPath(name, json_steps(cursor))
        cursor.expect(")")
    else:
        path = FieldPath(name, json_steps(cursor))
    direction: Literal["asc", "desc"] | None = None
    nulls: Literal["first", "last"] | None = None
    while cursor.take("."):
        word = cursor.name()
        if word in {"asc", "desc"} and direction is None and nulls is None:
            direction = cast("Literal['asc', 'desc']", word)
        elif word in {"nullsfirst", "nullslast"} and nulls is None:
            nulls = "first" if word == "nullsfirst" else "last"
        else:
            raise cursor.error("unexpected order direction")
    return OrderTerm(path, relation, direction, nulls)


def json_steps(cursor: Cursor) -> tuple[JsonStep, ...]:
    """The arrows that follow a name."""
    steps = []
    while cursor.peek("->"):
        as_text = cursor.take("->>")
        if not as_text:
            cursor.take("->")
        steps.append(JsonStep(cursor.json_key(), as_text))
    return tuple(steps)
