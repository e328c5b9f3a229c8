"""The tree of a chain or a trader on the page Tasks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.models.tasks import Lane, TaskRow
from tarkov_desktop.ui.pages.tasks.page import TasksPage
from tarkov_desktop.ui.pages.tasks.tree import TreeScope
from tarkov_desktop.ui.shell import Shell
from tests.app.worlds import DEBUT, PRAPOR, SHORTAGE, SPLIT_A, SPLIT_B

A_POPUP = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> TasksPage:
    assert isinstance(shell.page, TasksPage)
    shell.open_page("tasks", SHORTAGE)
    qtbot.waitUntil(lambda: shell.page.detail.task_id == SHORTAGE)  # type: ignore[union-attr]  # the page asserted
    return shell.page


def press(qtbot: QtBot, page: TasksPage, key: Qt.Key) -> None:
    qtbot.keyClick(page.view, key)


def row_of(page: TasksPage, task_id: TaskId) -> TaskRow:
    assert page.model.row_of(task_id) >= 0
    return page.model.row(task_id)


def test_t_shows_the_chain_of_the_current_task_and_the_list_again(qtbot: QtBot, page: TasksPage) -> None:
    press(qtbot, page, Qt.Key.Key_T)

    assert page.model.task_ids() == [DEBUT, SHORTAGE]
    assert page.view.current_task() == SHORTAGE
    assert page.tree_bar.isVisible()
    assert not page.tabs.isVisible()

    press(qtbot, page, Qt.Key.Key_T)

    assert page.view.current_task() == SHORTAGE
    assert page.bar.isVisible()
    assert page.tabs.isVisible()


def test_rows_say_state_and_what_comes_before_in_words(qtbot: QtBot, page: TasksPage) -> None:
    press(qtbot, page, Qt.Key.Key_T)

    first, second = row_of(page, DEBUT), row_of(page, SHORTAGE)
    assert first.lane == Lane(is_continued=True)
    assert second.lane == Lane(is_followed=True)
    assert first.aside == "Not yet · From level 5"
    assert second.aside == "Not yet", "the tree itself shows what it waits for"
    assert second.spoken == "Shortage, Prapor, Not yet, after Debut"


def test_left_and_right_go_along_the_chain(qtbot: QtBot, page: TasksPage) -> None:
    press(qtbot, page, Qt.Key.Key_T)

    press(qtbot, page, Qt.Key.Key_Left)
    assert page.view.current_task() == DEBUT
    press(qtbot, page, Qt.Key.Key_Left)
    assert page.view.current_task() == DEBUT

    press(qtbot, page, Qt.Key.Key_Right)
    assert page.view.current_task() == SHORTAGE


def test_enter_leads_into_the_pane_and_changes_nothing(
    qtbot: QtBot, shell: Shell, page: TasksPage, session: Session
) -> None:
    shell.activateWindow()
    press(qtbot, page, Qt.Key.Key_T)
    before = dict(session.document.entries)

    press(qtbot, page, Qt.Key.Key_Return)

    focus = shell.focusWidget()
    assert focus is not None
    assert page.detail.isAncestorOf(focus)
    assert dict(session.document.entries) == before


def test_space_completes_in_the_tree_too_and_the_row_stays(
    qtbot: QtBot, page: TasksPage, session: Session
) -> None:
    press(qtbot, page, Qt.Key.Key_T)
    press(qtbot, page, Qt.Key.Key_Left)

    press(qtbot, page, Qt.Key.Key_Space)

    assert row_of(page, DEBUT).aside == "Done"
    assert row_of(page, SHORTAGE).aside == "Available"


def test_a_trader_s_tree_has_all_his_tasks(page: TasksPage, session: Session) -> None:
    page.steering.show(TreeScope(trader=PRAPOR))

    assert set(page.model.task_ids()) == set(session.graph.nodes)
    assert page.tree_bar.scope.accessibleName() == "Trader: Prapor, 5 tasks, 0 done"


def test_a_jump_out_of_the_tree_shows_that_tasks_chain(qtbot: QtBot, page: TasksPage) -> None:
    press(qtbot, page, Qt.Key.Key_T)

    page.go_to(SPLIT_A)

    assert page.model.task_ids() == [SPLIT_A]
    assert page.view.current_task() == SPLIT_A


@A_POPUP
def test_the_list_of_trees_has_the_chain_and_the_traders(qtbot: QtBot, page: TasksPage) -> None:
    press(qtbot, page, Qt.Key.Key_T)

    page.tree_bar.scope.click()

    menu = page.tree_bar.scope.findChild(QMenu)
    assert menu is not None
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == ["Chain of Shortage", "Prapor"]
    menu.close()


def test_the_tree_is_remembered_and_what_is_gone_is_a_list(page: TasksPage) -> None:
    page.steering.show(TreeScope(trader=PRAPOR))
    kept = page.view_state()

    page.take_view({})
    assert not page.tree.scope
    page.take_view(kept)
    assert page.tree.scope == TreeScope(trader=PRAPOR)

    page.take_view({**kept, "tree": "chain:no such task"})
    assert not page.tree.scope
    assert page.bar.isVisible()


def test_slash_leads_back_to_the_list_and_its_field(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    shell.activateWindow()
    press(qtbot, page, Qt.Key.Key_T)

    press(qtbot, page, Qt.Key.Key_Slash)

    assert not page.tree.scope
    assert shell.focusWidget() is page.bar.field


def test_the_model_keeps_its_promises_between_list_and_tree(
    qtbot: QtBot, page: TasksPage, session: Session
) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Warning)

    page.steering.show(TreeScope(trader=PRAPOR))
    complete_task(session, SPLIT_B)
    page.steering.show(TreeScope(chain=DEBUT))
    page.steering.show(TreeScope())

    assert not page.tree.scope
    assert not page.view.rows.is_tree


def test_several_are_chosen_in_a_tree_as_in_a_list(page: TasksPage) -> None:
    page.steering.show(TreeScope(trader=PRAPOR))

    page.view.selectAll()

    assert page.picked.isVisible()
    assert not page.tree_bar.isVisible()
