"""Where a notification is shown: in the window while it is in use, else beside the clock of the system."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.notifications.news import Notice
from tarkov_desktop.ui.page import Toast
from tarkov_desktop.ui.theme.shapes import Shape


class Speaker(Protocol):
    """What shows a notification outside the window."""

    def tell(self, notice: Notice) -> None:
        """Show *notice*."""
        ...


class Toaster(Protocol):
    """What shows a notification in the window."""

    def toast(self, toast: Toast) -> None:
        """Show *toast*."""
        ...


class Announcer:
    """Tells each notice once. ``speaker`` is None where the system has no tray: then the window says it in any case."""

    def __init__(self, window: QWidget, toaster: Toaster, speaker: Speaker | None) -> None:
        self._window = window
        self._toaster = toaster
        self._speaker = speaker

    def tell(self, notice: Notice) -> None:
        """Show *notice* where the player looks."""
        if self._speaker is not None and not self._window.isActiveWindow():
            self._speaker.tell(notice)
        else:
            shape = Shape.DONE if notice.page == "team" else Shape.TO_CHECK
            self._toaster.toast(Toast(notice.sentence, notice.name, shape))
