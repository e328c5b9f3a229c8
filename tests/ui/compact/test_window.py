"""The compact window: pinned tasks, counters, sizes, opacity."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.tasks import complete_task, pin_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import COMPACT_ON_TOP, COMPACT_OPACITY
from tarkov_desktop.ui.compact.parts import CounterRow, PinnedTask
from tarkov_desktop.ui.compact.window import CompactWindow, Form
from tarkov_desktop.ui.shell import Shell
from tests.app.worlds import DEBUT, KILLS, SHORTAGE


@pytest.fixture
def compact(qtbot: QtBot, shell: Shell) -> CompactWindow:
    shell.compact_asked.emit()
    assert shell.companions.compact is not None
    qtbot.addWidget(shell.companions.compact)
    return shell.companions.compact


def test_the_same_key_opens_and_closes_it(shell: Shell, compact: CompactWindow) -> None:
    assert compact.isVisible()
    assert compact.isWindow()

    shell.compact_asked.emit()

    assert not compact.isVisible()


def test_it_goes_with_the_main_window(shell: Shell, compact: CompactWindow) -> None:
    shell.close()

    assert not compact.isVisible()


def test_without_a_pin_it_says_what_to_do(compact: CompactWindow) -> None:
    assert compact._parts == []
    assert not compact.grab().isNull()


def test_pinned_tasks_come_and_settled_ones_go(session: Session, compact: CompactWindow) -> None:
    pin_task(session, DEBUT)
    pin_task(session, SHORTAGE)
    assert compact.pinned() == [DEBUT, SHORTAGE]
    assert [type(part) for part in compact._parts] == [PinnedTask, PinnedTask]

    complete_task(session, DEBUT)
    assert compact.pinned() == [SHORTAGE]


def test_its_counter_counts(session: Session, compact: CompactWindow) -> None:
    pin_task(session, DEBUT)
    part = compact._parts[0]
    assert isinstance(part, PinnedTask)
    stepper = part._rows[KILLS][1].stepper
    assert stepper is not None

    stepper.asked.emit(2)

    assert session.derived.amount(KILLS).got(3) == 2
    assert stepper.value == 2


def test_a_double_click_steps_through_three_sizes(session: Session, compact: CompactWindow) -> None:
    pin_task(session, DEBUT)
    heights = [compact.height()]
    for form in (Form.COUNTERS, Form.LINE):
        compact.step()
        assert compact.form is form
        (row,) = compact._parts
        assert isinstance(row, CounterRow)
        heights.append(compact.height())

    compact._next()
    compact.step()

    assert compact.form is Form.TASKS
    assert heights[0] > heights[1]
    assert compact.height() == heights[0]


def test_opacity_and_place_are_kept(session: Session, compact: CompactWindow) -> None:
    assert compact.windowFlags() & Qt.WindowType.WindowStaysOnTopHint

    compact.toggle_on_top()

    assert session.settings.get(COMPACT_ON_TOP) is False
    assert not compact.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert compact.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support setting window opacity")
def test_it_is_opaque_only_while_it_is_used(
    qtbot: QtBot, session: Session, shell: Shell, compact: CompactWindow
) -> None:
    compact.set_opacity(0.7)
    compact.activateWindow()
    qtbot.waitUntil(compact.isActiveWindow)
    assert compact.opacity_now() == 1.0

    shell.activateWindow()
    qtbot.waitUntil(lambda: not compact.isActiveWindow())
    QApplication.sendEvent(
        compact, QEvent(QEvent.Type.Leave)
    )  # without a screen the pointer rests on every window

    assert session.settings.get(COMPACT_OPACITY) == 0.7
    assert compact.opacity_now() == 0.7


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_choosing_tasks_shows_the_page_of_tasks(shell: Shell, compact: CompactWindow) -> None:
    shell.open_page("settings")

    compact._choose_tasks()

    assert shell.page_name == "tasks"
