"""One program at a time, and the door at which a second copy hands over what it was asked for."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tarkov_desktop.app.commands.requests import Answer, Failure, RaiseWindow, Reply, Request, Status
from tarkov_desktop.app.instance import Busy, Door, InstanceLock, hand_over, take_or_hand_over


def _answer(request: Request) -> Reply:
    return Answer({"asked": type(request).__name__, "mode": request.mode}, ("done",))


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    opened = Door(tmp_path, "guest", answer=_answer, settle=lambda: None, post=lambda call: call())
    yield opened
    opened.close()


def test_a_second_copy_gets_the_answer_of_the_first(door: Door, tmp_path: Path) -> None:
    reply = hand_over(tmp_path, Status(mode="pve"), account=None)

    assert reply == Answer({"asked": "Status", "mode": "pve"}, ("done",))


def test_the_answer_is_made_in_the_thread_of_the_session(tmp_path: Path) -> None:
    posted: list[str] = []

    def post(call: Callable[[], None]) -> None:
        posted.append(threading.current_thread().name)
        call()

    door = Door(tmp_path, "guest", answer=_answer, settle=lambda: None, post=post)

    hand_over(tmp_path, RaiseWindow(), account="guest")

    assert posted == ["door"]
    door.close()


def test_what_is_not_on_the_disk_is_not_reported_as_done(tmp_path: Path) -> None:
    full = Failure("disk_full", "The disk is full.")
    door = Door(tmp_path, "guest", answer=_answer, settle=lambda: full, post=lambda call: call())

    assert hand_over(tmp_path, RaiseWindow(), account=None) == full
    door.close()


def test_a_request_for_another_account_is_refused(door: Door, tmp_path: Path) -> None:
    reply = hand_over(tmp_path, Status(), account="3f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11")

    assert isinstance(reply, Failure)
    assert reply.code == "other_account_open"


def test_somebody_without_the_token_is_refused(door: Door, tmp_path: Path) -> None:
    address = json.loads((tmp_path / "instance.json").read_text())
    (tmp_path / "instance.json").write_text(json.dumps({**address, "token": "guessed"}))

    reply = hand_over(tmp_path, Status(), account=None)

    assert isinstance(reply, Failure)
    assert reply.code == "not_allowed"


def test_rubbish_at_the_door_does_not_close_it(door: Door, tmp_path: Path) -> None:
    port = json.loads((tmp_path / "instance.json").read_text())["port"]
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(b"\xff\x00 nonsense")
        stranger.shutdown(socket.SHUT_WR)
        assert b"invalid_request" in stranger.recv(1_000)

    assert isinstance(hand_over(tmp_path, Status(), account=None), Answer)


def test_the_address_can_be_read_by_its_owner_only(door: Door, tmp_path: Path) -> None:
    assert (tmp_path / "instance.json").stat().st_mode & 0o077 == 0


def test_a_mistake_while_answering_neither_ends_the_program_nor_leaves_the_other_waiting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Request) -> Reply:
        raise RuntimeError("a mistake")

    door = Door(tmp_path, "guest", answer=broken, settle=lambda: None, post=lambda call: call())

    replies = [hand_over(tmp_path, Status(), account=None) for _ in range(2)]

    assert [type(reply) for reply in replies] == [Failure, Failure]
    assert "a mistake" in caplog.text
    door.close()


def test_the_lock_is_given_to_one_at_a_time(tmp_path: Path) -> None:
    first = InstanceLock.try_take(tmp_path)

    assert first is not None
    assert InstanceLock.try_take(tmp_path) is None
    first.release()
    again = InstanceLock.try_take(tmp_path)
    assert again is not None
    again.release()


def test_an_address_left_behind_by_a_killed_program_does_not_stop_the_next(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    (tmp_path / "instance.json").write_text(json.dumps({"port": port, "token": "old"}))

    taken = take_or_hand_over(tmp_path, Status(), account=None)

    assert isinstance(taken, InstanceLock)
    taken.release()


def test_a_holder_without_a_door_is_waited_for_and_then_named(tmp_path: Path) -> None:
    holder = InstanceLock.try_take(tmp_path)
    assert holder is not None

    with pytest.raises(Busy):
        take_or_hand_over(tmp_path, Status(), account=None, patience_s=0.1)

    holder.release()


def test_a_request_goes_through_an_open_door_while_the_lock_is_held(door: Door, tmp_path: Path) -> None:
    holder = InstanceLock.try_take(tmp_path)
    assert holder is not None

    assert isinstance(take_or_hand_over(tmp_path, Status(), account=None), Answer)
    holder.release()
