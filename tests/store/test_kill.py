"""Nothing acknowledged is lost, by SIGKILL or by power loss (sync.md, promise 2)."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tarkov_desktop.app.operations.profile import set_level
from tests.app.worlds import a_session
from tests.store.killing import LEVELS
from tests.store.worlds import SCOPE, WAIT_S, a_store, an_edit, values

ROOT = Path(__file__).parent.parent.parent
FRAME_BYTES = 24 + 4096
WAL_HEADER_BYTES = 32

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks and kills as POSIX does")


def _kill(home: Path, *, kills: int, mode: str, seed: int = 7) -> list[dict[str, Any]]:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.store.killing", str(home), str(seed), str(kills), mode],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def _lost(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [run for run in runs if (run["number"] or 0) < run["told"]]


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "kills"), [("real", 30), ("small", 200)])
def test_no_acknowledged_edit_is_lost_by_sigkill_and_none_is_half_there(
    tmp_path: Path, mode: str, kills: int
) -> None:
    """Registers, outbox and journal are of one transaction: they tell of the same edit."""
    runs = _kill(tmp_path, kills=kills, mode=mode)

    assert len(runs) == kills
    assert _lost(runs) == []
    for run in runs:
        number = run["number"]
        assert not run["damaged"]
        assert run["level"] == number % LEVELS + 1
        assert run["pending"] == number
        assert run["journal"] == [number, run["level"]]


@pytest.mark.slow
def test_an_edit_told_before_it_is_on_the_disk_is_found_lost(tmp_path: Path) -> None:
    """The negative control: the same check sees a program that says "saved" too early."""
    assert _lost(_kill(tmp_path, kills=25, mode="hasty"))


def _recorded(folder: Path) -> tuple[bytes, bytes, list[int]]:
    """Make 12 edits and return the file before them, the WAL after them, and its size after each acknowledgement."""
    a_store(folder).close()
    before = (folder / "guest.sqlite").read_bytes()
    wal = folder / "guest.sqlite-wal"
    store = a_store(folder)
    sizes = []
    for number in range(1, 13):
        store.commit(an_edit("xpOffset", number, number)).result(WAIT_S)
        sizes.append(wal.stat().st_size)
    # Copied by another process: closing a file here would drop SQLite's lock on it.
    shutil_copy = subprocess.run(["cp", str(wal), str(folder / "wal.copy")], check=False)
    assert shutil_copy.returncode == 0
    store.close()
    return before, (folder / "wal.copy").read_bytes(), sizes


def _shown_after(folder: Path, main: bytes, wal: bytes) -> object:
    folder.mkdir()
    (folder / "guest.sqlite").write_bytes(main)
    (folder / "guest.sqlite-wal").write_bytes(wal)
    store = a_store(folder)
    try:
        assert store.verify().exception(WAIT_S) is None
        return values(store).get("xpOffset", 0)
    finally:
        store.close()
        shutil.rmtree(folder)


def test_after_power_loss_at_any_byte_every_edit_acknowledged_before_is_there(tmp_path: Path) -> None:
    """The WAL cut at every frame, one byte beside it, and within; what follows the cut is nothing, or rubbish."""
    main, wal, sizes = _recorded(tmp_path)
    dice = random.Random(5)
    boundaries = range(WAL_HEADER_BYTES, len(wal) + 1, FRAME_BYTES)
    cuts = {0, 7, len(wal)} | {
        cut
        for boundary in boundaries
        for cut in (boundary, boundary - 1, boundary + 1, boundary + dice.randrange(30, FRAME_BYTES))
        if cut <= len(wal)
    }

    for cut in sorted(cuts):
        acknowledged = sum(size <= cut for size in sizes)
        torn = wal[:cut] + dice.randbytes(min(512, len(wal) - cut))
        for ending in (wal[:cut], torn):
            assert _shown_after(tmp_path / "after", main, ending) == acknowledged, cut


def test_after_power_loss_during_a_checkpoint_every_edit_is_there(tmp_path: Path) -> None:
    """Any part of the pages may have reached the file before the WAL was let go."""
    main, wal, sizes = _recorded(tmp_path)
    after = (tmp_path / "guest.sqlite").read_bytes()
    dice = random.Random(6)

    for _ in range(20):
        mixed = bytearray(main.ljust(len(after), b"\0"))
        for page in range(0, len(after), 4096):
            if dice.random() < 0.5:
                mixed[page : page + 4096] = after[page : page + 4096]
        assert _shown_after(tmp_path / "after", bytes(mixed), wal) == len(sizes)


def test_a_commit_cut_in_the_middle_is_wholly_absent(tmp_path: Path) -> None:
    main, wal, sizes = _recorded(tmp_path)

    for earlier, later in pairwise(sizes):
        for cut in range(earlier + FRAME_BYTES, later, FRAME_BYTES):
            assert _shown_after(tmp_path / "after", main, wal[:cut]) == sizes.index(earlier) + 1


def test_the_file_is_not_touched_by_being_opened_and_closed(tmp_path: Path) -> None:
    """Opening the program writes nothing (game-rules 8)."""
    first = a_session(tmp_path)
    set_level(first, 20)
    first.close()
    before = (tmp_path / "guest.sqlite").read_bytes()

    again = a_session(tmp_path)
    assert again.scopes.document(SCOPE).value("level") == 20
    again.close()

    assert (tmp_path / "guest.sqlite").read_bytes() == before
