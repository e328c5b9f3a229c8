"""The frame: rail, top bar, pages, toasts, memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import CLOSE_TO_TRAY, RAIL
from tarkov_desktop.ui.keys import KeysDialog
from tarkov_desktop.ui.page import Toast
from tarkov_desktop.ui.pages import PAGES
from tarkov_desktop.ui.save_indicator import Safe, SafeState
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.tray import Tray, TrayActs
from tests.app.worlds import DEBUT, a_session


def test_every_page_opens_though_nobody_has_written_it(shell: Shell) -> None:
    for page in PAGES:
        shell.open_page(page.name)

        assert shell.page_name == page.name


def test_an_unknown_page_is_the_first_one(shell: Shell) -> None:
    shell.open_page("kitchen")

    assert shell.page_name == "tasks"


def test_the_title_begins_with_the_word_of_the_mode(shell: Shell) -> None:
    assert shell.windowTitle().startswith("PvP")

    shell.top.mode_chosen.emit("pve")

    assert shell.windowTitle().startswith("PvE")


def test_another_mode_takes_its_accent(shell: Shell, look: Look) -> None:
    shell.top.mode_chosen.emit("seasonal")

    assert look.theme.mode == "seasonal"
    assert shell.top.modes.current == "seasonal"


def test_a_page_shortcut_opens_its_page(qtbot: QtBot, shell: Shell) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)

    assert shell.page_name == "profile"


@pytest.mark.parametrize(("width", "rail_px"), [(1280, 176), (1100, 56), (960, 56)])
def test_the_rail_gives_way_to_a_narrow_window(shell: Shell, width: int, rail_px: int) -> None:
    shell.resize(width, 700)

    assert shell.rail.width() == rail_px


def test_a_rail_collapsed_by_hand_stays_so(shell: Shell) -> None:
    shell.set_rail_wide(False)
    shell.resize(1400, 800)

    assert shell.rail.width() == 56


def test_large_text_counts_as_a_narrow_window(shell: Shell, look: Look) -> None:
    look.set_scale(2.0)

    assert not shell.top.modes.isVisible()
    assert shell.top.mode_list.isVisible()


def test_the_level_follows_the_progress(shell: Shell, session: Session) -> None:
    complete_task(session, DEBUT)

    assert shell.top.progress.accessibleName().startswith("Level 5")


def test_control_z_takes_the_last_step_back(qtbot: QtBot, shell: Shell, session: Session) -> None:
    complete_task(session, DEBUT)

    qtbot.keyClick(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert session.derived.state(DEBUT) == "locked"


def test_undoing_nothing_says_so(shell: Shell) -> None:
    shell._undo()

    assert shell._toast.toast is not None
    assert shell._toast.toast.sentence == "There is nothing to undo."


def test_undo_and_redo_say_what_they_did(shell: Shell, session: Session) -> None:
    complete_task(session, DEBUT)
    shell._undo()
    assert shell._toast.accessibleName() == "Taken back."

    shell._redo()

    assert shell._toast.accessibleName() == "Done again."
    assert session.derived.state(DEBUT) == "complete"


def test_a_question_mark_shows_the_keys(qtbot: QtBot, shell: Shell) -> None:
    shell._show_keys()

    dialog = shell.findChild(KeysDialog)
    assert isinstance(dialog, KeysDialog)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_toast_offers_undo_and_leaves_after_it(qtbot: QtBot, shell: Shell) -> None:
    undone: list[str] = []
    shell.toast(Toast("{name} done.", "Farming - Part 4", undo=lambda: undone.append("it")))

    shell._toast._undo()

    assert undone == ["it"]
    assert shell._toast.toast is None


def test_the_newest_toast_wins(shell: Shell) -> None:
    shell.toast(Toast("{name} done.", "One"))
    shell.toast(Toast("{name} done.", "Two"))

    assert shell._toast.toast is not None
    assert shell._toast.toast.name == "Two"


def test_a_toast_stays_within_the_window(shell: Shell) -> None:
    shell.toast(Toast("{name} done.", "A very long name of a task " * 12))

    assert shell._toast._card().width() <= shell.width()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SafeState(Safe.ON_COMPUTER), "Saved on this computer"),
        (SafeState(Safe.WAITING, 1), "1 change waiting"),
        (SafeState(Safe.WAITING, 3), "3 changes waiting"),
        (SafeState(Safe.REFUSED, 2), "2 changes refused"),
    ],
)
def test_the_save_indicator_says_a_whole_sentence(shell: Shell, state: SafeState, words: str) -> None:
    shell.top.show_saving(state)

    assert shell.top.saving.accessibleName() == words


def test_the_window_remembers_page_size_and_rail(
    qtbot: QtBot, qapp: QApplication, look: Look, tmp_path: Path, now_ms: int
) -> None:
    session = a_session(tmp_path)
    first = Shell(qapp, look, session, now_ms=lambda: now_ms)
    qtbot.addWidget(first)
    first.resize(1000, 700)
    first.open_page("profile")
    first.set_rail_wide(False)
    first.close()
    session.close()

    again = a_session(tmp_path)
    second = Shell(qapp, look, again, now_ms=lambda: now_ms)
    qtbot.addWidget(second)

    second.show()
    assert second.page_name == "profile"
    assert second.height() == 700  # the width is fitted to the screen, which is 800 wide here
    assert second.rail.width() == 56
    assert again.settings.get(RAIL) == "icons"
    again.close()


def test_f6_jumps_between_rail_and_search(shell: Shell) -> None:
    shell._jump(1)
    assert shell.rail.first_entry().hasFocus()

    shell._jump(1)
    assert shell.top.search.hasFocus()


def test_the_focus_ring_shows_for_the_keyboard_and_not_for_the_mouse(qtbot: QtBot, shell: Shell) -> None:
    shell.activateWindow()
    qtbot.keyClick(shell, Qt.Key.Key_Tab)
    assert shell._ring.isVisible()

    qtbot.mouseClick(shell.top, Qt.MouseButton.LeftButton)

    assert not shell._ring.isVisible()


NO_TRAY = pytest.mark.qt_log_ignore("No Icon set", "systemTrayWindowChanged", extend=True)
"""The offscreen platform has no tray, and says so when an icon is shown all the same."""


@pytest.fixture
def tray(shell: Shell) -> Iterator[Tray]:
    """An icon in the tray, as the program makes it where the system has one."""
    acts = TrayActs(shell.show, shell.compact_asked.emit, shell.leave)
    tray = Tray(shell.windowIcon(), acts, lambda _notice: None, shell)
    shell.stay_in(tray)
    yield tray
    tray.close()


@pytest.mark.usefixtures("tray")
@NO_TRAY
def test_closing_ends_the_program_unless_the_player_says_otherwise(qtbot: QtBot, shell: Shell) -> None:
    with qtbot.waitSignal(shell.left, timeout=1_000):
        shell.close()


@NO_TRAY
def test_closing_to_the_tray_hides_the_window_and_quit_ends_it(
    qtbot: QtBot, shell: Shell, session: Session, tray: Tray
) -> None:
    session.settings.set(CLOSE_TO_TRAY, True)

    with qtbot.assertNotEmitted(shell.left):
        shell.close()
    hidden = shell.isHidden()
    with qtbot.waitSignal(shell.left, timeout=1_000):
        next(each for each in tray.menu.actions() if each.text() == "Quit").trigger()

    assert hidden


def test_without_a_tray_closing_always_ends_the_program(qtbot: QtBot, shell: Shell, session: Session) -> None:
    session.settings.set(CLOSE_TO_TRAY, True)

    with qtbot.waitSignal(shell.left, timeout=1_000):
        shell.close()


@pytest.mark.usefixtures("tray")
@NO_TRAY
def test_control_q_ends_the_program(qtbot: QtBot, shell: Shell, session: Session) -> None:
    session.settings.set(CLOSE_TO_TRAY, True)

    with qtbot.waitSignal(shell.left, timeout=1_000):
        qtbot.keyClick(shell, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_the_rail_follows_its_setting(shell: Shell, session: Session) -> None:
    session.settings.set(RAIL, "icons")
    narrow = shell.rail.width()
    session.settings.set(RAIL, "auto")

    assert (narrow, shell.rail.width()) == (56, 176)
