"""Budgets of the window: the start, a click, a page, a mode, a keystroke, stalls, and the loop below it all."""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tarkov_desktop.app.bootstrap import now_ms, open_program
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.ids import PVE
from tarkov_desktop.localbackend.demo import DemoOptions, demo_in_background
from tarkov_desktop.ui.eventloop import QtLoop
from tarkov_desktop.ui.pages import PAGES
from tarkov_desktop.ui.pages.tasks.page import TasksPage
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tests.benchmarks.conftest import Figure
from tests.benchmarks.midgame import play
from tests.localbackend.backend_fixture import backend_options

STARTS: Final = 5
CLICKS: Final = 60
AS_INSTALLED: Final = """
import sys
sys.modules.update(dict.fromkeys(("click", "pygments", "rich")))
"""
"""Hides packages that only the developers' tools bring: httpx would load its own command line with them, 5 MB."""

START: Final = f"""{AS_INSTALLED}
import os, signal, sys, time
from pathlib import Path
from tarkov_desktop.app.options import Options
from tarkov_desktop.ui.main import run

def painted():
    print(time.time() - float(sys.argv[2]), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

sys.exit(run(Options(home=Path(sys.argv[1]), data_url="http://127.0.0.1:9", overlay_url="http://127.0.0.1:9"), on_first_paint=painted))
"""
SIGNED_IN: Final = f"""{AS_INSTALLED}
import runpy
runpy.run_module("tests.benchmarks.signed_in", run_name="__main__", alter_sys=True)
"""
WEIGHINGS: Final = 3
MATES: Final = 4

WATCH_MS: Final = 4000
REST_MS: Final = 3000
IDLE_MS: Final = 5000
AFTER: Final = f"""{AS_INSTALLED}
import os, signal, sys, time
from pathlib import Path
from tarkov_desktop.app.options import Options
from tarkov_desktop.ui.main import run

def painted():
    from PySide6.QtCore import Qt, QTimer
    gaps, last = [], time.perf_counter()

    def beat():
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last) * 1000 - 5)
        last = now

    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=5)
    timer.timeout.connect(beat)
    timer.start()

    def idle():
        timer.stop()
        QTimer.singleShot({REST_MS}, begin)

    def begin():
        painted.began = time.process_time(), time.perf_counter()
        QTimer.singleShot({IDLE_MS}, end)

    def end():
        cpu_s, wall_s = (now - then for now, then in zip((time.process_time(), time.perf_counter()), painted.began))
        ordered = sorted(gaps)
        print(ordered[int(len(ordered) * 0.99)], ordered[-1], 100 * cpu_s / wall_s, flush=True)
        os.kill(os.getpid(), signal.SIGTERM)

    QTimer.singleShot({WATCH_MS}, idle)

sys.exit(run(Options(home=Path(sys.argv[1]), data_url="http://127.0.0.1:9", overlay_url="http://127.0.0.1:9"), on_first_paint=painted))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("midgame")
    with open_program(Options(home=folder)) as program:
        play(program.session)
        play(program.session, PVE)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a program of its own: without a screen, with bytecode at hand as in an installed program.

    Where the tests run without writing bytecode, every start would compile each of our modules anew.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    bytecode = tmp_path_factory.mktemp("bytecode")
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(bytecode)}


@pytest.fixture(scope="module")
def shell(home: Path) -> Iterator[Shell]:
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    with open_program(Options(home=home)) as program:
        for mode in ("pvp", "pve"):
            program.session.warm(PVE if mode == "pve" else program.session.mode)
        shell = Shell(found, Look(found), program.session, now_ms=now_ms)
        shell.resize(1280, 800)
        shell.show()
        QTest.qWait(300)
        gc.collect()
        gc.freeze()  # as the window does: a collection of all that stays is not part of any figure
        yield shell
        gc.unfreeze()
        shell.close()
        shell.deleteLater()
        QTest.qWait(10)


def milliseconds(act: Callable[[], object]) -> float:
    """Return how long *act* takes until the frame that shows it has been painted.

    What is left for later turns of the loop (the pane beside the list is built anew in the next one) is let run
    afterwards: it is a stall, not part of this frame.
    """
    began_s = time.perf_counter()
    act()
    QCoreApplication.sendPostedEvents()  # the update request: paints what is dirty, runs no timer
    taken_ms = (time.perf_counter() - began_s) * 1000
    QTest.qWait(0)
    return taken_ms


def the_tasks(shell: Shell) -> TasksPage:
    shell.open_page("tasks")
    assert isinstance(shell.page, TasksPage)
    return shell.page


@pytest.mark.slow
def test_the_window_is_there_in_a_second(home: Path, environment: dict[str, str], figure: Figure) -> None:
    seconds = []
    for _ in range(STARTS):
        command = [sys.executable, "-c", START, str(home), str(time.time())]
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=True, env=environment
        )
        seconds.append(float(answer.stdout))

    figure("start", min(seconds))


@pytest.mark.slow
def test_the_window_signed_in_with_a_squad_is_light(
    tmp_path: Path, environment: dict[str, str], figure: Figure
) -> None:
    def process(what: str, *words: str, given: str = "") -> str:
        command = [sys.executable, "-c", SIGNED_IN, what, *words]
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=120, check=True, env=environment
        )
        return done.stdout

    wanted = DemoOptions(backend=backend_options(), mates=MATES, windows=1 + MATES)
    with demo_in_background(wanted) as address:
        home = (str(tmp_path / "home"), address.url, address.anon_key, address.person)
        keyring = process("sign-in", *home)
        weights = [float(process("weigh", *home, str(1 + MATES), given=keyring)) for _ in range(WEIGHINGS)]

    figure("memory", statistics.median(weights))


@pytest.mark.slow
def test_the_window_does_not_stall_after_it_came_and_rests_when_left_alone(
    home: Path, environment: dict[str, str], figure: Figure
) -> None:
    command = [sys.executable, "-c", AFTER, str(home)]

    answer = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True, env=environment)

    p99_ms, longest_ms, idle_percent = map(float, answer.stdout.split())
    figure("stall_p99", p99_ms)
    figure("stall_max", longest_ms)
    figure("idle_cpu", idle_percent)


def test_a_click_is_painted_in_a_frame(shell: Shell, figure: Figure) -> None:
    page = the_tasks(shell)
    times = []
    for number in range(CLICKS):
        key = Qt.Key.Key_P if number % 3 == 0 else Qt.Key.Key_Down if number % 3 == 1 else Qt.Key.Key_Space
        times.append(milliseconds(partial(QTest.keyClick, page.view, key)))

    figure("click_paint_p50", statistics.median(times))
    figure("click_paint_p99", max(times))


def test_another_mode_is_there_at_once(shell: Shell, figure: Figure) -> None:
    the_tasks(shell)
    times = [milliseconds(partial(shell._switch_mode, mode)) for mode in ("pve", "pvp") * 4]

    figure("mode_switch", statistics.median(times))


def test_every_page_opens_at_once(shell: Shell, figure: Figure) -> None:
    the_tasks(shell)
    asyncio.run(shell.load_rest())
    times = [milliseconds(partial(shell.open_page, page.name)) for page in PAGES]

    figure("page_open", max(times))


def test_a_letter_in_the_search_is_there_in_a_frame(shell: Shell, figure: Figure) -> None:
    page = the_tasks(shell)
    page._choose_status("all")
    QTest.qWait(400)
    times = [milliseconds(partial(QTest.keyClicks, page.bar.field, letter)) for letter in "shoreline"]
    page.bar.field.clear()

    figure("search", statistics.median(times))


def on_loop(main: Callable[[], Awaitable[None]]) -> float:
    """Return how many milliseconds *main* takes on a fresh QtLoop."""
    app = QApplication.instance() or QApplication([])

    async def timed() -> float:
        began_s = time.perf_counter()
        await main()
        return (time.perf_counter() - began_s) * 1000

    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        return runner.run(timed())


def test_the_loop_keeps_its_figures(figure: Figure) -> None:
    async def calls() -> None:
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        for _ in range(9_999):
            loop.call_soon(int)
        loop.call_soon(done.set_result, None)
        await done

    async def nothing() -> None: ...

    async def tasks() -> None:
        for _ in range(1000):
            await asyncio.create_task(nothing())

    async def sleep() -> None:
        await asyncio.sleep(1)

    figure("loop_call_soon", min(on_loop(calls) for _ in range(7)))
    figure("loop_task", min(on_loop(tasks) for _ in range(7)))
    late_ms = min(on_loop(sleep) for _ in range(2)) - 1000
    assert late_ms >= 0
    figure("loop_sleep", late_ms)
