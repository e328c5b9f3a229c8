"""Pushing progress by its function: exactly once, exact values, and limits that hold whatever the body."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.functions.people import Caller, forget_limits, refusal, somebody

pytestmark = pytest.mark.contract


async def test_a_push_is_applied_once_however_often_it_is_sent(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    body = anna.push_body("pvp", ("level", 15), ("displayName", "Rook"))

    first, second = await anna.post("progress-update", body), await anna.post("progress-update", body)

    assert [result["outcome"] for result in first.json()["results"]] == ["applied", "applied"]
    assert [result["outcome"] for result in second.json()["results"]] == ["duplicate", "duplicate"]
    assert first.json()["rev"] == second.json()["rev"] == 1
    assert first.json()["registers"] == second.json()["registers"]


async def test_one_bad_operation_does_not_hold_up_the_others(backend: LocalBackend) -> None:
    anna = await somebody(backend)

    answer = await anna.push(
        "pvp", ("level", 15), ("level", "fifteen"), ("no/such/path", 1), ("pmcFaction", "BEAR")
    )

    outcomes = [(result["outcome"], result.get("reason")) for result in answer.json()["results"]]
    assert outcomes == [
        ("applied", None),
        ("rejected", "invalid_value"),
        ("rejected", "invalid_path"),
        ("applied", None),
    ]


async def test_a_value_of_a_newer_program_comes_back_digit_by_digit(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    value = "[1.0,12345678901234567890,0.1234567890123456789,1e30]"
    body = json.dumps(anna.push_body("pvp", ("x/future", "VALUE"))).replace('"VALUE"', value)

    answer = await anna.post("progress-update", content=body.encode())

    assert answer.status_code == 200, answer.text
    stored = "[1.0,12345678901234567890,0.1234567890123456789,1000000000000000000000000000000]"
    assert stored in answer.text.replace(", ", ",")


async def test_an_operation_the_database_cannot_parse_is_named(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    for value in ('"a\\u0000"', '"\\ud83d"', "1e131073"):
        body = json.dumps(anna.push_body("pvp", ("level", 2), ("x/a", "VALUE"))).replace('"VALUE"', value)

        answer = await anna.post("progress-update", content=body.encode())

        assert refusal(answer) == (400, "invalid_json")
        assert "seq 2" in answer.json()["error"]["message"]


async def test_a_body_of_nearly_a_mebibyte_is_taken_and_judged(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    notes = [(f"taskNotes/t{n}", "n" * 1000) for n in range(480)]

    answer = await anna.push("pvp", *notes)

    assert answer.status_code == 200, answer.text
    outcomes = {result["outcome"] for result in answer.json()["results"]}
    assert outcomes == {"applied"}


async def test_the_121st_push_of_a_minute_is_refused_on_every_device(backend: LocalBackend) -> None:
    anna = await somebody(backend)
    tablet = Caller(anna.user_id, anna.token, anna.base_url)

    outcomes = [(await device.push("pvp")).status_code for _ in range(61) for device in (anna, tablet)]

    assert outcomes == [200] * 120 + [429] * 2
    assert refusal(await anna.push("pvp")) == (429, "rate_limited")


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        ["level", "x/a", "taskCompletions/t", "set", "reset", "wipe", "import", "9f2c0d1e5a6b7788"]
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["seq", "op", "path", "value", "stamp", "reason", "extra"])
OPERATIONS = st.one_of(
    VALUES,
    st.dictionaries(FIELDS, VALUES, max_size=6),
    st.fixed_dictionaries(
        {
            "seq": st.integers(-1, 2**64),
            "op": st.sampled_from(["set", "reset"]),
            "path": st.text(max_size=20) | st.sampled_from(["level", "traders/t/reputation", "x/%"]),
            "value": VALUES,
            "stamp": st.tuples(
                st.integers(-1, 2**40), st.integers(-1, 2**60), st.integers(-1, 2**40), st.text(max_size=16)
            ),
        }
    ),
)


@pytest.mark.slow
async def test_no_generated_push_finds_a_hole(backend: LocalBackend) -> None:
    """Bodies that pass the function's own checks reach the real SQL, and that answers each by a documented code."""
    anna = await somebody(backend)
    bodies: list[dict[str, object]] = []

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.lists(OPERATIONS, max_size=4),
        st.sampled_from(["pvp", "pve", "seasonal", "account", "", "arena"]),
        st.sampled_from([0, 1, -1, 32767, 40_000]),
        st.sampled_from([0, 1, -1, 2**31 - 1, 2**31]),
    )
    def collect(ops: list[object], mode: str, season: int, epoch: int) -> None:
        bodies.append({"gameMode": mode, "season": season, "epoch": epoch, "ops": ops})

    collect()
    codes: dict[str, int] = {}
    for turn, part in enumerate(bodies):
        if turn % 100 == 0:
            await forget_limits(backend)
        body = {"deviceId": anna.device_id, "baseSeq": 0, **part}
        answer = await anna.post("progress-update", content=json.dumps(body, allow_nan=False).encode())
        code = "ok" if answer.status_code == 200 else refusal(answer)[1]
        assert answer.status_code < 500, (answer.text, part)
        codes[code] = codes.get(code, 0) + 1
    assert {"ok", "invalid_request"} <= codes.keys()
