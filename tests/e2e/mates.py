"""Teammates in a process of their own: ``python -m tests.e2e.mates URL ANON_KEY TEAM CODE COUNT FOLDER``.

Prints ``ready ID…`` once all are in the team and live. Then it does what its input says, line by line: ``level N`` lets the
first reach level N and answers ``clicked T``, the time of it on the machine's performance counter in seconds;
``together RATE SECONDS`` lets all of them edit at RATE a second together, and answers ``done EDITS``. It ends with its input.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from tarkov_desktop.app.operations.profile import set_level, set_name
from tarkov_desktop.app.operations.tasks import complete_task, uncomplete_task
from tests.app.cloud.test_squad import Player, a_player, is_live
from tests.app.worlds import SPLIT_A

LEVELS = 30
"""The small game knows so many."""


@dataclass(frozen=True, slots=True)
class Address:
    """The backend, which lives in another process."""

    url: str
    anon_key: str


async def main(address: Address, team: str, code: str, count: int, folder: Path) -> None:
    """Be *count* mates until the input ends."""
    async with contextlib.AsyncExitStack() as stack:
        mates: list[Player] = []
        for number in range(count):
            http = await stack.enter_async_context(
                httpx.AsyncClient(verify=False, trust_env=False, timeout=30)
            )
            mate = await stack.enter_async_context(a_player(address, http, folder))
            set_name(mate.computer.session, f"Mate {number + 1}")
            set_level(mate.computer.session, 1 + number)
            assert await mate.squad.join(team, code) is None
            await mate.sees(is_live)
            mates.append(mate)
        print("ready", *(mate.squad.me for mate in mates), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            word, *numbers = line.split()
            if word == "level":
                clicked_s = time.perf_counter()
                set_level(mates[0].computer.session, int(numbers[0]))
                print("clicked", clicked_s, flush=True)
            else:
                print("done", await _together(mates, *map(float, numbers)), flush=True)


async def _together(mates: list[Player], rate: float, seconds: float) -> int:
    """Edit in turn, at a steady pace; return how many edits there were."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    for turn in itertools.count():
        due_s = turn / rate
        if due_s >= seconds:
            return turn
        await asyncio.sleep(max(0.0, began_s + due_s - loop.time()))
        _edit(mates[turn % len(mates)], turn // len(mates))
    raise AssertionError("turns do not end")


def _edit(mate: Player, turn: int) -> None:
    """Reach another level, then turn a task over: of two messages the second tells the deed."""
    session = mate.computer.session
    if turn % 2:
        value = session.document.value(f"taskCompletions/{SPLIT_A}")
        is_done = isinstance(value, dict) and value.get("complete") is True
        (uncomplete_task if is_done else complete_task)(session, SPLIT_A)
    else:
        level = mate.card(mate.squad.me).level or 1
        set_level(session, level % LEVELS + 1)


if __name__ == "__main__":
    url, anon_key, team, code, count, folder = sys.argv[1:]
    asyncio.run(main(Address(url, anon_key), team, code, int(count), Path(folder)))
