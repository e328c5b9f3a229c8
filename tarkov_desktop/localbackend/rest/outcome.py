"""The one statement that runs for a request, and the HTTP answer made of what it returns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from tarkov_desktop.localbackend.rest.errors import RestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tarkov_desktop.localbackend.rest.preferences import Answer, Preferences

_CSV = """
coalesce((select string_agg(k_, ',') from json_object_keys(
    (select row_to_json(first_) from (select * from pgrst_source limit 1) first_)) k_) || e'\\n', '')
 || coalesce(string_agg(substring(row_::text, 2, length(row_::text) - 2), e'\\n'), '')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the body is made of: rows, a single row, bare values, or nothing."""

    is_single: bool = False
    is_scalar: bool = False
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the statement returned. ``total`` is the count asked for, if one was."""

    body: str
    page_total: int
    total: int | None
    headers: str | None
    status: str | None


def statement_sql(source: str, shown: str, count: str | None, answer: Answer, shape: Shape) -> str:
    """*source* (a select, a write or a call) as ``pgrst_source``; *shown* reads what the body shows from it."""
    counted = f", pgrst_count as ({count})" if count is not None else ""
    total = "(select count(*) from pgrst_count)" if count is not None else "null::int8"
    return (
        f"with pgrst_source as ({source}){counted} select {total} as total, count(*) as page_total, "
        f"{_body_sql(answer, shape)} as body, nullif(current_setting('response.headers', true), '') as headers, "
        f"nullif(current_setting('response.status', true), '') as status from ({shown}) as row_"
    )


def _body_sql(answer: Answer, shape: Shape) -> str:
    if shape.is_empty:
        return "''"
    if answer.form == "csv":
        return _CSV
    row = "row_.pgrst_scalar" if shape.is_scalar else "row_"
    rows = f"json_agg({row})"
    if answer.is_nulls_stripped:
        rows = f"json_strip_nulls({rows})"
    if shape.is_single or answer.form == "object":
        return f"coalesce(({rows} -> 0)::text, 'null')"
    return f"coalesce({rows}::text, '[]')"


def explain_sql(statement: str, answer: Answer) -> str:
    """``explain`` of the statement, in the format and with the options of Accept."""
    options = [*answer.plan_options, f"format {answer.plan_format}"]
    return f"explain ({', '.join(options)}) {statement}"


def check_single(outcome: Outcome, answer: Answer) -> None:
    """An answer asked for as one object needs exactly one row.

    Raises:
        RestError: PGRST116.
    """
    if answer.form == "object" and outcome.page_total != 1:
        raise RestError(
            406,
            "PGRST116",
            "Cannot coerce the result to a single JSON object",
            details=f"The result contains {outcome.page_total} rows",
        )


def check_affected(outcome: Outcome, preferences: Preferences) -> None:
    """A write may not touch more rows than ``max-affected``.

    Raises:
        RestError: PGRST124.
    """
    if preferences.max_affected is not None and outcome.page_total > preferences.max_affected:
        raise RestError(
            400,
            "PGRST124",
            "Query result exceeds max-affected preference constraint",
            details=f"The query affects {outcome.page_total} rows",
        )


def content_range(offset: int, outcome: Outcome, *, is_windowed: bool) -> str:
    """``0-9/100``, with ``*`` for what is not known."""
    total = "*" if outcome.total is None else str(outcome.total)
    if not is_windowed or outcome.page_total == 0:
        return f"*/{total}"
    return f"{offset}-{offset + outcome.page_total - 1}/{total}"


def read_status(offset: int, outcome: Outcome) -> int:
    """200, or 206 when rows are known to be missing.

    Raises:
        RestError: PGRST103, when the window begins behind the last row.
    """
    if outcome.total is None:
        return 200
    if offset > outcome.total:
        error = RestError(
            416,
            "PGRST103",
            "Requested range not satisfiable",
            details=f"An offset of {offset} was requested, but there are only {outcome.total} rows.",
        )
        error.headers["Content-Range"] = f"*/{outcome.total}"
        raise error
    return 206 if outcome.page_total < outcome.total else 200


def respond(status: int, outcome: Outcome, headers: Mapping[str, str], *, with_body: bool) -> Response:
    """The answer, with the status and headers that SQL set for it."""
    response = Response(outcome.body if with_body else b"", status_code=_chosen_status(status, outcome))
    for name, value in headers.items():
        response.headers[name] = value
    for name, value in _chosen_headers(outcome):
        response.headers.append(name, value)
    return response


def _chosen_status(status: int, outcome: Outcome) -> int:
    if outcome.status is None:
        return status
    if not outcome.status.isdecimal() or not 100 <= int(outcome.status) <= 599:  # noqa: PLR2004 - HTTP's range
        raise RestError(500, "PGRST112", "response.status guc must be a valid status code")
    return int(outcome.status)


def _chosen_headers(outcome: Outcome) -> list[tuple[str, str]]:
    if outcome.headers is None:
        return []
    try:
        listed: Any = json.loads(outcome.headers)
        return [(str(name), str(value)) for entry in listed for name, value in entry.items()]
    except (ValueError, AttributeError, TypeError) as error:
        raise RestError(
            500, "PGRST111", "response.headers guc must be a JSON array composed of objects with a single key"
        ) from error
