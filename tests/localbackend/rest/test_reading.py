"""Reads through the public client and through plain HTTP: selection, filters, embedding, order, windows, counts, forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.localbackend.rest.conftest import Library

FILTERS = [
    ("books", "id=eq.2", [2]),
    ("books", "id=neq.2", [1, 3]),
    ("books", "id=gt.1&id=lt.3", [2]),
    ("books", "id=gte.2", [2, 3]),
    ("books", "id=not.gte.2", [1]),
    ("books", "id=lte.1", [1]),
    ("books", "id=in.(1,3)", [1, 3]),
    ("books", "id=in.()", []),
    ("books", "id=not.in.(1,3)", [2]),
    ("books", 'title=in.("Arrow of God",Notes)', [1, 3]),
    ("books", "title=like.*o*", [1, 2, 3]),
    ("books", "title=like.N*", [1]),
    ("books", "title=ilike.g*", [2]),
    ("books", "title=like(any).{N*,G*}", [1, 2]),
    ("books", "title=like(all).{*o*,*w*}", [3]),
    ("books", "title=match.^.a", [2]),
    ("books", "title=imatch.^n", [1]),
    ("books", "id=eq(any).{1,2}", [1, 2]),
    ("books", "price=is.null", [3]),
    ("books", "price=is.not_null", [1, 2]),
    ("books", "price=not.is.null", [1, 2]),
    ("books", "editor_id=isdistinct.1", [1]),
    ("books", "tags=cs.{old}", [1, 2]),
    ("books", "tags=cd.{novel,play}", [3]),
    ("books", "tags=ov.{novel,math}", [1, 3]),
    ("books", "open_hours=cs.[2000-01-01 13:00,2000-01-01 13:30)", [1]),
    ("books", "open_hours=sr.(2000-01-01 16:00,2000-01-01 17:00)", [2]),
    ("books", "open_hours=sl.[2000-01-02 08:00,2000-01-02 09:00)", [1]),
    ("books", "open_hours=nxl.[2000-01-02 08:30,2000-01-02 09:30)", [2]),
    ("books", "open_hours=nxr.[2000-01-01 14:00,2000-01-01 16:00)", [1]),
    ("books", "open_hours=adj.[2000-01-01 12:00,2000-01-01 13:00)", [1]),
    ("books", "title=fts(english).arrow", [3]),
    ("books", "title=wfts.galileo", [2]),
    ("books", "or=(id.eq.1,title.eq.Galileo)", [1, 2]),
    ("books", "or=(id.eq.1,and(id.gt.1,title.like.G*))", [1, 2]),
    ("books", "or=(id.in.(3),tags.cs.{math,old})", [1, 3]),
    ("books", 'or=(title.eq."Arrow of God",id.not.gt.1)', [1, 3]),
    ("books", "not.or=(id.eq.1,id.eq.2)", [3]),
    ("books", "not.and=(id.gt.1,id.lt.3)", [1, 3]),
    ("books", "or=(open_hours.ov.[2000-01-01 12:00,2000-01-01 14:00),id.eq.3)", [1, 3]),
    ("authors", "address->>city=eq.London", [1]),
    ("authors", "address->codes->0=eq.1", [1]),
    ("authors", "address->codes->>-1=eq.2", [1]),
    ("authors", 'address=cs.{"city":"Paris"}', [4]),
    ("authors", "code=eq.AL", [1]),
    ("authors", "select=id,books!author_id()&books=is.null", [4]),
    ("authors", "select=id,books!author_id()&books=not.is.null", [1, 2, 3]),
]


@pytest.mark.slow
async def test_every_filter_keeps_the_rows_it_names(library: Library) -> None:
    found = {}
    for table, filters, _ in FILTERS:
        answer = await library.http.get(
            f"/{table}?{filters}&order=id" + ("" if "select=" in filters else "&select=id")
        )
        rows: Any = answer.json()
        found[filters] = [row["id"] for row in rows] if answer.status_code == 200 else rows

    assert found == {filters: expected for _, filters, expected in FILTERS}


async def test_the_public_client_reads_columns_aliases_casts_and_json(library: Library) -> None:
    rows = (
        await library.client()
        .from_("authors")
        .select("id::text, who:name, address->>city, address->codes, second:address->codes->1")
        .eq("code", "AL")
        .execute()
    )

    assert rows.data == [{"id": "1", "who": "Ada", "city": "London", "codes": [1, 2], "second": 2}]


async def test_related_rows_are_embedded_in_every_direction(library: Library) -> None:
    rows = (
        await library.client()
        .from_("books")
        .select(
            "title, author:authors!author_id(name), covers(colour), shelves(label), ...authors!author_id(born)"
        )
        .order("label", foreign_table="shelves")
        .order("id")
        .execute()
    )

    assert rows.data == [
        {
            "title": "Notes",
            "author": {"name": "Ada"},
            "covers": {"colour": "blue"},
            "shelves": [{"label": "top"}],
            "born": 1815,
        },
        {
            "title": "Galileo",
            "author": {"name": "Bertolt"},
            "covers": None,
            "shelves": [{"label": "bottom"}, {"label": "top"}],
            "born": 1898,
        },
        {"title": "Arrow of God", "author": {"name": "Chinua"}, "covers": None, "shelves": [], "born": 1930},
    ]


async def test_conditions_on_embedded_rows_filter_them_and_inner_drops_their_parents(
    library: Library,
) -> None:
    books = library.client().from_("shelves")

    left = await books.select("label, books(title)").eq("books.title", "Notes").order("id").execute()
    inner = (
        await books.select("label, books!inner(title)")
        .or_("title.eq.Notes,id.eq.9", reference_table="books")
        .execute()
    )

    assert left.data == [{"label": "top", "books": [{"title": "Notes"}]}, {"label": "bottom", "books": []}]
    assert inner.data == [{"label": "top", "books": [{"title": "Notes"}]}]


async def test_rows_are_ordered_also_by_related_rows(library: Library) -> None:
    by_price = await library.http.get("/books?select=id&order=price.desc.nullslast,id")
    by_author = await library.http.get("/books?select=id,authors!author_id(name)&order=authors(name).desc")

    assert [row["id"] for row in by_price.json()] == [1, 2, 3]
    assert [row["id"] for row in by_author.json()] == [3, 2, 1]


async def test_windows_and_counts_are_told_in_content_range(library: Library) -> None:
    exact = {"Prefer": "count=exact"}
    window = await library.http.get("/books?select=id&order=id&limit=1&offset=1", headers=exact)
    by_header = await library.http.get("/books?select=id&order=id", headers={"Range": "1-5"})
    whole = await library.http.head("/books", headers=exact)
    beyond = await library.http.get("/books?offset=9", headers=exact)
    planned = await library.http.get("/books", headers={"Prefer": "count=planned"})

    assert (window.status_code, window.headers["content-range"]) == (206, "1-1/3")
    assert ([row["id"] for row in by_header.json()], by_header.headers["content-range"]) == ([2, 3], "1-2/*")
    assert (whole.status_code, whole.headers["content-range"], whole.content) == (200, "0-2/3", b"")
    assert (beyond.status_code, beyond.json()["code"], beyond.headers["content-range"]) == (
        416,
        "PGRST103",
        "*/3",
    )
    assert planned.headers["content-range"].startswith("0-2/")


async def test_no_answer_has_more_rows_than_the_project_allows(library: Library) -> None:
    await library.owner.execute("insert into shelves select n, 'more' from generate_series(10, 200) n")

    capped = await library.http.get("/shelves?limit=100")
    smaller = await library.http.get("/shelves?limit=3")

    assert [len(capped.json()), len(smaller.json())] == [50, 3]


async def test_one_object_is_given_for_exactly_one_row(library: Library) -> None:
    client = library.client().from_("authors").select("name")

    one = await client.eq("id", 1).single().execute()
    none = await library.http.get(
        "/authors?id=eq.77", headers={"Accept": "application/vnd.pgrst.object+json"}
    )
    maybe = await library.client().from_("authors").select("name").eq("id", 77).maybe_single().execute()

    assert one.data == {"name": "Ada"}
    assert (none.status_code, none.json()) == (
        406,
        {
            "code": "PGRST116",
            "details": "The result contains 0 rows",
            "hint": None,
            "message": "Cannot coerce the result to a single JSON object",
        },
    )
    assert maybe is None


async def test_rows_come_as_csv_without_nulls_or_as_a_plan(library: Library) -> None:
    csv = await library.client().from_("authors").select("id,name").lte("id", 2).csv().execute()
    bare = await library.http.get(
        "/authors?id=eq.4&select=id,born",
        headers={"Accept": "application/vnd.pgrst.array+json;nulls=stripped"},
    )
    plan = await library.http.get(
        "/books?select=title,authors!author_id!inner(name)&authors.or=(id.eq.2,name.eq.Ada)",
        headers={
            "Accept": 'application/vnd.pgrst.plan+text; for="application/json"; options=analyze|verbose|settings|buffers|wal;'
        },
    )
    as_json = await library.http.get("/books", headers={"Accept": "application/vnd.pgrst.plan+json"})

    assert csv.data == "id,name\n1,Ada\n2,Bertolt"
    assert bare.json() == [{"id": 4}]
    assert "authors_1.name = 'Ada'::text" in plan.text
    assert json.loads(as_json.text)[0]["Plan"]["Node Type"] == "Aggregate"


REFUSED = [
    ("/nowhere", 404, "PGRST205"),
    ("/vault", 401, "42501"),
    ("/books?shoe=eq.1", 400, "42703"),
    ("/books?id=eq.x", 400, "22P02"),
    ("/books?id=about.3", 400, "PGRST100"),
    ("/books?id=3", 400, "PGRST100"),
    ("/books?id=is.maybe", 400, "PGRST100"),
    ("/books?id=neq(any).{1}", 400, "PGRST100"),
    ("/books?or=(id.eq.1", 400, "PGRST100"),
    ("/books?limit=-1", 400, "PGRST100"),
    ("/books?limit=99999999999999999999", 400, "PGRST100"),
    ("/books?order=id.sideways", 400, "PGRST100"),
    ("/books?select=authors(name)", 300, "PGRST201"),
    ("/books?select=vault(secret)", 400, "PGRST200"),
    ("/books?select=id,authors!nothing(name)", 400, "PGRST200"),
    ("/books?authors.name=eq.Ada", 400, "PGRST108"),
    ("/shelves?select=id,books(id)&order=books(id)", 400, "PGRST118"),
    ("/books?select=id.sum()", 400, "PGRST123"),
    ("/books?select=count()", 400, "PGRST123"),
    ("/books?columns=id", 501, "LB501"),
    ("/shelves?select=...books(id)", 501, "LB501"),
    ("/", 501, "LB501"),
]


async def test_what_cannot_be_read_is_refused_with_its_code(library: Library) -> None:
    answers = {path: await library.http.get(path) for path, _, _ in REFUSED}

    found = [(path, answer.status_code, answer.json()["code"]) for path, answer in answers.items()]
    assert found == REFUSED


async def test_headers_that_cannot_be_met_are_refused(library: Library) -> None:
    form = await library.http.get("/books", headers={"Accept": "text/html"})
    schema = await library.http.get("/books", headers={"Accept-Profile": "auth"})
    strict = await library.http.get("/books", headers={"Prefer": "handling=strict, sing=loudly"})
    lenient = await library.http.get("/books", headers={"Prefer": "sing=loudly, count=exact"})
    backwards = await library.http.get("/books", headers={"Range": "5-1"})

    assert (form.status_code, form.json()["code"]) == (406, "PGRST107")
    assert (schema.status_code, schema.json()["code"]) == (406, "PGRST106")
    assert (strict.status_code, strict.json()["code"]) == (400, "PGRST122")
    assert (lenient.status_code, lenient.headers["preference-applied"]) == (200, "count=exact")
    assert (backwards.status_code, backwards.json()["code"]) == (416, "PGRST103")


@pytest.mark.parametrize(
    "name", ['books"; drop table shelved; --', "books'", 'a"b', "$$", "books;select 1", "\\"]
)
async def test_names_are_names_wherever_they_stand(library: Library, name: str) -> None:
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    places: list[dict[str, str]] = [
        {"select": name},
        {"select": quoted},
        {"select": f"x:{quoted}"},
        {"select": f"address->{quoted}"},
        {"select": f"id::{name}"},
        {"select": f"id,{quoted}(id)"},
        {"order": quoted},
        {quoted: "eq.1"},
        {name: "eq.1"},
        {"or": f"({quoted}.eq.1)"},
        {"name": f"eq.{name}"},
        {"name": f"in.({quoted})"},
    ]

    answers = [await library.http.get("/authors", params=place) for place in places]
    called = await library.http.post("/rpc/add_up", json={name: 1})

    assert {answer.status_code for answer in answers} <= {200, 400}
    assert called.status_code == 404
    assert (await library.http.get("/shelved")).status_code == 200


async def test_parentheses_without_end_are_refused_not_followed(library: Library) -> None:
    deep = await library.http.get("/books?or=(" + "or(" * 10_000)
    nested = await library.http.get("/books?select=" + "authors!author_id(books!author_id(" * 300)

    assert (deep.status_code, nested.status_code) == (400, 400)


async def test_forms_that_are_not_there_are_not_pretended(library: Library) -> None:
    kinds = ["application/geo+json", "application/openapi+json", "application/vnd.pgrst.plan; options=memory"]
    answers = [await library.http.get("/books", headers={"Accept": kind}) for kind in kinds]
    second = await library.http.get(
        "/books?id=eq.1&select=id", headers={"Accept": "text/html, application/json;q=0.9"}
    )
    bare = await library.http.get(
        "/authors?id=eq.4&select=id,born",
        headers={"Accept": "application/vnd.pgrst.object+json;nulls=stripped"},
    )

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(501, "LB501")] * 3
    assert (second.json(), bare.json()) == ([{"id": 1}], {"id": 4})


async def test_the_estimate_is_exact_for_what_fits_one_answer_and_planned_beyond(library: Library) -> None:
    few = await library.http.get("/books", headers={"Prefer": "count=estimated"})
    await library.owner.execute(
        "insert into shelves select n, 'more' from generate_series(10, 200) n; analyze shelves"
    )
    many = await library.http.get("/shelves", headers={"Prefer": "count=estimated"})

    assert few.headers["content-range"] == "0-2/3"
    assert many.headers["content-range"] == "0-49/193"


async def test_a_schema_is_chosen_by_its_profile(library: Library) -> None:
    answer = await library.http.get("/books?limit=1", headers={"Accept-Profile": "library"})

    assert (answer.status_code, answer.headers["content-profile"]) == (200, "library")


async def test_options_are_told(library: Library) -> None:
    answer = await library.http.options("/books")

    assert "PATCH" in answer.headers["allow"]
