"""The indicator tells the truth: saved, waiting, or why not (sync.md, promise 8)."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.saving import SaveState, Saving
from tarkov_desktop.app.session import Session
from tarkov_desktop.store.errors import StoreFull
from tests.app.worlds import WAIT_S


def _saving() -> tuple[Saving, list[SaveState]]:
    saving = Saving(now_ms=lambda: 7, post=lambda call: call())
    told: list[SaveState] = []
    saving.changed.subscribe(told.append)
    return saving, told


def test_an_edit_is_waiting_until_it_is_on_the_disk() -> None:
    saving, told = _saving()
    commit: Future[None] = Future()

    saving.follow(commit)
    assert (saving.state.waiting, saving.state.is_saved) == (1, False)

    commit.set_result(None)
    assert saving.state == SaveState(waiting=0, last_saved_ms=7)
    assert told == [SaveState(waiting=1), SaveState(waiting=0, last_saved_ms=7)]


def test_an_edit_that_could_not_be_saved_is_never_called_saved(caplog: pytest.LogCaptureFixture) -> None:
    saving, _ = _saving()
    commit: Future[None] = Future()
    saving.follow(commit)

    commit.set_exception(StoreFull("The disk is full."))

    assert not saving.state.is_saved
    assert (saving.state.lost, type(saving.state.trouble)) == (1, StoreFull)
    assert "could not be saved" in caplog.text


def test_a_mistake_of_ours_is_told_as_trouble_too() -> None:
    saving, _ = _saving()
    commit: Future[None] = Future()
    saving.follow(commit)

    commit.set_exception(ValueError("a mistake"))

    assert saving.state.trouble is not None
    assert saving.state.trouble.code == "store_failed"


def test_trouble_with_the_disk_comes_and_goes() -> None:
    saving, _ = _saving()

    saving.hear_trouble(StoreFull("The disk is full."))
    assert saving.state.trouble is not None

    saving.hear_trouble(None)
    assert saving.state == SaveState()


def test_waiting_for_the_disk_ends_at_once_when_nothing_waits() -> None:
    saving, _ = _saving()

    saving.wait(0)

    assert saving.state.is_saved


def test_waiting_does_not_last_longer_than_asked() -> None:
    saving, _ = _saving()
    saving.follow(Future())

    with pytest.raises(TimeoutError):
        saving.wait(0.01)


def test_a_session_says_saved_after_its_edits(session: Session) -> None:
    for level in range(2, 10):
        set_level(session, level)
    session.saving.wait(WAIT_S)
    session.store.close()

    assert session.saving.state.is_saved
    assert session.saving.state.last_saved_ms > 0
