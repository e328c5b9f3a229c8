"""The parser alone: noise is refused with PGRST100 and never breaks anything; values survive quoting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.localbackend.rest.errors import RestError
from tarkov_desktop.localbackend.rest.parse import parse_query
from tarkov_desktop.localbackend.rest.query import FieldPath, Filter, Logic

PIECES = st.sampled_from(
    [
        *'(),.:!*"\\->{}[]= ',
        "...",
        "->>",
        "::",
        "not.",
        "or",
        "and(",
        "eq.",
        "in.(",
        "is.",
        "id",
        "limit",
        "é",
    ]
)
NOISE = st.lists(PIECES, max_size=12).map("".join)


@given(st.sampled_from(["select", "order", "or", "id", "columns", "a.b", "not.and"]) | NOISE, NOISE)
def test_noise_is_read_or_refused(key: str, value: str) -> None:
    status = 200
    try:
        parse_query([(key, value)])
    except RestError as error:
        status = error.status
    assert status in {200, 400}


@given(st.text())
def test_a_plain_value_is_taken_as_it_is(value: str) -> None:
    query = parse_query([("id", f"eq.{value}")])

    assert query.scope().conditions == (Filter(FieldPath("id"), "eq", value),)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_quoted_values_of_lists_and_logic_survive(values: list[str]) -> None:
    quoted = ['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]

    listed = parse_query([("id", f"in.({','.join(quoted)})")])
    joined = parse_query([("or", f"({','.join(f'id.eq.{value}' for value in quoted)})")])

    assert listed.scope().conditions == (Filter(FieldPath("id"), "in", tuple(values)),)
    expected = tuple(Filter(FieldPath("id"), "eq", value) for value in values)
    assert joined.scope().conditions == (Logic("or", expected),)


@pytest.mark.parametrize("key", ["a.b.limit", "a.b.order", "a.or", "a.not.or", "a.b->>c"])
def test_conditions_belong_to_the_resource_they_name(key: str) -> None:
    values = {"limit": "3", "order": "x", "or": "(x.eq.1)"}
    query = parse_query([(key, values.get(key.rsplit(".", 1)[-1], "eq.1"))])

    assert list(query.scopes) == [("a", "b") if key.startswith("a.b.") else ("a",)]
