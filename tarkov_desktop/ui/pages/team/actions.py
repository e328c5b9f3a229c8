"""What the player asks of the server on this page: one task per call, its refusal as a sentence, nothing waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.squad.invites import Invite, invite_link
from tarkov_desktop.app.squad.state import Squad
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import TeamId, UserId
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.team.refusals import code_of

if TYPE_CHECKING:
    from tarkov_desktop.app.squad.live import LiveSquad  # heavy: loads what the network needs

logger = logging.getLogger(__name__)

AS_GOOD_AS_DONE = {("leave", "team_not_found"), ("kick", "member_not_found")}
"""Answers after which things stand as asked for: a repetition after a lost answer (backend 5.4)."""


class TeamActions(QObject):
    """Calls the live squad. ``refused`` tells operation, code and seconds to wait (-1: not said).

    ``busy`` tells an operation that began (True) or ended; the same one is not begun twice at a time.
    """

    refused = Signal(str, str, float)
    busy = Signal(str, bool)
    code_told = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        running: dict[str, asyncio.Task[None]] = {}
        self._running = running
        self.destroyed.connect(lambda: [task.cancel() for task in running.values()])

    @property
    def is_busy(self) -> bool:
        """Whether an answer is waited for."""
        return bool(self._running)

    # Without a team.

    def create(self, name: str, places: int) -> None:
        """Found a team."""
        self._begin("create", lambda squad: squad.create(name, places))

    def join(self, invite: Invite) -> None:
        """Join the team of *invite*."""
        self._begin("join", lambda squad: squad.join(invite.team, invite.code))

    def dismiss(self) -> None:
        """Put the notice away about how the last team ended."""
        squad = self._squad()
        if squad is not None:
            squad.dismiss()

    def look_again(self) -> None:
        """Ask the server anew, now."""
        squad = self._squad()
        if self._context.cloud is not None:
            self._context.cloud.try_now()
        if squad is not None:
            squad.refetch()

    # In a team; each names the team it means, because another may be shown when the answer comes.

    def set_status(self, team: TeamId, kind: str, at_map: str | None) -> None:
        """Say what one is doing."""
        self._begin("status", lambda squad: squad.set_status(kind, at_map=at_map), team)

    def rename(self, team: TeamId, name: str) -> None:
        """Give the team another name."""
        self._begin("rename", lambda squad: squad.rename(name), team)

    def kick(self, team: TeamId, member: UserId) -> None:
        """Remove a member."""
        self._begin("kick", lambda squad: squad.kick(member), team)

    def transfer(self, team: TeamId, to: UserId) -> None:
        """Make another member the owner."""
        self._begin("transfer", lambda squad: squad.transfer(to), team)

    def leave(self, team: TeamId, *, disband: bool = False, transfer_to: UserId | None = None) -> None:
        """Leave the team, handing it over or disbanding it."""
        self._begin("leave", lambda squad: squad.leave(disband=disband, transfer_to=transfer_to), team)

    def copy_link(self, team: TeamId) -> None:
        """Put the invite link on the clipboard."""
        self._begin("invite", lambda squad: squad.invite(), team, partial(self._put_on_clipboard, team))

    def show_code(self, team: TeamId) -> None:
        """Ask for the code; ``code_told`` brings it."""
        self._begin("invite", lambda squad: squad.invite(), team, self.code_told.emit)

    def rotate_code(self, team: TeamId) -> None:
        """Make a new code."""
        self._begin("rotate", lambda squad: squad.rotate_code(), team, self._say_new_code)

    def _put_on_clipboard(self, team: TeamId, code: str) -> None:
        QGuiApplication.clipboard().setText(invite_link(team, code, self._context.session.mode))
        self._context.stage.toast(
            Toast(_("The invite link is copied. It opens the team for one who has it."))
        )

    def _say_new_code(self, _code: str) -> None:
        self.code_told.emit("")
        self._context.stage.toast(Toast(_("There is a new code. Links sent before do not work any more.")))

    def _squad(self) -> LiveSquad | None:
        return self._context.cloud.squad if self._context.cloud is not None else None

    def _begin(
        self,
        what: str,
        ask: Callable[[LiveSquad], Awaitable[str | NoAnswer | None]],
        team: TeamId | None = None,
        told: Callable[[str], object] | None = None,
    ) -> None:
        squad = self._squad()
        if squad is None:
            self.refused.emit(what, "not_connected", -1.0)
        elif team is not None and not _is_in(squad.view.squad, team):
            self.refused.emit(what, "elsewhere", -1.0)
        elif what not in self._running:
            task = asyncio.ensure_future(self._carry_out(what, squad, ask, told))
            self._running[what] = task
            task.add_done_callback(partial(self._ended, what))
            self.busy.emit(what, True)  # noqa: FBT003 - a signal has no names

    async def _carry_out(
        self,
        what: str,
        squad: LiveSquad,
        ask: Callable[[LiveSquad], Awaitable[str | NoAnswer | None]],
        told: Callable[[str], object] | None,
    ) -> None:
        mode = self._context.session.mode
        answer = await ask(squad)
        if isinstance(answer, str):
            if told is not None:
                told(answer)
        elif isinstance(answer, Refused | Unreachable):
            code = code_of(answer)
            if (what, code) in AS_GOOD_AS_DONE:
                squad.refetch()
            elif self._context.session.mode == mode:
                wait_s = answer.retry_after_s
                self.refused.emit(what, code, -1.0 if wait_s is None else wait_s)

    def _ended(self, what: str, task: asyncio.Task[None]) -> None:
        self._running.pop(what, None)
        if task.cancelled():
            return
        if task.exception() is not None:
            logger.error("the team could not be asked what=%s", what, exc_info=task.exception())
            self.refused.emit(what, "invalid_request", -1.0)
        self.busy.emit(what, False)  # noqa: FBT003 - a signal has no names


def _is_in(squad: Squad | None, team: TeamId) -> bool:
    return squad is not None and squad.team.id == team
