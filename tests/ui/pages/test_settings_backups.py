"""Data and backups in Settings, on a real program with a real home."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from tarkov_desktop.app.bootstrap import Program, open_program
from tarkov_desktop.app.operations.profile import set_edition, set_level
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.settings import LOCAL_ONLY
from tarkov_desktop.app.upkeep import Upkeep
from tarkov_desktop.ui.pages.settings.backups import BackupsColumn
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.reading import ReadingView
from tests.catalog.live_server import running
from tests.catalog.sources import needs_data
from tests.ui.waiting import until

SILENT = "http://127.0.0.1:9"
"""Nobody answers there."""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    options = Options(home=tmp_path / "home", data_url=SILENT, overlay_url=SILENT)
    with open_program(options) as program:
        yield program


@pytest.fixture
async def shell(qapp: QApplication, look: Look, program: Program) -> AsyncIterator[Shell]:
    shell = Shell(qapp, look, program.session, now_ms=lambda: 0, upkeep=Upkeep(program))
    shell.resize(1280, 1000)
    shell.show()
    shell.open_page("settings", "backups")
    yield shell
    shell.close()
    shell.deleteLater()
    await asyncio.sleep(0)


@pytest.fixture
def column(shell: Shell) -> BackupsColumn:
    column = shell.findChild(BackupsColumn)
    assert isinstance(column, BackupsColumn)
    return column


def buttons(column: BackupsColumn) -> dict[str, Button]:
    return {each.accessibleName(): each for each in column.findChildren(Button) if each.isVisible()}


def notices(column: BackupsColumn) -> str:
    return "\n".join(each.accessibleName() for each in column.findChildren(Notice) if each.isVisible())


def words(part: QObject) -> str:
    texts = [label.text() for label in part.findChildren(Label) if label.isVisible()]
    return "\n".join([*texts, *(view.toPlainText() for view in part.findChildren(ReadingView))])


def said(shell: Shell) -> str:
    return shell._toast.accessibleName()


def question() -> Question:
    found = QApplication.activeModalWidget()
    assert isinstance(found, Question)
    return found


async def back_up(column: BackupsColumn) -> Button:
    """Make a backup by hand and return its way back."""
    buttons(column)["Back up now"].click()
    await until(lambda: any(name.startswith("Restore the backup") for name in buttons(column)))
    return next(each for name, each in buttons(column).items() if name.startswith("Restore the backup"))


async def test_a_backup_is_made_by_hand_and_listed_with_date_and_size(
    shell: Shell, column: BackupsColumn, program: Program
) -> None:
    assert "None yet" in words(column)

    await back_up(column)

    (made,) = program.backups.list()
    assert made.path.stat().st_size == made.size_bytes
    assert f"{made.made_at.astimezone():%H:%M}" in words(column)
    assert "Made by hand · " in words(column)
    assert said(shell) == "The backup is made."


async def test_restoring_names_what_changes_keeps_what_is_here_and_can_be_undone(
    shell: Shell, column: BackupsColumn, program: Program
) -> None:
    set_level(program.session, 20)
    restore = await back_up(column)
    set_level(program.session, 31)

    restore.click()
    await until(QApplication.activeModalWidget)
    asked = words(question())
    question().accept()
    await until(lambda: program.session.document.value("level") == 20)

    assert "PvP: 1 other thing" in asked
    assert "kept as a backup first" in asked
    assert {each.reason for each in program.backups.list()} == {"by-hand", "restore"}
    assert "is restored" in said(shell)
    program.session.undo()
    assert program.session.document.value("level") == 31


async def test_a_restore_that_is_not_wanted_changes_nothing(column: BackupsColumn, program: Program) -> None:
    restore = await back_up(column)
    set_level(program.session, 31)

    restore.click()
    await until(QApplication.activeModalWidget)
    question().reject()
    await asyncio.sleep(0)

    assert program.session.document.value("level") == 31
    assert len(program.backups.list()) == 1


async def test_preferences_of_the_account_come_back_too(column: BackupsColumn, program: Program) -> None:
    set_edition(program.session, 2)
    restore = await back_up(column)
    set_edition(program.session, 4)

    restore.click()
    await until(QApplication.activeModalWidget)
    asked = words(question())
    question().accept()
    await until(lambda: program.session.account.edition == 2)

    assert "1 preference of your account changes too." in asked
    program.session.undo()
    assert program.session.account.edition == 4


async def test_a_backup_like_what_is_here_asks_nothing(shell: Shell, column: BackupsColumn) -> None:
    restore = await back_up(column)

    restore.click()
    await until(lambda: "exactly as in this backup" in said(shell))

    assert QApplication.activeModalWidget() is None


async def test_a_damaged_and_a_vanished_backup_say_so_and_change_nothing(
    column: BackupsColumn, program: Program
) -> None:
    restore = await back_up(column)
    path = program.backups.list()[0].path
    path.write_text("{")
    restore.click()
    await until(lambda: "cannot be restored" in notices(column))
    damaged = notices(column)

    path.unlink()
    restore.click()
    await until(lambda: "cannot be read" in notices(column))

    assert "Nothing was changed." in damaged
    assert "Choose another one." in notices(column)
    assert program.session.history.next_back(program.session.mode) is None


async def test_without_room_for_what_is_here_nothing_is_restored(
    column: BackupsColumn, program: Program
) -> None:
    restore = await back_up(column)
    set_level(program.session, 31)
    restore.click()
    await until(QApplication.activeModalWidget)
    kept = program.backups.folder.with_name("elsewhere")
    program.backups.folder.rename(kept)
    program.backups.folder.write_text("a file where the folder should be")

    question().accept()
    await until(lambda: "Nothing was restored." in notices(column))

    assert program.session.document.value("level") == 31


async def test_a_backup_that_cannot_be_written_says_that_progress_is_safe(
    column: BackupsColumn, program: Program
) -> None:
    program.backups.folder.parent.mkdir(parents=True, exist_ok=True)
    program.backups.folder.write_text("a file where the folder should be")

    buttons(column)["Back up now"].click()
    await until(lambda: notices(column))

    assert "Your progress is safe" in notices(column)
    assert buttons(column)["Back up now"].isEnabled()


async def test_many_backups_are_folded_until_asked_for(column: BackupsColumn, program: Program) -> None:
    exported = program.session.snapshot().exported()
    for hour in range(5):
        program.backups.write(exported, "daily", 1_763_700_000_000 + hour * 3_600_000)
    column.show_backups()
    few = sum(name.startswith("Restore the backup") for name in buttons(column))

    buttons(column)["Show 2 older ones"].click()

    assert (few, sum(name.startswith("Restore the backup") for name in buttons(column))) == (3, 5)


class Opener(QObject):
    """Stands for the file browser of the system."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


async def test_the_folder_is_opened_and_shown_without_the_name_of_the_home(
    column: BackupsColumn, program: Program
) -> None:
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")  # type: ignore[arg-type]  # the stub says bytes
    try:
        buttons(column)["Open the folder"].click()
    finally:
        QDesktopServices.unsetUrlHandler("file")

    assert opener.opened == [str(program.folders.data)]
    assert str(Path.home()) not in words(column)


async def test_the_cache_is_measured_and_emptied_after_a_question(
    shell: Shell, column: BackupsColumn, program: Program
) -> None:
    picture = program.folders.cache / "images" / "ab" / "picture"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"x" * 2_500_000)
    column.cache.measure()
    await until(lambda: "pictures 2.5 MB" in words(column))

    buttons(column)["Empty the cache…"].click()
    asked = words(question())
    question().accept()
    await until(lambda: said(shell) == "The cache is empty.")

    assert "Your progress is not touched." in asked
    assert not picture.exists()
    assert program.catalogs.catalog(program.session.mode).tasks
    assert not column.cache.button.isEnabled()


async def test_game_data_says_which_it_is(column: BackupsColumn) -> None:
    await until(lambda: "PvP: came with the program" in words(column))

    assert "never compared" in words(column)


async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)
    writer.close()


@contextlib.asynccontextmanager
async def another_window(
    shell: Shell, home: Path, url: str, overlay_url: str
) -> AsyncIterator[tuple[Shell, BackupsColumn]]:
    """Another window, whose game data comes from *url*."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with open_program(Options(home=home, data_url=url, overlay_url=overlay_url)) as program:
        window = Shell(app, shell._look, program.session, now_ms=lambda: 0, upkeep=Upkeep(program))
        window.show()
        window.open_page("settings", "backups")
        column = window.findChild(BackupsColumn)
        assert isinstance(column, BackupsColumn)
        yield window, column
        window.close()
        window.deleteLater()
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def a_source(
    shell: Shell, home: Path, answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
) -> AsyncIterator[tuple[Shell, BackupsColumn]]:
    """Another window, whose game data comes from a server that answers like that."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with another_window(shell, home, url, url) as both:
        yield both
    server.close()


@needs_data
async def test_newer_game_data_is_counted_and_asked_for_again_it_is_current(
    shell: Shell, tmp_path: Path
) -> None:
    with running() as server:
        server.serve_july("regular")
        server.serve_few_items("regular")
        overlay_url = f"{server.address}/overlay.json"
        async with another_window(shell, tmp_path / "other", server.address, overlay_url) as (window, column):
            seen: list[str] = []
            for text in ("parts of the game data are new.", "Nothing is newer than what is in use."):
                buttons(column)["Refresh"].click()
                while column.game_data.is_running:
                    seen.append(column.game_data._said.text())
                    await asyncio.sleep(0)
                assert text in said(window)
            await until(lambda: "PvP: fetched since this start" in words(column))

            assert any(" of " in each and " parts, " in each for each in seen)
            assert re.search(r"Compared with the network \d+ s ago\.", words(column))


async def test_a_fetch_that_brings_nothing_says_what_is_safe(shell: Shell, tmp_path: Path) -> None:
    async with a_source(shell, tmp_path / "other", refuse) as (_window, column):
        buttons(column)["Refresh"].click()
        fetching = words(column)
        await until(lambda: not column.game_data.is_running)

        assert "Asking what is new…" in fetching
        assert "was not refreshed" in notices(column)
        assert "What is in use stays in use." in notices(column)
        assert "Refresh" in buttons(column)


async def test_fetching_can_be_cancelled(shell: Shell, tmp_path: Path) -> None:
    async with a_source(shell, tmp_path / "other", hang) as (window, column):
        buttons(column)["Refresh"].click()
        await asyncio.sleep(0)

        buttons(column)["Cancel"].click()
        await until(lambda: not column.game_data.is_running)

        assert said(window) == "Stopped. The game data in use stays."
        assert "Refresh" in buttons(column)


async def test_with_no_network_at_all_nothing_is_fetched(column: BackupsColumn, program: Program) -> None:
    program.session.settings.set(LOCAL_ONLY, True)

    assert not column.game_data.button.isEnabled()
    column.game_data.refresh()
    assert not column.game_data.is_running
