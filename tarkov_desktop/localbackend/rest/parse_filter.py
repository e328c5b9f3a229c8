"""Which rows a request means: ``column=operator.value``, and conditions joined by ``and(…)`` and ``or(…)``."""

from __future__ import annotations

from typing import Literal, cast

from tarkov_desktop.localbackend.rest.cursor import Cursor
from tarkov_desktop.localbackend.rest.errors import parse_error
from tarkov_desktop.localbackend.rest.parse_select import json_steps
from tarkov_desktop.localbackend.rest.query import Condition, FieldPath, Filter, Logic

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
_MAX_DEPTH = 40  # nested parentheses; far beyond any honest request, far below Python's own limit


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


def parse_logic(joiner: str, text: str, *, is_negated: bool) -> Logic:
    """Read the value of ``and=`` or ``or=``: conditions in parentheses, possibly nested."""
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
    path = FieldPath(cursor.name(), json_steps(cursor))
    cursor.expect(".")
    head = _operator(cursor, path.name)
    value: str | tuple[str, ...] = _list(cursor) if head.operator == "in" else cursor.logic_value()
    return _filter(path, head, value)
