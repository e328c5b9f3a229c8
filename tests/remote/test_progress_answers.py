"""Answers that no server of ours gives: nothing of them is taken in, and the call is repeated later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest

from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.remote.progress import NOT_UNDERSTOOD, SupabaseProgress
from tarkov_desktop.sync.registers import Cursor, PendingOp, Scope
from tarkov_desktop.sync.remote import PullAnswer, PullRequest, PushAnswer, PushRequest, StatusAnswer
from tarkov_desktop.sync.stamp import Stamp
from tests.remote.test_calls import a_caller

NOW_MS = 1_795_000_000_000
NODE = "9f2c0d1e5a6b7788"
ROW = ["level", 15, NOW_MS, 0, NODE, 1, None]
STATUS = {"ok": True, "serverNow": NOW_MS, "activeSeason": 1, "heads": [], "seqs": []}
PULL = {
    "ok": True, "epoch": 0, "rev": 1, "snapshot": False, "registers": [ROW], "more": False,
    "next": {"since": 1, "after": ""}, "serverNow": NOW_MS,
}  # fmt: skip
PUSH = {
    "ok": True, "epoch": 0, "prevRev": 0, "rev": 1, "lastSeq": 1, "serverNow": NOW_MS,
    "results": [{"seq": 1, "outcome": "applied"}], "registers": [ROW],
}  # fmt: skip
OP = PendingOp(1, Scope(PVP), "level", 15, Stamp(0, NOW_MS, 0, NODE))


def a_server(body: object) -> SupabaseProgress:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return SupabaseProgress(a_caller(lambda _request: httpx.Response(200, content=content)))


async def pushed(body: object) -> object:
    return await a_server(body).push(PushRequest("device", Scope(PVP), 0, 0, [OP]))


async def pulled(body: object) -> object:
    return await a_server(body).pull(PullRequest(Scope(PVP), 0, Cursor(0, "")))


async def asked(body: object) -> object:
    return await a_server(body).status("device")


async def test_sound_answers_are_understood_also_with_more_in_them_than_we_know() -> None:
    assert isinstance(await pushed(PUSH | {"new": [1]}), PushAnswer)
    assert isinstance(await pulled(PULL | {"new": [1]}), PullAnswer)
    assert isinstance(await asked(STATUS | {"devices": [{}]}), StatusAnswer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"results": []},
        {"results": [{"seq": 2, "outcome": "applied"}]},
        {"results": [{"seq": 1, "outcome": "perhaps"}]},
        {"lastSeq": 2**63},
        {"epoch": -1},
        {"serverNow": 0},
        {"serverNow": "soon"},
        {"registers": {}},
    ],
)
async def test_a_push_is_answered_whole_or_not_at_all(wrong: dict[str, object]) -> None:
    assert await pushed(PUSH | wrong) == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    "wrong",
    [
        {"epoch": 2**40},
        {"rev": -1},
        {"serverNow": 9 * 10**15},
        {"more": True, "next": {"since": 0, "after": ""}},
        {"registers": [["", *ROW[1:]]]},
        {"registers": [["x" * 301, *ROW[1:]]]},
        {"registers": [["level", 15, 2**60, 0, NODE, 1, None]]},
        {"registers": [["level", 15, NOW_MS, -1, NODE, 1, None]]},
        {"registers": [["level", 15, NOW_MS, 0, "somebody", 1, None]]},
        {"registers": [["level", 15, NOW_MS]]},
        {"registers": [None]},
    ],
)
async def test_a_page_that_no_table_can_hold_is_not_taken_in(wrong: dict[str, object]) -> None:
    assert await pulled(PULL | wrong) == NOT_UNDERSTOOD


@pytest.mark.parametrize("value", [b"1e400", b'"\\ud800"', b'"\xff"', b"[" * 5000 + b"]" * 5000])
async def test_a_value_that_cannot_be_kept_spoils_the_page_not_the_program(value: bytes) -> None:
    body = msgspec.json.encode(PULL).replace(b'"level",15', b'"level",' + value)

    assert await pulled(body) == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    "wrong",
    [{"serverNow": 1_000}, {"serverNow": None}, {"activeSeason": "one"}, {"heads": [7]}, {"seqs": None}],
)
async def test_a_status_that_makes_no_sense_moves_no_clock(wrong: dict[str, object]) -> None:
    assert await asked(STATUS | wrong) == NOT_UNDERSTOOD


@pytest.mark.parametrize("ask", [pushed, pulled, asked])
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b"<html>Sign in to the hotel</html>", b"\x00\xff", b"{}" * 9]
)
async def test_a_page_of_somebody_else_is_no_answer(ask: Callable[[object], Any], body: bytes) -> None:
    assert await ask(body) == NOT_UNDERSTOOD
