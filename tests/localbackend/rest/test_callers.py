"""Who is asking: tokens decide the role, and the role's grants and row security decide what is seen."""

from __future__ import annotations

import base64
import json

import jwt

from tarkov_desktop.localbackend.tokens import Keys
from tests.localbackend.rest.conftest import READER, Library, column


async def test_row_security_shows_each_person_their_own_rows(library: Library) -> None:
    mine = await library.client(library.token()).from_("loans").select("note").execute()
    everyone = (
        await library.client(library.token("service_role"))
        .from_("loans")
        .select("note")
        .order("id")
        .execute()
    )
    nobody = await library.client().from_("loans").select("note").execute()

    assert column(mine, "note") == ["mine"]
    assert column(everyone, "note") == ["mine", "theirs"]
    assert nobody.data == []


async def test_row_security_refuses_rows_for_others(library: Library) -> None:
    headers = {"Authorization": f"Bearer {library.token()}"}
    mine = await library.http.post("/loans", json={"id": 3, "reader": READER}, headers=headers)
    theirs = await library.http.post(
        "/loans", json={"id": 4, "reader": READER.replace("1", "2")}, headers=headers
    )

    assert (mine.status_code, theirs.status_code, theirs.json()["code"]) == (201, 403, "42501")


async def test_without_the_policy_the_same_read_shows_every_row(library: Library) -> None:
    """The control of the two tests above: it is the policy that they see at work."""
    await library.owner.execute("alter table loans disable row level security")

    rows = await library.client(library.token()).from_("loans").select("note").execute()

    assert len(rows.data) == 2


async def test_columns_that_are_not_granted_are_refused(library: Library) -> None:
    await library.owner.execute("revoke all on authors from anon; grant select (id, name) on authors to anon")

    named = await library.http.get("/authors?select=id,name&id=eq.1")
    whole = await library.http.get("/authors")

    assert (named.json(), whole.status_code) == ([{"id": 1, "name": "Ada"}], 401)


async def test_tokens_of_others_expired_tokens_and_unsigned_tokens_are_refused(library: Library) -> None:
    def unsigned() -> str:
        parts = [{"alg": "none", "typ": "JWT"}, {"role": "service_role", "exp": 9_999_999_999}]
        return (
            ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts)
            + "."
        )

    tokens = {
        "expired": (library.token(ttl_s=-5), "PGRST303"),
        "foreign": (Keys("o" * 40).sign({"role": "service_role", "exp": 9_999_999_999}), "PGRST301"),
        "unsigned": (unsigned(), "PGRST301"),
        "superuser": (library.token("supabase_admin"), "PGRST303"),
        "nobody": (jwt.encode({"exp": 9_999_999_999}, "s" * 40, algorithm="HS256"), "PGRST303"),
        "noise": ("noise", "PGRST301"),
    }
    for name, (token, code) in tokens.items():
        answer = await library.http.get("/loans", headers={"Authorization": f"Bearer {token}"})
        assert (name, answer.status_code, answer.json()["code"]) == (name, 401, code)
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_new_style_keys_stand_for_their_roles(library: Library) -> None:
    keys = library.keys
    for key, role in (
        (keys.publishable_key, "anon"),
        (keys.secret_key, "service_role"),
        (keys.anon_key, "anon"),
    ):
        plain = await library.http.post("/rpc/who", headers={"apikey": key})
        doubled = await library.http.post(
            "/rpc/who", headers={"apikey": key, "Authorization": f"Bearer {key}"}
        )
        assert (plain.json()["role"], doubled.json()["role"]) == (role, role)


async def test_a_function_cannot_make_its_caller_somebody_else(library: Library) -> None:
    """The login role may become any API role; a caller inside a function therefore could, and must not stay so."""
    await library.http.post("/rpc/become", json={"wanted": "service_role"})

    for _ in range(15):
        assert (await library.http.post("/rpc/who")).json()["role"] == "anon"


async def test_settings_made_for_the_session_do_not_reach_the_next_request(library: Library) -> None:
    await library.owner.execute(
        "create function leave_trace() returns text language sql as $$ select set_config('app.trace', 'here', false) $$;"
        "create function find_trace() returns text language sql as $$ select current_setting('app.trace', true) $$;"
        "grant execute on function leave_trace, find_trace to anon"
    )
    await library.rest.reload()
    await library.http.post("/rpc/leave_trace")

    found = [(await library.http.post("/rpc/find_trace")).json() for _ in range(15)]

    assert set(found) <= {None, ""}
