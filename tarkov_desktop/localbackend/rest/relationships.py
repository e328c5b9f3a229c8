"""How two relations are joined when one is embedded in the other, found from foreign keys as PostgREST does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.rest.errors import RestError, not_implemented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tarkov_desktop.localbackend.rest.query import Embed
    from tarkov_desktop.localbackend.rest.schema import ForeignKey, Relation, SchemaCache


@dataclass(frozen=True, slots=True)
class Junction:
    """The table between two sides of a many-to-many relationship, with the column pairs to each side."""

    relation: Relation
    parent_pairs: tuple[tuple[str, str], ...]  # (junction column, parent column)
    child_pairs: tuple[tuple[str, str], ...]  # (junction column, child column)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A way from a parent relation to the rows embedded in it."""

    constraint: str
    child: Relation
    is_to_one: bool
    pairs: tuple[tuple[str, str], ...]  # (parent column, child column); empty with a junction
    junction: Junction | None = None
    hints: frozenset[str] = frozenset()


def find_relationship(cache: SchemaCache, parent: Relation, embed: Embed) -> Relationship:
    """The one relationship that *embed* means.

    Raises:
        RestError: PGRST200 (none), PGRST201 (several), LB501 (through a view).
    """
    candidates = [
        found
        for found in _candidates(cache, parent, embed)
        if embed.hint is None or embed.hint in found.hints
    ]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise RestError(
            300,
            "PGRST201",
            f"Could not embed because more than one relationship was found for '{parent.name}' and '{embed.target}'",
            details=[{"cardinality": _cardinality(c), "relationship": c.constraint} for c in candidates],
            hint=f"Try changing '{embed.target}' to one of the following: "
            + ", ".join(f"'{embed.target}!{c.constraint}'" for c in candidates),
        )
    target = cache.relations.get((parent.schema, embed.target))
    if parent.is_view or (target is not None and target.is_view):
        raise not_implemented("embedding through a view")
    raise RestError(
        400,
        "PGRST200",
        f"Could not find a relationship between '{parent.name}' and '{embed.target}' in the schema cache",
        details=f"Searched for a foreign key relationship between '{parent.name}' and '{embed.target}' in the schema "
        f"'{parent.schema}', but no matches were found.",
    )


def _cardinality(found: Relationship) -> str:
    if found.junction is not None:
        return "many-to-many"
    return "many-to-one" if found.is_to_one else "one-to-many"


def _candidates(cache: SchemaCache, parent: Relation, embed: Embed) -> Iterator[Relationship]:
    for key in cache.foreign_keys:
        yield from _direct(cache, parent, embed.target, key)
    yield from _through_junctions(cache, parent, embed.target)


def _direct(cache: SchemaCache, parent: Relation, target: str, key: ForeignKey) -> Iterator[Relationship]:
    hints = frozenset({key.name, *(key.source_columns if len(key.source_columns) == 1 else ())})
    if key.source == parent.oid:
        child = cache.relations_by_oid[key.target]
        named = target == child.name and child.schema == parent.schema
        if named or target == key.name or (len(key.source_columns) == 1 and target == key.source_columns[0]):
            pairs = tuple(zip(key.source_columns, key.target_columns, strict=True))
            yield Relationship(
                key.name, child, is_to_one=True, pairs=pairs, hints=hints | set(key.target_columns)
            )
    if key.target == parent.oid:
        child = cache.relations_by_oid[key.source]
        is_self = key.source == key.target
        if (target == child.name and child.schema == parent.schema) or (target == key.name and not is_self):
            pairs = tuple(zip(key.target_columns, key.source_columns, strict=True))
            is_unique = frozenset(key.source_columns) in child.unique_keys
            yield Relationship(key.name, child, is_to_one=is_unique, pairs=pairs, hints=hints)


def _through_junctions(cache: SchemaCache, parent: Relation, target: str) -> Iterator[Relationship]:
    for first in cache.foreign_keys:
        if first.target != parent.oid:
            continue
        table = cache.relations_by_oid[first.source]
        for second in cache.foreign_keys:
            if second is first or second.source != first.source:
                continue
            child = cache.relations_by_oid[second.target]
            in_key = {*first.source_columns, *second.source_columns} <= set(table.primary_key)
            if in_key and child.name == target and child.schema == parent.schema:
                junction = Junction(
                    table,
                    tuple(zip(first.source_columns, first.target_columns, strict=True)),
                    tuple(zip(second.source_columns, second.target_columns, strict=True)),
                )
                hints = frozenset({table.name})
                yield Relationship(
                    table.name, child, is_to_one=False, pairs=(), junction=junction, hints=hints
                )
