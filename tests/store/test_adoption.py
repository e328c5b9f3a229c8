"""Answers of the server: they replace what is here whatever the stamps, waiting edits stay on top."""

from __future__ import annotations

from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.adoption import Adoption, Snapshot
from tarkov_desktop.store.records import DeadLetter, Edit, NewGeneration
from tarkov_desktop.sync.registers import Cursor, Register
from tests.store.worlds import SCOPE, WAIT_S, a_line, a_stamp, an_edit, values

OTHER = "0011223344556677"


def test_an_adopted_register_replaces_a_newer_one_here(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 900)).result(WAIT_S)
    answer = Adoption(
        SCOPE,
        0,
        {"level": Register(12, a_stamp(5, node=OTHER), 7)},
        answered=(1,),
        acknowledged_seq=1,
        cursor=Cursor(7, ""),
    )

    adopted = store.adopt(answer).result(WAIT_S)

    loaded = store.load_scope(SCOPE).result(WAIT_S)
    assert adopted.shown == {"level": Register(12, a_stamp(5, node=OTHER), 7)}
    assert loaded.registers["level"] == Register(12, a_stamp(5, node=OTHER), 7)
    assert (loaded.state.cursor, loaded.state.acknowledged_seq) == (Cursor(7, ""), 1)
    assert store.pending().result(WAIT_S) == []


def test_an_edit_made_while_the_push_was_under_way_stays_on_top(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    store.commit(an_edit("level", 16, 2)).result(WAIT_S)
    answer = Adoption(SCOPE, 0, {"level": Register(15, a_stamp(1), 3)}, answered=(1,), acknowledged_seq=1)

    adopted = store.adopt(answer).result(WAIT_S)

    assert adopted.shown == {"level": Register(16, a_stamp(2))}
    assert values(store) == {"level": 16}
    assert [op.seq for op in store.pending().result(WAIT_S)] == [2]


def test_a_path_the_server_has_nothing_at_is_removed(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)

    adopted = store.adopt(Adoption(SCOPE, 0, removed=frozenset({"level"}), answered=(1,))).result(WAIT_S)

    assert adopted.shown == {"level": None}
    assert values(store) == {}


def test_an_answer_of_another_epoch_takes_the_answered_rows_but_shows_nothing(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    begin = NewGeneration(SCOPE, a_stamp(2, epoch=1), "reset", "a", at_ms=2)
    store.commit(Edit(generations=(begin,))).result(WAIT_S)
    late = Adoption(SCOPE, 0, {"level": Register(15, a_stamp(1), 3)}, answered=(1,), cursor=Cursor(3))

    adopted = store.adopt(late).result(WAIT_S)

    assert adopted.shown == {}
    assert values(store) == {}
    assert store.load_scope(SCOPE).result(WAIT_S).state.cursor == Cursor()
    assert [op.path for op in store.pending().result(WAIT_S)] == [None]


def test_superseded_edits_are_filed_under_their_generation(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    begin = NewGeneration(SCOPE, a_stamp(2, epoch=1), "reset", "a", at_ms=2)
    store.commit(Edit(generations=(begin,))).result(WAIT_S)
    late = Adoption(SCOPE, 1, superseded={0: {"pmcFaction": Register("BEAR", a_stamp(3))}})

    store.adopt(late).result(WAIT_S)

    archive = store.archive("a").result(WAIT_S)
    assert archive is not None
    assert {path: each.value for path, each in archive.registers.items()} == {
        "level": 15,
        "pmcFaction": "BEAR",
    }


def test_a_refused_edit_goes_to_the_dead_letters_until_it_is_discarded(store: AccountStore) -> None:
    letter = DeadLetter(0, SCOPE, "level", 999, a_stamp(1), "invalid_value", at_ms=5)
    store.adopt(Adoption(SCOPE, 0, dead_letters=(letter,), notes=(a_line(1),))).result(WAIT_S)

    kept = store.dead_letters().result(WAIT_S)
    store.discard_dead_letter(kept[0].id).result(WAIT_S)

    assert [(each.path, each.value, each.reason) for each in kept] == [("level", 999, "invalid_value")]
    assert store.dead_letters().result(WAIT_S) == []
    assert [line.id for line in store.journal(limit=5).result(WAIT_S)] == [1]


def test_edits_that_may_not_be_sent_again_move_to_the_dead_letters(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    ops = store.pending().result(WAIT_S)

    store.take_to_dead_letters(ops, reason="may_have_been_sent", at_ms=3).result(WAIT_S)

    assert store.pending().result(WAIT_S) == []
    assert [each.reason for each in store.dead_letters().result(WAIT_S)] == ["may_have_been_sent"]


def test_a_newer_generation_of_the_server_replaces_ours_and_ours_is_kept(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    snapshot = Snapshot(
        SCOPE, 3, {"level": Register(2, a_stamp(9, epoch=3, node=OTHER), 4)}, Cursor(4), "a", 9
    )

    adopted = store.replace_scope(snapshot).result(WAIT_S)

    archive = store.archive("a").result(WAIT_S)
    assert adopted.everything
    assert values(store) == {"level": 2}
    assert store.load_scope(SCOPE).result(WAIT_S).state.epoch == 3
    assert archive is not None
    assert archive.epoch == 0
    assert archive.registers["level"].value == 15


def test_edits_waiting_in_the_new_generation_lie_over_its_snapshot(store: AccountStore) -> None:
    begin = NewGeneration(SCOPE, a_stamp(2, epoch=1), "reset", "a", at_ms=2)
    store.commit(Edit(generations=(begin,)))
    store.commit(an_edit("level", 5, 3, epoch=1)).result(WAIT_S)
    snapshot = Snapshot(
        SCOPE, 1, {"level": Register(2, a_stamp(9, epoch=1, node=OTHER), 4)}, Cursor(4), "b", 9
    )

    adopted = store.replace_scope(snapshot).result(WAIT_S)

    assert adopted.shown == {"level": Register(5, a_stamp(3, epoch=1))}
    assert store.archive("b").result(WAIT_S) is None


def test_the_highest_seq_sent_never_falls(store: AccountStore) -> None:
    for ms in range(1, 4):
        store.commit(an_edit(f"skillOffsets/s{ms}", ms, ms))

    store.mark_sent([1, 3]).result(WAIT_S)
    store.mark_sent([2]).result(WAIT_S)

    assert store.highest_sent().result(WAIT_S) == 3
    assert [op.sent for op in store.pending().result(WAIT_S)] == [True, True, True]


def test_a_mended_clock_restamps_only_what_was_never_sent(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 900_000))
    store.commit(an_edit("pmcFaction", "BEAR", 900_001)).result(WAIT_S)
    store.mark_sent([1]).result(WAIT_S)

    store.restamp([(1, a_stamp(10)), (2, a_stamp(11))], clock=(11, 0)).result(WAIT_S)

    assert [op.stamp.ms for op in store.pending().result(WAIT_S)] == [900_000, 11]
    registers = store.load_scope(SCOPE).result(WAIT_S).registers
    assert (registers["level"].stamp.ms, registers["pmcFaction"].stamp.ms) == (900_000, 11)


def test_a_renewed_device_sends_everything_again_with_new_seqs_and_old_stamps(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1))
    store.commit(an_edit("pmcFaction", "BEAR", 2)).result(WAIT_S)
    store.mark_sent([1, 2]).result(WAIT_S)
    store.adopt(Adoption(SCOPE, 0, answered=(1,), acknowledged_seq=1)).result(WAIT_S)

    store.renew_device("ffffffff-0000-0000-0000-000000000000").result(WAIT_S)

    pending = store.pending().result(WAIT_S)
    assert [(op.seq, op.path, op.stamp.ms, op.sent) for op in pending] == [(3, "pmcFaction", 2, True)]
    assert store.load_scope(SCOPE).result(WAIT_S).state.acknowledged_seq == 0


def test_registers_put_back_keep_their_stamps(store: AccountStore) -> None:
    store.requeue(SCOPE, {"level": Register(15, a_stamp(77), 3)}).result(WAIT_S)

    assert [(op.seq, op.stamp) for op in store.pending().result(WAIT_S)] == [(1, a_stamp(77))]


def test_the_measured_offset_of_the_clock_is_kept(store: AccountStore) -> None:
    store.save_offset(-1_500).result(WAIT_S)

    assert (
        store._writer.submit(
            lambda connection: connection.execute(
                "select value from meta where key = 'clock_offset_ms'"
            ).fetchone()[0]
        ).result(WAIT_S)
        == "-1500"
    )
