"""Documents, cards and the checks of paths: SQL agrees with itself and with the client's rules."""

from __future__ import annotations

import json
import math

import asyncpg
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.domain.preferences import PREFERENCES, TEAM_HIDE
from tarkov_desktop.domain.registers import check_write, is_unknown, register_bytes
from tests.sql.people import DONE, FAILED, People

PROFILES: list[tuple[object, tuple[object, object, object]]] = [
    ({}, (None, None, 0)),
    (
        {
            "displayName": " Anna ",
            "level": 15,
            "taskCompletions": {
                "a": {"complete": True},
                "b": {"complete": True, "failed": True},
                "c": {"complete": False},
            },
        },
        ("Anna", 15, 1),
    ),
    ({"level": "4.5"}, (None, None, 0)),
    ({"level": 4.5}, (None, None, 0)),
    ({"level": 1e308}, (None, None, 0)),
    ({"level": -1}, (None, None, 0)),
    ({"level": None}, (None, None, 0)),
    ({"level": 101}, (None, None, 0)),
    ({"displayName": "", "taskCompletions": [1]}, (None, None, None)),
    ({"displayName": "\u2003\u00a0"}, (None, None, 0)),
    ({"displayName": "x" * 100}, ("x" * 64, None, 0)),
    ({"displayName": 7, "taskCompletions": "all"}, (None, None, None)),
    (
        {"taskCompletions": {"a": "yes", "b": {"complete": "maybe"}, "c": None, "d": {"complete": True}}},
        (None, None, 1),
    ),
    ([], (None, None, None)),
    ("x", (None, None, None)),
    (None, (None, None, None)),
]

PATHS = st.sampled_from(
    [
        *(
            "level",
            "displayName",
            "pmcFaction",
            "xpOffset",
            "prestigeLevel",
            "gameEdition",
            "currentGameMode",
        ),
        *(
            f"{field}/{key}"
            for field in ("skills", "taskCompletions", "taskNotes", "x")
            for key in ("a", "a%2Fb")
        ),
        *("skillOffsets/Strength", "ignoredTasks/ü", "pinnedTasks/a", "taskGates/a", "hideoutModules/a-1"),
        *("traders/t/level", "traders/t/reputation", "traders/t/name", "taskObjectives/o/complete"),
        *(
            "taskObjectives/o/count",
            "taskObjectives/o/zone",
            "taskObjectives/o/timestamp",
            "hideoutParts/p/count",
        ),
        *("preferences/streamerMode", "preferences/taskSortMode", "preferences/taskSortDirection"),
        *("preferences/teamHide", "preferences/teamHide/u", "preferences/teamHide/%", "preferences/new"),
        *(
            "preferences/new/key",
            "preferences/streamerMode/a",
            "preferences/plannerIncludeMates",
            "preferences/a-b",
        ),
        *(
            "",
            "/",
            "x",
            "x/",
            "x/a/b",
            "x/%",
            "x/%2f",
            "x/level",
            "taskCompletions",
            "taskCompletions//",
            "level/",
        ),
        *("ignoredTasks/" + "a" * 160, "ignoredTasks/" + "a" * 161, "ignoredTasks/" + "ä" * 150, "x/e\u0301"),
        *("x/\u0007", "x/\u0085", "x/a\u200b", "taskObjectives/o/" + "z" * 65, "nonsense/a", "seasonNumber"),
    ]
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ODD_WORDS = st.sampled_from(
    [
        " a",
        "a\n",
        "a\u2028b",
        "\u3000a",
        "USEC",
        "usec",
        "pvp",
        "desc",
        "impact",
        "online",
        "é",
        "x" * 64,
        "x" * 65,
        "x" * 1000,
        "x" * 1001,
        "line\nline",
        "tab\t",
        "0" * 32,
        "\u2003",
        "a\x85",
    ]
)
NUMBERS = st.one_of(
    st.integers(-120, 120),
    st.sampled_from(
        [10**9, 10**9 + 1, -(10**9), -(10**9) - 1, 99, 100, 101, 0.5, -0.1235, 0.12345, 99.9999, 1e300]
    ),
    st.sampled_from([10**20, 0.1 + 0.2, 100.00001, -100.0001, 20, 21]),
)
FLAGS = st.fixed_dictionaries(
    {},
    optional={
        **{
            name: st.sampled_from([True, False, None, 1])
            for name in ("complete", "failed", "active", "manual")
        },
        "timestamp": st.just(5),
        "more": st.just({"deep": [1]}),
        "confirmed": st.booleans(),
        "signature": st.sampled_from(["0" * 32, "G" * 32, "0" * 31, 5]),
    },
)
NESTED = st.integers(4, 9).map(lambda depth: json.loads("[" * depth + "]" * depth))
LARGE = st.sampled_from(["ä" * 2047, "ä" * 2048, ["a" * 1000] * 4, ["a" * 1000] * 5])
VALUES = st.one_of(st.none(), st.booleans(), NUMBERS, WORDS, ODD_WORDS, FLAGS, NESTED, LARGE)


def is_told_apart(value: JsonValue) -> bool:
    """Whether JSON text, numbers included, reads the same here and in PostgreSQL: 1.0 and 1e300 do not."""
    if isinstance(value, float):
        return not value.is_integer() and math.isfinite(value)
    return True


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(st.tuples(st.sampled_from(["pvp", "account"]), PATHS, VALUES), min_size=1, max_size=30))
async def test_sql_refuses_what_the_client_refuses(
    rules: asyncpg.Connection, cases: list[tuple[str, str, JsonValue]]
) -> None:
    told_apart = [case for case in cases if is_told_apart(case[2])]

    rows = await rules.fetch(
        "select private.check_op(c.value ->> 0, c.value ->> 1, c.value -> 2) as reason"
        " from jsonb_array_elements($1::jsonb) with ordinality as c order by c.ordinality",
        [list(case) for case in told_apart],
    )

    expected = [check_write(GameMode(mode), path, value) for mode, path, value in told_apart]
    wrong = [
        (case, reason, row["reason"])
        for case, reason, row in zip(told_apart, expected, rows, strict=True)
        if reason != row["reason"]
    ]
    assert wrong == []


@pytest.fixture
async def rules(people: People) -> asyncpg.Connection:
    """A connection of the owner, for calling rules directly."""
    return await people.database.connect("postgres")


async def test_the_client_and_sql_count_unknown_registers_and_bytes_alike(rules: asyncpg.Connection) -> None:
    cases: list[tuple[str, str, JsonValue]] = [
        ("pvp", "x/a", {"ä": [1, 2, 'quote"']}),
        ("pvp", "taskObjectives/o/zone", "x"),
        ("pvp", "taskObjectives/o/count", 3),
        ("pvp", 'taskNotes/"""', "a\nb\\"),
        ("account", "preferences/streamerMode", True),
        ("account", "preferences/fromTheFuture", None),
    ]
    for mode, path, value in cases:
        assert await rules.fetchval("select private.is_unknown($1)", path) is is_unknown(GameMode(mode), path)
        cost = await rules.fetchval("select private.op_cost($1, $2::jsonb -> 0)", path, [value])
        assert cost == register_bytes(path, value)


@pytest.mark.parametrize(("document", "expected"), PROFILES, ids=str)
async def test_card_values_come_out_of_any_document(
    rules: asyncpg.Connection, document: object, expected: tuple[object, object, object]
) -> None:
    row = await rules.fetchrow("select * from private.profile_of($1)", document)

    assert row is not None
    assert tuple(row) == expected


async def test_card_values_of_no_document_are_unknown(rules: asyncpg.Connection) -> None:
    row = await rules.fetchrow("select * from private.profile_of(null)")

    assert row is not None
    assert tuple(row) == (None, None, None)


REGISTERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *((path, value) for path in ("level", "xpOffset") for value in (1, 2)),
                *(("displayName", value) for value in ("A", None)),
                *((f"taskCompletions/{key}", value) for key in ("a", "b%2Fc") for value in (DONE, FAILED)),
                *((f"taskObjectives/o/{leaf}", 1) for leaf in ("complete", "count", "zone")),
                ("taskObjectives/o/zone", None),
                *(("traders/t/level", value) for value in (None, 3)),
                *(("traders/t/reputation", value) for value in (None, 0.25)),
                *(("taskNotes/a", value) for value in (None, "note")),
                *(("skills/a", value) for value in (None, 5)),
                *(("x/new", value) for value in (None, {"a": 1})),
                *(("x/level", value) for value in (None, 7)),
                ("hideoutModules/m", {"complete": True}),
                ("taskGates/a", {"confirmed": True, "signature": "0" * 32}),
            ]
        ),
        st.integers(1, 1000),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(REGISTERS, min_size=1, max_size=5))
async def test_a_patched_document_is_the_rebuilt_one(
    rules: asyncpg.Connection, calls: list[list[tuple[tuple[str, object], int]]]
) -> None:
    stored: dict[str, list[object]] = {}
    patched: object = {}
    for call in calls:
        changed: dict[str, list[object]] = {}
        for (path, value), ms in call:
            newest = max(
                int(str(row[2])) for row in (stored.get(path, ["", 0, 0]), changed.get(path, ["", 0, 0]))
            )
            changed[path] = [path, value, newest + ms]
        stored |= changed
        if changed:
            patched = await rules.fetchval(
                "select private.patch_document($1, $2)", patched, list(changed.values())
            )

    rebuilt = await rules.fetchval("select private.patch_document('{}', $1)", list(stored.values()))

    assert not stored or patched == rebuilt


async def test_a_document_has_the_published_shape(people: People) -> None:
    vera = await people.person()
    await vera.push(
        vera.set_op("taskObjectives/o%2F1/complete", value=True, ms=1000),
        vera.set_op("taskObjectives/o%2F1/count", 2, ms=3000),
        vera.set_op("taskCompletions/a", {**DONE, "manual": True}, ms=2000),
        vera.set_op("displayName", None, ms=10),
        vera.set_op("taskNotes/a", None, ms=10),
        vera.set_op("traders/t/level", None, ms=10),
        vera.set_op("x/storyChapters", {"tour": {"complete": True}}, ms=10),
    )

    document = await people.owner.fetchval("select pvp_data from public.user_progress")

    assert document == {
        "displayName": None,
        "taskObjectives": {"o/1": {"complete": True, "count": 2, "timestamp": 3000}},
        "taskCompletions": {"a": {"complete": True, "failed": False, "manual": True, "timestamp": 2000}},
        "storyChapters": {"tour": {"complete": True}},
        **{name: {} for name in ("skills", "skillOffsets", "traders", "hideoutModules", "hideoutParts")},
        **{name: {} for name in ("taskNotes", "ignoredTasks", "pinnedTasks", "taskGates")},
    }


async def test_every_preference_has_its_column_and_the_client_s_rule(rules: asyncpg.Connection) -> None:
    rows = await rules.fetch("select * from private.preference_columns")
    columns = await rules.fetch(
        "select column_name, data_type from information_schema.columns where table_name = 'user_preferences'"
    )

    ours = {row["client_name"]: (row["column_name"], tuple(row["choices"] or ())) for row in rows}
    theirs = {preference.name: (preference.column, preference.choices) for preference in PREFERENCES}
    types = {row["column_name"]: row["data_type"] for row in columns}
    assert ours == theirs | {TEAM_HIDE: ("team_hide", ())}
    assert {row["column_name"] for row in rows} == types.keys() - {"user_id", "extra", "updated_at"}
    for row in rows:
        assert types[row["column_name"]] == {"flag": "boolean", "choice": "text", "map": "jsonb"}[row["kind"]]


async def test_a_malformed_document_harms_only_its_owner(people: People) -> None:
    vera, mate = await people.person(), await people.person()
    team = await vera.create_team()
    await mate.join(team)
    await mate.write({"level": 15, "displayName": "Mate"})
    await vera.write({"level": 3})
    for blob, _ in PROFILES:
        if not isinstance(blob, dict):
            continue
        await people.owner.execute(
            "update public.user_progress set pvp_data = $2 where user_id = $1", vera.id, blob
        )
        for function in ("team_members", "team_progress"):
            answer = await mate.call(function, team=team["id"])
            assert answer["ok"]
        profiles = (await mate.call("team_members", team=team["id"]))["profiles"]
        assert profiles[str(mate.id)]["level"] == 15
        await vera.write({"xpOffset": vera.seq})
        await people.check_invariants()
