"""Game data in the running program: at once from what there is, newer data when it has come."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.app.bootstrap import open_program
from tarkov_desktop.app.catalogs import Catalogs
from tarkov_desktop.app.errors import UnusableAddress
from tarkov_desktop.app.game_data import Current, Refreshed, Source, refresh_game_data
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import PVP, TaskId
from tarkov_desktop.domain.state import DisplayState
from tests.catalog.live_server import running
from tests.catalog.sources import needs_data

DEBUT = TaskId("5936d90786f7742b1420ba5b")


@needs_data
async def test_refreshed_data_is_shown_and_progress_stays(tmp_path: Path) -> None:
    with running() as server:
        server.serve_july("regular")
        server.serve_few_items("regular")
        options = Options(
            home=tmp_path, data_url=server.address, overlay_url=f"{server.address}/overlay.json"
        )
        with open_program(options) as program:
            complete_task(program.session, DEBUT)
            heard: list[Changes] = []
            program.session.changes.subscribe(heard.append)

            outcome = await refresh_game_data(program.session, program.catalogs)
            again = await refresh_game_data(program.session, program.catalogs)

            assert isinstance(outcome, Refreshed)
            assert isinstance(again, Current)
            assert program.session.catalog is outcome.loaded.catalog
            assert program.catalogs.loaded(PVP).source is Source.LIVE
            assert [one.everything for one in heard] == [True]
            assert program.session.derived.state(DEBUT) is DisplayState.COMPLETE
        with open_program(options) as program:
            assert program.catalogs.loaded(PVP).source is Source.CACHED


async def test_without_a_library_there_is_only_the_bundle() -> None:
    catalogs = Catalogs()

    assert await catalogs.refresh(PVP) is None
    assert catalogs.loaded(PVP).source is Source.BUNDLED


def test_another_language_is_loaded_anew() -> None:
    catalogs = Catalogs()
    before = catalogs.loaded(PVP)

    catalogs.speak("de")

    assert catalogs.language == "de"
    assert catalogs.loaded(PVP) is not before


def test_an_address_that_may_not_be_used_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(UnusableAddress, match="not https"):
        open_program(Options(home=tmp_path, data_url="http://example.com"))
