"""``postgres_changes``: each committed change, shown to the channels that asked for it and may see the row."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec

from tarkov_desktop.localbackend.realtime.bindings import OPERATORS
from tarkov_desktop.localbackend.realtime.policies import assume, rolled_back
from tarkov_desktop.localbackend.wal import UNCHANGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tarkov_desktop.localbackend.realtime.bindings import Binding, RowFilter
    from tarkov_desktop.localbackend.realtime.channel import Channel
    from tarkov_desktop.localbackend.realtime.hub import Hub
    from tarkov_desktop.localbackend.realtime.policies import Caller, Connection
    from tarkov_desktop.localbackend.wal import Change, Row

logger = logging.getLogger(__name__)

_MAX_CHANGE_BYTES = 1_048_576
_SHORT_VALUE_BYTES = 64  # all that is shown of a change that is too large


@dataclass(frozen=True)
class _Table:
    """What the catalog says about the changed table, at the time of telling."""

    name: str
    kinds: dict[str, str]  # column -> type for casts
    short_kinds: dict[str, str]  # column -> type as shown to clients
    primary_key: tuple[str, ...]
    has_row_security: bool


@dataclass(frozen=True)
class _View:
    """What one caller may see of a change: the columns, or why nothing of it."""

    columns: frozenset[str]
    errors: tuple[str, ...] = ()


class Changes:
    """Tells channels about changes. *pool* must log in as a superuser, to look as anybody."""

    def __init__(self, hub: Hub, pool: asyncpg.Pool) -> None:
        self._hub = hub
        self._pool = pool

    async def publish(self, change: Change) -> None:
        """Tell every channel whose bindings name the change, whose filters it passes, and whose person may see it."""
        listeners = [
            (channel, [binding for binding in channel.bindings if binding.names(change)])
            for channel in self._hub.channels()
            if channel.bindings
        ]
        if not any(bindings for _, bindings in listeners):
            return
        try:
            async with self._pool.acquire() as connection:
                table = await _table(connection, change)
                rows = {
                    "record": await _typed(connection, table, change.new),
                    "old_record": await _typed(connection, table, _shown_old(change, table)),
                }
            await self._tell(change, table, rows, listeners)
        except asyncpg.PostgresError as error:
            # The table may have been altered or dropped since; upstream shows nothing then either.
            logger.warning("a change of %s cannot be shown: %s", change.relation.name, error.sqlstate)

    async def _tell(
        self,
        change: Change,
        table: _Table,
        rows: dict[str, dict[str, Any]],
        listeners: Iterable[tuple[Channel, list[Binding]]],
    ) -> None:
        views: dict[str, _View | None] = {}
        passed: dict[tuple[RowFilter, ...], bool] = {}
        for channel, bindings in listeners:
            for binding in bindings:
                if binding.filters not in passed:
                    passed[binding.filters] = await self._passes(binding.filters, change, table)
            fitting = [binding for binding in bindings if passed[binding.filters]]
            if not fitting:
                continue
            key = channel.caller.key
            if key not in views:
                views[key] = await self._view(channel.caller, change, table)
            view = views[key]
            if view is not None:
                for payload in _payloads(change, table, rows, view, fitting):
                    channel.push("postgres_changes", payload)

    async def _passes(self, filters: tuple[RowFilter, ...], change: Change, table: _Table) -> bool:
        row = change.new or change.old
        conditions, values = [], []
        for condition in filters:
            value = row.get(condition.column)
            if value is None or value is UNCHANGED or condition.column not in table.kinds:
                return False
            kind = table.kinds[condition.column]
            values += [value, list(condition.values)]
            left, right = f"(${len(values) - 1}::text)::{kind}", f"(${len(values)}::text[])::{kind}[]"
            operator = OPERATORS.get(condition.operator)
            conditions.append(f"{left} {operator} ({right})[1]" if operator else f"{left} = any ({right})")
        if not conditions:
            return True
        async with self._pool.acquire() as connection:
            return bool(await connection.fetchval(f"select {' and '.join(conditions)}", *values))

    async def _view(self, caller: Caller, change: Change, table: _Table) -> _View | None:
        """What *caller* may see; None when the row is hidden from it."""
        async with rolled_back(self._pool) as connection:
            granted = await connection.fetch(
                "select attname::text as name from pg_attribute where attrelid = to_regclass($1) and attnum > 0 "
                "and not attisdropped and has_column_privilege($2::text, attrelid, attnum, 'select')",
                table.name,
                caller.role,
            )
            columns = frozenset(row["name"] for row in granted)
            if not columns:
                return _View(frozenset(), ("Error 401: Unauthorized",))
            if change.kind == "DELETE" or not table.has_row_security:
                return _View(columns)
            if not table.primary_key:
                return _View(frozenset(), ("Error 400: Bad Request, no primary key",))
            return _View(columns) if await _sees(connection, caller, change, table) else None


async def _sees(connection: Connection, caller: Caller, change: Change, table: _Table) -> bool:
    conditions, values = [], []
    for name in table.primary_key:
        values.append(change.new[name])
        conditions.append(f"{_quoted(name)} = (${len(values)}::text)::{table.kinds[name]}")
    try:
        await assume(connection, caller)
        return bool(
            await connection.fetchval(
                f"select exists (select from {table.name} where {' and '.join(conditions)})",  # noqa: S608 - quoted names
                *values,
            )
        )
    except asyncpg.PostgresError:
        return False  # a policy that fails shows nothing


async def _table(connection: Connection, change: Change) -> _Table:
    name = f"{_quoted(change.relation.schema)}.{_quoted(change.relation.name)}"
    columns = await connection.fetch(
        "select a.attname::text as name, format_type(a.atttypid, -1) as kind, t.typname::text as short_kind, "
        "coalesce(a.attnum = any(i.indkey), false) as is_key, c.relrowsecurity as is_secured "
        "from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid "
        "left join pg_index i on i.indrelid = c.oid and i.indisprimary "
        "where c.oid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum",
        name,
    )
    return _Table(
        name,
        {row["name"]: row["kind"] for row in columns},
        {row["name"]: row["short_kind"] for row in columns},
        tuple(row["name"] for row in columns if row["is_key"]),
        any(row["is_secured"] for row in columns),
    )


def _shown_old(change: Change, table: _Table) -> Row:
    """The old row as far as anybody may see it: deleted rows cannot be asked for any more, so their keys must do."""
    keys_only = not change.is_old_whole or (change.kind == "DELETE" and table.has_row_security)
    if not keys_only:
        return change.old
    keys = table.primary_key or tuple(column.name for column in change.relation.columns if column.is_key)
    return {name: value for name, value in change.old.items() if name in keys}


async def _typed(connection: Connection, table: _Table, row: Row) -> dict[str, Any]:
    """The row as JSON values, made by PostgreSQL itself; values that the log left out stay out."""
    given = {name: value for name, value in row.items() if name in table.kinds and value is not UNCHANGED}
    if not given:
        return {}
    members = [
        msgspec.Raw(value.encode())
        if table.kinds[name] in {"json", "jsonb"} and isinstance(value, str)
        else value
        for name, value in given.items()
    ]
    text = msgspec.json.encode(dict(zip(given, members, strict=True))).decode()
    shown = await connection.fetchval(
        f"select to_jsonb(json_populate_record(null::{table.name}, $1::text::json))::text", text
    )
    whole: dict[str, Any] = json.loads(shown)
    return {name: whole[name] for name in given}


def _payloads(
    change: Change,
    table: _Table,
    rows: Mapping[str, dict[str, Any]],
    view: _View,
    bindings: list[Binding],
) -> Iterable[dict[str, Any]]:
    """One message for the bindings that want every column, one for each choice of columns."""
    choices: dict[tuple[str, ...] | None, list[int]] = {}
    for binding in bindings:
        choices.setdefault(binding.columns, []).append(binding.number)
    for chosen, numbers in choices.items():
        columns = view.columns if chosen is None else view.columns & set(chosen)
        yield {"ids": numbers, "data": _data(change, table, rows, _View(columns, view.errors))}


def _data(change: Change, table: _Table, rows: Mapping[str, dict[str, Any]], view: _View) -> dict[str, Any]:
    shown = {part: {n: v for n, v in row.items() if n in view.columns} for part, row in rows.items()}
    errors = list(view.errors)
    if len(msgspec.json.encode(shown)) > _MAX_CHANGE_BYTES:
        errors.append("Error 413: Payload Too Large")
        shown = {
            part: {n: v for n, v in row.items() if len(msgspec.json.encode(v)) <= _SHORT_VALUE_BYTES}
            for part, row in shown.items()
        }
    data: dict[str, Any] = {
        "schema": change.relation.schema,
        "table": change.relation.name,
        "commit_timestamp": change.committed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "type": change.kind,
        "columns": [{"name": n, "type": k} for n, k in table.short_kinds.items() if n in view.columns],
        "errors": errors or None,
    }
    if change.kind != "DELETE":
        data["record"] = shown["record"]
    if change.kind != "INSERT":
        data["old_record"] = shown["old_record"]
    return data


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
