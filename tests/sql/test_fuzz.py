"""Whatever a client sends, a function answers with a documented code (backend.md 12, S18 and S20).

``TARKOV_FUZZ_EXAMPLES=10000`` runs it at length.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from pathlib import Path

import asyncpg
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from tests.sql.access import FUNCTIONS
from tests.sql.people import People, Person

EXAMPLES = int(os.environ.get("TARKOV_FUZZ_EXAMPLES", "25"))
LISTED = Path(__file__).parents[2] / "resources/supabase/functions/_shared/error_codes.json"
CODES = {"ok", *json.loads(LISTED.read_text("utf-8"))}
STATES = {"22023", "28000", "PT410"}

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.sampled_from(
        ["pvp", "pve", "seasonal", "account", "level", "GP", "none", "ready", "compat", "reset", "' or 1=1"]
    ),
    st.sampled_from(
        ["x" * 10_000, "..", "%23", "eq.", "{}", "\u202e", "taskCompletions/a", "preferences/teamHide/a"]
    ),
)
NUMBERS = st.one_of(
    st.integers(-3, 3), st.sampled_from([2**31 - 1, 2**53, 2**63, 10**40, 0.5, 1e308, -1e-300, 1763700000000])
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(TEXT, st.sampled_from(["id", "state", "count", "level"])), inner, max_size=4
        ),
    ),
    max_leaves=12,
)
STAMP = st.one_of(
    JSON, st.tuples(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["import", "0" * 16, "x"])).map(list)
)
OPS = st.one_of(
    JSON,
    st.lists(
        st.fixed_dictionaries(
            {"op": st.sampled_from(["set", "set", "reset", "drop"])},
            optional={
                "path": st.one_of(TEXT, JSON),
                "value": JSON,
                "stamp": STAMP,
                "reason": TEXT,
                "more": JSON,
            },
        ),
        max_size=6,
    ).map(lambda ops: [{"seq": 10**6 + n, **op} for n, op in enumerate(ops)]),
)
CHANGES = st.one_of(
    JSON,
    st.fixed_dictionaries(
        {},
        optional={
            "level": JSON,
            "objective": st.one_of(
                JSON, st.fixed_dictionaries({"id": TEXT, "state": TEXT, "count": NUMBERS})
            ),
            "tasks": st.one_of(
                JSON,
                st.lists(
                    st.fixed_dictionaries({"id": TEXT, "state": st.sampled_from(["completed", "failed"])})
                ),
            ),
        },
    ),
)
OF_TYPE: Mapping[str, st.SearchStrategy[object]] = {
    "uuid": st.sampled_from([None, uuid.UUID(int=0), uuid.UUID(int=7)]),
    "text": st.one_of(st.none(), TEXT),
    "smallint": st.sampled_from([None, -1, 0, 1, 2, 5, 32767]),
    "integer": st.sampled_from([None, -1, 0, 1, 5, 2000, 2**31 - 1]),
    "bigint": st.sampled_from([None, -1, 0, 1, 2**63 - 1]),
    "boolean": st.sampled_from([None, True, False]),
    "jsonb": st.one_of(JSON, OPS, CHANGES).map(json.dumps),
    "text[]": st.one_of(st.none(), st.lists(st.one_of(st.none(), TEXT), max_size=4)),
    "timestamp with time zone": st.sampled_from(
        [None, "infinity", "-infinity", "2020-01-01Z", "2026-11-21T23:00:00Z"]
    ),
}


@pytest.fixture
async def somebody(people: People) -> Person:
    """A player with progress, who owns a team and a token with the id that the fuzz knows."""
    vera = await people.person()
    known = uuid.UUID(int=7)
    await vera.write({"level": 3})
    await people.owner.execute(
        "insert into public.teams (id, name, game_mode, owner_id) values ($1, 'T', 'pvp', $2)", known, vera.id
    )
    await people.owner.execute("insert into private.team_secrets values ($1, '0123456789ABCDEF')", known)
    await people.owner.execute(
        "insert into public.team_memberships (team_id, user_id, game_mode, role) values ($1, $2, 'pvp', 'owner')",
        known,
        vera.id,
    )
    await people.owner.execute(
        "insert into public.api_tokens (token_id, user_id, token_hash, token_tail, format, game_mode, permissions)"
        " values ($1, $2, sha256('x'), 'xxxx', 'standard', 'pvp', '{GP,TP,WP}')",
        known,
        vera.id,
    )
    return vera


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_every_body_is_answered_with_a_documented_code(
    people: People, somebody: Person, data: st.DataObject
) -> None:
    functions = await people.owner.fetch(
        f"""select f.short, p.proargnames, p.proargtypes::regtype[]::text[] as types,
          has_function_privilege('authenticated', p.oid, 'execute') as is_client
        from ({FUNCTIONS}) as f join pg_proc as p on p.oid = f.oid where f.schema = 'public'"""
    )
    for function in functions:
        arguments = {
            name: (kind, data.draw(OF_TYPE[kind], label=f"{function['short']}.{name}"))
            for name, kind in zip(function["proargnames"] or [], function["types"], strict=True)
        }
        connection = somebody.connection if function["is_client"] else people.service
        code = await answered(connection, function["short"], arguments)

        assert code in CODES | STATES, (function["short"], arguments, code)


async def answered(
    connection: asyncpg.Connection, function: str, arguments: Mapping[str, tuple[str, object]]
) -> str:
    """The code of the answer, or the SQLSTATE; what it changed is undone."""
    casts = ", ".join(
        f"{name} => ${place}::{'text::' if kind.startswith(('jsonb', 'timestamp')) else ''}{kind}"
        for place, (name, (kind, _)) in enumerate(arguments.items(), 1)
    )
    transaction = connection.transaction()
    await transaction.start()
    try:
        answer = await connection.fetchval(
            f"select public.{function}({casts})", *(value for _, value in arguments.values())
        )
    except asyncpg.PostgresError as error:
        return f"{error.sqlstate} {error}" if error.sqlstate not in STATES else str(error.sqlstate)
    finally:
        await transaction.rollback()
    if answer["ok"]:
        return "ok"
    assert set(answer["error"]) <= {"code", "message", "status", "retryAfter", "lastSeq"}
    return str(answer["error"]["code"])
