"""Which edits travel together, and what is made of the answer."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.sync.push import MAX_BODY_BYTES, next_batch, take_in, wire_op
from tarkov_desktop.sync.registers import Cursor, PendingOp, Scope, ScopeState
from tarkov_desktop.sync.remote import OpResult, Outcome, PushAnswer, ServerRegister
from tarkov_desktop.sync.stamp import Stamp

SCOPE = Scope(PVP)
NODE = "9f2c0d1e5a6b7788"


def an_edit(seq: int, path: str = "level", value: object = 1, *, epoch: int = 0) -> PendingOp:
    return PendingOp(seq, SCOPE, path, value, Stamp(epoch, seq, 0, NODE))  # type: ignore[arg-type]  # any JSON


def a_reset(seq: int, epoch: int) -> PendingOp:
    return PendingOp(seq, SCOPE, None, None, Stamp(epoch, seq, 0, NODE), "wipe")


def test_an_op_stands_in_the_body_as_the_server_reads_it() -> None:
    assert wire_op(an_edit(12, value=15)) == {
        "seq": 12, "op": "set", "path": "level", "value": 15, "stamp": [0, 12, 0, NODE],
    }  # fmt: skip
    assert wire_op(a_reset(13, 1)) == {"seq": 13, "op": "reset", "reason": "wipe", "stamp": [1, 13, 0, NODE]}


def test_a_call_holds_one_reset_at_most() -> None:
    pending = [an_edit(1), a_reset(2, 1), an_edit(3, epoch=1), a_reset(4, 2), an_edit(5, epoch=2)]

    assert [op.seq for op in next_batch(pending)] == [1, 2, 3]


def test_a_call_stays_within_its_size() -> None:
    notes = [an_edit(n, f"taskNotes/{n}", "x" * (MAX_BODY_BYTES // 3)) for n in range(1, 5)]

    assert [op.seq for op in next_batch(notes)] == [1, 2]


def test_an_edit_that_never_fits_travels_alone() -> None:
    assert [op.seq for op in next_batch([an_edit(1, value="x" * MAX_BODY_BYTES), an_edit(2)])] == [1]


def test_an_answer_that_leaves_out_an_op_is_no_answer() -> None:
    answer = PushAnswer(0, 0, 1, 1, 0, [], [])

    with pytest.raises(KeyError):
        take_in(ScopeState(SCOPE), [an_edit(1)], answer)


def test_the_cursor_moves_only_from_prev_rev() -> None:
    answer = PushAnswer(0, 4, 5, 1, 0, [OpResult(1, Outcome.APPLIED)], [])

    at_prev = take_in(ScopeState(SCOPE, cursor=Cursor(4)), [an_edit(1)], answer)
    behind = take_in(ScopeState(SCOPE, cursor=Cursor(3)), [an_edit(1)], answer)
    half_read = take_in(ScopeState(SCOPE, cursor=Cursor(4, "level")), [an_edit(1)], answer)

    assert (at_prev.commit.cursor, at_prev.pull_follows) == (Cursor(5), False)
    assert (behind.commit.cursor, behind.pull_follows) == (None, True)
    assert (half_read.commit.cursor, half_read.pull_follows) == (None, True)


def test_an_overruled_edit_is_news_only_if_the_value_is_another() -> None:
    rows = [
        ServerRegister("level", 40, 99, 0, NODE, 5, "other"),
        ServerRegister("pmcFaction", "BEAR", 99, 0, NODE, 5),
    ]
    results = [OpResult(n, Outcome.DOMINATED) for n in (1, 2, 3)]
    batch = [an_edit(1, value=15), an_edit(2, "pmcFaction", "BEAR"), a_reset(3, 0)]

    commit = take_in(ScopeState(SCOPE), batch, PushAnswer(0, 0, 5, 3, 0, results, rows)).commit

    assert [(note.op.seq, note.theirs, note.device) for note in commit.overruled] == [(1, 40, "other")]


def test_a_rejected_edit_goes_to_the_dead_letters_and_its_place_is_the_servers() -> None:
    answer = PushAnswer(0, 0, 0, 1, 0, [OpResult(1, Outcome.REJECTED, "invalid_value")], [])

    commit = take_in(ScopeState(SCOPE), [an_edit(1)], answer).commit

    assert [(note.op.seq, note.reason) for note in commit.dead_letters] == [(1, "invalid_value")]
    assert commit.remove == {"level"}
