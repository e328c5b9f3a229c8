"""Requests as jobs: the statement to run, and how its outcome becomes the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.rest import calling, outcome, writing
from tarkov_desktop.localbackend.rest.errors import RestError, not_implemented
from tarkov_desktop.localbackend.rest.outcome import Shape
from tarkov_desktop.localbackend.rest.parse import parse_query
from tarkov_desktop.localbackend.rest.predicates import Binds
from tarkov_desktop.localbackend.rest.preferences import parse_range
from tarkov_desktop.localbackend.rest.reading import ReadStatement, relation_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from tarkov_desktop.localbackend.rest.asked import Asked
    from tarkov_desktop.localbackend.rest.outcome import Outcome
    from tarkov_desktop.localbackend.rest.query import Query
    from tarkov_desktop.localbackend.rest.reading import Origin
    from tarkov_desktop.localbackend.rest.schema import Relation


@dataclass(frozen=True, kw_only=True)
class Job:
    """A statement with its values. ``planned`` is a statement whose row estimate is the count asked for."""

    sql: str
    binds: Binds
    is_read_only: bool
    respond: Callable[[Outcome], Response]
    planned: tuple[str, Binds] | None = None


def relation_job(asked: Asked, body: bytes) -> Job:
    """What a request for a table or view means.

    Raises:
        RestError: it cannot be met.
    """
    relation = asked.cache.relation(asked.schema, asked.name)
    if not asked.is_read:
        return _write_job(asked, relation, body)
    query = parse_query(asked.pairs)
    if query.columns is not None or query.on_conflict is not None:
        raise not_implemented("columns or on_conflict on a read")
    query, origin, binds = _with_range(asked, query), relation_origin(relation), Binds()
    rows = ReadStatement(asked.cache, query, binds).rows(origin, max_rows=asked.api.max_rows)
    total = _total_sql(asked, origin, query, binds)
    shape = Shape(is_empty=asked.method == "HEAD")
    return Job(
        sql=outcome.statement_sql(rows, "select * from pgrst_source", total, asked.answer, shape),
        binds=binds,
        is_read_only=True,
        respond=partial(_rows_answer, asked, query.scope().offset or 0),
        planned=_planned(asked, origin, query),
    )


def call_job(asked: Asked, body: bytes) -> Job:
    """What a request for a function means.

    Raises:
        RestError: it cannot be met.
    """
    if asked.method == "POST":
        pairs = asked.pairs
        call = calling.call_with_body(asked.cache, asked.schema, asked.name, body, asked.media_type)
    elif asked.is_read:
        call, pairs = calling.call_with_query(asked.cache, asked.schema, asked.name, asked.pairs)
    else:
        raise RestError(405, "PGRST101", f"Cannot use the {asked.method} method on RPC")
    if asked.preferences.count in {"planned", "estimated"}:
        raise not_implemented("planned counts of a call")
    query = _with_range(asked, parse_query(pairs))
    function, binds = call.function, Binds()
    source = calling.call_origin(asked.cache, call, binds)
    called = replace(source, sql="pgrst_source as pgrst_call")
    limit = asked.api.max_rows if function.returns_set else None
    shown = ReadStatement(asked.cache, query, binds).rows(called, max_rows=limit)
    shape = Shape(
        is_single=not function.returns_set,
        is_scalar=not function.returns_rows and not function.returns_void,
        is_empty=asked.method == "HEAD" or function.returns_void,
    )
    total = _total_sql(asked, called, query, binds)
    offset = query.scope().offset or 0
    return Job(
        sql=outcome.statement_sql(f"select * from {source.sql}", shown, total, asked.answer, shape),
        binds=binds,
        is_read_only=asked.is_read or not function.is_volatile,
        respond=_nothing_answer if function.returns_void else partial(_rows_answer, asked, offset),
    )


def _write_job(asked: Asked, relation: Relation, body: bytes) -> Job:
    query, binds = parse_query(asked.pairs), Binds()
    if asked.method == "PUT":
        raise not_implemented("PUT")
    if asked.method in {"POST", "PATCH"} and asked.media_type != "application/json":
        raise not_implemented(f"bodies of type {asked.media_type}")
    write = writing.Write(asked.cache, relation, query, asked.preferences)
    if asked.method == "DELETE":
        source = writing.delete_sql(write, binds)
    else:
        write = replace(write, body=writing.read_body(body, query))
        source = (writing.insert_sql if asked.method == "POST" else writing.update_sql)(write, binds)
    if not source.startswith("select"):
        source += writing.returning_sql(write)
    shown = "select * from pgrst_source"
    if asked.preferences.returns == "representation":
        shown = _representation(asked, relation, query, binds)
    shape = Shape(is_empty=asked.preferences.returns in {None, "minimal"})
    return Job(
        sql=outcome.statement_sql(source, shown, None, asked.answer, shape),
        binds=binds,
        is_read_only=False,
        respond=partial(_write_answer, asked, relation),
    )


def _with_range(asked: Asked, query: Query) -> Query:
    """The query with the window of the Range header cut out of its own."""
    if not asked.is_read:
        return query
    window, scope = parse_range(asked.request.headers), query.scope()
    first = max(window.offset, scope.offset or 0)
    ends = [
        start + length
        for start, length in ((window.offset, window.limit), (scope.offset or 0, scope.limit))
        if length is not None
    ]
    limit = max(min(ends) - first, 0) if ends else None
    return replace(query, scopes={**query.scopes, (): replace(scope, offset=first, limit=limit)})


def _total_sql(asked: Asked, origin: Origin, query: Query, binds: Binds) -> str | None:
    if asked.preferences.count in {None, "planned"}:
        return None
    return ReadStatement(asked.cache, query, binds).rows(origin, with_window=False)


def _planned(asked: Asked, origin: Origin, query: Query) -> tuple[str, Binds] | None:
    if asked.preferences.count not in {"planned", "estimated"}:
        return None
    binds = Binds()
    return ReadStatement(asked.cache, query, binds).rows(origin, with_window=False), binds


def _representation(asked: Asked, relation: Relation, query: Query, binds: Binds) -> str:
    """The rows written, read back without the conditions that chose them: a write may have made those untrue."""
    embedded = {path: scope for path, scope in query.scopes.items() if path}
    read = replace(query, scopes={**embedded, (): replace(query.scope(), conditions=())})
    return ReadStatement(asked.cache, read, binds).rows(writing.written_origin(relation))


# Answers --------------------------------------------------------------------------------------------------------------


def _rows_answer(asked: Asked, offset: int, result: Outcome) -> Response:
    status = outcome.read_status(offset, result)
    headers = _headers(asked, outcome.content_range(offset, result, is_windowed=True))
    return outcome.respond(status, result, headers, with_body=asked.method != "HEAD")


def _nothing_answer(result: Outcome) -> Response:
    return outcome.respond(204, result, {}, with_body=False)


def _write_answer(asked: Asked, relation: Relation, result: Outcome) -> Response:
    preferences = asked.preferences
    if preferences.count is not None:
        result = replace(result, total=result.page_total)
    headers = _headers(asked, outcome.content_range(0, result, is_windowed=asked.method == "PATCH"))
    is_shown = preferences.returns == "representation"
    if preferences.returns == "headers-only" and asked.method == "POST" and result.page_total == 1:
        headers["Location"] = _location(relation, result)
    if not is_shown:
        headers.pop("Content-Type")
    status = 201 if asked.method == "POST" else 200 if is_shown else 204
    return outcome.respond(status, result, headers, with_body=is_shown)


def _location(relation: Relation, result: Outcome) -> str:
    rows = json.loads(result.body)
    row = rows[0] if isinstance(rows, list) else rows
    return f"/{relation.name}?" + "&".join(f"{name}=eq.{row[name]}" for name in relation.primary_key)


def _headers(asked: Asked, content_range: str) -> dict[str, str]:
    headers = {"Content-Type": asked.answer.media_type, "Content-Range": content_range}
    if asked.preferences.applied:
        headers["Preference-Applied"] = ", ".join(asked.preferences.applied)
    if "accept-profile" in asked.request.headers or "content-profile" in asked.request.headers:
        headers["Content-Profile"] = asked.schema
    return headers
