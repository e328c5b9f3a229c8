"""What the exposed schemas hold: relations, columns, foreign keys, functions. Read from the catalog, kept until reloaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tarkov_desktop.localbackend.rest.errors import RestError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column: its type without modifier (for comparisons), with it (for rows to write), and its default."""

    name: str
    type_name: str
    full_type: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view."""

    oid: int
    schema: str
    name: str
    is_view: bool
    columns: Mapping[str, ColumnFacts]
    primary_key: tuple[str, ...]
    unique_keys: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """``source(columns) references target(columns)``, by the oids of the relations."""

    name: str
    source: int
    target: int
    source_columns: tuple[str, ...]
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """One input argument of a function."""

    name: str
    type_name: str
    is_required: bool
    is_variadic: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A function that can be called by name."""

    schema: str
    name: str
    arguments: tuple[Argument, ...]
    is_volatile: bool
    returns_set: bool
    returns_rows: bool  # a composite type or named output columns, not a bare value
    returns_void: bool
    return_relation: int | None
    return_type: str
    output_columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SchemaCache:
    """Everything the exposed schemas hold."""

    relations: Mapping[tuple[str, str], Relation]
    relations_by_oid: Mapping[int, Relation]
    foreign_keys: Sequence[ForeignKey]
    functions: Mapping[tuple[str, str], Sequence[Function]]
    role_settings: Mapping[str, Mapping[str, str]]
    timezones: frozenset[str]

    def relation(self, schema: str, name: str) -> Relation:
        """The table or view of that name.

        Raises:
            RestError: PGRST205.
        """
        found = self.relations.get((schema, name))
        if found is None:
            raise RestError(
                404, "PGRST205", f"Could not find the table '{schema}.{name}' in the schema cache"
            )
        return found

    def computed_type(self, relation: Relation, column: str) -> str | None:
        """The result type of a function that acts as a column of *relation*, if there is one."""
        for function in self.functions.get((relation.schema, column), ()):
            if [a.type_name for a in function.arguments] in (
                [relation.name],
                [f"{relation.schema}.{relation.name}"],
            ):
                return function.return_type
        return None


class _Fetching(Protocol):
    async def fetch(self, query: str, *args: object) -> list[Any]: ...


_RELATIONS = """
select c.oid::int8 as oid, n.nspname::text as schema, c.relname::text as name, c.relkind in ('v', 'm') as is_view,
       coalesce((select array_agg(a.attname::text order by k.ord)
                   from pg_constraint p, unnest(p.conkey) with ordinality k(num, ord)
                   join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num
                  where p.conrelid = c.oid and p.contype = 'p'), '{}') as primary_key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'v', 'm', 'f', 'p') and n.nspname = any($1::text[])
"""
_COLUMNS = """
select a.attrelid::int8 as relation, a.attname::text as name, format_type(a.atttypid, -1) as type_name,
       format_type(a.atttypid, a.atttypmod) as full_type,
       case when a.attidentity <> '' or a.attgenerated <> '' then null
            else pg_get_expr(d.adbin, d.adrelid) end as default
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'm', 'f', 'p') and n.nspname = any($1::text[])
 order by a.attrelid, a.attnum
"""
_UNIQUE_KEYS = """
select p.conrelid::int8 as relation, array_agg(a.attname::text) as columns
  from pg_constraint p join pg_class c on c.oid = p.conrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = p.conrelid and a.attnum = any(p.conkey)
 where p.contype in ('p', 'u') and n.nspname = any($1::text[])
 group by p.oid, p.conrelid
"""
_FOREIGN_KEYS = """
select p.conname::text as name, p.conrelid::int8 as source, p.confrelid::int8 as target,
       (select array_agg(a.attname::text order by k.ord) from unnest(p.conkey) with ordinality k(num, ord)
          join pg_attribute a on a.attrelid = p.conrelid and a.attnum = k.num) as source_columns,
       (select array_agg(a.attname::text order by k.ord) from unnest(p.confkey) with ordinality k(num, ord)
          join pg_attribute a on a.attrelid = p.confrelid and a.attnum = k.num) as target_columns
  from pg_constraint p
 where p.contype = 'f' and p.conparentid = 0
 order by p.conname
"""
_FUNCTIONS = """
select n.nspname::text as schema, p.proname::text as name, p.provolatile = 'v' as is_volatile, p.proretset as returns_set,
       p.pronargs::int as input_count, p.pronargdefaults::int as default_count, p.provariadic <> 0 as is_variadic,
       coalesce(p.proargnames, '{}')::text[] as names, coalesce(p.proargmodes::text[], '{}') as modes,
       (select coalesce(array_agg(format_type(t.oid, -1) order by t.ord), '{}')
          from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality t(oid, ord)) as types,
       p.prorettype = 'void'::regtype as returns_void, format_type(p.prorettype, -1) as return_type,
       coalesce(b.typtype, r.typtype)::text as return_kind, coalesce(nullif(b.typrelid, 0), r.typrelid)::int8 as return_relation
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_type r on r.oid = p.prorettype
  left join pg_type b on b.oid = r.typbasetype and r.typtype = 'd'
 where p.prokind = 'f' and n.nspname = any($1::text[])
 order by p.proname, p.oid
"""
_ROLE_SETTINGS = """
select r.rolname::text as role, split_part(s, '=', 1) as name, substr(s, strpos(s, '=') + 1) as value
  from pg_db_role_setting d join pg_roles r on r.oid = d.setrole, unnest(d.setconfig) s
 where d.setdatabase in (0, (select oid from pg_database where datname = current_database()))
 order by d.setdatabase
"""


async def load_schema(connection: _Fetching, schemas: Sequence[str]) -> SchemaCache:
    """Read the catalog for *schemas*."""
    names = list(schemas)
    columns: dict[int, dict[str, ColumnFacts]] = {}
    for row in await connection.fetch(_COLUMNS, names):
        facts = ColumnFacts(row["name"], row["type_name"], row["full_type"], row["default"])
        columns.setdefault(row["relation"], {})[row["name"]] = facts
    unique: dict[int, list[frozenset[str]]] = {}
    for row in await connection.fetch(_UNIQUE_KEYS, names):
        unique.setdefault(row["relation"], []).append(frozenset(row["columns"]))
    relations = [
        Relation(
            row["oid"],
            row["schema"],
            row["name"],
            row["is_view"],
            columns.get(row["oid"], {}),
            tuple(row["primary_key"]),
            tuple(unique.get(row["oid"], ())),
        )
        for row in await connection.fetch(_RELATIONS, names)
    ]
    by_oid = {relation.oid: relation for relation in relations}
    return SchemaCache(
        {(relation.schema, relation.name): relation for relation in relations},
        by_oid,
        [
            ForeignKey(
                row["name"],
                row["source"],
                row["target"],
                tuple(row["source_columns"]),
                tuple(row["target_columns"]),
            )
            for row in await connection.fetch(_FOREIGN_KEYS)
            if row["source"] in by_oid and row["target"] in by_oid
        ],
        await _load_functions(connection, names, by_oid),
        await _load_role_settings(connection),
        frozenset(row["name"] for row in await connection.fetch("select name from pg_timezone_names")),
    )


async def _load_functions(
    connection: _Fetching, schemas: list[str], by_oid: Mapping[int, Relation]
) -> dict[tuple[str, str], list[Function]]:
    functions: dict[tuple[str, str], list[Function]] = {}
    for row in await connection.fetch(_FUNCTIONS, schemas):
        functions.setdefault((row["schema"], row["name"]), []).append(_function(row, by_oid))
    return functions


def _function(row: Mapping[str, Any], by_oid: Mapping[int, Relation]) -> Function:
    types: list[str] = row["types"]
    modes: list[str] = row["modes"] or ["i"] * len(types)
    names: list[str] = list(row["names"]) + [""] * (len(types) - len(row["names"]))
    inputs = [(n, t, m) for n, t, m in zip(names, types, modes, strict=True) if m in {"i", "b", "v"}]
    required = row["input_count"] - row["default_count"]
    outputs = {n: t for n, t, m in zip(names, types, modes, strict=True) if m in {"o", "b", "t"}}
    relation = by_oid.get(row["return_relation"])
    if not outputs and relation is not None:
        outputs = {column.name: column.type_name for column in relation.columns.values()}
    return Function(
        schema=row["schema"],
        name=row["name"],
        arguments=tuple(
            Argument(name, type_name, place < required, mode == "v")
            for place, (name, type_name, mode) in enumerate(inputs)
        ),
        is_volatile=row["is_volatile"],
        returns_set=row["returns_set"],
        returns_rows=row["return_kind"] == "c" or any(mode in {"o", "b", "t"} for mode in modes),
        returns_void=row["returns_void"],
        return_relation=relation.oid if relation is not None else None,
        return_type=row["return_type"],
        output_columns=outputs,
    )


async def _load_role_settings(connection: _Fetching) -> dict[str, dict[str, str]]:
    settings: dict[str, dict[str, str]] = {}
    for row in await connection.fetch(_ROLE_SETTINGS):
        settings.setdefault(row["role"], {})[row["name"]] = row["value"]
    return settings
