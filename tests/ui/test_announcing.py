"""A notification is shown where the player looks: in the window, or beside the clock of the system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.notifications.news import Notice
from tarkov_desktop.ui.announcing import Announcer
from tarkov_desktop.ui.page import Toast
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.tray import Tray, TrayActs

JOINED = Notice("Your squad", "{name} joined your team.", "Mira")
NO_TRAY = pytest.mark.qt_log_ignore("No Icon set", "systemTrayWindowChanged", extend=True)
"""The offscreen platform has no tray, and says so when an icon is shown all the same."""
SIGN_IN = Notice("Sign in again", "Sign in again.", page="settings", target="account")


@dataclass
class Ears:
    """Takes in what is told, in the window or outside."""

    notices: list[Notice] = field(default_factory=list)
    toasts: list[Toast] = field(default_factory=list)

    def tell(self, notice: Notice) -> None:
        self.notices.append(notice)

    def toast(self, toast: Toast) -> None:
        self.toasts.append(toast)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_a_window_in_use_says_it_itself(qtbot: QtBot, window: QWidget) -> None:
    ears = Ears()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    Announcer(window, ears, ears).tell(JOINED)

    assert ears.notices == []
    assert ears.toasts == [Toast("{name} joined your team.", "Mira", Shape.DONE)]


def test_behind_the_game_the_system_says_it(window: QWidget) -> None:
    ears = Ears()

    Announcer(window, ears, ears).tell(JOINED)

    assert (ears.notices, ears.toasts) == ([JOINED], [])


def test_without_a_tray_the_window_says_it_in_any_case(window: QWidget) -> None:
    ears = Ears()

    Announcer(window, ears, None).tell(SIGN_IN)

    assert [each.shape for each in ears.toasts] == [Shape.TO_CHECK]


@dataclass
class Acts:
    """What was done by the icon."""

    done: list[str] = field(default_factory=list)

    def act(self, what: str) -> Callable[[], None]:
        return lambda: self.done.append(what)


@pytest.fixture
def acts() -> Acts:
    return Acts()


@pytest.fixture
def tray(window: QWidget, acts: Acts) -> Iterator[Tray]:
    tray = Tray(
        QIcon(),
        TrayActs(acts.act("window"), acts.act("compact"), acts.act("leave")),
        lambda notice: acts.done.append(notice.page),
        window,
    )
    yield tray
    tray.close()


@NO_TRAY
def test_the_icon_leads_back_to_the_window(tray: Tray, acts: Acts) -> None:
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    for action in tray.menu.actions():
        action.trigger()

    assert acts.done == ["window", "window", "compact", "leave"]


@NO_TRAY
def test_a_click_on_a_notification_opens_what_it_is_about(tray: Tray, acts: Acts) -> None:
    tray.icon.messageClicked.emit()
    tray.tell(SIGN_IN)
    tray.icon.messageClicked.emit()

    assert acts.done == ["window", "window", "settings"]
