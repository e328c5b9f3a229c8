"""From a query string to a ``Query``. Grammar: PostgREST documentation, "Tables and Views" and "Resource Embedding"."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal, cast

from tarkov_desktop.localbackend.rest.cursor import Cursor
from tarkov_desktop.localbackend.rest.errors import RestError, parse_error
from tarkov_desktop.localbackend.rest.query import (
    Column,
    Condition,
    Embed,
    EmbedPath,
    FieldPath,
    Filter,
    Item,
    JsonStep,
    Logic,
    OrderTerm,
    Query,
    Scope,
    Star,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

COMPARISONS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
PATTERNS = {"like": "like", "ilike": "ilike", "match": "~", "imatch": "~*"}
CONTAINMENTS = {
    "cs": "@>",
    "cd": "<@",
    "ov": "&&",
    "sl": "<<",
    "sr": ">>",
    "nxr": "&<",
    "nxl": "&>",
    "adj": "-|-",
}
TEXT_SEARCHES = {
    "fts": "to_tsquery",
    "plfts": "plainto_tsquery",
    "phfts": "phraseto_tsquery",
    "wfts": "websearch_to_tsquery",
}
_OPERATORS = {*COMPARISONS, *PATTERNS, *CONTAINMENTS, *TEXT_SEARCHES, "in", "is", "isdistinct"}
_QUANTIFIABLE = {*COMPARISONS, *PATTERNS} - {"neq"}
_IS_VALUES = {"null", "not_null", "true", "false", "unknown"}
_AGGREGATES = {"count", "sum", "avg", "min", "max"}
_MAX_DEPTH = 40  # nested parentheses; far beyond any honest request, far below Python's own limit


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
    embed, steps = tuple(path[:-1]), _json_steps(cursor)
    cursor.expect_end()
    if steps:
        scopes[embed].conditions.append(parse_filter(FieldPath(last, steps), value))
    elif last in {"and", "or"}:
        is_negated = len(path) > 1 and path[-2] == "not"
        owner = embed[:-1] if is_negated else embed
        scopes[owner].conditions.append(_logic(last, value, is_negated=is_negated))
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


# Selecting ------------------------------------------------------------------------------------------------------------


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
    path = FieldPath(name, _json_steps(cursor))
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


def _json_steps(cursor: Cursor) -> tuple[JsonStep, ...]:
    steps = []
    while cursor.peek("->"):
        as_text = cursor.take("->>")
        if not as_text:
            cursor.take("->")
        steps.append(JsonStep(cursor.json_key(), as_text))
    return tuple(steps)


# Ordering -------------------------------------------------------------------------------------------------------------


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
        path = FieldPath(name, _json_steps(cursor))
        cursor.expect(")")
    else:
        path = FieldPath(name, _json_steps(cursor))
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


# Filtering ------------------------------------------------------------------------------------------------------------


def parse_filter(path: FieldPath, text: str) -> Filter:
    """Read ``[not.]operator[(modifier)].value`` for the column at *path*; the value is the whole rest."""
    cursor = Cursor(text)
    head = _operator(cursor, text)
    if head.operator == "in":
        value: str | tuple[str, ...] = _list(cursor)
        cursor.expect_end()
    else:
        value = cursor.rest()
    return _filter(path, head, value)


class _Head:
    """The part of a filter before its value."""

    def __init__(self, operator: str, modifier: str | None, *, is_negated: bool) -> None:
        self.operator = operator
        self.modifier = modifier
        self.is_negated = is_negated


def _operator(cursor: Cursor, shown: str) -> _Head:
    is_negated = cursor.take("not.")
    operator = cursor.word()
    if operator not in _OPERATORS:
        raise parse_error(
            f'"failed to parse filter ({shown[:80]})" (line 1, column 1)',
            "unexpected operator: expecting " + ", ".join(sorted(_OPERATORS)),
        )
    modifier = None
    if cursor.take("("):
        modifier = cursor.word()
        cursor.expect(")")
    cursor.expect(".")
    return _Head(operator, modifier, is_negated=is_negated)


def _filter(path: FieldPath, head: _Head, value: str | tuple[str, ...]) -> Filter:
    quantifier: Literal["any", "all"] | None = None
    language = None
    if head.modifier is not None:
        if head.operator in TEXT_SEARCHES:
            language = head.modifier
        elif head.operator in _QUANTIFIABLE and head.modifier in {"any", "all"}:
            quantifier = cast("Literal['any', 'all']", head.modifier)
        else:
            raise parse_error(f'"failed to parse filter ({head.operator}({head.modifier}))"')
    if head.operator == "is":
        value = str(value).lower()
        if value not in _IS_VALUES:
            raise parse_error(
                f'"failed to parse filter (is.{value[:40]})"', "expecting null, true, false or unknown"
            )
    return Filter(path, head.operator, value, head.is_negated, quantifier, language)


def _list(cursor: Cursor) -> tuple[str, ...]:
    cursor.expect("(")
    if cursor.take(")"):
        return ()
    values = [cursor.list_value()]
    while cursor.take(","):
        values.append(cursor.list_value())
    cursor.expect(")")
    return tuple(values)


def _logic(joiner: str, text: str, *, is_negated: bool) -> Logic:
    cursor = Cursor(text)
    children = _logic_children(cursor, 0)
    cursor.expect_end()
    return Logic(cast("Literal['and', 'or']", joiner), children, is_negated)


def _logic_children(cursor: Cursor, depth: int) -> tuple[Condition, ...]:
    if depth > _MAX_DEPTH:
        raise cursor.error("conditions are nested too deep")
    cursor.expect("(")
    children = [_logic_child(cursor, depth)]
    while cursor.take(","):
        children.append(_logic_child(cursor, depth))
    cursor.expect(")")
    return tuple(children)


def _logic_child(cursor: Cursor, depth: int) -> Condition:
    cursor.skip_spaces()
    for is_negated, prefix in ((True, "not."), (False, "")):
        for joiner in ("and", "or"):
            if cursor.peek(f"{prefix}{joiner}("):
                cursor.take(f"{prefix}{joiner}")
                children = _logic_children(cursor, depth + 1)
                return Logic(joiner, children, is_negated)
    path = FieldPath(cursor.name(), _json_steps(cursor))
    cursor.expect(".")
    head = _operator(cursor, path.name)
    value: str | tuple[str, ...] = _list(cursor) if head.operator == "in" else cursor.logic_value()
    return _filter(path, head, value)
