"""A command while the window is open is carried out by the window; the real program in processes of its own."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PATIENCE_S = 60


def _environment(home: Path) -> dict[str, str]:
    """Variables of a child: its own home, no screen, and no game data to fetch (nobody listens at port 9)."""
    nowhere = "http://127.0.0.1:9"
    own = {"TARKOV_DESKTOP_HOME": str(home), "TARKOV_DATA_URL": nowhere, "TARKOV_OVERLAY_URL": nowhere}
    return {**os.environ, **own, "QT_QPA_PLATFORM": "offscreen"}


def _command(home: Path, *words: str) -> dict[str, Any]:
    ended = subprocess.run(
        [sys.executable, "-m", "tarkov_desktop", "--json", *words],
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    answer = json.loads(ended.stdout)
    assert isinstance(answer, dict)
    return {**answer, "exit": ended.returncode}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """The home of a window that is open."""
    window = subprocess.Popen([sys.executable, "-m", "tarkov_desktop"], env=_environment(tmp_path))
    address = tmp_path / "data" / "instance.json"
    deadline = time.monotonic() + PATIENCE_S
    while not address.exists():
        assert window.poll() is None, "the window ended by itself"
        assert time.monotonic() < deadline, "the window does not open its door"
        time.sleep(0.02)
    yield tmp_path
    window.terminate()
    assert window.wait(PATIENCE_S) == 0


def test_an_operation_is_carried_out_by_the_open_window(home: Path) -> None:
    changed = _command(home, "profile", "set", "level", "17")
    seen = _command(home, "status")
    refused = _command(home, "task", "complete", "no-such-task")
    undone = _command(home, "undo")

    assert (changed["exit"], changed["paths"]) == (0, ["level"])
    assert seen["level"] == 17
    assert (refused["exit"], refused["error"]["code"]) == (1, "unknown_task")
    assert undone["label"] == "set_level"


def test_a_second_window_only_brings_the_first_to_the_front(home: Path) -> None:
    assert _command(home, "gui") == {"raised": True, "exit": 0}


def test_a_command_for_another_account_does_not_reach_the_open_one(home: Path) -> None:
    answer = _command(home, "--account", "3f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11", "status")

    assert (answer["exit"], answer["error"]["code"]) == (1, "other_account_open")


def test_what_the_window_was_told_is_there_when_it_is_closed(tmp_path: Path) -> None:
    window = subprocess.Popen([sys.executable, "-m", "tarkov_desktop"], env=_environment(tmp_path))
    answer = _command(tmp_path, "profile", "set", "level", "23")  # waits for the door, or is quicker
    window.kill()
    window.wait(PATIENCE_S)

    assert answer["exit"] == 0
    assert _command(tmp_path, "status")["level"] == 23


LINK = "tarkov-desktop://join/pve/0f8fad5b-d9cb-469f-a165-70867728950e/0123456789ABCDEF"


def test_a_link_is_handed_to_the_open_window_which_joins_nothing(home: Path) -> None:
    opened = _command(home, LINK)
    status = _command(home, "status")
    bad = _command(home, "tarkov-desktop://join/pve/somebody")

    assert (opened["exit"], opened["opened"]) == (0, True)
    assert status["mode"] == "pve", "the window shows the mode that the link names"
    assert (bad["exit"], bad["error"]["code"]) == (1, "bad_link")
    assert "tarkov-desktop://join/" in bad["error"]["message"]


@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries are of Linux")
def test_what_is_registered_starts_the_program_with_the_link(home: Path, tmp_path: Path) -> None:
    own = {"XDG_DATA_HOME": str(tmp_path / "xdg"), "XDG_CONFIG_HOME": str(tmp_path / "xdg-config")}
    words = [sys.executable, "-m", "tarkov_desktop", "--home", str(home), "links"]
    environment = {**_environment(home), **own}

    subprocess.run([*words, "register"], env=environment, check=True, capture_output=True)
    entry = (tmp_path / "xdg" / "applications" / "tarkov-desktop-links.desktop").read_text()
    line = next(line for line in entry.splitlines() if line.startswith("Exec="))
    opening = [LINK if word == "%u" else word for word in shlex.split(line.removeprefix("Exec="))]
    opened = subprocess.run(opening, env=environment, check=False, capture_output=True, text=True)
    status = subprocess.run([*words, "status"], env=environment, check=True, capture_output=True, text=True)
    subprocess.run([*words, "unregister"], env=environment, check=True, capture_output=True)

    assert (opened.returncode, opened.stdout) == (0, "The invite is shown in the window.\n")
    assert status.stdout == "Invite links open this program.\n"
    assert not list((tmp_path / "xdg" / "applications").iterdir())


def test_a_program_that_is_started_by_a_link_shows_it(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tarkov_desktop", LINK]
    window = subprocess.Popen(words, env=_environment(tmp_path))
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not (tmp_path / "data" / "instance.json").exists():
            assert window.poll() is None, "the window ended by itself"
            assert time.monotonic() < deadline, "the window does not open its door"
            time.sleep(0.02)
        status = _command(tmp_path, "status")
    finally:
        window.terminate()
        ended = window.wait(PATIENCE_S)

    assert (status["mode"], ended) == ("pve", 0)
