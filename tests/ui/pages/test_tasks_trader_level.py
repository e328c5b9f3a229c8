"""A loyalty level is stated where a task asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.profile import set_level, set_trader_level
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import TaskId, TraderId
from tarkov_desktop.domain.registers import trader_path
from tarkov_desktop.domain.state import DisplayState, ReasonKind
from tarkov_desktop.ui.pages.tasks.page import TasksPage
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.label import Link
from tests.app.worlds import START_MS, a_real_session

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""Popups, on a platform without screens."""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = a_real_session(tmp_path)
    set_level(session, 79)
    yield session
    session.close()


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, look: Look, session: Session) -> TasksPage:
    shell = Shell(qapp, look, session, now_ms=lambda: START_MS)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    assert isinstance(shell.page, TasksPage)
    return shell.page


def asking(session: Session) -> tuple[TaskId, TraderId, int]:
    """Return a task that is unknown for a loyalty level alone, its trader, and the level."""
    for task_id in session.graph.order:
        view = session.derived.view(task_id)
        if view.state is DisplayState.UNKNOWN_GATE and len(view.reasons) == 1:
            (reason,) = view.reasons
            if reason.kind is ReasonKind.TRADER_LEVEL and reason.trader and reason.needed:
                return task_id, reason.trader, int(reason.needed)
    raise AssertionError("the game data asks for no loyalty level")


def choose(qtbot: QtBot, page: TasksPage, task_id: TaskId) -> None:
    page._choose_status("all")
    page.view.choose(task_id)
    qtbot.waitUntil(lambda: page.detail.task_id == task_id)


def pick(page: TasksPage, word: str) -> None:
    """Take the entry of the open menu that begins with *word*."""
    menu = next(each for each in page.detail.findChildren(QMenu) if each.isVisible())
    action = next(each for each in menu.actions() if each.text().startswith(word))
    action.trigger()
    menu.close()


def stating(page: TasksPage) -> Button:
    return next(each for each in page.detail.findChildren(Button) if each.text().startswith("State my level"))


def test_a_task_to_check_takes_the_level_in_place_and_undo_takes_it_back(
    qtbot: QtBot, page: TasksPage, session: Session
) -> None:
    task_id, trader, needed = asking(session)
    choose(qtbot, page, task_id)
    before = len(session.activity())

    button = stating(page)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    pick(page, f"Level {needed} ")

    assert session.derived.state(task_id) is DisplayState.AVAILABLE
    assert len(session.activity()) == before + 1
    session.undo()
    assert session.document.value(trader_path(trader, "level")) is None
    assert session.derived.state(task_id) is DisplayState.UNKNOWN_GATE


def test_a_level_stated_too_low_is_corrected_where_it_is_required(
    qtbot: QtBot, page: TasksPage, session: Session
) -> None:
    task_id, trader, needed = asking(session)
    set_trader_level(session, trader, needed - 1)
    choose(qtbot, page, task_id)
    assert session.derived.state(task_id) is DisplayState.LOCKED
    name = session.catalog.traders[trader].name
    link = next(each for each in page.detail.findChildren(Link) if each.text() == f"{name} level {needed}")

    link.followed.emit()
    pick(page, f"Level {needed} ")

    assert session.derived.state(task_id) is DisplayState.AVAILABLE


def test_a_statement_can_be_withdrawn(qtbot: QtBot, page: TasksPage, session: Session) -> None:
    task_id, trader, needed = asking(session)
    set_trader_level(session, trader, needed - 1)
    choose(qtbot, page, task_id)
    name = session.catalog.traders[trader].name
    link = next(each for each in page.detail.findChildren(Link) if each.text() == f"{name} level {needed}")

    link.followed.emit()
    pick(page, "Not stated")

    assert session.document.value(trader_path(trader, "level")) is None
    assert session.derived.state(task_id) is DisplayState.UNKNOWN_GATE
