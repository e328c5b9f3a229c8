"""Game data is fetched in the background when there is a reason, and never against the player's will."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tarkov_desktop.app.bootstrap import Program, open_program
from tarkov_desktop.app.freshness import Freshness
from tarkov_desktop.app.game_data import Current, Kept, Progress, Refreshed, RefreshOutcome
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.settings import DATA_LANGUAGE, LOCAL_ONLY
from tarkov_desktop.domain.ids import PVE, PVP, TaskId
from tests.catalog.live_server import LiveServer, running
from tests.catalog.sources import needs_data

DEBUT = TaskId("5936d90786f7742b1420ba5b")
WAIT_S = 20
pytestmark = needs_data


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with running() as live:
        live.serve_july("regular")
        live.serve_few_items("regular")
        yield live


@pytest.fixture
def program(server: LiveServer, tmp_path: Path) -> Iterator[Program]:
    options = Options(home=tmp_path, data_url=server.address, overlay_url=f"{server.address}/overlay.json")
    with open_program(options) as opened:
        yield opened


class Heard:
    """What came of the fetches so far."""

    def __init__(self, fresh: Freshness) -> None:
        self.outcomes: list[RefreshOutcome] = []
        self.progress: list[Progress] = []
        self._news = asyncio.Event()
        fresh.outcomes.subscribe(self._hear)
        fresh.progress.subscribe(self.progress.append)

    def _hear(self, outcome: RefreshOutcome) -> None:
        self.outcomes.append(outcome)
        self._news.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_S):
            while not is_so():
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def kept_fresh(program: Program, *, every_s: float = 900) -> AsyncIterator[tuple[Freshness, Heard]]:
    fresh = Freshness(program.session, program.catalogs, every_s=every_s)
    heard = Heard(fresh)
    task = asyncio.create_task(fresh.run())
    try:
        yield fresh, heard
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_it_fetches_at_the_start(program: Program, server: LiveServer) -> None:
    async with kept_fresh(program) as (_, heard):
        await heard.until(lambda: len(heard.outcomes) == 1)

    assert isinstance(heard.outcomes[0], Refreshed)
    assert server.asked
    assert heard.progress[-1].done == heard.progress[-1].total


async def test_another_mode_is_fetched_when_it_is_shown(program: Program, server: LiveServer) -> None:
    server.serve_july("pve")
    server.serve_few_items("pve")
    async with kept_fresh(program) as (_, heard):
        await heard.until(lambda: len(heard.outcomes) == 1)
        program.session.switch_mode(PVE)
        await heard.until(lambda: len(heard.outcomes) == 2)

    second = heard.outcomes[1]
    assert isinstance(second, Refreshed)
    assert second.loaded.catalog.mode == PVE
    assert program.session.catalog is second.loaded.catalog


async def test_another_language_is_shown_without_a_new_start(program: Program, server: LiveServer) -> None:
    server.put_tree("/regular/tasks_de", {"data": {f"{DEBUT} name": "Debüt"}})
    async with kept_fresh(program) as (_, heard):
        await heard.until(lambda: len(heard.outcomes) == 1)
        before = program.session.catalog.tasks[DEBUT].name
        program.session.settings.set(DATA_LANGUAGE, "de")
        await heard.until(lambda: len(heard.outcomes) == 2)

    assert before != "Debüt"
    assert program.session.catalog.tasks[DEBUT].name == "Debüt"


async def test_time_alone_leads_to_another_look(program: Program) -> None:
    async with kept_fresh(program, every_s=0.05) as (_, heard):
        await heard.until(lambda: len(heard.outcomes) >= 3)

    assert all(isinstance(one, Current) for one in heard.outcomes[1:])


async def test_nothing_is_fetched_when_all_stays_on_this_computer(
    program: Program, server: LiveServer
) -> None:
    program.session.settings.set(LOCAL_ONLY, value=True)
    async with kept_fresh(program) as (_, heard):
        await heard.until(lambda: len(heard.outcomes) == 1)
        silent = list(server.asked)
        program.session.settings.set(LOCAL_ONLY, value=False)
        await heard.until(lambda: len(heard.outcomes) == 2)

    assert silent == []
    assert [type(one) for one in heard.outcomes] == [Kept, Refreshed]
    assert program.catalogs.loaded(PVP).source == "live"


async def test_a_server_that_is_gone_changes_nothing(program: Program, server: LiveServer) -> None:
    before = program.session.catalog
    server.answers.clear()
    for path in ("/regular/tasks", "/regular/items"):
        server.put(path, b"<html>")
    async with kept_fresh(program) as (_, heard):
        await heard.until(lambda: bool(heard.outcomes))

    assert isinstance(heard.outcomes[0], Kept)
    assert program.session.catalog is before
