"""An edit that a newer change of another device replaced stands in Activity and can be brought back, everywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tarkov_desktop.app.activity import ActivityLine
from tarkov_desktop.app.operations.journal import take_back
from tarkov_desktop.app.operations.profile import set_level, set_preference
from tarkov_desktop.app.undo import Undone
from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import MODES
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.store.records import JournalKind
from tarkov_desktop.sync.outcome import Synchronised
from tests.app.cloud.test_link import Computer, a_computer
from tests.remote.people import a_name

pytestmark = pytest.mark.contract
SORT = "preferences/taskSortMode"


@pytest_asyncio.fixture
async def both(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> AsyncIterator[tuple[Computer, Computer]]:
    """Two computers of one account that know each other's edits."""
    name = a_name()
    async with (
        a_computer(backend, http, name, tmp_path, run=False) as here,
        a_computer(backend, http, name, tmp_path, run=False) as there,
    ):
        set_level(here.session, 10)
        set_preference(here.session, "taskSortMode", "impact")
        await exchanged(here, there)
        yield here, there


async def exchanged(*computers: Computer) -> None:
    for each in computers:
        assert isinstance(await each.link.once(), Synchronised)


def replaced(computer: Computer) -> list[ActivityLine]:
    return [line for line in computer.session.activity() if line.label == "replaced_by_newer"]


def value(computer: Computer, path: str) -> JsonValue:
    if path.startswith("preferences/"):
        return computer.session.account_document.value(path)
    return computer.session.document.value(path)


@pytest.mark.parametrize(("path", "mine", "theirs"), [("level", 18, 25), (SORT, "xp", "level")])
async def test_a_replaced_edit_is_listed_with_its_device_and_brought_back_on_both(
    both: tuple[Computer, Computer], path: str, mine: int | str, theirs: int | str
) -> None:
    here, there = both
    # Both clocks are the same, but each measured its distance to the server's: on a busy computer that differs.
    there.session.clock.offset_ms = here.session.clock.offset_ms + 5_000
    for computer, wanted in ((here, mine), (there, theirs)):
        if isinstance(wanted, int):
            set_level(computer.session, wanted)
        else:
            set_preference(computer.session, "taskSortMode", wanted)
    await exchanged(there, here)
    (line,) = replaced(here)
    was = value(here, path)
    assert line.entry is not None
    could = here.session.can_take_back(line.entry)

    outcome = take_back(here.session, line.entry)
    await exchanged(here, there)

    assert (line.kind, line.origin) == (JournalKind.NOTE, Origin.SYNC)
    assert line.subject == there.session.store.opened.device_id
    assert (was, could) == (theirs, True)
    assert isinstance(outcome, Undone)
    assert value(here, path) == value(there, path) == mine
    assert not here.session.can_take_back(line.entry)
    assert replaced(there) == []
    assert {progress.mode for progress in here.session._modes} <= set(MODES)


async def test_two_preferences_set_on_two_computers_both_win(both: tuple[Computer, Computer]) -> None:
    here, there = both
    set_preference(here.session, "streamerMode", value=True)
    set_preference(there.session, "showKappaTasks", value=False)

    await exchanged(here, there, here)

    for computer in both:
        assert value(computer, "preferences/streamerMode") is True
        assert value(computer, "preferences/showKappaTasks") is False
        assert value(computer, SORT) == "impact"
