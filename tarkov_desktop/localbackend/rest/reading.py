"""A read as SQL: the selected columns of one source, with related rows joined in laterally."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.rest.errors import RestError, not_implemented
from tarkov_desktop.localbackend.rest.predicates import Binds, Source, condition_sql, order_sql, quote
from tarkov_desktop.localbackend.rest.query import (
    Column,
    Embed,
    EmbedPath,
    Item,
    OrderTerm,
    Query,
    Scope,
    Star,
)
from tarkov_desktop.localbackend.rest.relationships import Relationship, find_relationship

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.rest.schema import Relation, SchemaCache


@dataclass(frozen=True)
class Origin:
    """Where the rows come from: SQL for ``from``, the alias in it, and the relation behind it (none for bare results)."""

    sql: str
    alias: str
    relation: Relation | None
    column_types: dict[str, str] = field(default_factory=dict)


def relation_origin(relation: Relation) -> Origin:
    """The rows of a table or view."""
    return Origin(f"{quote(relation.schema)}.{quote(relation.name)}", relation.name, relation)


def source_of(cache: SchemaCache, origin: Origin) -> Source:
    """The columns of *origin* by name."""

    def type_of(name: str) -> str | None:
        if origin.relation is None:
            return origin.column_types.get(name)
        facts = origin.relation.columns.get(name)
        return facts.type_name if facts is not None else cache.computed_type(origin.relation, name)

    return Source(origin.alias, type_of)


@dataclass(frozen=True)
class _Joined:
    """What one embed adds to its parent."""

    name: str
    columns: list[str]
    join: str
    presence: str  # an expression that is null when nothing was embedded
    is_to_one: bool


class ReadStatement:
    """Builds the statement for one query; the values it binds are collected in ``binds``."""

    def __init__(self, cache: SchemaCache, query: Query, binds: Binds) -> None:
        self._cache = cache
        self._query = query
        self._binds = binds
        self._aliases = 0
        self._used: set[EmbedPath] = {()}

    def rows(self, origin: Origin, *, with_window: bool = True, max_rows: int | None = None) -> str:
        """``select`` of the rows asked for; without the window, every row that fits the conditions."""
        scope = self._query.scope()
        if not with_window:
            scope = Scope(scope.conditions)
        elif max_rows is not None:
            scope = replace(scope, limit=max_rows if scope.limit is None else min(max_rows, scope.limit))
        sql = self._select(origin, self._query.items, (), "", scope)
        unused = set(self._query.scopes) - self._used
        if unused:
            name = ".".join(min(unused))
            raise RestError(
                400,
                "PGRST108",
                f"'{name}' is not an embedded resource in this request",
                hint=f"Verify that '{name}' is included in the 'select' query parameter.",
            )
        return sql

    def where(self, origin: Origin) -> str:
        """``where …`` for a statement that writes; embedded conditions have no meaning there."""
        source = source_of(self._cache, origin)
        return _where([condition_sql(c, source, self._binds) for c in self._query.scope().conditions])

    def _select(
        self, origin: Origin, items: tuple[Item, ...], path: EmbedPath, link: str, scope: Scope
    ) -> str:
        joined = [
            (item, self._embed(origin, item, (*path, item.name))) for item in items if isinstance(item, Embed)
        ]
        presence = {item.name: part.presence for item, part in joined}
        columns = source_of(self._cache, origin)
        source = Source(columns.alias, columns.type_of, presence.get)
        shown = [sql for item in items for sql in self._shown(item, source, joined)]
        conditions = [link] if link else []
        conditions += [condition_sql(c, source, self._binds) for c in scope.conditions]
        order = order_sql(scope.order, lambda term: self._order_column(term, source, joined))
        joins = "".join(part.join for _, part in joined)
        window = _window(scope.limit, scope.offset)
        return f"select {', '.join(shown)} from {origin.sql}{joins}{_where(conditions)}{order}{window}"

    def _shown(self, item: Item, source: Source, joined: list[tuple[Embed, _Joined]]) -> list[str]:
        if isinstance(item, Star):
            return [f"{quote(source.alias)}.*"]
        if isinstance(item, Embed):
            return next(part.columns for embed, part in joined if embed is item)
        return [self._column(item, source)]

    def _column(self, item: Column, source: Source) -> str:
        expression = source.column(item.path, self._binds)
        if item.cast is not None:
            expression = f"cast(({expression}) as {item.cast})"
        named = [step.key for step in item.path.steps if not step.is_index]
        name = item.alias or (named[-1] if named else item.path.name)
        return f"{expression} as {quote(name)}"

    def _order_column(self, term: OrderTerm, source: Source, joined: list[tuple[Embed, _Joined]]) -> str:
        if term.relation is None:
            return source.column(term.path, self._binds)
        part = next((part for embed, part in joined if embed.name == term.relation), None)
        if part is None:
            raise RestError(400, "PGRST108", f"'{term.relation}' is not an embedded resource in this request")
        if not part.is_to_one:
            raise RestError(
                400,
                "PGRST118",
                f"A related order on '{term.relation}' is not possible",
                details=f"'{source.alias}' and '{term.relation}' do not form a many-to-one or one-to-one relationship",
            )
        return Source(part.name, lambda _name: None).column(term.path, self._binds)

    # Embedding --------------------------------------------------------------------------------------------------------

    def _embed(self, origin: Origin, embed: Embed, path: EmbedPath) -> _Joined:
        if origin.relation is None:
            raise RestError(
                400,
                "PGRST200",
                f"Could not find a relationship between the result and '{embed.target}' in the schema cache",
            )
        found = find_relationship(self._cache, origin.relation, embed)
        self._aliases += 1
        number = self._aliases
        self._used.add(path)
        scope = self._query.scope(path)
        alias = f"{found.child.name}_{number}"
        child = Origin(_child_tables(found, alias, number), alias, found.child)
        link = _link_sql(found, origin.alias, alias, number)
        rows = self._select(child, embed.items, path, link, scope)
        name = f"{origin.alias}_{embed.name}_{number}"
        if found.is_to_one:
            return _to_one(embed, rows, name)
        if embed.is_spread:
            raise not_implemented("spreading a to-many resource")
        return _to_many(embed, rows, name)


def _child_tables(found: Relationship, alias: str, number: int) -> str:
    table = f"{quote(found.child.schema)}.{quote(found.child.name)} as {quote(alias)}"
    if found.junction is None:
        return table
    between = found.junction.relation
    return (
        f"{quote(between.schema)}.{quote(between.name)} as {quote(f'junction_{number}')} cross join {table}"
    )


def _link_sql(found: Relationship, parent: str, child: str, number: int) -> str:
    if found.junction is None:
        pairs = [(child, mine, parent, theirs) for theirs, mine in found.pairs]
    else:
        between = f"junction_{number}"
        pairs = [(between, mine, parent, theirs) for mine, theirs in found.junction.parent_pairs]
        pairs += [(child, theirs, between, mine) for mine, theirs in found.junction.child_pairs]
    return " and ".join(
        f"{quote(left)}.{quote(column)} = {quote(right)}.{quote(other)}"
        for left, column, right, other in pairs
    )


def _to_one(embed: Embed, rows: str, name: str) -> _Joined:
    kind = "inner" if embed.is_inner else "left"
    row = f"row_to_json({quote(name)}.*)"
    if embed.is_spread:
        shown = [f"{quote(name)}.*"]
    else:
        shown = [f"{row} as {quote(embed.name)}"] if embed.items else []
    return _Joined(
        name, shown, f" {kind} join lateral ({rows}) as {quote(name)} on true", row, is_to_one=True
    )


def _to_many(embed: Embed, rows: str, name: str) -> _Joined:
    found = f"{quote(name)}.{quote('rows_')}"
    kind, on = ("inner", f"{found} is not null") if embed.is_inner else ("left", "true")
    join = f" {kind} join lateral (select json_agg(row_) as rows_ from ({rows}) as row_) as {quote(name)} on {on}"
    shown = [f"coalesce({found}, '[]') as {quote(embed.name)}"] if embed.items else []
    return _Joined(name, shown, join, found, is_to_one=False)


def _where(conditions: list[str]) -> str:
    return f" where {' and '.join(conditions)}" if conditions else ""


def _window(limit: int | None, offset: int | None) -> str:
    limited = f" limit {limit}" if limit is not None else ""
    return limited + (f" offset {offset}" if offset else "")
