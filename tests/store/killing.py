"""A process whose children edit and are killed: ``python -m tests.store.killing HOME SEED KILLS MODE``.

Everything is imported once; each child is a fork that makes edits through a session and tells each one that was
acknowledged. It is killed with SIGKILL after a random number of them and a random moment. For every child a line of
JSON is printed: the last edit it told, and what the file holds. MODE ``real`` opens the whole program, ``small`` a
session on a small game (ten times as fast), ``hasty`` tells an edit before it is on the disk: the negative control.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tarkov_desktop.app.bootstrap import open_program
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.document import Write
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.sync.registers import Scope
from tests.app.worlds import a_session

NUMBER = struct.Struct("<I")
MOST_EDITS = 12
LONGEST_WAIT_S = 0.003
LEVELS = 79


def plan_of(number: int) -> Plan:
    """Edit *number*: two registers that must agree whatever happens."""
    return Plan((Write("xpOffset", number), Write("level", number % LEVELS + 1)))


def edit_for_ever(home: Path, first: int, pipe: int, *, mode: str) -> None:
    """Make edits from *first* on, telling each when it is acknowledged."""
    session = open_program(Options(home=home)).session if mode == "real" else a_session(home)
    number = first
    while True:
        if mode == "hasty":
            os.write(pipe, NUMBER.pack(number))
        session.commit(plan_of(number), label="edit")
        if mode != "hasty":
            session.saving.wait(30)
            os.write(pipe, NUMBER.pack(number))
        number += 1


def kill_one(home: Path, first: int, dice: random.Random, *, mode: str) -> int:
    """Let a child edit, kill it, and return the last edit it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            edit_for_ever(home, first, writing, mode=mode)
        finally:
            os._exit(1)  # only reached by a mistake; the test sees it by the missing edits
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as told:
        wanted = dice.randrange(1, MOST_EDITS)
        heard = b"".join(told.read(NUMBER.size) or b"" for _ in range(wanted))
        time.sleep(dice.random() * LONGEST_WAIT_S)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while select.select([told], [], [], 0)[0] and (more := told.read(4_096)):
            heard += more
    numbers = [each[0] for each in NUMBER.iter_unpack(heard[: len(heard) // NUMBER.size * NUMBER.size])]
    return max(numbers, default=first - 1)


def stored(path: Path) -> dict[str, object]:
    """What the file says after a kill; opening it is part of the test."""
    store = AccountStore.open(path, new_device_id=lambda: "unused")
    registers = store.load_scope(Scope(PVP)).result(30).registers
    shown = {name: registers[name].value if name in registers else None for name in ("xpOffset", "level")}
    pending = {op.path: op.value for op in store.pending().result(30)}
    last = store.opened.journal[0].touched() if store.opened.journal else []
    return {
        "number": shown["xpOffset"],
        "level": shown["level"],
        "pending": pending.get("xpOffset"),
        "journal": [each.after for each in last],
        "damaged": store.verify().exception(30) is not None,
    }


def main(arguments: list[str]) -> int:
    home, seed, kills, mode = Path(arguments[0]), int(arguments[1]), int(arguments[2]), arguments[3]
    dice = random.Random(seed)
    path = home / ("data/accounts/guest.sqlite" if mode == "real" else "guest.sqlite")
    first = 1
    for _ in range(kills):
        told = kill_one(home, first, dice, mode=mode)
        found = in_a_child(lambda: stored(path))
        print(json.dumps({"told": told, **found}), flush=True)
        number = found["number"]
        assert isinstance(number, int | None)
        first = max(told, number or 0) + 1
    return 0


def in_a_child(work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """Return what *work* returns in a fork: this process must stay without threads, or it could not fork again."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        content = told.read()
    os.waitpid(child, 0)
    answer = json.loads(content)
    assert isinstance(answer, dict)
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
