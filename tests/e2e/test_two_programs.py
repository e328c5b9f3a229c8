"""Two real programs of one account, a network cut at any moment, SIGKILL at any moment: nothing saved is lost.

``TARKOV_KILL_ROUNDS=100`` runs it at length, ``TARKOV_KILL_SEED`` gives other moments.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.faults import FaultProxy
from tests.remote.people import a_name

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = int(os.environ.get("TARKOV_KILL_ROUNDS", "3"))
SEED = int(os.environ.get("TARKOV_KILL_SEED", "20261121"))
PUSH = "/functions/v1/progress-update"
WITHIN_S = 60
pytestmark = [
    pytest.mark.contract,
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX"),
]


@dataclass
class Computer:
    """One home, and the processes that live in it one after the other."""

    home: Path
    prefix: str
    name: str
    backend: LocalBackend
    url: str
    saved: set[int] = field(default_factory=set)

    def start(self, edits: int) -> subprocess.Popen[str]:
        """Start the program."""
        self.home.mkdir(exist_ok=True)
        words = (self.home, self.url, self.backend.anon_key, self.name, self.prefix, edits)
        return subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.player", *map(str, words)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, process: subprocess.Popen[str], *, kill_after: int | None = None) -> list[str]:
        """Read until *kill_after* edits are saved, kill it, and note all that was saved; None lets it end."""
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if kill_after is not None and len(lines) >= kill_after:
                process.kill()
                lines += process.stdout.readlines()
                break
        errors = process.communicate(timeout=WITHIN_S)[1]
        assert kill_after is not None or process.returncode == 0, errors[-3000:]
        self.saved |= {int(line.split()[1]) for line in lines if line.startswith("saved ")}
        return lines

    def settled(self) -> dict[str, int]:
        """Exchange everything in a calm network and return what the program shows."""
        lines = self.end(self.start(0))
        shown: dict[str, int] = json.loads(lines[-1].removeprefix("settled "))
        return shown

    def expected(self) -> dict[str, int]:
        """Return the registers of every edit that was told to be saved."""
        return {f"taskObjectives/{self.prefix}{number}/count": number for number in self.saved}


def test_every_saved_edit_is_on_both_computers_in_the_end(backend: LocalBackend, tmp_path: Path) -> None:
    rng = random.Random(SEED)
    happened: Counter[str] = Counter()
    with FaultProxy(backend) as network:
        name = a_name()
        here = Computer(tmp_path / "here", "a", name, backend, network.url)
        there = Computer(tmp_path / "there", "b", name, backend, network.url)
        for computer in (here, there):
            computer.end(computer.start(3))
        for _ in range(ROUNDS):
            processes = [(computer, computer.start(10_000)) for computer in (here, there)]
            with bad_weather(network, random.Random(rng.random()), happened):
                for computer, process in processes:
                    computer.end(process, kill_after=rng.randint(1, 80))

        shown = [computer.settled() for computer in (here, there, here)]

    for each in shown[1:]:
        missing = (here.expected() | there.expected()).items() - each.items()
        assert not missing
    assert shown[1] == shown[2]
    assert len(here.saved) + len(there.saved) > ROUNDS * 2
    assert happened.total() > ROUNDS * 5, happened
    print(f"{ROUNDS} rounds, {len(here.saved)} and {len(there.saved)} edits saved, {dict(happened)}")


def test_an_edit_that_was_only_shown_would_be_missed(backend: LocalBackend, tmp_path: Path) -> None:
    """The negative control: what was never told to be saved is not on the other computer."""
    computer = Computer(tmp_path / "here", "c", a_name(), backend, backend.url)
    computer.end(computer.start(2))

    computer.saved.add(999)

    assert computer.expected().items() - computer.settled().items()


@contextmanager
def bad_weather(network: FaultProxy, rng: random.Random, happened: Counter[str]) -> Iterator[None]:
    """Cut, freeze, lose and double at random moments while the block runs; calm afterwards."""
    over = threading.Event()

    def blow() -> None:
        while not over.wait(rng.uniform(0.02, 0.25)):
            fault = rng.choice(("offline", "frozen", "lost", "unsent", "doubled", "reset", "cut"))
            happened[fault] += 1
            match fault:
                case "offline":
                    network.offline()
                    over.wait(rng.uniform(0.05, 0.4))
                    network.online()
                case "frozen":
                    network.freeze()
                    over.wait(rng.uniform(0.05, 0.4))
                    network.thaw()
                case "lost":
                    network.lose_answer(path=PUSH)
                case "unsent":
                    network.lose_request()
                case "doubled":
                    network.duplicate(path=PUSH)
                case "reset":
                    network.reset()
                case _:
                    network.cut_sockets()

    wind = threading.Thread(target=blow, name="weather")
    wind.start()
    try:
        yield
    finally:
        over.set()
        wind.join()
        network.clear()
