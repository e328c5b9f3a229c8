"""Inserts, upserts, updates and deletes, and what the answer shows of them."""

from __future__ import annotations

from tests.localbackend.rest.conftest import Library, column


async def test_the_public_client_writes_and_sees_what_it_wrote(library: Library) -> None:
    authors = library.client(library.token()).from_("authors")

    inserted = await authors.insert([{"id": 10, "name": "Eve"}, {"id": 11, "name": "Fay"}]).execute()
    changed = await authors.update({"name": "Eva"}).eq("id", 10).execute()
    merged = await authors.upsert([{"id": 10, "name": "Evi"}, {"id": 12, "name": "Gus"}]).execute()
    gone = await authors.delete().gte("id", 11).execute()

    assert column(inserted, "name") == ["Eve", "Fay"]
    assert column(changed, "name") == ["Eva"]
    assert column(merged, "name") == ["Evi", "Gus"]
    assert sorted(column(gone, "id")) == [11, 12]


async def test_an_update_that_no_longer_fits_its_filter_still_shows_the_row(library: Library) -> None:
    changed = await library.client().from_("authors").update({"name": "Ida"}).eq("name", "Ada").execute()

    assert column(changed, "name") == ["Ida"]


async def test_written_rows_are_shown_with_chosen_columns_and_related_rows(library: Library) -> None:
    answer = await library.http.post(
        "/books?select=title,authors!author_id(name)",
        json={"author_id": 1, "title": "More notes"},
        headers={"Prefer": "return=representation"},
    )

    assert (answer.status_code, answer.json()) == (201, [{"title": "More notes", "authors": {"name": "Ada"}}])


async def test_the_preferred_return_decides_the_answer(library: Library) -> None:
    minimal = await library.http.post("/shelves", json={"id": 7, "label": "x"})
    located = await library.http.post("/shelves", json={"id": 8}, headers={"Prefer": "return=headers-only"})
    patched = await library.http.patch(
        "/shelves?id=eq.7", json={"label": "y"}, headers={"Prefer": "count=exact"}
    )
    deleted = await library.http.delete("/shelves?id=eq.7")

    assert (minimal.status_code, minimal.content) == (201, b"")
    assert (located.status_code, located.headers["location"]) == (201, "/shelves?id=eq.8")
    assert (patched.status_code, patched.headers["content-range"]) == (204, "0-0/1")
    assert deleted.status_code == 204


async def test_missing_values_are_null_or_the_default_as_asked(library: Library) -> None:
    await library.http.post("/shelves", json={})
    body = [{"book_id": 2, "colour": "red"}, {"book_id": 3}]
    uneven = await library.http.post("/covers", json=body)
    null = await library.http.post(
        "/covers?columns=book_id,colour", json=body, headers={"Prefer": "return=representation"}
    )
    await library.http.delete("/covers?book_id=gt.1")
    default = await library.http.post(
        "/covers?columns=book_id,colour",
        json=body,
        headers={"Prefer": "return=representation, missing=default"},
    )

    assert (uneven.status_code, uneven.json()["code"]) == (400, "PGRST102")
    assert [row["colour"] for row in null.json()] == ["red", None]
    assert [row["colour"] for row in default.json()] == ["red", "grey"]


async def test_duplicates_conflict_unless_they_are_merged_or_ignored(library: Library) -> None:
    body = {"author_id": 1, "title": "Galileo"}
    representation = "return=representation"
    plain = await library.http.post("/books", json=body)
    ignored = await library.http.post(
        "/books?on_conflict=title",
        json=body,
        headers={"Prefer": f"resolution=ignore-duplicates,{representation}"},
    )
    merged = await library.http.post(
        "/books?on_conflict=title&select=id,author_id",
        json=body,
        headers={"Prefer": f"resolution=merge-duplicates,{representation}"},
    )

    assert (plain.status_code, plain.json()["code"]) == (409, "23505")
    assert ignored.json() == []
    assert merged.json() == [{"id": 2, "author_id": 1}]


async def test_a_refused_write_changes_nothing(library: Library) -> None:
    many = await library.http.patch(
        "/authors?id=gt.0", json={"born": 1}, headers={"Prefer": "handling=strict, max-affected=2"}
    )
    single = await library.http.patch(
        "/authors?id=gt.0",
        json={"born": 1},
        headers={"Accept": "application/vnd.pgrst.object+json", "Prefer": "return=representation"},
    )
    rehearsed = await library.http.patch(
        "/authors?id=eq.1", json={"born": 1}, headers={"Prefer": "tx=rollback"}
    )
    born = await library.http.get("/authors?select=born&born=eq.1")

    assert (many.status_code, many.json()["code"]) == (400, "PGRST124")
    assert (single.status_code, single.json()["code"]) == (406, "PGRST116")
    assert rehearsed.status_code == 204
    assert born.json() == []


async def test_what_a_write_cannot_do_is_said(library: Library) -> None:
    post, csv = library.http.post, {"Content-Type": "text/csv"}
    answers = [
        await post("/shelves", json={"height": 1}),
        await post("/shelves", content=b"[1]", headers={"Content-Type": "application/json"}),
        await post("/shelves", content=b"nonsense", headers={"Content-Type": "application/json"}),
        await post("/books", json={"author_id": 99, "title": "x"}),
        await post("/shelves", content=b"id\n1", headers=csv),
        await post("/shelves?id=eq.1", json={"id": 5}),
        await library.http.put("/shelves?id=eq.1", json={"id": 1}),
        await library.http.patch("/shelves?limit=1", json={"label": "x"}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (400, "PGRST204"),
        (400, "PGRST102"),
        (400, "PGRST102"),
        (409, "23503"),
        *[(501, "LB501")] * 4,
    ]
