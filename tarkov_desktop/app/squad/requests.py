"""What a player asks of the server about the squad of the mode in use; each answer is None or what stood in the way."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from dataclasses import replace

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.state import SquadView
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.remote.team_records import Team
from tarkov_desktop.remote.teams import TeamCalls
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable


class SquadRequests(ABC):
    """The calls of one account's squad. Whoever follows the squad says what its answers change in ``view``."""

    def __init__(self, session: Session, calls: TeamCalls) -> None:
        self._session = session
        self._calls = calls
        self.view = SquadView(session.mode)

    @abstractmethod
    def refetch(self) -> None:
        """Ask for a snapshot soon."""

    @abstractmethod
    def _say(self, view: SquadView) -> None:
        """Show *view*."""

    @abstractmethod
    def _forget_squad(self) -> None:
        """Show that there is no squad, because it was left."""

    async def create(self, name: str, max_members: int) -> NoAnswer | None:
        """Found a squad in the mode in use; a lost answer is asked for again with the same key."""
        key = str(uuid.uuid4())
        answer = await self._calls.create(name, self._session.mode, max_members, key=key)
        if isinstance(answer, Unreachable):
            answer = await self._calls.create(name, self._session.mode, max_members, key=key)
        return self._joined(answer)

    async def join(self, team_id: str, code: str) -> NoAnswer | None:
        """Join the squad of an invite."""
        return self._joined(await self._calls.join(team_id, code))

    async def leave(self, *, disband: bool = False, transfer_to: UserId | None = None) -> NoAnswer | None:
        """Leave the squad; there is no way back but an invite."""
        team = self._team()
        answer = await self._calls.leave(team.id, disband=disband, transfer_to=transfer_to)
        if isinstance(answer, Refused | Unreachable):
            return answer
        self._forget_squad()
        return None

    async def kick(self, member: UserId) -> NoAnswer | None:
        """Remove a member."""
        return await self._owner(self._calls.kick(self._team().id, member))

    async def transfer(self, to: UserId) -> NoAnswer | None:
        """Make another member the owner."""
        return await self._owner(self._calls.transfer(self._team().id, to))

    async def rename(self, name: str) -> NoAnswer | None:
        """Give the squad another name."""
        return await self._owner(self._calls.rename(self._team().id, name))

    async def rotate_code(self) -> str | NoAnswer:
        """Make a new code; the old invites are void."""
        return await self._calls.rotate_code(self._team().id, key=str(uuid.uuid4()))

    async def invite(self) -> str | NoAnswer:
        """Return the code to invite with."""
        return await self._calls.invite(self._team().id)

    async def set_status(self, kind: str, *, at_map: str | None = None) -> NoAnswer | None:
        """Say what one is doing."""
        return await self._owner(self._calls.set_status(self._team().id, kind, at_map=at_map))

    def _team(self) -> Team:
        if self.view.squad is None:
            raise ValueError("there is no squad in this mode")
        return self.view.squad.team

    def _joined(self, answer: Team | NoAnswer) -> NoAnswer | None:
        if isinstance(answer, Refused | Unreachable):
            return answer
        self._say(replace(self.view, gone="", gone_name=""))
        if answer.game_mode != self._session.mode:
            self._session.switch_mode(answer.game_mode)  # a link of another mode: show what was joined
        self.refetch()
        return None

    async def _owner(self, call: Coroutine[object, object, object]) -> NoAnswer | None:
        answer = await call
        if isinstance(answer, Refused | Unreachable):
            return answer
        self.refetch()
        return None
