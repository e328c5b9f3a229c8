"""A month offline in a real window: 5,000 waiting edits go out, n of m is told, and the window keeps its frames."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.cloud.link import CloudLink
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.commits import Step
from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.document import Write
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.ui.theme.look import Look
from tests.app.cloud.test_link import until
from tests.benchmarks.bench_squad import a_client, on_qt
from tests.benchmarks.conftest import Figure
from tests.faults import FaultProxy
from tests.localbackend.backend_fixture import RunningBackend, backend_options
from tests.ui.pages.test_team_live import House, Window

EDITS: Final = 5_000
BEAT_MS: Final = 5
WITHIN_S: Final = 60.0


@pytest.fixture(scope="module")
def server() -> Iterator[LocalBackend]:
    """A backend of its own, in a thread of its own."""
    with RunningBackend(backend_options()) as running:
        yield running.backend


@pytest.fixture
def house(qtbot: QtBot, qapp: QApplication, server: LocalBackend, tmp_path: Path) -> House:
    look = Look(qapp)
    look.set_mode("pvp")
    return House(qtbot, qapp, look, server, a_client(), tmp_path)


@dataclass
class Beat:
    """How long the GUI thread worked between two beats of a timer.

    In time of that thread: the backend lives in this process, and waiting for it is no work of the window.
    """

    stalls_ms: list[float] = field(default_factory=list)
    _last_s: float = 0.0

    def begin(self) -> QTimer:
        """Beat until the timer is stopped."""
        self._last_s = time.thread_time()
        timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=BEAT_MS)
        timer.timeout.connect(self._beat)
        timer.start()
        return timer

    def _beat(self) -> None:
        now_s = time.thread_time()
        self.stalls_ms.append((now_s - self._last_s) * 1000)
        self._last_s = now_s


def link_of(window: Window) -> CloudLink:
    cloud = window.page.context.cloud
    assert cloud is not None
    assert cloud.link is not None
    return cloud.link


@pytest.mark.slow
def test_5000_waiting_edits_leave_the_window_its_frames(
    house: House, server: LocalBackend, figure: Figure
) -> None:
    busy = Beat()
    told: list[CloudStanding] = []
    took_s = 0.0

    async def main() -> None:
        nonlocal took_s
        async with house.window() as window:
            link = link_of(window)
            await until(link, lambda: link.standing.is_in_cloud, WITHIN_S)
            await asyncio.to_thread(network.offline)
            writes = tuple(Write(f"taskObjectives/{number:024x}/count", number) for number in range(EDITS))
            window.page.session.carry_out(Plan(writes), mode=PVP, step=Step("count", Origin.USER))
            await until(link, lambda: link.standing.waiting == EDITS, WITHIN_S)
            await asyncio.sleep(1)  # what the edit itself set in motion is over

            link.changed.subscribe(told.append)
            timer = busy.begin()
            began_s = time.perf_counter()
            await asyncio.to_thread(network.online)
            link.schedule.hurry()
            await until(link, lambda: link.standing.waiting == 0, WITHIN_S)
            took_s = time.perf_counter() - began_s
            timer.stop()

    with FaultProxy(server) as network:
        house.url = network.url
        on_qt(main)
    steps = [standing.sent for standing in told if standing.batch == EDITS]
    assert steps == sorted(steps)
    assert len(set(steps)) > EDITS / 500 / 2, "n of m is told on the way"
    figure("sync_5000_window", took_s)
    figure("sync_stall_p99", statistics.quantiles(busy.stalls_ms, n=100)[98])
    figure("sync_stall_max", max(busy.stalls_ms))
