"""After a sign-in the guest's progress joins the account only when the player says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.app.bootstrap import Program, new_id, now_ms, open_program
from tarkov_desktop.app.cloud.guest_choice import GuestChoice, GuestOffer, decide, guest_offer
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.store.account_store import AccountStore

USER = "3f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11"
DEBUT = TaskId("5936d90786f7742b1420ba5b")
CHECK = TaskId("5936da9e86f7742d65037edf")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A guest with level 12 and Debut done, and an account with Background Check done."""
    with open_program(Options(home=tmp_path)) as guest:
        set_level(guest.session, 12)
        complete_task(guest.session, DEBUT)
        AccountStore.open(guest.folders.account_file(USER), new_device_id=new_id).close()
    with open_program(Options(home=tmp_path, account=USER)) as program:
        complete_task(program.session, CHECK)
    return tmp_path


def offered(program: Program) -> GuestOffer:
    offer = guest_offer(program, new_id=new_id, now_ms=now_ms)
    assert offer is not None
    return offer


def is_done(program: Program, task: TaskId) -> bool:
    value = program.session.document.value(f"taskCompletions/{task}")
    return isinstance(value, dict) and value["complete"] is True


def test_both_sides_are_shown_before_anything_changes(home: Path) -> None:
    with open_program(Options(home=home, account=USER)) as program:
        offer = offered(program)

        side = next(each for each in offer.sides if each.mode == "pvp")
        assert side.guest_tasks >= 1
        assert side.account_tasks >= 1
        assert not is_done(program, DEBUT)


def test_both_keeps_what_either_side_has_and_can_be_undone(home: Path) -> None:
    with open_program(Options(home=home, account=USER)) as program:
        decide(program, offered(program), GuestChoice.BOTH)
        assert is_done(program, DEBUT)
        assert is_done(program, CHECK)

        program.session.undo()

        assert not is_done(program, DEBUT)
        assert is_done(program, CHECK)


def test_this_computers_replaces_the_cloud_s(home: Path) -> None:
    with open_program(Options(home=home, account=USER)) as program:
        decide(program, offered(program), GuestChoice.USE_GUEST)

        assert is_done(program, DEBUT)
        assert not is_done(program, CHECK)
        assert program.session.document.value("level") == 12


def test_keeping_the_cloud_changes_nothing_and_is_remembered(home: Path) -> None:
    with open_program(Options(home=home, account=USER)) as program:
        assert decide(program, offered(program), GuestChoice.KEEP_CLOUD) is None
        assert not is_done(program, DEBUT)
    with open_program(Options(home=home, account=USER)) as program:
        assert guest_offer(program, new_id=new_id, now_ms=now_ms) is None


def test_the_guest_s_file_is_never_changed(home: Path) -> None:
    with open_program(Options(home=home, account=USER)) as program:
        decide(program, offered(program), GuestChoice.USE_GUEST)
    with open_program(Options(home=home, account=GUEST)) as guest:
        assert is_done(guest, DEBUT)


def test_newer_guest_progress_is_offered_again(home: Path) -> None:
    with open_program(Options(home=home, account=USER)) as program:
        decide(program, offered(program), GuestChoice.KEEP_CLOUD)
    with open_program(Options(home=home, account=GUEST)) as guest:
        set_level(guest.session, 13)
    with open_program(Options(home=home, account=USER)) as program:
        assert guest_offer(program, new_id=new_id, now_ms=now_ms) is not None


def test_a_guest_who_did_nothing_is_not_offered(tmp_path: Path) -> None:
    with open_program(Options(home=tmp_path)) as guest:
        AccountStore.open(guest.folders.account_file(USER), new_device_id=new_id).close()
        assert guest_offer(guest, new_id=new_id, now_ms=now_ms) is None
    with open_program(Options(home=tmp_path, account=USER)) as program:
        assert guest_offer(program, new_id=new_id, now_ms=now_ms) is None
