"""The archive of a mode on the page Profile: look into, write out, bring back, delete; the server's too."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from tarkov_desktop.app.operations import archives
from tarkov_desktop.app.operations.modes import reset_mode
from tarkov_desktop.app.operations.profile import set_level, set_name
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.ui.pages.profile.archive import ArchiveDialog
from tarkov_desktop.ui.pages.profile.page import ProfilePage
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tests.app.cloud.test_hub import Desk, signed_in
from tests.app.cloud.test_hub import until as hub_until
from tests.app.worlds import DEBUT
from tests.localbackend.backend_fixture import api, backend, clock, running
from tests.ui.waiting import until

__all__ = ["api", "backend", "clock", "running"]


@pytest.fixture
def shell(qapp: QApplication, look: Look, session: Session, now_ms: int) -> Iterator[Shell]:
    shell = Shell(qapp, look, session, now_ms=lambda: now_ms)
    shell.resize(1280, 800)
    shell.show()
    yield shell
    shell.close()
    shell.deleteLater()


async def opened(shell: Shell) -> ArchiveDialog:
    """Open the archive of the page and wait until it is read."""
    shell.open_page("profile")
    page = shell.page
    assert isinstance(page, ProfilePage)
    await until(page.beginnings.archive_row.button.isEnabled)
    page.beginnings.open_archive()
    dialog = page.beginnings.archive
    assert dialog is not None
    await until(lambda: bool(dialog.rows))
    return dialog


def text_of(question: Question | None) -> str:
    assert question is not None
    return "\n".join(label.text() for label in question.findChildren(Label))


async def test_an_archive_is_brought_back(shell: Shell, session: Session) -> None:
    complete_task(session, DEBUT)
    reset_mode(session)
    dialog = await opened(shell)

    dialog.rows[0].restore_asked.emit()
    await until(lambda: session.derived.state(DEBUT) is DisplayState.COMPLETE)

    assert not isValid(dialog) or not dialog.isVisible()


async def test_an_archive_is_looked_into(shell: Shell, session: Session) -> None:
    set_name(session, "Rook")
    complete_task(session, DEBUT)
    reset_mode(session)
    dialog = await opened(shell)

    dialog.rows[0].view_asked.emit()
    await until(lambda: dialog.question is not None)

    assert "Rook · " in text_of(dialog.question)
    assert "1 task done" in text_of(dialog.question)
    assert "Debut" in text_of(dialog.question)
    dialog.close()


async def test_an_archive_is_written_to_a_file(shell: Shell, session: Session, tmp_path: Path) -> None:
    set_level(session, 9)
    reset_mode(session)
    dialog = await opened(shell)

    dialog.rows[0].export_asked.emit()
    await until(lambda: dialog.file_dialog is not None)
    generation = dialog.rows[0].generation
    content = await archives.content_of(session, None, generation)
    assert isinstance(content, Document)
    dialog.write(generation, content, tmp_path / "mine.json")
    dialog.write(generation, content, tmp_path / "no such folder" / "mine.json")
    await until(lambda: "cannot be written" in dialog.trouble)

    assert '"level": 9' in (tmp_path / "mine.json").read_text(encoding="utf-8")
    dialog.close()


async def test_deleting_an_archive_asks_for_a_word(shell: Shell, session: Session) -> None:
    set_level(session, 9)
    reset_mode(session)
    dialog = await opened(shell)

    dialog.rows[0].delete_asked.emit()
    question = dialog.question
    assert "There is no way back." in text_of(question)
    assert question is not None
    (field,) = question.findChildren(Field)
    do = next(each for each in question.findChildren(Button) if each.text() == "Delete")
    assert not do.isEnabled()
    field.setText("delete")
    do.click()
    await until(lambda: not dialog.rows)

    dialog.close()


async def test_one_that_is_gone_meanwhile_says_so(shell: Shell, session: Session) -> None:
    set_level(session, 9)
    reset_mode(session)
    dialog = await opened(shell)
    await asyncio.wrap_future(session.store.delete_archive(dialog.rows[0].generation.here))

    dialog.rows[0].view_asked.emit()
    await until(lambda: not dialog.rows)

    assert "gone already" in dialog.trouble
    dialog.close()


@pytest.mark.contract
async def test_the_archive_of_another_computer_is_there_after_signing_in(
    qapp: QApplication, look: Look, backend: LocalBackend, tmp_path: Path
) -> None:
    def a_desk(folder: str) -> Desk:
        home = tmp_path / folder
        return Desk(Options(home=home, supabase_url=backend.url, supabase_anon_key=backend.anon_key))

    there, here = a_desk("there"), a_desk("here")
    here.name = there.name
    for desk in (there, here):
        hub = desk.a_hub()
        await signed_in(desk, hub)
        with desk.open() as program, contextlib.ExitStack() as stack:
            await hub.attach(program)
            await hub_until(hub, lambda state: state.standing.is_in_cloud)
            if desk is there:
                set_level(program.session, 17)
                reset_mode(program.session)
                await hub_until(hub, lambda state: state.standing.is_in_cloud and not state.standing.waiting)
                await hub.close()
                continue
            shell = Shell(qapp, look, program.session, now_ms=lambda: 0, cloud=hub)
            stack.callback(shell.deleteLater)
            stack.callback(shell.close)
            shell.show()
            dialog = await opened(shell)

            words = [label.text() for label in dialog.rows[0].findChildren(Label)]
            dialog.rows[0].restore_asked.emit()
            await until(lambda: program.session.document.value("level") == 17)

            assert "in the cloud" in words
            await hub.close()
