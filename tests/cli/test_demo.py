"""``tarkov-desktop demo --headless`` as people run it: a process, three windows, one squad."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

pytestmark = [pytest.mark.contract, pytest.mark.slow]

MOST_S = 60
TICK_BUDGET_MS = 1000


async def the_demo(home: Path, *words: str) -> tuple[int | None, dict[str, object]]:
    """Exit code and answer of the headless demonstration."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tarkov_desktop", "demo", "--headless", "--json", "--mates", "2", "--home", str(home),
        *words, stdout=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        out, _ = await asyncio.wait_for(process.communicate(), MOST_S)
    except TimeoutError:
        process.kill()
        raise
    answer = json.loads(out)
    assert isinstance(answer, dict)
    return process.returncode, answer


def are_painted(pictures: Iterable[str]) -> list[bool]:
    """Of each picture, whether there is more on it than a plain colour."""
    return [Path(picture).stat().st_size > 10_000 for picture in pictures]


async def test_three_windows_see_each_other_tick_vanish_return_and_go(tmp_path: Path) -> None:
    code, answer = await the_demo(tmp_path / "home", "--screenshots", str(tmp_path / "shots"))

    steps = answer["steps"]
    assert isinstance(steps, list)
    assert [step["failed"] for step in steps] == [""] * 6
    last = steps[-1]["saw"]
    assert set(last["Vera"]["cards"]) == {"Vera", "Milo"}
    assert (last["Ines"]["gone"], last["Ines"]["cards"]) == ("kicked", {})
    assert last["Milo"]["cards"]["Vera"]["tasksCompleted"] == last["Vera"]["tasksCompleted"]
    assert are_painted(picture for step in steps for picture in step["pictures"]) == [True] * 18
    assert isinstance(answer["medianMs"], float)
    assert answer["medianMs"] < TICK_BUDGET_MS
    assert (code, answer["isGood"], answer["stopped"]) == (0, True, "")


async def test_a_demonstration_cut_short_is_not_a_good_one(tmp_path: Path) -> None:
    code, answer = await the_demo(tmp_path / "home", "--seconds", "0.2")

    assert (code, answer["isGood"]) == (1, False)
    assert answer["stopped"] == "The script was not played out within 0.2 s."
