"""Conditions and orderings as SQL. Names are quoted, values are always bound, whatever the request wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.rest.parse_filter import COMPARISONS, CONTAINMENTS, PATTERNS, TEXT_SEARCHES
from tarkov_desktop.localbackend.rest.query import Condition, FieldPath, Filter, Logic, OrderTerm

if TYPE_CHECKING:
    from collections.abc import Callable


class Binds:
    """The values of a statement, in the order of their placeholders."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def text(self, value: str) -> str:
        """A placeholder for one text value."""
        self.values.append(value)
        return f"${len(self.values)}::text"

    def texts(self, values: tuple[str, ...]) -> str:
        """A placeholder for an array of text values."""
        self.values.append(list(values))
        return f"${len(self.values)}::text[]"


def quote(name: str) -> str:
    """*name* as an identifier."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Source:
    """A relation inside a statement: the alias it goes by, and how to learn the types of its columns."""

    alias: str
    type_of: Callable[[str], str | None]
    embedded: Callable[[str], str | None] = lambda _name: (
        None
    )  # SQL that is null when the named embed is empty

    def column(self, path: FieldPath, binds: Binds) -> str:
        """The expression for *path*."""
        expression = f"{quote(self.alias)}.{quote(path.name)}"
        if path.steps and self.type_of(path.name) not in {"json", "jsonb"}:
            expression = f"to_jsonb({expression})"
        for step in path.steps:
            arrow = "->>" if step.as_text else "->"
            expression += arrow + (str(int(step.key)) if step.is_index else f"({binds.text(step.key)})")
        return expression

    def value_type(self, path: FieldPath) -> str:
        """The type that a value compared with *path* is read as."""
        if path.steps:
            return "text" if path.steps[-1].as_text else "jsonb"
        return self.type_of(path.name) or "text"


def condition_sql(condition: Condition, source: Source, binds: Binds) -> str:
    """*condition* as a boolean expression."""
    if isinstance(condition, Logic):
        joined = f" {condition.joiner} ".join(condition_sql(c, source, binds) for c in condition.children)
        return f"not ({joined})" if condition.is_negated else f"({joined})"
    sql = _filter_sql(condition, source, binds)
    return f"not ({sql})" if condition.is_negated else sql


def _filter_sql(condition: Filter, source: Source, binds: Binds) -> str:
    if condition.operator == "is":
        return _is_sql(condition, source, binds)
    left = source.column(condition.path, binds)
    kind = source.value_type(condition.path)
    operator, value = condition.operator, condition.value
    if isinstance(value, tuple):
        return f"{left} = any (({binds.texts(value)})::{kind}[])"
    if operator in TEXT_SEARCHES:
        return _search_sql(condition, left, kind, value, binds)
    if operator in {"like", "ilike"}:
        value = value.replace("*", "%")
    if operator in PATTERNS:
        return f"{left} {PATTERNS[operator]} {_operand(condition, value, 'text', binds)}"
    if operator == "isdistinct":
        return f"{left} is distinct from ({binds.text(value)})::{kind}"
    symbol = COMPARISONS.get(operator) or CONTAINMENTS[operator]
    return f"{left} {symbol} {_operand(condition, value, kind, binds)}"


def _operand(condition: Filter, value: str, kind: str, binds: Binds) -> str:
    if condition.quantifier is None:
        return f"({binds.text(value)})::{kind}"
    return f"{condition.quantifier} (({binds.text(value)})::{kind}[])"


def _is_sql(condition: Filter, source: Source, binds: Binds) -> str:
    words = {"not_null": "not null"}.get(str(condition.value), str(condition.value))
    if not condition.path.steps and condition.value in {"null", "not_null"}:
        embedded = source.embedded(condition.path.name)
        if embedded is not None:
            return f"{embedded} is {words}"
    return f"{source.column(condition.path, binds)} is {words}"


def _search_sql(condition: Filter, left: str, kind: str, value: str, binds: Binds) -> str:
    language = f"({binds.text(condition.language)})::regconfig, " if condition.language else ""
    vector = left if kind == "tsvector" else f"to_tsvector({language}{left})"
    return f"{vector} @@ {TEXT_SEARCHES[condition.operator]}({language}{binds.text(value)})"


def order_sql(terms: tuple[OrderTerm, ...], column: Callable[[OrderTerm], str]) -> str:
    """``order by …`` with a leading blank, or nothing."""
    if not terms:
        return ""
    keys = []
    for term in terms:
        nulls = f" nulls {term.nulls}" if term.nulls else ""
        keys.append(f"{column(term)} {term.direction or 'asc'}{nulls}")
    return " order by " + ", ".join(keys)
