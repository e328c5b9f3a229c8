"""The script that ``tarkov-desktop demo --headless`` plays on real windows: ticks, a pulled plug, and a kick.

Everything is done by the operations that the pages use, and read from what the pages show: the squad of each
window's own hub. Nobody looks into the backend.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tarkov_desktop.app.bootstrap import Program, now_ms, open_program
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.squad.live import LiveSquad
from tarkov_desktop.app.squad.state import Card
from tarkov_desktop.demo_report import Latency, Report, Sight, Step
from tarkov_desktop.demo_windows import DemoError, Desk
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.records import tasks_done
from tarkov_desktop.ui.pages import FIRST_PAGE
from tarkov_desktop.ui.screenshots import settle
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.window import first_paint, make_application, make_look, speak_as_set

LIMIT_S: Final = 120.0
"""Much more than the script takes: a fresh computer may be a slow one."""
PATIENCE: Final = 0.1
"""So much of the whole time one thing may take to come into view: who gives the script longer has a slower computer."""
TICKS: Final = 3
OFFLINE_TICKS: Final = 2
WINDOWS: Final = 3
PAGE: Final = "team"


class NotSeen(Exception):  # noqa: N818 - named for what happened
    """Something the demonstration claims did not come into view."""


@dataclass(slots=True)
class Window:
    """One person's program with its window."""

    desk: Desk
    program: Program
    shell: Shell
    patience_s: float = LIMIT_S * PATIENCE

    @property
    def name(self) -> str:
        """Whose window it is."""
        return self.desk.name

    @property
    def squad(self) -> LiveSquad:
        """The squad of this window's hub.

        Raises:
            NotSeen: nobody is signed in.
        """
        if self.desk.hub.squad is None:
            raise NotSeen(f"{self.name} is not signed in")
        return self.desk.hub.squad

    @property
    def done(self) -> int:
        """How many tasks this person has done, by their own window."""
        return len(tasks_done(self.program.session.document))

    def card(self, user: UserId) -> Card | None:
        """The card of *user* as this window shows it, None when it shows none."""
        squad = self.squad.view.squad
        return None if squad is None else squad.cards.get(user)

    def shows(self, user: UserId, done: int) -> bool:
        """Whether the card of *user* says so many tasks."""
        card = self.card(user)
        return card is not None and card.tasks_completed == done

    @property
    def is_settled(self) -> bool:
        """Whether all is in the cloud and the squad is live."""
        squad, standing = self.squad.view.squad, self.desk.hub.state.standing
        return squad is not None and squad.is_live and standing.is_in_cloud and standing.is_live

    def tick(self) -> None:
        """Complete the first task that is available.

        Raises:
            NotSeen: there is none.
        """
        progress = self.program.session
        derived = progress.derived
        task = next((each for each in progress.graph.nodes if derived.state(each).value == "available"), None)
        if task is None:
            raise NotSeen(f"{self.name} has no task to do")
        complete_task(progress, task)

    async def until(self, what: str, condition: Callable[[], bool]) -> None:
        """Wait until *condition* holds, looking whenever this window's squad or cloud changes.

        Raises:
            NotSeen: it never did.
        """
        changed = asyncio.Event()
        with _heard(self, changed.set):
            try:
                async with asyncio.timeout(self.patience_s):
                    while not condition():
                        changed.clear()
                        await changed.wait()
            except TimeoutError as error:
                raise NotSeen(f"{self.name} did not see: {what}") from error

    def sight(self) -> Sight:
        """What this window shows now."""
        state, view = self.desk.hub.state, self.squad.view
        cards = view.squad.cards.values() if view.squad is not None else ()
        return {
            "tasksCompleted": self.done,
            "waiting": state.standing.waiting,
            "isLive": state.standing.is_live,
            "gone": view.gone,
            "cards": {
                each.name or each.user: {
                    "level": each.level,
                    "tasksCompleted": each.tasks_completed,
                    "isOnline": each.is_online,
                    "status": each.status.kind,
                }
                for each in cards
            },
        }


@contextlib.contextmanager
def _heard(window: Window, call: Callable[[], object]) -> Iterator[None]:
    """Have *call* called whenever the squad or the standing of *window* changes."""
    with contextlib.ExitStack() as stack:
        stack.callback(window.squad.changed.subscribe(lambda _view: call()))
        stack.callback(window.desk.hub.changed.subscribe(lambda _state: call()))
        yield


async def perform(desks: Sequence[Desk], pictures: Path | None, *, limit_s: float | None) -> Report:
    """Play the script on a window for each of *desks* and return what came of it, at the latest after *limit_s*."""
    report = Report()
    if len(desks) < WINDOWS:
        report.stopped = "The script needs three people: ask for two mates at least."
        return report
    limit_s = LIMIT_S if limit_s is None else limit_s
    async with contextlib.AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(limit_s):
                await asyncio.gather(*(desk.sign_in() for desk in desks))
                windows = [
                    await stack.enter_async_context(_window(desk, limit_s * PATIENCE)) for desk in desks
                ]
                await Script(windows, report, pictures).play()
                report.is_played_out = True
        except TimeoutError:
            report.stopped = f"The script was not played out within {limit_s:g} s."
        except (NotSeen, DemoError) as error:
            report.stopped = str(error)
        finally:
            for desk in desks:
                stack.push_async_callback(desk.hub.close)
    return report


@contextlib.asynccontextmanager
async def _window(desk: Desk, patience_s: float) -> AsyncIterator[Window]:
    post = asyncio.get_running_loop().call_soon_threadsafe
    app = make_application()
    with open_program(desk.options, post=post) as program:
        speak_as_set(program.session)
        shell = Shell(
            app,
            make_look(app, program.session),
            program.session,
            now_ms=now_ms,
            cloud=desk.hub,
            note=f"Demo, {desk.name}",
        )
        try:
            await first_paint(shell)
            await desk.hub.attach(program)
            await shell.load_rest()
            shell.open_page(PAGE)
            if shell.page is None:
                shell.open_page(FIRST_PAGE)
            yield Window(desk, program, shell, patience_s)
        finally:
            await desk.hub.detach()
            shell.hide()
            shell.deleteLater()
            await asyncio.sleep(0)


class Script:
    """The steps in order. The first of *windows* looks on, the second owns the squad and plays, the third has bad luck."""

    def __init__(self, windows: Sequence[Window], report: Report, pictures: Path | None) -> None:
        self._windows = windows
        self._looks_on, self._plays, self._unlucky = windows[:WINDOWS]
        self._report = report
        self._pictures = pictures

    async def play(self) -> None:
        """Play every step; the first that fails ends it.

        Raises:
            NotSeen: what the step claims was not seen; the step in the report says it too.
        """
        for step in (
            self._meet,
            self._say,
            self._ticks,
            self._plug_pulled,
            self._back_again,
            self._kicked,
            self._after,
        ):
            await step()

    async def _meet(self) -> None:
        async with self._step("all are in one squad"):
            mates = [window.squad.me for window in self._windows]
            for window in self._windows:
                await window.until("everybody live", lambda window=window: window.is_settled)  # type: ignore[misc]
                await window.until(
                    "all mates present",
                    lambda window=window: all(  # type: ignore[misc]
                        (card := window.card(mate)) is not None and card.is_online for mate in mates
                    ),
                )

    async def _say(self) -> None:
        """Let two say what they are doing, and wait until the first window shows it."""
        async with self._step(f"{self._plays.name} is ready, {self._unlucky.name} is in a raid"):
            stated = ((self._plays, "ready", "shoreline"), (self._unlucky, "in_raid", "customs"))
            for mate, kind, where in stated:
                if await mate.squad.set_status(kind, at_map=where) is not None:
                    raise NotSeen(f"{mate.name} could not say it")
                await self._looks_on.until(
                    f"{mate.name} {kind}",
                    lambda mate=mate, kind=kind: (  # type: ignore[misc]
                        (card := self._looks_on.card(mate.squad.me)) is not None and card.status.kind == kind
                    ),
                )

    async def _ticks(self) -> None:
        async with self._step(f"{self._plays.name} completes {TICKS} tasks"):
            for _ in range(TICKS):
                await self._timed_tick(self._plays, (self._looks_on, self._unlucky))

    async def _plug_pulled(self) -> None:
        unlucky = self._unlucky
        async with self._step(f"{unlucky.name} is cut off and goes on"):
            before = unlucky.done
            await asyncio.to_thread(unlucky.desk.address.line.pull)
            await unlucky.until("live updates are cut", lambda: not unlucky.desk.hub.state.standing.is_live)
            for _ in range(OFFLINE_TICKS):
                unlucky.tick()
            await unlucky.until("edits wait", lambda: unlucky.desk.hub.state.standing.waiting > 0)
            # The others go on meanwhile, and must not know what has not been sent.
            await self._timed_tick(self._plays, (self._looks_on,))
            if not self._looks_on.shows(unlucky.squad.me, before):
                raise NotSeen(f"{self._looks_on.name} saw what {unlucky.name} did offline")

    async def _back_again(self) -> None:
        unlucky = self._unlucky
        async with self._step(f"{unlucky.name} is back"):
            await asyncio.to_thread(unlucky.desk.address.line.mend)
            unlucky.desk.hub.try_now()
            await unlucky.until("all is in the cloud", lambda: unlucky.is_settled)
            for mate in (self._looks_on, self._plays):
                await mate.until(
                    f"what {unlucky.name} did offline",
                    lambda mate=mate: mate.shows(unlucky.squad.me, unlucky.done),  # type: ignore[misc]
                )
            await unlucky.until(
                "what the others did meanwhile", lambda: unlucky.shows(self._plays.squad.me, self._plays.done)
            )

    async def _kicked(self) -> None:
        unlucky = self._unlucky
        async with self._step(f"{self._plays.name} removes {unlucky.name}"):
            refused = await self._plays.squad.kick(unlucky.squad.me)
            if refused is not None:
                raise NotSeen(f"{self._plays.name} could not remove {unlucky.name}")
            await unlucky.until("out of the squad", lambda: unlucky.squad.view.gone == "kicked")
            for mate in (self._looks_on, self._plays):
                await mate.until(
                    f"a squad without {unlucky.name}",
                    lambda mate=mate: mate.card(unlucky.squad.me) is None and mate.is_settled,  # type: ignore[misc]
                )

    async def _after(self) -> None:
        async with self._step("the squad goes on without"):
            await self._timed_tick(self._looks_on, (self._plays,))
            if self._unlucky.squad.view.squad is not None:
                raise NotSeen(f"{self._unlucky.name} still sees the squad")

    async def _timed_tick(self, by: Window, mates: Sequence[Window]) -> None:
        """Let *by* complete a task, and time when each of *mates* shows it."""
        began_s = time.perf_counter()
        by.tick()
        me, done = by.squad.me, by.done

        async def seen(mate: Window) -> None:
            await mate.until(f"the task of {by.name}", lambda: mate.shows(me, done))
            self._report.latencies.append(Latency(by.name, mate.name, (time.perf_counter() - began_s) * 1000))

        await asyncio.gather(*(seen(mate) for mate in mates))

    @contextlib.asynccontextmanager
    async def _step(self, name: str) -> AsyncIterator[None]:
        """Keep what each window shows at the end of the step, seen or not."""
        step = Step(name)
        self._report.steps.append(step)
        try:
            yield
        except NotSeen as error:
            step.failed = str(error)
            raise
        finally:
            await settle()
            for window in self._windows:
                step.saw[window.name] = window.sight()
                self._photograph(window, step)

    def _photograph(self, window: Window, step: Step) -> None:
        if self._pictures is None:
            return
        self._pictures.mkdir(parents=True, exist_ok=True)
        path = self._pictures / f"{len(self._report.steps)}-{window.name.lower()}.png"
        if not window.shell.grab().save(str(path)):
            raise NotSeen(f"The picture could not be written: {path.name}")
        step.pictures.append(str(path))
