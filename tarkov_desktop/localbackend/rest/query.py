"""What a request asks for, after parsing and before any SQL: plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

EmbedPath: TypeAlias = tuple[
    str, ...
]  # () is the resource itself, ("cities",) the resource embedded under that name


@dataclass(frozen=True, slots=True)
class JsonStep:
    """One arrow into a JSON value; ``as_text`` for ``->>``."""

    key: str
    as_text: bool

    @property
    def is_index(self) -> bool:
        """Whether the key is a position in an array."""
        return self.key.lstrip("-").isdecimal()


@dataclass(frozen=True, slots=True)
class FieldPath:
    """A column, and possibly a way into its JSON."""

    name: str
    steps: tuple[JsonStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Star:
    """Every column the relation has."""


@dataclass(frozen=True, slots=True)
class Column:
    """One selected column."""

    path: FieldPath
    alias: str | None = None
    cast: str | None = None


@dataclass(frozen=True, slots=True)
class Embed:
    """Related rows selected with the resource. ``is_spread`` lifts their columns into the parent."""

    target: str
    items: tuple[Item, ...]
    alias: str | None = None
    hint: str | None = None
    is_inner: bool = False
    is_spread: bool = False

    @property
    def name(self) -> str:
        """The name it is addressed by in filters and shown under in the answer."""
        return self.alias or self.target


Item: TypeAlias = Star | Column | Embed


@dataclass(frozen=True, slots=True)
class Filter:
    """``path operator value``; ``value`` is a tuple for ``in`` only."""

    path: FieldPath
    operator: str
    value: str | tuple[str, ...]
    is_negated: bool = False
    quantifier: Literal["any", "all"] | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Logic:
    """Conditions joined by ``and`` or ``or``."""

    joiner: Literal["and", "or"]
    children: tuple[Condition, ...]
    is_negated: bool = False


Condition: TypeAlias = Filter | Logic


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """One key of an ordering; ``relation`` orders by a to-one embedded resource."""

    path: FieldPath
    relation: str | None = None
    direction: Literal["asc", "desc"] | None = None
    nulls: Literal["first", "last"] | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters, order and window of one resource of the request."""

    conditions: tuple[Condition, ...] = ()
    order: tuple[OrderTerm, ...] = ()
    limit: int | None = None
    offset: int | None = None


NO_SCOPE = Scope()


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query string."""

    items: tuple[Item, ...] = (Star(),)
    scopes: Mapping[EmbedPath, Scope] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    on_conflict: tuple[str, ...] | None = None

    def scope(self, path: EmbedPath = ()) -> Scope:
        """What was asked of the resource at *path*."""
        return self.scopes.get(path, NO_SCOPE)
