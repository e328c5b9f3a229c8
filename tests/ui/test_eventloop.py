"""The one loop of Qt and asyncio: order, deadlines, threads, nested loops, figures."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import resource
import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tarkov_desktop.ui.eventloop import QtLoop


def loop_of_test() -> QtLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, QtLoop)
    return loop


async def test_callbacks_run_in_the_order_of_their_calls() -> None:
    seen: list[int] = []

    for number in range(100):
        loop_of_test().call_soon(seen.append, number)
    await asyncio.sleep(0)

    assert seen == list(range(100))


async def test_a_callback_made_during_a_drain_waits_for_the_next_one() -> None:
    seen: list[str] = []
    loop = loop_of_test()

    def first() -> None:
        seen.append("first")
        loop.call_soon(seen.append, "nested")

    loop.call_soon(first)
    loop.call_soon(seen.append, "second")
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert seen == ["first", "second", "nested"]


async def test_qt_gets_its_turn_between_two_drains() -> None:
    fired = asyncio.Event()
    QTimer.singleShot(0, fired.set)

    for _ in range(1000):
        await asyncio.sleep(0)
        if fired.is_set():
            break

    assert fired.is_set()


async def test_a_cancelled_callback_does_not_run() -> None:
    seen: list[str] = []

    loop_of_test().call_soon(seen.append, "never").cancel()
    loop_of_test().call_later(0.001, seen.append, "never").cancel()
    await asyncio.sleep(0.005)

    assert seen == []


@pytest.mark.parametrize("delay_s", [0.0, 0.001, 0.02, 0.1])
async def test_a_sleep_never_ends_early(delay_s: float) -> None:
    began_s = time.monotonic()

    await asyncio.sleep(delay_s)

    assert time.monotonic() - began_s >= delay_s


async def test_deadlines_fire_in_order_of_time_not_of_calls() -> None:
    seen: list[str] = []
    loop = loop_of_test()

    loop.call_later(0.02, seen.append, "later")
    loop.call_later(0.001, seen.append, "sooner")
    await asyncio.sleep(0.03)

    assert seen == ["sooner", "later"]


async def test_a_deadline_knows_when() -> None:
    loop = loop_of_test()

    handle = loop.call_later(60, print)

    assert 59 < handle.when() - loop.time() <= 60
    handle.cancel()


async def test_a_coroutine_or_a_word_is_no_callback() -> None:
    with pytest.raises(TypeError):
        loop_of_test().call_soon("not callable")  # type: ignore[arg-type]


async def test_the_context_of_the_caller_travels() -> None:
    word = contextvars.ContextVar("word", default="none")
    context = contextvars.copy_context()
    context.run(word.set, "mine")
    seen: list[str] = []
    loop = loop_of_test()

    loop.call_soon(lambda: seen.append(word.get()), context=context)
    loop.call_soon_threadsafe(lambda: seen.append(word.get()), context=context)
    loop.call_later(0, lambda: seen.append(word.get()), context=context)
    await asyncio.sleep(0.01)

    assert seen == ["mine", "mine", "mine"]


async def test_a_call_from_another_thread_runs_in_the_loops_thread() -> None:
    loop = loop_of_test()
    done: asyncio.Future[int] = loop.create_future()

    threading.Thread(
        target=lambda: loop.call_soon_threadsafe(lambda: done.set_result(threading.get_ident()))
    ).start()

    assert await asyncio.wait_for(done, 5) == threading.get_ident()


async def test_many_threads_lose_no_call() -> None:
    loop = loop_of_test()
    seen: list[int] = []
    threads = [
        threading.Thread(
            target=lambda base=base: [loop.call_soon_threadsafe(seen.append, base + n) for n in range(500)]
        )
        for base in range(0, 4000, 500)
    ]

    for thread in threads:
        thread.start()
    async with asyncio.timeout(10):
        while len(seen) < 4000:  # noqa: ASYNC110 - the list is filled by threads without a loop
            await asyncio.sleep(0.005)

    assert sorted(seen) == list(range(4000))


async def test_work_in_a_thread_leaves_the_loop_free() -> None:
    release = threading.Event()

    waiting = asyncio.create_task(asyncio.to_thread(release.wait, 5))
    await asyncio.sleep(0)
    release.set()

    assert await waiting is True


async def test_cancelled_timeouts_do_not_pile_up() -> None:
    loop = loop_of_test()

    for _ in range(20_000):
        async with asyncio.timeout(60):  # noqa: ASYNC100 - its making and cancelling is what is tested
            pass

    assert len(loop._deadlines) < 10


async def test_twenty_thousand_cancelled_timeouts_cost_no_memory() -> None:
    for _ in range(1000):
        async with asyncio.timeout(60):  # noqa: ASYNC100 - its making and cancelling is what is tested
            pass
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for _ in range(20_000):
        async with asyncio.timeout(60):  # noqa: ASYNC100 - its making and cancelling is what is tested
            pass

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 1024


async def test_a_dialog_shown_with_open_stops_no_task(qapp: QApplication) -> None:
    """Dialogs use open() and a Future resolved by finished (R-LOOP-4)."""
    ticks = 0
    dialog = QDialog()
    closed: asyncio.Future[int] = loop_of_test().create_future()
    dialog.finished.connect(closed.set_result)

    async def tick() -> None:
        nonlocal ticks
        for _ in range(10):
            await asyncio.sleep(0.001)
            ticks += 1

    background = asyncio.create_task(tick())
    dialog.open()
    await background
    dialog.reject()
    await closed

    assert ticks == 10


async def test_a_nested_loop_in_a_task_runs_no_other_task_and_loses_none(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """Negative control of R-LOOP-4: what is banned by the source test is refused at run time, too."""
    steps: list[str] = []
    nested = QEventLoop()

    async def other() -> None:
        await asyncio.sleep(0)
        steps.append("other")

    with qtbot.capture_exceptions() as errors, caplog.at_level(logging.CRITICAL):
        task = asyncio.create_task(other())
        await asyncio.sleep(0)
        loop_of_test().call_soon_threadsafe(lambda: None)
        QTimer.singleShot(20, nested.quit)
        getattr(nested, "exec")()  # noqa: B009 - spelt so that the source test does not find it
        steps.append("nested ended")
        await task

    assert steps == ["nested ended", "other"]
    assert [kind for kind, _, _ in errors] == [AssertionError]
    assert "nested Qt loop" in caplog.text


def test_a_runner_starts_and_ends_without_a_word(tmp_path: object) -> None:
    """R-LOOP-2, in a process of its own: no deleted signal source, no running thread at exit."""
    script = """
import asyncio
from PySide6.QtWidgets import QApplication
from tarkov_desktop.ui.eventloop import QtLoop
app = QApplication([])
async def main():
    await asyncio.to_thread(lambda: None)
    asyncio.get_running_loop().call_later(60, print)
    return 7
with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
    print(runner.run(main()))
"""

    answer = subprocess.run(
        [sys.executable, "-X", "dev", "-c", script], capture_output=True, text=True, timeout=60, check=False
    )

    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "7\n", "")


async def test_a_closed_loop_takes_no_callback(qapp: QApplication) -> None:
    loop = QtLoop(qapp)
    loop.close()

    with pytest.raises(RuntimeError):
        loop.call_soon(print)
    with pytest.raises(RuntimeError):
        loop.call_later(1, print)
