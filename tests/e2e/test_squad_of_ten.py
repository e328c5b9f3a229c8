"""Ten members who all edit at once, for some seconds; for ten minutes: ``python -m tests.e2e.squad_of_ten --seconds 600``."""

from __future__ import annotations

import os
from pathlib import Path

import asyncpg
import pytest

from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.realtime import Cut, LiveEvent
from tests.e2e.squad_of_ten import Load, Report, drift, gathered, play_together

pytestmark = [pytest.mark.contract, pytest.mark.slow, pytest.mark.timeout(900)]

SECONDS = float(os.environ.get("TARKOV_SQUAD_SECONDS", "4"))


async def test_ten_members_who_edit_at_once_all_end_with_what_the_database_holds(
    backend: LocalBackend, tmp_path: Path
) -> None:
    report = await play_together(backend, tmp_path, Load(seconds=SECONDS))

    print(report.lines())
    assert report.drifted == 0
    assert (report.lost, report.doubled, report.malformed, report.cuts) == (0, 0, 0, 0)
    assert report.sent > 10
    assert report.heard == report.sent * 10


async def test_a_member_who_hears_nothing_is_noticed(backend: LocalBackend, tmp_path: Path) -> None:
    """The control of the test above."""
    report = Report()
    database = await asyncpg.connect(backend.db_url, ssl=False)
    try:
        async with gathered(backend, tmp_path, 2, report) as (team, (anna, bert)):
            deaf: list[LiveEvent] = []
            anna.player.computer.link.listen_with(deaf.append)

            set_level(bert.player.computer.session, 23)
            await anna.player.computer.link.flush(5)
            await bert.player.computer.link.flush(5)
            noticed = await drift(database, team, [anna, bert])
    finally:
        await database.close()

    assert noticed == [line for line in noticed if line.startswith(f"{anna.user} shows {bert.user}")]
    assert len(noticed) == 1
    assert not any(isinstance(event, Cut) for event in deaf)
