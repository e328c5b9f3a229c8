"""A squad in a real window: a tick on its way to a mate's painted card, ten members at once, and lines that break."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typing_extensions import override

from tarkov_desktop.app.squad.state import SquadView
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.realtime import Heard, LiveEvent
from tarkov_desktop.ui.eventloop import QtLoop
from tarkov_desktop.ui.pages.team.card import MemberCard
from tarkov_desktop.ui.theme.look import Look
from tests.app.cloud.test_squad import Player, a_player, found, is_live
from tests.benchmarks.conftest import Figure
from tests.benchmarks.midgame import play
from tests.faults import FaultProxy
from tests.localbackend.backend_fixture import RunningBackend, backend_options
from tests.ui.pages.test_team_live import House, Window, invited

TICKS: Final = 40
LEVELS: Final = 28
"""The small game of the mates knows two more."""
MATES: Final = 9
UPDATES_PER_S: Final = 10.0
LOAD_S: Final = 20.0
BEAT_MS: Final = 5
SETTLE_S: Final = 3.0
WITHIN_S: Final = 20.0
LISTENERS: Final = 8
OUTAGES_S: Final = (4.0, 12.0, 25.0)
"""Short enough for a bench, long enough that the waits between tries have grown."""
RECONNECT_WITHIN_S: Final = 60.0
HALF_OPEN_WITHIN_S: Final = 90.0


@pytest.fixture(scope="module")
def server() -> Iterator[LocalBackend]:
    """A backend of its own, in a thread of its own."""
    with RunningBackend(backend_options()) as running:
        yield running.backend


def a_client() -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=False, trust_env=False, timeout=30)


def on_qt(main: Callable[[], Awaitable[None]]) -> None:
    """Run *main* on the loop the program itself uses."""
    app = QApplication.instance() or QApplication([])

    async def run() -> None:
        await main()

    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        runner.run(run())


@dataclass
class Crew:
    """Mates in another process."""

    process: asyncio.subprocess.Process
    users: list[UserId] = field(default_factory=list)

    async def ask(self, line: str) -> str:
        """Send *line*; return the rest of the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()
        return await self.told()

    async def told(self) -> str:
        """Return what comes after the first word of the next line."""
        assert self.process.stdout is not None
        line = (await self.process.stdout.readline()).decode()
        assert line, "the mates have ended"
        return line.partition(" ")[2]


@contextlib.asynccontextmanager
async def a_crew(server: LocalBackend, team: str, code: str, count: int, folder: Path) -> AsyncIterator[Crew]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.e2e.mates", server.url, server.anon_key),
        *(team, code, str(count), str(folder)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    crew = Crew(process)
    try:
        crew.users = [UserId(user) for user in (await crew.told()).split()]
        yield crew
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


@contextlib.asynccontextmanager
async def a_midgame_window(house: House, places: int) -> AsyncIterator[Window]:
    """The page Team of a founder in the middle of the game, at rest."""
    async with house.window() as window:
        window.shell.resize(1280, 800)
        play(window.page.session)
        cloud = window.page.context.cloud
        assert cloud is not None
        assert cloud.link is not None
        await cloud.link.flush(WITHIN_S)
        await window.founds(places)
        yield window


class Paints(QObject):
    """Tells when a card has been painted with a level: seen before it is painted, noted after."""

    def __init__(self, card: MemberCard) -> None:
        super().__init__()
        self._card = card
        self._level = 0
        self.painted: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        card.installEventFilter(self)

    def expect(self, level: int) -> asyncio.Future[float]:
        """Return the time, on the performance counter, when *level* has been painted."""
        self._level = level
        self.painted = asyncio.get_running_loop().create_future()
        return self.painted

    @override
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._card.face.level == self._level:
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        if not self.painted.done():
            self.painted.set_result(time.perf_counter())


@pytest.fixture
def house(qtbot: QtBot, qapp: QApplication, server: LocalBackend, tmp_path: Path) -> House:
    look = Look(qapp)
    look.set_mode("pvp")
    return House(qtbot, qapp, look, server, a_client(), tmp_path)


@pytest.mark.slow
def test_a_tick_is_painted_on_a_mate_s_card(house: House, server: LocalBackend, figure: Figure) -> None:
    took_ms: list[float] = []

    async def main() -> None:
        async with a_midgame_window(house, 5) as window:
            invite = await invited(window)
            async with a_crew(server, invite.team, invite.code, 1, house.folder) as crew:
                mate = crew.users[0]
                await window.sees(lambda: mate in window.page.room.cards)
                paints = Paints(window.page.room.cards[mate])
                await asyncio.sleep(
                    SETTLE_S
                )  # joining is an exchange too, and edits soon after one are gathered
                for number in range(TICKS):
                    level = 2 + number % LEVELS
                    await asyncio.sleep(1.05)  # beyond the second within which edits are gathered
                    painted = paints.expect(level)
                    clicked_s = float(await crew.ask(f"level {level}"))
                    took_ms.append((await asyncio.wait_for(painted, WITHIN_S) - clicked_s) * 1000)

    on_qt(main)
    figure("live_p50", statistics.median(took_ms))
    figure("live_p95", statistics.quantiles(took_ms, n=20)[18])


@dataclass
class Busy:
    """What ten members do to a window."""

    stalls_ms: list[float] = field(default_factory=list)
    frames_ms: list[float] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)
    _last_s: float = 0.0

    def begin(self) -> QTimer:
        """Beat until the timer is stopped."""
        self._last_s = time.perf_counter()
        timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=BEAT_MS)
        timer.timeout.connect(self._beat)
        timer.start()
        return timer

    def _beat(self) -> None:
        now_s = time.perf_counter()
        self.stalls_ms.append((now_s - self._last_s) * 1000 - BEAT_MS)
        self._last_s = now_s

    def wrap(self, hear: Callable[[LiveEvent], None]) -> Callable[[LiveEvent], None]:
        """Return *hear*, timed from what was heard to the painted frame that shows it.

        In time of the GUI thread: ten clients and a backend share two cores here, which no player's window does.
        """

        def timed(event: LiveEvent) -> None:
            at_ms = event.payload.get("at") if isinstance(event, Heard) else None
            if isinstance(at_ms, int):
                self.delays_s.append(time.time() - at_ms / 1000)
            began_s = time.thread_time()
            hear(event)
            QCoreApplication.sendPostedEvents()  # paints what is dirty
            self.frames_ms.append((time.thread_time() - began_s) * 1000)

        return timed


@pytest.mark.slow
def test_ten_members_at_once_leave_the_window_its_frames(
    house: House, server: LocalBackend, figure: Figure
) -> None:
    busy = Busy()

    async def main() -> None:
        async with a_midgame_window(house, 10) as window:
            invite = await invited(window)
            async with a_crew(server, invite.team, invite.code, MATES, house.folder) as crew:
                await window.sees(lambda: set(crew.users) <= window.page.room.cards.keys())
                cloud = window.page.context.cloud
                assert cloud is not None
                assert cloud.link is not None
                assert cloud.squad is not None
                await asyncio.sleep(SETTLE_S)
                gc.collect()
                gc.freeze()  # as the window does: a collection of all that stays is not part of any figure
                cloud.link.listen_with(busy.wrap(cloud.squad.hear))
                timer = busy.begin()
                await crew.ask(f"together {UPDATES_PER_S} {LOAD_S}")
                timer.stop()
                gc.unfreeze()

    on_qt(main)
    assert len(busy.delays_s) > UPDATES_PER_S * LOAD_S / 2, "the mates were heard"
    figure("team_load", statistics.quantiles(busy.delays_s, n=20)[18])
    figure("team_stall_p99", statistics.quantiles(busy.stalls_ms, n=100)[98])
    figure("team_stall_max", max(busy.stalls_ms))
    figure("team_frame_p99", statistics.quantiles(busy.frames_ms, n=100)[98])


# Lines that break.


@contextlib.asynccontextmanager
async def listeners(server: LocalBackend, folder: Path, url: str) -> AsyncIterator[list[Player]]:
    """Members of one squad, all of them behind the same line."""
    async with contextlib.AsyncExitStack() as stack:
        players = []
        for _ in range(LISTENERS):
            http = await stack.enter_async_context(a_client())
            players.append(await stack.enter_async_context(a_player(server, http, folder, url=url)))
        team, code = await found(players[0], size=10)
        for player in players[1:]:
            assert await player.squad.join(team, code) is None
        for player in players:
            await player.sees(
                lambda view: is_live(view) and view.squad is not None and len(view.squad.cards) == LISTENERS
            )
        yield players


def is_cut(view: SquadView) -> bool:
    return view.squad is not None and not view.squad.is_live


@pytest.mark.slow
def test_when_the_network_is_back_the_squad_is_soon_live(
    server: LocalBackend, tmp_path: Path, figure: Figure
) -> None:
    took_s: list[float] = []

    async def main() -> None:
        with FaultProxy(server) as line:
            async with listeners(server, tmp_path, line.url) as players:
                for outage_s in OUTAGES_S:
                    await asyncio.to_thread(line.offline)
                    for player in players:
                        await player.sees(is_cut)
                    await asyncio.sleep(outage_s)
                    await asyncio.to_thread(line.online)
                    began_s, began_ms = time.perf_counter(), time.time_ns() // 1_000_000

                    async def back(
                        player: Player, began_s: float = began_s, began_ms: int = began_ms
                    ) -> float:
                        await player.sees(
                            lambda view: (
                                is_live(view) and view.squad is not None and view.squad.as_of_ms > began_ms
                            ),
                            RECONNECT_WITHIN_S,
                        )
                        return time.perf_counter() - began_s

                    took_s.extend(await asyncio.gather(*(back(player) for player in players)))

    asyncio.run(main())
    figure("reconnect", statistics.median(took_s))


@pytest.mark.slow
def test_a_half_open_socket_is_noticed(server: LocalBackend, tmp_path: Path, figure: Figure) -> None:
    took_s: list[float] = []

    async def main() -> None:
        with FaultProxy(server) as line:
            async with listeners(server, tmp_path, line.url) as players:
                line.freeze()
                began_s = time.perf_counter()

                async def noticed(player: Player) -> float:
                    await player.sees(is_cut, HALF_OPEN_WITHIN_S)
                    return time.perf_counter() - began_s

                took_s.extend(await asyncio.gather(*(noticed(player) for player in players)))
                line.thaw()

    asyncio.run(main())
    figure("half_open", max(took_s))
