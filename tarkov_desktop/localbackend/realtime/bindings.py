"""What a channel wants to hear of the tables: ``{event, schema, table, filter, select}``."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tarkov_desktop.localbackend.realtime.policies import Connection
    from tarkov_desktop.localbackend.wal import Change

OPERATORS = {"eq": "=", "neq": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_FILTER = re.compile(r"([^=]+)=(eq|neq|lte|lt|gte|gt|in)\.(.*)", re.DOTALL)
_EVENTS = {"*", "INSERT", "UPDATE", "DELETE"}


class BindingError(Exception):
    """Changes that cannot be subscribed to."""


@dataclass(frozen=True, slots=True)
class RowFilter:
    """One condition on a changed row; ``values`` has more than one entry for ``in`` only."""

    column: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Changes that a channel asked for. ``*`` stands for all schemas, tables or events."""

    number: int
    event: str
    schema: str
    table: str
    filters: tuple[RowFilter, ...] = ()
    columns: tuple[str, ...] | None = None

    def names(self, change: Change) -> bool:
        """Whether it is a change of this kind, of this table."""
        relation = change.relation
        return (
            self.event in {"*", change.kind}
            and self.schema in {"*", relation.schema}
            and self.table in {"*", relation.name}
        )


def parse_bindings(raw: Iterable[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Each binding with the number it is known by in messages; equal bindings have equal numbers."""
    return [(zlib.crc32(json.dumps(binding, sort_keys=True).encode()), binding) for binding in raw]


async def check_bindings(
    pool: asyncpg.Pool, numbered: list[tuple[int, dict[str, Any]]]
) -> tuple[Binding, ...]:
    """Read bindings and look whether their tables are published and their filters make sense.

    Raises:
        BindingError: with the sentence for the client.
    """
    bindings = []
    for number, raw in numbered:
        try:
            binding = _parse(number, raw)
            await _check(pool, binding)
        except ValueError as error:
            shown = ", ".join(f"{name}: {value}" for name, value in raw.items())
            raise BindingError(
                "Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given "
                f"connect parameters: [{shown}] ({error})"
            ) from error
        bindings.append(binding)
    return tuple(bindings)


def _parse(number: int, raw: dict[str, Any]) -> Binding:
    event = str(raw.get("event") or "*").upper()
    if event not in _EVENTS:
        raise ValueError(f"unknown event {event}")
    select = raw.get("select")
    if select is not None and not (
        isinstance(select, list) and all(isinstance(name, str) for name in select)
    ):
        raise ValueError("select must be a list of columns")
    text = raw.get("filter")
    return Binding(
        number=number,
        event=event,
        schema=str(raw.get("schema") or "public"),
        table=str(raw.get("table") or "*"),
        filters=_parse_filters(str(text)) if text else (),
        columns=tuple(select) if select is not None else None,
    )


def _parse_filters(text: str) -> tuple[RowFilter, ...]:
    # Commas join conditions, except inside the parentheses of ``in``.
    return tuple(_parse_filter(part) for part in re.findall(r"(?:\([^)]*\)|[^,])+", text))


def _parse_filter(text: str) -> RowFilter:
    found = _FILTER.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"unknown filter {text}")
    column, operator, value = found[1], found[2], found[3]
    if operator != "in":
        return RowFilter(column, operator, (value,))
    if not (value.startswith("(") and value.endswith(")")):
        raise ValueError(f"unknown filter {text}")
    return RowFilter(column, operator, tuple(part.strip() for part in value[1:-1].split(",")))


async def _check(pool: asyncpg.Pool, binding: Binding) -> None:
    async with pool.acquire() as connection:
        tables = await connection.fetchval(
            "select count(*) from pg_publication_tables where pubname = 'supabase_realtime' "
            "and $1::text in ('*', schemaname::text) and $2::text in ('*', tablename::text)",
            binding.schema,
            binding.table,
        )
        if tables == 0:
            raise ValueError("no such table in the publication")
        kinds = await column_types(connection, binding.schema, binding.table)
        for name in (*(condition.column for condition in binding.filters), *(binding.columns or ())):
            if name not in kinds:
                raise ValueError(f"invalid column for filter {name}")
        for condition in binding.filters:
            try:
                await connection.fetchval(
                    f"select ($1::text[])::{kinds[condition.column]}[]",
                    list(condition.values),
                )
            except asyncpg.PostgresError as error:
                raise ValueError(f"invalid value for filter {condition.column}") from error


async def column_types(connection: Connection, schema: str, table: str) -> dict[str, str]:
    """The types of a table's columns by name; empty when there is no such table."""
    rows = await connection.fetch(
        "select attname::text as name, format_type(atttypid, -1) as kind from pg_attribute "
        "where attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) and attnum > 0 and not attisdropped",
        schema,
        table,
    )
    return {row["name"]: row["kind"] for row in rows}
