"""The changes an import would make, in words and in the question that shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tarkov_desktop.app import texts
from tarkov_desktop.app.operations.files import JOIN, REPLACE, Preview, export_text, preview_import
from tarkov_desktop.app.operations.hideout import build_level
from tarkov_desktop.app.operations.modes import reset_mode
from tarkov_desktop.app.operations.profile import set_level, set_name, set_trader_level
from tarkov_desktop.app.operations.tasks import complete_task, set_note
from tarkov_desktop.app.pseudo import PSEUDO_LANGUAGE
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.pages.profile.import_diff import MOST_OF_A_GROUP, import_diff
from tarkov_desktop.ui.pages.profile.page import ProfilePage
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.reading import ReadingView
from tests.app.worlds import START_MS, a_real_session
from tests.benchmarks.midgame import play
from tests.ui.looks.finder import flaws
from tests.ui.looks.matrix import settle


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = a_real_session(tmp_path)
    yield session
    session.close()


def an_available_task(session: Session) -> TaskId:
    return next(task for task in session.graph.order if session.derived.state(task) is DisplayState.AVAILABLE)


def previewed(session: Session, content: str) -> Preview:
    preview = preview_import(session, content.encode())
    assert isinstance(preview, Preview)
    return preview


def replaced(session: Session, content: str) -> list[str]:
    return import_diff(session, previewed(session, content), REPLACE).splitlines()


def test_every_kind_of_change_is_told_by_name(session: Session) -> None:
    task = an_available_task(session)
    station = next(iter(session.catalog.stations.values()))
    trader = next(iter(session.catalog.traders.values()))
    complete_task(session, task)
    set_level(session, 20)
    set_trader_level(session, trader.id, 3)
    build_level(session, station.id, 1)
    content = export_text(session)
    reset_mode(session)
    set_level(session, 7)

    told = replaced(session, content)

    assert "  the level: 7 → 20" in told
    name = session.graph.task(task).name
    assert f"  {name}: open → done" in told
    assert f"  {trader.name}: level not stated → 3" in told
    assert told.index("PvP, Tasks") < told.index("PvP, Objectives") < told.index("PvP, Traders")
    objectives = told[told.index("PvP, Objectives") + 1 : told.index("PvP, Hideout levels")]
    assert [each for each in objectives if each.startswith(f"  {name}: ") and "open → done" in each]


def test_what_would_be_lost_stands_first_and_what_is_left_out_is_counted(session: Session) -> None:
    content = json.loads(export_text(session))
    empty = json.dumps(content)
    play(session)
    reverse = export_text(session)

    lost = replaced(session, empty)

    tasks = lost[lost.index("PvP, Tasks") + 1 :][: MOST_OF_A_GROUP + 1]
    assert all(each.endswith(" → open") for each in tasks[:-1])
    assert tasks[-1].endswith(" more")
    assert replaced(session, reverse) == []


def test_a_loss_among_gains_is_never_left_out(session: Session) -> None:
    play(session)
    full = export_text(session)
    reset_mode(session)
    never = next(
        task
        for task in session.graph.order
        if f'"{task}"' not in full and session.graph.task(task).faction == "Any"
    )
    complete_task(session, never)

    told = replaced(session, full)

    first = told[told.index("PvP, Tasks") + 1]
    assert first == f"  {session.graph.task(never).name}: done → open"


def test_joining_and_replacing_tell_different_changes(session: Session) -> None:
    task = an_available_task(session)
    set_level(session, 20)
    content = export_text(session)
    complete_task(session, task)
    preview = previewed(session, content)

    assert import_diff(session, preview, JOIN) == ""
    assert f"{session.graph.task(task).name}: done → open" in import_diff(session, preview, REPLACE)


def test_notes_and_names_are_not_read_out(session: Session) -> None:
    task = an_available_task(session)
    set_note(session, task, "meet Oleg at nine")
    set_name(session, "Oleg")
    content = export_text(session)
    set_note(session, task, "")
    set_name(session, "Someone")

    told = "\n".join(replaced(session, content))

    assert "Oleg" not in told
    assert f"Note on {session.graph.task(task).name}: is added" in told
    assert "the name on the team card: is changed" in told


@pytest.fixture
def spoken_long(look: Look) -> Iterator[None]:
    texts.speak(PSEUDO_LANGUAGE)
    look.set_scale(2.0)
    yield
    look.set_scale(1.0)
    texts.speak(texts.SOURCE_LANGUAGE)


def asked(shell: Shell, tmp_path: Path, content: str) -> Question:
    shell.open_page("profile")
    page = shell.page
    assert isinstance(page, ProfilePage)
    path = tmp_path / "mine.json"
    path.write_text(content, encoding="utf-8")
    page.transfer.preview(path)
    assert page.transfer.question is not None
    settle()
    return page.transfer.question


@pytest.mark.usefixtures("spoken_long")
def test_the_question_fits_the_smallest_window_at_the_largest_text(
    qapp: QApplication, look: Look, session: Session, tmp_path: Path
) -> None:
    play(session)
    content = export_text(session)
    reset_mode(session)
    shell = Shell(qapp, look, session, now_ms=lambda: START_MS)
    shell.resize(960, 640)
    shell.show()

    question = asked(shell, tmp_path, content)

    assert flaws(question) == []
    assert question.height() <= shell.height()
    assert question.width() <= shell.width()
    question.reject()
    shell.close()
    shell.deleteLater()


def test_the_changes_are_read_and_scrolled_by_keyboard_and_follow_the_choice(
    qapp: QApplication, look: Look, session: Session, tmp_path: Path
) -> None:
    play(session)
    content = export_text(session)
    reset_mode(session)
    shell = Shell(qapp, look, session, now_ms=lambda: START_MS)
    shell.show()
    question = asked(shell, tmp_path, content)
    view = question.findChild(ReadingView)
    assert isinstance(view, ReadingView)

    for _turn in range(8):
        if view.hasFocus():
            break
        QTest.keyClick(QApplication.focusWidget() or question, Qt.Key.Key_Tab)
    assert view.hasFocus()
    before = view.toPlainText()
    QTest.keyClick(view, Qt.Key.Key_PageDown)

    assert view.verticalScrollBar().value() > 0
    assert "PvP, Tasks" in before
    assert view.accessibleName() == "What would change"
    question.reject()
    shell.close()
    shell.deleteLater()
