"""The store thread: order, isolation of failures, a full disk."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.errors import StoreError, StoreFull
from tarkov_desktop.store.records import Edit
from tests.store.worlds import SCOPE, WAIT_S, a_line, a_store, an_edit, values


def _limit_pages(store: AccountStore, pages: int) -> None:
    """Let SQLite itself refuse to grow the file, with the error of a full disk."""
    store._writer.submit(
        lambda connection: connection.execute(f"pragma max_page_count = {pages}").fetchone()
    ).result(WAIT_S)


def _pages(store: AccountStore) -> int:
    return int(
        store._writer.submit(lambda connection: connection.execute("pragma page_count").fetchone()[0]).result(
            WAIT_S
        )
    )


def test_a_job_that_fails_takes_no_other_with_it(store: AccountStore) -> None:
    gate = threading.Event()
    held = store._writer.submit(lambda _: gate.wait(WAIT_S))  # lets the next three share a transaction
    good = store.commit(Edit(journal=a_line(1)))
    bad = store.commit(Edit(writes=an_edit("level", 9, 9).writes, journal=a_line(1)))  # same number again
    after = store.commit(an_edit("pmcFaction", "BEAR", 10))
    gate.set()

    assert held.result(WAIT_S)
    assert good.exception(WAIT_S) is None
    assert isinstance(bad.exception(WAIT_S), sqlite3.IntegrityError)
    assert after.exception(WAIT_S) is None
    assert values(store) == {"pmcFaction": "BEAR"}


def test_edits_wait_for_room_on_a_full_disk_and_none_is_lost(store: AccountStore) -> None:
    heard: list[StoreError | None] = []
    trouble = threading.Event()

    def hear(error: StoreError | None) -> None:
        heard.append(error)
        trouble.set()

    store.on_trouble(hear)
    _limit_pages(store, _pages(store) + 2)

    futures = [store.commit(an_edit(f"taskNotes/{n}", "x" * 900, n)) for n in range(40)]
    assert trouble.wait(WAIT_S)
    assert not futures[-1].done()
    store._writer._connection.execute("pragma max_page_count = 100000")  # the player made room

    assert all(future.exception(WAIT_S) is None for future in futures)
    assert len(values(store)) == 40
    assert isinstance(heard[0], StoreFull)
    assert heard[-1] is None


def test_closing_on_a_full_disk_fails_what_could_not_be_saved_and_keeps_the_rest(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.commit(an_edit("level", 20, 1)).result(WAIT_S)
    _limit_pages(store, _pages(store))
    futures = [store.commit(an_edit(f"taskNotes/{n}", "x" * 900, n)) for n in range(100)]

    store.close()

    assert isinstance(futures[-1].exception(0), StoreFull)
    again = a_store(tmp_path)
    kept = sum(future.exception(0) is None for future in futures)
    assert len(values(again)) == kept + 1
    again.close()


def test_a_future_of_the_store_cannot_be_taken_back(store: AccountStore) -> None:
    future = store.commit(an_edit("level", 20, 1))

    assert not future.cancel()
    assert future.result(WAIT_S) is None


def test_what_only_reads_does_not_wait_for_room_on_the_disk(store: AccountStore) -> None:
    store.commit(an_edit("level", 20, 1)).result(WAIT_S)
    trouble = threading.Event()
    store.on_trouble(lambda _: trouble.set())
    _limit_pages(store, _pages(store))
    stuck = [store.commit(an_edit(f"taskNotes/{n}", "x" * 900, n)) for n in range(20)]
    queued_before = store.load_scope(SCOPE)
    assert trouble.wait(WAIT_S)

    queued_after = store.load_scope(SCOPE)

    assert queued_before.result(WAIT_S).registers["level"].value == 20
    assert queued_after.result(WAIT_S).registers["level"].value == 20
    assert not stuck[-1].done()
    store._writer._connection.execute("pragma max_page_count = 100000")
    assert stuck[-1].exception(WAIT_S) is None


def test_a_read_sees_every_edit_handed_over_before(store: AccountStore) -> None:
    for level in range(2, 40):
        store.commit(an_edit("level", level, level))
        assert store.load_scope(SCOPE).result(WAIT_S).registers["level"].value == level
