"""What stands over the pages or beside the window, each made when it is first asked for.

The first paint waits for none of them: their modules are imported late.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tarkov_desktop.ui.page import PageContext

if TYPE_CHECKING:
    from tarkov_desktop.ui.compact.window import CompactWindow
    from tarkov_desktop.ui.first_run.welcome import Welcome
    from tarkov_desktop.ui.shell import Shell


class Companions:
    """Compact window, first run and save panel of *shell*; what floats over it is :meth:`Shell.floating`."""

    def __init__(self, context: PageContext, shell: Shell) -> None:
        self._context = context
        self._shell = shell
        self._welcome: Welcome | None = None
        self.compact: CompactWindow | None = None

    def toggle_compact(self) -> None:
        """Show the compact window, or hide it."""
        if self.compact is None:
            from tarkov_desktop.ui.compact.window import CompactWindow  # noqa: PLC0415 - after the first paint

            self.compact = compact = CompactWindow(self._context, self._come_back)
            self._shell.left.connect(compact.close)
            self._shell.destroyed.connect(compact.deleteLater)
        self.compact.setVisible(not self.compact.isVisible())

    def show_welcome(self) -> None:
        """Lay the first run over the window."""
        if self._welcome is None:
            from tarkov_desktop.ui.first_run.welcome import Welcome  # noqa: PLC0415 - seen once in a lifetime

            self._welcome = Welcome(self._context, self._shell)
            self._welcome.left.connect(self.leave_welcome)
            self._welcome.started.connect(partial(self._shell.open_page, "tasks"))
        self._welcome.show_over()

    def leave_welcome(self) -> None:
        """Take the first run away, for good; nothing happens where there is none."""
        if self._welcome is None:
            return
        self.remember_welcome()
        welcome, self._welcome = self._welcome, None
        welcome.hide()
        welcome.deleteLater()
        if self._shell.page_name:
            self._shell.rail.first_entry().setFocus(Qt.FocusReason.OtherFocusReason)

    def remember_welcome(self) -> None:
        """Note that the first run was seen, if it is there: another account may be the next to be shown."""
        if self._welcome is not None and self._context.upkeep is not None:
            self._context.upkeep.remember_welcome()

    def show_saving(self) -> None:
        """Open the panel behind the save indicator."""
        from tarkov_desktop.ui.save_panel import SavePanel  # noqa: PLC0415 - not needed for the first window

        SavePanel(self._context, self._shell, self._shell.top.saving)

    def _come_back(self) -> None:
        if self._shell.isMinimized():
            self._shell.showNormal()
        self._shell.raise_()
        self._shell.activateWindow()
