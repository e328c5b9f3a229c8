"""Calls of functions: arguments, overloads, kinds of results, and what SQL may say about the answer."""

from __future__ import annotations

from tests.localbackend.rest.conftest import READER, Library


async def test_every_kind_of_result_has_its_form(library: Library) -> None:
    get = library.http.get

    assert (await get("/rpc/add_up?a=2&b=3")).json() == 5
    assert (await get("/rpc/add_up?a=2")).json() == 3
    assert (await get("/rpc/numbers")).json() == [1, 2, 3]
    assert (await get("/rpc/pairs?x=eq.2")).json() == [{"x": 2, "y": "b"}]
    assert (await get("/rpc/one_author?wanted=1&select=name")).json() == {"name": "Ada"}
    assert (await get("/rpc/total?numbers=1&numbers=2")).json() == 3
    assert (await library.http.post("/rpc/total", json={"numbers": [4, 5]})).json() == 9
    assert (await library.http.post("/rpc/echo_json", json={"any": ["thing"]})).json() == {"any": ["thing"]}
    nothing = await library.http.post("/rpc/nothing")
    assert (nothing.status_code, nothing.content) == (204, b"")


async def test_sets_of_rows_take_filters_order_windows_counts_and_embedding(library: Library) -> None:
    answer = (
        await library.client()
        .rpc("all_authors", {}, count=None, get=True)
        .select("name, books!author_id(title)")
        .gt("id", 1)
        .order("name", desc=True)
        .range(1, 2)
        .execute()
    )
    head = await library.http.head("/rpc/all_authors", headers={"Prefer": "count=exact"})

    assert answer.data == [
        {"name": "Chinua", "books": [{"title": "Arrow of God"}]},
        {"name": "Bertolt", "books": [{"title": "Galileo"}]},
    ]
    assert head.headers["content-range"] == "0-3/4"


async def test_argument_names_choose_the_overload(library: Library) -> None:
    one = await library.http.post("/rpc/same_name", json={"a": 1})
    two = await library.http.post("/rpc/same_name", json={"a": 1, "b": 2})
    none = await library.http.post("/rpc/same_name", json={"c": 1})
    missing = await library.http.get("/rpc/add_up?b=1")

    assert (one.json(), two.json()) == ("int", "two")
    assert (none.status_code, none.json()["code"]) == (404, "PGRST202")
    assert (missing.status_code, missing.json()["code"]) == (404, "PGRST202")


async def test_a_get_cannot_change_anything(library: Library) -> None:
    read = await library.http.get("/rpc/shelve?book=3")
    write = await library.http.post("/rpc/shelve", json={"book": 3})

    assert (read.status_code, read.json()["code"]) == (405, "25006")
    assert (write.status_code, write.json()) == (200, 1)


async def test_errors_keep_their_state_detail_and_hint_and_have_the_documented_status(
    library: Library,
) -> None:
    states = {"P0001": 400, "PT418": 418, "23505": 409, "23503": 409, "42501": 401, "28000": 403, "53400": 500, "08006": 503,
              "40001": 500, "22023": 400}  # fmt: skip
    answers = {state: await library.http.post("/rpc/fails", json={"state": state}) for state in states}

    assert {state: answer.status_code for state, answer in answers.items()} == states
    assert answers["P0001"].json() == {
        "code": "P0001",
        "details": "the detail",
        "hint": "the hint",
        "message": "as asked",
    }
    signed_in = {"Authorization": f"Bearer {library.token()}"}
    forbidden = await library.http.post("/rpc/fails", json={"state": "42501"}, headers=signed_in)
    assert forbidden.status_code == 403


async def test_sql_may_choose_status_headers_and_refusals(library: Library) -> None:
    chosen = await library.http.post("/rpc/chooses")
    refused = await library.http.post("/rpc/refuses")

    assert (chosen.status_code, chosen.json(), chosen.headers["x-test"]) == (202, "chosen", "one")
    assert (refused.status_code, refused.headers["x-why"]) == (410, "because")
    assert refused.json() == {"code": "mine", "message": "no", "details": "d", "hint": "h"}


async def test_sql_sees_the_caller_the_request_and_the_roles_own_timeout(library: Library) -> None:
    headers = {
        "Authorization": f"Bearer {library.token()}",
        "User-Agent": "tests",
        "Prefer": "timezone=Europe/Oslo",
    }

    anonymous = (await library.http.post("/rpc/who")).json()
    signed_in = (await library.http.get("/rpc/who", headers=headers)).json()

    assert (anonymous["role"], anonymous["sub"], anonymous["timeout"]) == ("anon", None, "3s")
    assert signed_in == {
        "role": "authenticated",
        "sub": READER,
        "timeout": "8s",
        "method": "GET",
        "path": "/rpc/who",
        "agent": "tests",
        "zone": "Europe/Oslo",
    }


async def test_bodies_that_are_no_arguments_are_refused(library: Library) -> None:
    broken = await library.http.post(
        "/rpc/add_up", content=b"{", headers={"Content-Type": "application/json"}
    )
    listed = await library.http.post("/rpc/add_up", json=[1])
    form = await library.http.post("/rpc/add_up", data={"a": "1"})
    method = await library.http.delete("/rpc/add_up")

    assert [answer.status_code for answer in (broken, listed, form, method)] == [400, 400, 415, 405]


async def test_a_new_function_is_found_after_a_reload_message(library: Library) -> None:
    await library.owner.execute(
        "create function newcomer() returns int language sql stable as 'select 7'; "
        "grant execute on function newcomer to anon"
    )
    before = await library.http.get("/rpc/newcomer")
    await library.owner.execute("notify pgrst, 'reload schema'")

    after = before
    for _ in range(200):
        after = await library.http.get("/rpc/newcomer")
        if after.status_code == 200:
            break

    assert (before.status_code, after.json()) == (404, 7)


async def test_lost_connections_come_back_and_the_schema_is_read_again(library: Library) -> None:
    admin = await library.database.connect("supabase_admin")
    await library.owner.execute(
        "create function meanwhile() returns int language sql stable as 'select 8'; "
        "grant execute on function meanwhile to anon"
    )

    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator' and datname = current_database()"
    )

    statuses = []
    for _ in range(400):
        statuses.append((await library.http.get("/rpc/meanwhile")).status_code)
        if statuses[-1] == 200:
            break
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 404, 503}


async def test_overloads_that_both_fit_are_not_guessed_between(library: Library) -> None:
    answer = await library.http.post("/rpc/twice", json={"a": 1})

    assert (answer.status_code, answer.json()["code"]) == (300, "PGRST203")


async def test_a_plain_text_body_is_the_single_argument(library: Library) -> None:
    answer = await library.http.post("/rpc/shout", content="hej", headers={"Content-Type": "text/plain"})

    assert answer.json() == "HEJ"


async def test_settings_of_sql_that_make_no_answer_are_reported(library: Library) -> None:
    codes = []
    for name, value in (
        ("response.status", "blue"),
        ("response.headers", "no JSON"),
        ("response.headers", "[1]"),
    ):
        answer = await library.http.post("/rpc/says", json={"name": name, "value": value})
        codes.append((answer.status_code, answer.json()["code"]))
    badly = await library.http.post("/rpc/refuses_badly")

    assert codes == [(500, "PGRST112"), (500, "PGRST111"), (500, "PGRST111")]
    assert (badly.status_code, badly.json()["code"]) == (500, "PGRST121")


async def test_planned_counts_of_calls_and_one_object_of_many_are_refused(library: Library) -> None:
    planned = await library.http.post("/rpc/numbers", headers={"Prefer": "count=planned"})
    one = await library.http.post("/rpc/pairs", headers={"Accept": "application/vnd.pgrst.object+json"})

    assert (planned.status_code, planned.json()["code"]) == (501, "LB501")
    assert (one.status_code, one.json()["code"]) == (406, "PGRST116")
