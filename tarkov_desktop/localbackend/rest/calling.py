"""Calls of functions as SQL: which overload is meant, and how its arguments reach it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.rest.errors import RestError, body_error
from tarkov_desktop.localbackend.rest.predicates import Binds, quote
from tarkov_desktop.localbackend.rest.reading import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tarkov_desktop.localbackend.rest.schema import Argument, Function, SchemaCache

_JSON_TYPES = {"json", "jsonb"}


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is called with: named arguments from a body, from a query string, or one whole body."""

    function: Function
    json_arguments: Mapping[str, object] | None = None
    json_text: str = ""
    text_arguments: Sequence[tuple[str, str]] = ()
    whole_body: str | None = None


def call_with_body(cache: SchemaCache, schema: str, name: str, raw: bytes, kind: str) -> Call:
    """The call a POST means.

    Raises:
        RestError: PGRST102 (body), PGRST202 (no such function), PGRST203 (several).
    """
    known = cache.functions.get((schema, name), ())
    if kind == "text/plain":
        return Call(
            _only(schema, name, _single_unnamed(known, {"text"}), ()),
            whole_body=raw.decode("utf-8", "replace"),
        )
    if kind != "application/json":
        raise RestError(415, "PGRST102", f"Content-Type not acceptable: {kind}")
    try:
        value = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise body_error("Empty or invalid json") from error
    keys = set(value) if isinstance(value, dict) else set()
    matches = _matching(known, keys) if isinstance(value, dict) else []
    if not matches:
        unnamed = _single_unnamed(known, _JSON_TYPES)
        if unnamed:
            return Call(_only(schema, name, unnamed, keys), whole_body=raw.decode() or "{}")
    if not isinstance(value, dict):
        raise body_error("The arguments of a function must be a JSON object")
    return Call(_only(schema, name, matches, keys), json_arguments=value, json_text=raw.decode() or "{}")


def call_with_query(
    cache: SchemaCache, schema: str, name: str, pairs: Sequence[tuple[str, str]]
) -> tuple[Call, list[tuple[str, str]]]:
    """The call a GET means, and the pairs that are filters instead.

    Raises:
        RestError: PGRST202, PGRST203.
    """
    known = cache.functions.get((schema, name), ())
    given = {key for key, _ in pairs}
    argument_names = {argument.name for function in known for argument in function.arguments if argument.name}
    asked = given & argument_names
    function = _only(schema, name, _matching(known, asked), asked)
    arguments = [(key, value) for key, value in pairs if key in asked]
    return Call(function, text_arguments=arguments), [
        (key, value) for key, value in pairs if key not in asked
    ]


def call_origin(cache: SchemaCache, call: Call, binds: Binds) -> Origin:
    """The rows of the call, named ``pgrst_call``; a bare value is a column ``pgrst_scalar``."""
    function = call.function
    called = f"{quote(function.schema)}.{quote(function.name)}"
    setup, arguments = _arguments_sql(call, binds)
    relation = cache.relations_by_oid.get(function.return_relation or 0)
    if function.returns_rows:
        inner = f"select pgrst_call.* from {setup}{called}({arguments}) as pgrst_call"
    else:
        lateral = f"{setup}{called}({arguments}) as pgrst_row(pgrst_scalar)"
        inner = f"select pgrst_row.pgrst_scalar from {lateral}"
    types = dict(function.output_columns) or {"pgrst_scalar": function.return_type}
    return Origin(f"({inner}) as pgrst_call", "pgrst_call", relation, types)


def _arguments_sql(call: Call, binds: Binds) -> tuple[str, str]:
    function = call.function
    if call.whole_body is not None:
        return "", f"({binds.text(call.whole_body)})::{function.arguments[0].type_name}"
    by_name = {argument.name: argument for argument in function.arguments}
    if call.json_arguments is not None:
        given = [by_name[name] for name in call.json_arguments]
        if not given:
            return "", ""
        shape = ", ".join(f"{quote(a.name)} {a.type_name}" for a in given)
        record = f"json_to_record(({binds.text(call.json_text)})::json) as pgrst_args({shape})"
        named = [_named(a, f"pgrst_args.{quote(a.name)}") for a in given]
        return f"{record}, lateral ", ", ".join(named)
    values: dict[str, list[str]] = {}
    for name, value in call.text_arguments:
        values.setdefault(name, []).append(value)
    named = []
    for name, texts in values.items():
        argument = by_name[name]
        if argument.is_variadic and not (len(texts) == 1 and texts[0].startswith("{")):
            placed = f"({binds.texts(tuple(texts))})::{argument.type_name}"
        else:
            placed = f"({binds.text(texts[-1])})::{argument.type_name}"
        named.append(_named(argument, placed))
    return "", ", ".join(named)


def _named(argument: Argument, value: str) -> str:
    return f"{'variadic ' if argument.is_variadic else ''}{quote(argument.name)} => {value}"


def _matching(known: Sequence[Function], keys: set[str]) -> list[Function]:
    found = []
    for function in known:
        names = {argument.name for argument in function.arguments}
        required = {a.name for a in function.arguments if a.is_required and not a.is_variadic}
        if "" not in names and required <= keys <= names:
            found.append(function)
    return found


def _single_unnamed(known: Sequence[Function], types: set[str]) -> list[Function]:
    return [
        f
        for f in known
        if len(f.arguments) == 1 and not f.arguments[0].name and f.arguments[0].type_name in types
    ]


def _only(schema: str, name: str, matches: list[Function], keys: set[str] | tuple[()]) -> Function:
    if len(matches) == 1:
        return matches[0]
    shown = f"{schema}.{name}({', '.join(sorted(keys))})" if keys else f"{schema}.{name}"
    if matches:
        raise RestError(
            300,
            "PGRST203",
            f"Could not choose the best candidate function between: {shown} ({len(matches)} overloads)",
            hint="Try renaming the parameters or the function itself in the database so function overloading can be resolved",
        )
    with_what = f"with parameters {', '.join(sorted(keys))}" if len(keys) > 1 else "without parameters"
    if len(keys) == 1:
        with_what = f"with parameter {next(iter(keys))}"
    raise RestError(
        404,
        "PGRST202",
        f"Could not find the function {shown}{'' if keys else ' without parameters'} in the schema cache",
        details=f"Searched for the function {schema}.{name} {with_what}"
        + (
            ", but no matches were found in the schema cache."
            if keys
            else " or with a single unnamed json/jsonb parameter, "
            "but no matches were found in the schema cache."
        ),
    )
