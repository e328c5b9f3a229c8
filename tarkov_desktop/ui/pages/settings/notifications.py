"""Notifications: which of them may come, and when the program keeps quiet."""

from __future__ import annotations

from typing import Final

from tarkov_desktop.app.settings import (
    NOTIFY_MATE_JOINED,
    NOTIFY_SIGN_IN,
    NOTIFY_TASK_FINISHED,
    NOTIFY_TEAM,
    QUIET_DURING_RAID,
)
from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column

KINDS: Final = (
    (
        NOTIFY_TASK_FINISHED,
        mark("A teammate finishes a task that you have too"),
        mark("Says who and which, so that you can tick it as well."),
    ),
    (
        NOTIFY_MATE_JOINED,
        mark("Somebody joins your squad"),
        mark("Says who came in with your link or code."),
    ),
)


class NotificationsColumn(Column):
    """The section; the kinds of the squad follow the switch above them."""

    def __init__(self, context: PageContext) -> None:
        about = _("They never cover the game, and stay on this computer. Changes count at once.")
        super().__init__(context, _("Notifications"), about)
        squad = self.add_switch(
            NOTIFY_TEAM, _("From your squad"), _("Off: the page Team still shows everything live.")
        )
        self.kinds = [self.add_switch(kind, _(name), _(help_text)) for kind, name, help_text in KINDS]
        squad.toggled.connect(self._follow_squad)
        self._follow_squad(squad.isChecked())
        self.add_head(_("From this program"))
        self.add_switch(
            NOTIFY_SIGN_IN,
            _("Sync needs you to sign in again"),
            _("Until then everything is kept on this computer, and nothing is lost."),
        )
        self.add_head(_("Quiet"))
        self.add_switch(
            QUIET_DURING_RAID,
            _("Quiet while a raid runs"),
            _("Nothing pops up while you are in a raid; the pages go on as ever."),
        )

    def _follow_squad(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        for toggle in self.kinds:
            toggle.setEnabled(is_on)
            toggle.setToolTip("" if is_on else _("Notifications from your squad are off."))


def build(context: PageContext) -> Column:
    """Return the section."""
    return NotificationsColumn(context)
