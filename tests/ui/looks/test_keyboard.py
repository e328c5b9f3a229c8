"""Every page by keyboard alone: Tab reaches each control, shows where it is, and a reader can name it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QButtonGroup,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.session import Session
from tarkov_desktop.ui.pages import PAGES
from tarkov_desktop.ui.pages.profile.page import ProfilePage
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.focus import OWN_RING, FocusRing
from tarkov_desktop.ui.widgets.label import Link
from tests.app.worlds import START_MS, a_real_session
from tests.benchmarks.midgame import play
from tests.ui.looks.matrix import settle

MOST_STOPS = 400


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The real game, in its middle."""
    session = a_real_session(tmp_path_factory.mktemp("played"))
    play(session)
    yield session
    session.close()


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication, look: Look, played: Session) -> Iterator[Shell]:
    shell = Shell(qapp, look, played, now_ms=lambda: START_MS)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    yield shell
    shell.hide()
    settle()  # what a hidden window takes with it, the focus, is gone before the next test begins


def controls(window: QWidget) -> list[QWidget]:
    """Return what can be worked: shown, enabled, and not only read."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and isinstance(widget, QAbstractButton | QLineEdit | QAbstractItemView | Link)
        and not _is_only_read(widget)
    ]


def _is_only_read(widget: QWidget) -> bool:
    return (
        isinstance(widget, QAbstractItemView)
        and widget.selectionMode() is QAbstractItemView.SelectionMode.NoSelection
    )


def _arrows_reach(control: QWidget, stops: list[QWidget]) -> bool:
    """Whether Tab stops at another of the same choice: within it the arrow keys lead on."""
    if not isinstance(control, QAbstractButton) or not control.isCheckable():
        return False
    if any(
        each.exclusive() and control in each.buttons() for each in control.window().findChildren(QButtonGroup)
    ):
        group = next(
            each for each in control.window().findChildren(QButtonGroup) if control in each.buttons()
        )
        return any(other in stops for other in group.buttons())
    parent = control.parentWidget()
    if parent is None or not control.autoExclusive():
        return False
    return any(type(stop) is type(control) and stop.parentWidget() is parent for stop in stops)


def name(widget: QWidget) -> str:
    """Return what a screen reader says."""
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def faults(window: QWidget) -> list[str]:
    """Walk the tab order once round *window*; return what is wrong on the way."""
    found: dict[str, None] = {}
    stops: list[QWidget] = []
    ring = next(iter(window.findChildren(FocusRing)), None)
    while len(stops) < MOST_STOPS:
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        stop = QApplication.focusWidget()
        print(len(stops), stop, QApplication.activeWindow())
        if stop is None or stop in stops:
            break
        stops.append(stop)
        if not name(stop):
            found[f"no name: {type(stop).__name__} in {type(stop.parentWidget()).__name__}"] = None
        if ring is not None and not stop.property(OWN_RING) and not ring.isVisible():
            found[f"focus unseen: {type(stop).__name__} {name(stop)}"] = None
    for control in controls(window):
        if control not in stops and not _arrows_reach(control, stops):
            found[f"not reached: {type(control).__name__} {name(control)}"] = None
    return list(found)


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_tab_reaches_every_control_of_a_page(qtbot: QtBot, shell: Shell, page: str) -> None:
    shell.open_page(page)
    settle()
    shell.activateWindow()  # the window of the test before may have gone just now, and the focus with it
    qtbot.waitUntil(shell.isActiveWindow)
    shell.rail.first_entry().setFocus(Qt.FocusReason.TabFocusReason)

    assert faults(shell) == []


def test_tab_goes_through_the_profile_from_top_to_bottom(qtbot: QtBot, shell: Shell) -> None:
    """What is stated about a trader comes before the reputation with the same one, and all before the skills."""
    shell.open_page("profile")
    settle()
    page = shell.page
    assert isinstance(page, ProfilePage)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    page.form.name.setFocus(Qt.FocusReason.TabFocusReason)
    walked: list[QWidget | None] = [page.form.name]
    for _step in range(40):
        QTest.keyClick(QApplication.focusWidget() or shell, Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())

    rows = list(page.traders.rows.values())
    wanted = [part for row in rows for part in (row.state_it, row.reputation)]

    assert [widget for widget in walked if widget in wanted] == wanted


def test_the_walk_finds_what_it_is_for(qtbot: QtBot, look: Look) -> None:
    """Negative control: a button without a name, and one that Tab passes by."""
    window = QWidget()
    column = QVBoxLayout(window)
    passed = Button(look, "Passed by")
    passed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for part in (QPushButton(), passed, Button(look, "Fine")):
        column.addWidget(part)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    assert faults(window) == ["no name: QPushButton in QWidget", "not reached: Button Passed by"]
