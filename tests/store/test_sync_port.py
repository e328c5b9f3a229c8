"""Answers of the server: they replace what is here whatever the stamps, waiting edits stay on top."""

from __future__ import annotations

import itertools

import pytest

from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.records import Edit, JournalKind, NewGeneration
from tarkov_desktop.store.sync_port import SyncPort
from tarkov_desktop.sync.local import DeadLetterNote, Overruled, Replacement, Requeued, SyncCommit
from tarkov_desktop.sync.registers import Cursor, Register
from tests.store.worlds import SCOPE, WAIT_S, a_stamp, an_edit, values

OTHER = "0011223344556677"


@pytest.fixture
def port(store: AccountStore) -> SyncPort:
    numbers = itertools.count(1)
    return store.sync_port(now_ms=lambda: 9, new_id=lambda: f"id-{next(numbers)}")


def _reset(store: AccountStore) -> None:
    begin = NewGeneration(SCOPE, a_stamp(2, epoch=1), "reset", "a", at_ms=2)
    store.commit(Edit(generations=(begin,))).result(WAIT_S)


async def test_an_adopted_register_replaces_a_newer_one_here(store: AccountStore, port: SyncPort) -> None:
    store.commit(an_edit("level", 15, 900)).result(WAIT_S)
    theirs = Register(12, a_stamp(5, node=OTHER), 7)

    committed = await port.commit_sync(
        SyncCommit(SCOPE, 0, settled=[1], acknowledged_seq=1, adopt={"level": theirs}, cursor=Cursor(7, ""))
    )

    loaded = store.load_scope(SCOPE).result(WAIT_S)
    assert committed.changed == {"level": theirs}
    assert loaded.registers["level"] == theirs
    assert (loaded.state.cursor, loaded.state.acknowledged_seq) == (Cursor(7, ""), 1)
    assert store.pending().result(WAIT_S) == []


async def test_an_edit_made_while_the_push_was_under_way_stays_on_top(
    store: AccountStore, port: SyncPort
) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    store.commit(an_edit("level", 16, 2)).result(WAIT_S)

    committed = await port.commit_sync(
        SyncCommit(SCOPE, 0, settled=[1], adopt={"level": Register(15, a_stamp(1), 3)})
    )

    assert committed.changed == {}
    assert values(store) == {"level": 16}
    assert [op.seq for op in store.pending().result(WAIT_S)] == [2]


async def test_a_path_the_server_has_nothing_at_is_removed(store: AccountStore, port: SyncPort) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)

    committed = await port.commit_sync(SyncCommit(SCOPE, 0, settled=[1], remove=frozenset({"level"})))

    assert committed.changed == {"level": None}
    assert values(store) == {}


async def test_an_answer_of_another_epoch_settles_its_rows_but_shows_nothing(
    store: AccountStore, port: SyncPort
) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    _reset(store)
    late = SyncCommit(SCOPE, 0, settled=[1], adopt={"level": Register(15, a_stamp(1), 3)}, cursor=Cursor(3))

    committed = await port.commit_sync(late)

    assert committed.stale
    assert values(store) == {}
    assert store.load_scope(SCOPE).result(WAIT_S).state.cursor == Cursor()
    assert [op.path for op in store.pending().result(WAIT_S)] == [None]


async def test_superseded_edits_are_filed_under_their_generation(store: AccountStore, port: SyncPort) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    store.commit(an_edit("pmcFaction", "BEAR", 1)).result(WAIT_S)
    ops = store.pending().result(WAIT_S)
    _reset(store)

    await port.commit_sync(SyncCommit(SCOPE, 1, settled=[op.seq for op in ops], superseded=ops))

    archive = store.archive("a").result(WAIT_S)
    assert archive is not None
    assert {path: each.value for path, each in archive.registers.items()} == {
        "level": 15,
        "pmcFaction": "BEAR",
    }


async def test_a_refused_edit_is_a_dead_letter_until_it_is_discarded(
    store: AccountStore, port: SyncPort
) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    ops = store.pending().result(WAIT_S)
    await port.commit_sync(
        SyncCommit(SCOPE, 0, settled=[1], dead_letters=[DeadLetterNote(ops[0], "invalid_value")])
    )

    kept = store.dead_letters().result(WAIT_S)
    store.discard_dead_letter(kept[0].id).result(WAIT_S)

    assert [(each.path, each.value, each.reason) for each in kept] == [("level", 15, "invalid_value")]
    assert store.dead_letters().result(WAIT_S) == []


async def test_what_another_device_replaced_is_told_in_the_journal(
    store: AccountStore, port: SyncPort
) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    ops = store.pending().result(WAIT_S)

    await port.commit_sync(SyncCommit(SCOPE, 0, settled=[1], overruled=[Overruled(ops[0], 20, "laptop")]))

    (note,) = store.journal(limit=5).result(WAIT_S)
    assert (note.kind, note.subject) == (JournalKind.NOTE, "laptop")
    assert [(each.before, each.after) for each in note.touched()] == [(15, 20)]


async def test_a_newer_generation_of_the_server_replaces_ours_and_ours_is_kept(
    store: AccountStore, port: SyncPort
) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    theirs = Register(2, a_stamp(9, epoch=3, node=OTHER), 4)

    committed = await port.commit_sync(
        SyncCommit(SCOPE, 0, adopt={"level": theirs}, cursor=Cursor(4), replace=Replacement(3, "wipe"))
    )

    archive = store.archive("id-1").result(WAIT_S)
    assert committed.replaced
    assert values(store) == {"level": 2}
    assert store.load_scope(SCOPE).result(WAIT_S).state.epoch == 3
    assert archive is not None
    assert (archive.epoch, archive.registers["level"].value) == (0, 15)


async def test_the_highest_seq_sent_never_falls(store: AccountStore, port: SyncPort) -> None:
    for ms in range(1, 4):
        store.commit(an_edit(f"skillOffsets/s{ms}", ms, ms))

    await port.mark_sent([1, 3])
    await port.mark_sent([2])

    assert await port.highest_sent() == 3
    assert [op.sent for op in store.pending().result(WAIT_S)] == [True, True, True]


async def test_a_mended_clock_restamps_only_what_was_never_sent(store: AccountStore, port: SyncPort) -> None:
    store.commit(an_edit("level", 15, 900_000))
    store.commit(an_edit("pmcFaction", "BEAR", 900_001)).result(WAIT_S)
    await port.mark_sent([1])

    await port.restamp({1: a_stamp(10), 2: a_stamp(11)})

    assert [op.stamp.ms for op in store.pending().result(WAIT_S)] == [900_000, 11]
    registers = store.load_scope(SCOPE).result(WAIT_S).registers
    assert (registers["level"].stamp.ms, registers["pmcFaction"].stamp.ms) == (900_000, 11)


async def test_a_renewed_device_sends_everything_again_with_new_seqs_and_old_stamps(
    store: AccountStore, port: SyncPort
) -> None:
    store.commit(an_edit("level", 15, 1))
    store.commit(an_edit("pmcFaction", "BEAR", 2)).result(WAIT_S)
    await port.commit_sync(SyncCommit(SCOPE, 0, settled=[1], acknowledged_seq=1))

    await port.renew_device("ffffffff-0000-0000-0000-000000000000", [])

    assert [(op.seq, op.path, op.stamp.ms) for op in store.pending().result(WAIT_S)] == [(3, "pmcFaction", 2)]
    assert (await port.state(SCOPE)).acknowledged_seq == 0


async def test_registers_put_back_keep_their_stamps(store: AccountStore, port: SyncPort) -> None:
    await port.commit_sync(SyncCommit(SCOPE, 0, requeue=[Requeued("level", 15, a_stamp(77))]))

    assert [(op.seq, op.stamp) for op in store.pending().result(WAIT_S)] == [(1, a_stamp(77))]
