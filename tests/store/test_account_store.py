"""The file of one account: what was acknowledged is there again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.domain.ids import ACCOUNT_SCOPE, PVE, PVP, SEASONAL
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.errors import StoreClosed, StoreInUse
from tarkov_desktop.store.records import Edit, LedgerRow, NewGeneration, StampedWrite, Touched
from tarkov_desktop.sync.registers import Scope
from tests.store.worlds import DEVICE, NODE, SCOPE, WAIT_S, a_line, a_stamp, a_store, an_edit, values


def test_an_acknowledged_edit_is_there_after_a_restart(tmp_path: Path) -> None:
    first = a_store(tmp_path)
    first.commit(an_edit("level", 15, 100)).result(WAIT_S)
    first.close()

    second = a_store(tmp_path)

    assert values(second) == {"level": 15}
    assert second.opened.device_id == DEVICE
    second.close()


def test_a_new_file_makes_its_device_id_once(tmp_path: Path) -> None:
    a_store(tmp_path).close()

    again = AccountStore.open(tmp_path / "guest.sqlite", new_device_id=lambda: "another")

    assert again.opened.device_id == DEVICE
    again.close()


@pytest.mark.parametrize(
    "value", [True, 0, None, -3, 0.21, "ask for\nroubles", {"complete": True}, [1, {"a": None}]]
)
def test_every_json_value_comes_back_as_it_was(store: AccountStore, value: object) -> None:
    assert value is None or isinstance(value, bool | int | float | str | dict | list)
    store.commit(an_edit("x/any", value, 1)).result(WAIT_S)

    assert values(store) == {"x/any": value}


def test_scopes_do_not_see_each_other(store: AccountStore) -> None:
    scopes = [Scope(PVP), Scope(PVE), Scope(SEASONAL, 1), Scope(SEASONAL, 2), Scope(ACCOUNT_SCOPE)]
    for number, scope in enumerate(scopes):
        store.commit(an_edit("level", number, 1, scope=scope)).result(WAIT_S)

    assert [values(store, scope)["level"] for scope in scopes] == [0, 1, 2, 3, 4]
    assert {op.scope for op in store.pending().result(WAIT_S)} == set(scopes)


def test_a_waiting_edit_gives_way_to_a_newer_one_of_its_path_with_a_new_seq(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1))
    store.commit(an_edit("pmcFaction", "BEAR", 2))
    store.commit(an_edit("level", 16, 3)).result(WAIT_S)

    pending = store.pending(SCOPE).result(WAIT_S)

    assert [(op.seq, op.path, op.value) for op in pending] == [(2, "pmcFaction", "BEAR"), (3, "level", 16)]


def test_a_seq_is_never_given_twice_not_even_after_the_outbox_was_emptied(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    store._writer.submit(lambda connection: connection.execute("delete from outbox")).result(WAIT_S)

    store.commit(an_edit("level", 16, 2)).result(WAIT_S)

    assert [op.seq for op in store.pending().result(WAIT_S)] == [2]


def test_the_clock_of_the_file_is_the_greatest_stamp_written(tmp_path: Path) -> None:
    first = a_store(tmp_path)
    first.commit(an_edit("level", 15, 500))
    first.commit(an_edit("level", 14, 300)).result(WAIT_S)
    first.close()

    second = a_store(tmp_path)

    assert (second.opened.clock_ms, second.opened.clock_counter) == (500, 0)
    second.close()


def test_a_reset_archives_the_generation_and_begins_the_next_epoch(store: AccountStore) -> None:
    store.commit(an_edit("level", 15, 1)).result(WAIT_S)
    begin = NewGeneration(SCOPE, a_stamp(2, epoch=1), "wipe", "archive-1", at_ms=2)
    carried = StampedWrite(SCOPE, "pmcFaction", "BEAR", a_stamp(2, epoch=1))

    store.commit(Edit(writes=(carried,), generations=(begin,))).result(WAIT_S)

    loaded = store.load_scope(SCOPE).result(WAIT_S)
    archive = store.archive("archive-1").result(WAIT_S)
    assert loaded.state.epoch == 1
    assert values(store) == {"pmcFaction": "BEAR"}
    assert archive is not None
    assert archive.registers["level"].value == 15
    assert archive.registers["level"].stamp == a_stamp(1)
    kinds = [(op.path, op.reason, op.stamp.epoch) for op in store.pending(SCOPE).result(WAIT_S)]
    assert kinds == [("level", "", 0), (None, "wipe", 1), ("pmcFaction", "", 1)]


def test_the_archive_keeps_the_last_twenty_of_a_mode(store: AccountStore) -> None:
    for epoch in range(1, 24):
        begin = NewGeneration(SCOPE, a_stamp(epoch, epoch=epoch), "reset", f"a{epoch}", at_ms=epoch)
        store.commit(Edit(generations=(begin,))).result(WAIT_S)

    kept = store.archives(PVP).result(WAIT_S)

    assert [row[0] for row in kept] == [f"a{n}" for n in range(23, 3, -1)]


def test_the_journal_is_read_newest_first_and_in_pages(store: AccountStore) -> None:
    for number in range(1, 6):
        touched = Touched(PVP, 0, "level", number, number + 1, was_absent=False)
        store.commit(Edit(journal=a_line(number, touched))).result(WAIT_S)

    first = store.journal(limit=2).result(WAIT_S)
    second = store.journal(limit=10, before=first[-1].id).result(WAIT_S)

    assert [line.id for line in first + second] == [5, 4, 3, 2, 1]
    assert second[0].touched() == [Touched(PVP, 0, "level", 3, 4, was_absent=False)]


def test_journal_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    first = a_store(tmp_path)
    number = first.next_journal_id()
    first.commit(Edit(journal=a_line(number))).result(WAIT_S)
    first.close()

    second = a_store(tmp_path)

    assert second.next_journal_id() == number + 1
    assert [line.id for line in second.opened.journal] == [number]
    second.close()


def test_settings_and_ledger_come_back(tmp_path: Path) -> None:
    first = a_store(tmp_path)
    row = LedgerRow("hash", "quest", 5, "detail")
    first.commit(Edit(settings={"theme": "dark", "textScale": 1.5}, ledger=(row,))).result(WAIT_S)
    first.close()

    second = a_store(tmp_path)

    assert second.opened.settings == {"theme": "dark", "textScale": 1.5}
    assert second.ledger(["hash", "other"]).result(WAIT_S) == {"hash"}
    assert second.ledger_rows("quest").result(WAIT_S) == [row]
    second.close()


def test_the_first_mark_of_a_fact_in_the_ledger_stays(store: AccountStore) -> None:
    store.commit(Edit(ledger=(LedgerRow("hash", "quest", 5),)))
    store.commit(Edit(ledger=(LedgerRow("hash", "quest", 9),))).result(WAIT_S)

    assert [row.at_ms for row in store.ledger_rows("quest").result(WAIT_S)] == [5]


def test_a_second_opener_is_refused_while_the_file_is_held(store: AccountStore, tmp_path: Path) -> None:
    with pytest.raises(StoreInUse):
        a_store(tmp_path)


def test_closing_twice_is_harmless_and_later_commits_are_refused(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.close()
    store.close()

    assert isinstance(store.commit(an_edit("level", 2, 1)).exception(WAIT_S), StoreClosed)


def test_closing_waits_for_everything_handed_over(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    futures = [store.commit(an_edit("level", n % 70 + 1, n)) for n in range(200)]

    store.close()

    assert all(future.exception(0) is None for future in futures)
    again = a_store(tmp_path)
    assert values(again) == {"level": 199 % 70 + 1}
    assert not again.opened.was_left_open
    again.close()


def test_the_node_is_made_of_the_device_id() -> None:
    assert DEVICE.replace("-", "")[:16] == NODE
