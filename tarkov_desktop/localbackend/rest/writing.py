"""Inserts, updates and deletes as SQL; the rows they return are read like any others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.rest.errors import RestError, body_error, not_implemented
from tarkov_desktop.localbackend.rest.predicates import Binds, quote
from tarkov_desktop.localbackend.rest.query import Column, Embed, Item, Query, Star
from tarkov_desktop.localbackend.rest.reading import Origin, ReadStatement, relation_origin

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.rest.preferences import Preferences
    from tarkov_desktop.localbackend.rest.schema import Relation, SchemaCache


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a request body, as JSON text, and the columns they name."""

    text: str
    columns: tuple[str, ...]
    count: int


def read_body(raw: bytes, query: Query) -> Body:
    """Read one object or an array of them.

    Raises:
        RestError: PGRST102, when it is neither or the objects have different keys.
    """
    try:
        value = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise body_error("Empty or invalid json") from error
    rows = value if isinstance(value, list) else [value]
    if not all(isinstance(row, dict) for row in rows):
        raise body_error("All lines must be objects" if isinstance(value, list) else "Empty or invalid json")
    keys = list(rows[0]) if rows else []
    if query.columns is not None:
        keys = list(query.columns)
    elif any(row.keys() != rows[0].keys() for row in rows):
        raise body_error("All object keys must match")
    text = raw.decode() if isinstance(value, list) else f"[{raw.decode() or '{}'}]"
    return Body(text, tuple(dict.fromkeys(keys)), len(rows))


@dataclass(frozen=True, slots=True)
class Write:
    """A write that was asked for; ``body`` is empty for a delete."""

    cache: SchemaCache
    relation: Relation
    query: Query
    preferences: Preferences
    body: Body = Body("[]", (), 0)

    @property
    def target(self) -> str:
        """The relation, quoted."""
        return f"{quote(self.relation.schema)}.{quote(self.relation.name)}"


def insert_sql(write: Write, binds: Binds) -> str:
    """``insert …``, without its ``returning``."""
    _refuse_window(write.query)
    if write.query.scope().conditions:
        raise not_implemented("filters on an insert")
    body = write.body
    if not body.columns:
        if body.count == 0:
            return f"select * from {write.target} where false"
        if body.count > 1:
            raise not_implemented("inserting several rows of defaults")
        return f"insert into {write.target} default values"
    names = ", ".join(quote(name) for name in body.columns)
    source = _rows_sql(write, binds)
    return f"insert into {write.target} ({names}) select {names} from {source} as pgrst_body{_conflict_sql(write)}"


def update_sql(write: Write, binds: Binds) -> str:
    """``update …``, without its ``returning``."""
    _refuse_window(write.query)
    where = ReadStatement(write.cache, write.query, binds).where(relation_origin(write.relation))
    if not write.body.columns or write.body.count == 0:
        return f"select * from {write.target} where false"
    source = _rows_sql(write, binds)
    sets = ", ".join(f"{quote(name)} = pgrst_body.{quote(name)}" for name in write.body.columns)
    return (
        f"update {write.target} set {sets} from (select * from {source} as r_ limit 1) as pgrst_body{where}"
    )


def delete_sql(write: Write, binds: Binds) -> str:
    """``delete …``, without its ``returning``."""
    _refuse_window(write.query)
    where = ReadStatement(write.cache, write.query, binds).where(relation_origin(write.relation))
    return f"delete from {write.target}{where}"


def returning_sql(write: Write) -> str:
    """The columns a write must hand back: what the answer shows, and no other (grants may be by column)."""
    relation, preferences, prefix = write.relation, write.preferences, write.target
    if preferences.returns == "headers-only":
        keys = [quote(name) for name in relation.primary_key]
        return " returning " + (", ".join(f"{prefix}.{key}" for key in keys) or "1 as one_")
    if preferences.returns != "representation":
        return " returning 1 as one_"
    names = _needed(write.cache, relation, write.query.items)
    names |= {term.path.name for term in write.query.scope().order if term.relation is None}
    if "*" in names:
        return f" returning {prefix}.*"
    return " returning " + (", ".join(f"{prefix}.{quote(name)}" for name in sorted(names)) or "1 as one_")


def _needed(cache: SchemaCache, relation: Relation, items: tuple[Item, ...]) -> set[str]:
    names: set[str] = set()
    for item in items:
        if isinstance(item, Star):
            names.add("*")
        elif isinstance(item, Column):
            names.add(item.path.name)
        elif isinstance(item, Embed):
            for key in cache.foreign_keys:
                names |= set(key.source_columns) if key.source == relation.oid else set()
                names |= set(key.target_columns) if key.target == relation.oid else set()
    return names


def written_origin(relation: Relation) -> Origin:
    """The rows a write returned, as the source of a read."""
    return Origin(f"pgrst_source as {quote(relation.name)}", relation.name, relation)


def _rows_sql(write: Write, binds: Binds) -> str:
    relation, body, with_defaults = write.relation, write.body, write.preferences.is_missing_default
    for name in body.columns:
        if name not in relation.columns:
            raise RestError(
                400,
                "PGRST204",
                f"Could not find the '{name}' column of '{relation.name}' in the schema cache",
            )
    shape = ", ".join(f"{quote(name)} {relation.columns[name].full_type}" for name in body.columns)
    rows = f"({binds.text(body.text)})::json"
    if with_defaults and any(relation.columns[name].default is not None for name in body.columns):
        pairs = [
            f"{binds.text(name)}, {relation.columns[name].default}"
            for name in body.columns
            if relation.columns[name].default is not None
        ]
        defaults = f"jsonb_build_object({', '.join(pairs)})"
        rows = f"(select coalesce(jsonb_agg({defaults} || elem_), '[]') from jsonb_array_elements({rows}::jsonb) elem_)::json"
    return f"(select * from json_to_recordset({rows}) as r_({shape}))"


def _conflict_sql(write: Write) -> str:
    if write.preferences.resolution is None:
        return ""
    target = write.query.on_conflict or write.relation.primary_key
    if not target:
        return ""
    names = ", ".join(quote(name) for name in target)
    updated = [name for name in write.body.columns if name not in target]
    if write.preferences.resolution == "ignore-duplicates":
        return f" on conflict ({names}) do nothing"
    # With nothing but key columns there is still a row to return, so a key is set to itself.
    sets = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in (updated or target))
    return f" on conflict ({names}) do update set {sets}"


def _refuse_window(query: Query) -> None:
    scope = query.scope()
    if scope.limit is not None or scope.offset is not None:
        raise not_implemented("limit or offset on a write")
