"""Archived generations of an account are at hand on a computer that never saw them begin or end."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tarkov_desktop.app.operations import archives, modes
from tarkov_desktop.app.operations.archives import ArchiveGone, Generation
from tarkov_desktop.app.operations.files import read_progress_file
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.document import Document, Entry
from tarkov_desktop.domain.files import Imported, read_file
from tarkov_desktop.domain.ids import PVE, PVP
from tarkov_desktop.domain.records import tasks_done
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.account_calls import AccountCalls
from tarkov_desktop.remote.account_records import ArchiveContent, ServerArchive
from tarkov_desktop.sync.outcome import Synchronised
from tarkov_desktop.sync.registers import Scope
from tests.app.cloud.test_link import Computer, a_computer
from tests.app.worlds import DEBUT, SHORTAGE
from tests.localbackend.backend_fixture import api, backend, clock, running
from tests.remote.conftest import http
from tests.remote.people import a_name

__all__ = ["api", "backend", "clock", "http", "running"]
pytestmark = pytest.mark.contract


@dataclass
class Desk:
    """A computer of somebody whose other computer wiped a mode before this one was signed in."""

    here: Computer
    there: Computer

    @property
    def session(self) -> Session:
        return self.here.session

    @property
    def owned(self) -> AccountCalls:
        return AccountCalls(self.here.person.calls)

    async def listed(self) -> tuple[Generation, ...]:
        found, missing = await archives.generations(self.session, self.owned, PVP)
        assert missing is None
        return found

    async def sync(self) -> None:
        assert isinstance(await self.here.link.once(), Synchronised)


@pytest_asyncio.fixture
async def desk(backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path) -> AsyncIterator[Desk]:
    name = a_name()
    async with (
        a_computer(backend, http, name, tmp_path, run=False) as there,
        a_computer(backend, http, name, tmp_path, run=False) as here,
    ):
        complete_task(there.session, DEBUT)
        set_level(there.session, 20)
        assert isinstance(await there.link.once(), Synchronised)
        modes.wipe_mode(there.session)
        assert isinstance(await there.link.once(), Synchronised)
        desk = Desk(here, there)
        await desk.sync()
        yield desk


def test_an_archive_whose_time_makes_no_sense_is_listed_all_the_same() -> None:
    nonsense = ServerArchive("there", PVP, 0, 3, "wipe", "yesterday")

    (alone,) = archives.joined((), [nonsense])
    (known,) = archives.joined([("here", Scope(PVP), 3, "reset", 77)], [nonsense])

    assert alone.at_ms == 0
    assert (known.at_ms, known.reason, known.here, known.there) == (77, "wipe", "here", "there")


async def test_an_archive_of_the_server_is_listed_looked_into_and_written_to_a_file(
    desk: Desk, tmp_path: Path
) -> None:
    (found,) = await desk.listed()
    content = await archives.content_of(desk.session, desk.owned, found)

    assert (found.reason, found.epoch, found.here) == ("wipe", 0, "")
    assert isinstance(content, Document)
    assert content.value("level") == 20
    assert tasks_done(content) == [DEBUT]
    assert archives.levels_built(content) == 0

    archives.write_archive_file(desk.session, found, content, tmp_path / "a.json")
    raw = read_progress_file(tmp_path / "a.json")
    assert isinstance(raw, bytes)
    imported = read_file(raw)

    assert isinstance(imported, Imported)
    (mode,) = (each for each in imported.modes if each.mode == PVP)
    assert mode.document.value("level") == 20
    assert not imported.is_digest_wrong


async def test_an_archive_of_the_server_is_brought_back_and_undone(desk: Desk) -> None:
    (found,) = await desk.listed()
    content = await archives.content_of(desk.session, desk.owned, found)
    assert isinstance(content, Document)

    archives.restore(desk.session, found, content)
    await desk.sync()
    assert isinstance(await desk.there.link.once(), Synchronised)

    assert desk.there.is_debut_done()
    assert desk.there.session.document.value("level") == 20
    desk.session.undo()
    assert not desk.here.is_debut_done()


async def test_what_is_here_and_there_is_one_line_and_deleted_on_both_sides(desk: Desk) -> None:
    session, owned = desk.there.session, AccountCalls(desk.there.person.calls)
    ((found,), _missing) = await archives.generations(session, owned, PVP)

    joined = await archives.content_of(session, owned, found)

    assert await archives.delete(session, owned, found) is None
    assert await archives.delete(session, owned, found) is None  # again is no error

    assert found.here
    assert found.there
    assert isinstance(joined, Document)
    assert joined.value("level") == 20
    assert await archives.generations(session, owned, PVP) == ((), None)
    assert await desk.listed() == ()
    with pytest.raises(ArchiveGone):
        await archives.content_of(session, owned, found)


async def test_offline_the_archives_of_this_computer_are_listed_and_it_says_what_is_missing(
    desk: Desk,
) -> None:
    complete_task(desk.session, SHORTAGE)
    set_level(desk.session, 5)
    modes.reset_mode(desk.session)
    desk.here.person.lose_the_network()

    found, missing = await archives.generations(desk.session, desk.owned, PVP)

    assert [each.reason for each in found] == ["reset"]
    assert missing is not None
    content = await archives.content_of(desk.session, desk.owned, found[0])
    assert isinstance(content, Document)
    assert content.value("level") == 5
    only_there = Generation(Scope(PVP, 0), 0, "wipe", 1, there=str(uuid.uuid4()))
    assert not isinstance(await archives.content_of(desk.session, desk.owned, only_there), Document)
    assert await archives.delete(desk.session, desk.owned, only_there) is not None


async def test_without_an_account_only_this_computer_is_asked(session: Session) -> None:
    assert await archives.generations(session, None, PVE) == ((), None)
    with pytest.raises(ArchiveGone):
        await archives.content_of(session, None, Generation(Scope(PVP, 0), 0, "wipe", 1, there="x"))


def test_what_a_newer_version_wrote_is_left_where_it_is() -> None:
    content = ArchiveContent(
        "a", PVP, 0, 0, "wipe", "2026-11-21T12:00:00Z", registers={"level": (20, 7), "level/next": (1, 7)}
    )

    assert set(archives._readable(PVP, content).entries) == {"level"}


def test_of_what_is_kept_on_both_sides_the_later_write_of_each_entry_is_shown() -> None:
    here = Document({"level": Entry(20, 5), "displayName": Entry("Rook", 9)})
    there = Document({"level": Entry(21, 6), "displayName": Entry("Old", 1), "xpOffset": Entry(3, 1)})

    assert {path: entry.value for path, entry in archives._later_of_each(here, there).entries.items()} == {
        "level": 21,
        "displayName": "Rook",
        "xpOffset": 3,
    }
