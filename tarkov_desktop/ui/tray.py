"""The icon in the system's tray: the way back to the window, and where notifications are shown beside the game."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from tarkov_desktop.app.notifications.news import Notice
from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.rail import PROGRAM_NAME
from tarkov_desktop.ui.shell import Shell

STAY_MS = 8000


@dataclass(frozen=True, slots=True)
class TrayActs:
    """What the icon and its menu do."""

    open_window: Callable[[], object]
    open_compact: Callable[[], object]
    leave: Callable[[], object]


class Tray(QObject):
    """The icon, while this object lives. A click on a notification opens what it is about, by ``open_notice``."""

    def __init__(
        self, icon: QIcon, acts: TrayActs, open_notice: Callable[[Notice], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._acts = acts
        self._open_notice = open_notice
        self._notice: Notice | None = None
        self.icon = QSystemTrayIcon(icon, self)
        self.icon.setToolTip(PROGRAM_NAME)
        self.menu = QMenu()
        for words, act in (
            (_("Open {program}").format(program=PROGRAM_NAME), acts.open_window),
            (_("Compact window"), acts.open_compact),
            (_("Quit"), acts.leave),
        ):
            action = QAction(words, self.menu)
            action.triggered.connect(act)
            self.menu.addAction(action)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self._on_message_clicked)
        self.icon.show()

    def tell(self, notice: Notice) -> None:
        """Show *notice* as a notification of the system."""
        self._notice = notice
        self.icon.showMessage(notice.title, notice.text, self.icon.icon(), STAY_MS)

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()
        self.menu.deleteLater()
        self.deleteLater()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        }:
            self._acts.open_window()

    def _on_message_clicked(self) -> None:
        self._acts.open_window()
        if self._notice is not None:
            self._open_notice(self._notice)


def tray_of(shell: Shell, acts: TrayActs) -> Tray | None:
    """Return the icon for *shell*, None on a system without a tray."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    return Tray(shell.windowIcon(), acts, lambda notice: shell.open_page(notice.page, notice.target), shell)
