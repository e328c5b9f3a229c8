"""The first run: a right list of tasks in under a minute, without an account; shown once per home."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.bootstrap import Program, open_program
from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.upkeep import Upkeep
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.first_run import FIRST_RUN
from tarkov_desktop.ui.first_run.welcome import Welcome
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.label import Label


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with open_program(Options(home=tmp_path)) as program:
        yield program


@pytest.fixture
def hub() -> CloudHub:
    return CloudHub(new_id=lambda: "id", account_changed=lambda: None)


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication, look: Look, program: Program, hub: CloudHub) -> Iterator[Shell]:
    shell = Shell(qapp, look, program.session, now_ms=lambda: 0, cloud=hub, upkeep=Upkeep(program))
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    shell.open_page(FIRST_RUN)
    yield shell
    look.set_scale(1.0)


@pytest.fixture
def welcome(shell: Shell) -> Welcome:
    found = shell.findChild(Welcome)
    assert isinstance(found, Welcome)
    return found


def buttons(welcome: Welcome) -> dict[str, Button]:
    return {each.text(): each for each in welcome.findChildren(Button) if each.isVisible()}


def words(welcome: Welcome) -> str:
    return "\n".join(each.text() for each in welcome.findChildren(Label) if each.isVisible())


def test_mode_level_faction_and_edition_give_the_right_list_in_far_less_than_a_minute(
    shell: Shell, welcome: Welcome, program: Program
) -> None:
    began_s = time.monotonic()

    welcome.start.mode.choose("pve")
    welcome.start.level.set_value(12)
    welcome.start.faction.choose("BEAR")
    welcome.start.choose_edition(4)
    buttons(welcome)["Show my tasks"].click()

    session = program.session
    assert time.monotonic() - began_s < 10
    assert (session.mode, shell.page_name) == ("pve", "tasks")
    assert session.derived.experience().level == 12
    assert session.derived.situation.faction == "BEAR"
    assert session.account.edition == 4
    open_tasks = [
        task for task in session.graph.tasks if session.derived.state(task.id) == DisplayState.AVAILABLE
    ]
    assert open_tasks
    assert all(task.min_level <= 12 for task in open_tasks)
    assert {task.faction for task in session.graph.tasks} <= {"Any", "BEAR"} or not any(
        task.faction == "USEC" for task in open_tasks
    )
    assert shell.findChild(Welcome) is None or welcome.isHidden()


def test_what_was_entered_can_be_taken_back(welcome: Welcome, program: Program) -> None:
    welcome.start.level.set_value(12)
    buttons(welcome)["Show my tasks"].click()

    program.session.undo()

    assert program.session.derived.experience().level == 1


def test_a_mode_shows_its_own_level(welcome: Welcome, program: Program) -> None:
    welcome.start.level.set_value(30)

    welcome.start.mode.chosen.emit("seasonal")

    assert welcome.start.level.value == 1
    assert program.session.mode == "pvp"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_editions_are_offered_by_their_names(welcome: Welcome) -> None:
    buttons(welcome)["Standard"].click()
    menu = welcome.findChild(QMenu)
    assert isinstance(menu, QMenu)

    action = next(each for each in menu.actions() if each.text().startswith("Edge"))
    action.trigger()
    menu.close()

    assert welcome.start.edition.text().startswith("Edge")


def test_escape_skips_everything_for_good(qtbot: QtBot, welcome: Welcome, program: Program) -> None:
    assert Upkeep(program).is_first_run()

    qtbot.keyClick(welcome.start.level, Qt.Key.Key_Escape)

    assert welcome.isHidden()
    assert not Upkeep(program).is_first_run()


def test_each_card_can_wait_and_the_last_one_ends_it(welcome: Welcome) -> None:
    buttons(welcome)["Later"].click()
    still = welcome.isVisible()
    buttons(welcome)["Not now"].click()

    assert still
    assert welcome.isHidden()


def test_the_keyboard_goes_round_the_cards_and_nowhere_else(
    qtbot: QtBot, shell: Shell, welcome: Welcome
) -> None:
    def press(modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
        qtbot.keyClick(shell.focusWidget(), Qt.Key.Key_Tab, modifier)
        assert welcome.isAncestorOf(shell.focusWidget())
        return shell.focusWidget().accessibleName()

    reached = [press() for _ in range(14)]
    back = press(Qt.KeyboardModifier.ShiftModifier)

    assert all(reached)
    assert {"Level: 1", "BEAR", "Skip all", "Not now"} <= set(reached)
    assert back == reached[-2]


def test_another_page_takes_its_place_and_it_can_be_called_again(shell: Shell, welcome: Welcome) -> None:
    shell.open_page("hideout")
    gone = welcome.isHidden()

    shell.open_page(FIRST_RUN)

    assert gone
    assert any(each.isVisible() for each in shell.findChildren(Welcome))


def test_signing_in_is_offered_waited_for_and_can_be_cancelled(welcome: Welcome, hub: CloudHub) -> None:
    nothing = words(welcome)
    hub._say(CloudState(sign_in=SignIn.GUEST))
    offered = set(buttons(welcome))

    hub._say(CloudState(sign_in=SignIn.IN_BROWSER, provider="discord"))
    waiting = words(welcome)
    cancel = "Cancel" in buttons(welcome)
    hub._say(CloudState(sign_in=SignIn.GUEST, sentence="The browser was closed. Try again."))

    assert "knows no server" in nothing
    assert {"Discord", "Twitch"} <= offered
    assert "Finish the sign-in in your browser" in waiting
    assert cancel
    assert "The browser was closed." in words(welcome)


def test_the_way_to_settings_leaves_the_welcome(shell: Shell, welcome: Welcome) -> None:
    buttons(welcome)["Open Settings"].click()

    assert shell.page_name == "settings"
    assert welcome.isHidden()


def test_a_home_with_progress_is_not_new(program: Program) -> None:
    task = next(iter(program.session.graph.tasks))
    assert Upkeep(program).is_first_run()

    complete_task(program.session, task.id)

    assert not Upkeep(program).is_first_run()


def test_leaving_the_window_is_as_good_as_a_skip(shell: Shell, welcome: Welcome, program: Program) -> None:
    shell.close()

    assert not Upkeep(program).is_first_run()


def test_twice_the_text_puts_the_cards_below_each_other(shell: Shell, welcome: Welcome, look: Look) -> None:
    beside = welcome.start.y() == welcome.sign_in.y()

    look.set_scale(2.0)
    QApplication.processEvents()

    assert beside
    assert welcome.sign_in.y() > welcome.start.y() + welcome.start.height() - 1
    assert welcome.start.width() <= welcome.width()
