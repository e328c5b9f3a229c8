"""The stage of the demonstration: backend, team and bots, begun and ended together."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import httpx

from tarkov_desktop.localbackend.backend import BackendOptions, LocalBackend
from tarkov_desktop.localbackend.background import in_background
from tarkov_desktop.localbackend.demo.bots import Bot
from tarkov_desktop.localbackend.demo.light import keep_lit
from tarkov_desktop.localbackend.demo.line import Line
from tarkov_desktop.localbackend.demo.people import MATES, TEAM_NAME, VIEWER, standing_of
from tarkov_desktop.localbackend.demo.player import Player, PlayerError
from tarkov_desktop.localbackend.demo.tasks import playable_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from tarkov_desktop.localbackend.auth import Person
    from tarkov_desktop.localbackend.demo.tasks import Task

logger = logging.getLogger(__name__)

_LATECOMER_S = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """How the demonstration goes.

    Attributes:
        backend: the backend's options; always thrown away at the end.
        mates: how many play along, 1 to 9.
        mode: whose progress: ``pvp``, ``pve`` or ``seasonal``.
        speed: 1 = as people play; 10 = for the impatient.
        seed: the same seed, the same people and deeds.
        windows: how many of the people, the viewer first and the squad's owner second, are left to windows; bots play
            the rest.
    """

    backend: BackendOptions
    mates: int = 3
    mode: str = "pvp"
    speed: float = 1.0
    seed: int = 1
    windows: int = 1


@dataclass(frozen=True, slots=True)
class DemoAddress:
    """What the program needs to take part: connection settings, and who it signs in as.

    ``line`` is the way of this one computer to the backend, to be pulled and mended; ``url`` goes through it.
    ``others`` are the addresses of the other people whom no bot plays.
    """

    url: str
    anon_key: str
    person: str
    team_id: str
    line: Line
    others: tuple[DemoAddress, ...] = ()

    def without_a_click(self, authorize_url: str) -> str:
        """A sign-in address of the program, to be opened without showing the page of the pretend provider."""
        return f"{authorize_url}&as={quote(self.person)}"

    def open_url(self, authorize_url: str) -> None:
        """Do what the viewer's browser would: walk the sign-in to its end, where the program is listening. Blocks.

        Raises:
            httpx.HTTPError: the backend or the program's listener did not answer.
        """
        with httpx.Client(follow_redirects=True, timeout=15, trust_env=False) as browser:
            browser.get(self.without_a_click(authorize_url)).raise_for_status()


class Demo:
    """A running demonstration: ``async with Demo(options) as demo: demo.address``."""

    address: DemoAddress

    def __init__(self, options: DemoOptions) -> None:
        self._options = options
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            await self._begin()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _begin(self) -> None:
        options = self._options
        mates = MATES[: options.mates]
        wanted = replace(options.backend, folder=None, people=(VIEWER, *mates))
        backend = await self._stack.enter_async_context(LocalBackend(wanted))
        tasks = await asyncio.to_thread(playable_tasks)
        bots = [self._bot(backend, person, tasks) for person in (VIEWER, *mates)]
        for bot in bots:
            self._stack.push_async_callback(bot.player.close)
        await asyncio.gather(*(_arrive(bot) for bot in bots))
        viewer, founder, *others = bots
        team = (await founder.player.call(
            "team-create", {"name": TEAM_NAME, "gameMode": options.mode, "maxMembers": 10}, once=True
        ))["team"]  # fmt: skip
        invitation = {"teamId": team["id"], "joinCode": team["joinCode"]}
        seated, late = others[: max(options.windows - 2, 0)], others[max(options.windows - 2, 0) :]
        for bot in (viewer, *seated):
            await bot.player.call("team-join", invitation)
        people = bots[: max(options.windows, 1)]
        first, *rest = [await self._address(backend, bot.player.person, team["id"]) for bot in people]
        self.address = replace(first, others=tuple(rest))
        early = [founder] if founder not in people else []
        await self._stack.enter_async_context(in_background(self._play(founder, early, late, team["id"])))

    async def _address(self, backend: LocalBackend, person: Person, team_id: str) -> DemoAddress:
        line = await self._stack.enter_async_context(Line(backend.url))
        backend.trust_port(line.port)
        return DemoAddress(line.url, backend.anon_key, person.name, team_id, line)

    def _bot(self, backend: LocalBackend, person: Person, tasks: tuple[Task, ...]) -> Bot:
        random = Random(f"{self._options.seed}/{person.name}")  # noqa: S311 a repeatable play, no secret
        player = Player(backend, person, self._options.mode)
        return Bot(player=player, random=random, tasks=tasks, standing=standing_of(random))

    async def _play(self, founder: Bot, early: list[Bot], late: list[Bot], team_id: str) -> None:
        """Some play at once; the others join one after the other, so that their coming can be watched."""
        speed = self._options.speed
        async with asyncio.TaskGroup() as playing:
            for bot in early:
                playing.create_task(bot.live(team_id, speed=speed))
                playing.create_task(keep_lit(bot.player, team_id))
            for bot in late:
                await asyncio.sleep(_LATECOMER_S / speed)
                if await _come(founder, bot, team_id):
                    playing.create_task(bot.live(team_id, speed=speed))
                    playing.create_task(keep_lit(bot.player, team_id))


async def _come(founder: Bot, bot: Bot, team_id: str) -> bool:
    """Let *bot* join with the code of this moment: a kick in a window voids the older ones. False where it cannot."""
    try:
        invite = await founder.player.rpc("team_invite", {"p_team": team_id})
        await bot.player.call("team-join", {"teamId": team_id, "joinCode": invite["joinCode"]})
    except (PlayerError, httpx.TransportError) as error:
        logger.info("%s stays away: %s", bot.player.person.name, type(error).__name__)
        return False
    return True


async def _arrive(bot: Bot) -> None:
    await bot.player.sign_in()
    await bot.begin()


@contextmanager
def demo_in_background(options: DemoOptions) -> Iterator[DemoAddress]:
    """A demonstration in a thread of its own, for a program whose main thread belongs to the window.

    Raises:
        BackendError: the backend did not start.
        PlayerError: the backend refused the invented people.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="demo", daemon=True)
    thread.start()
    demo = Demo(options)
    try:
        asyncio.run_coroutine_threadsafe(demo.__aenter__(), loop).result()
        try:
            yield demo.address
        finally:
            asyncio.run_coroutine_threadsafe(demo.__aexit__(None, None, None), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
