"""The squad of one mode, live: snapshots when they are due, broadcasts as they come, and what the player does."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Final

from tarkov_desktop.app.bus import Bus
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.mates import Mates
from tarkov_desktop.app.squad.state import (
    FetchAgain,
    Gone,
    Moved,
    Squad,
    SquadView,
    from_snapshot,
    hear,
    see,
    with_own,
)
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.ids import GameMode, TeamId, UserId
from tarkov_desktop.domain.team_views import tasks_completed
from tarkov_desktop.remote.realtime import (
    Cut,
    Heard,
    JoinRefused,
    LiveEvent,
    Missed,
    Present,
    RealtimeSupervisor,
    Subscribed,
)
from tarkov_desktop.remote.team_records import Members, Team
from tarkov_desktop.remote.teams import TeamCalls
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable

logger = logging.getLogger(__name__)

REFETCH_EVERY_S: Final = 120.0
"""While live, the snapshot is compared so often, in case a membership message was lost (backend 7.2)."""
MATES_AFTER_S: Final = 5.0
"""So long after a mate moved on their progress is fetched, once for all they do meanwhile."""
GONE_CODES: Final = frozenset({"not_a_member", "team_not_found"})


class LiveSquad:
    """Follows the squad of the session's mode. Give it every live event by :meth:`hear`; run :meth:`run` beside.

    ``changed`` tells every new :class:`SquadView`. Operations return None when done, else what stood in the way.
    """

    def __init__(
        self,
        session: Session,
        calls: TeamCalls,
        live: RealtimeSupervisor,
        me: UserId,
        *,
        now_ms: Callable[[], int],
    ) -> None:
        self._session = session
        self._calls = calls
        self._live = live
        self._now_ms = now_ms
        self._wanted = asyncio.Event()
        self._topic: str | None = None
        self._present: frozenset[str] = frozenset()
        self._soon: asyncio.TimerHandle | None = None
        self._orders: dict[UserId, tuple[int, int]] = {}
        self._mates = Mates()
        self.me = me
        self.changed: Bus[SquadView] = Bus()
        self.view = SquadView(session.mode)

    async def run(self) -> None:
        """Fetch snapshots when asked for, and every two minutes, until cancelled."""
        unsubscribe = self._session.changes.subscribe(self._follow)
        self._wanted.set()
        try:
            while True:
                try:
                    async with asyncio.timeout(REFETCH_EVERY_S):
                        await self._wanted.wait()
                except TimeoutError:
                    pass
                self._wanted.clear()
                await self._fetch()
        finally:
            unsubscribe()
            self._leave_topic()
            if self._soon is not None:
                self._soon.cancel()

    def mate(self, user: UserId) -> Derived | None:
        """Return what follows from a teammate's progress in the mode in use, None while it is not at hand."""
        if self.view.squad is None or self.view.mode != self._session.mode:
            return None
        return self._mates.derived(user, self._session.graph, self._now_ms())

    def refetch(self) -> None:
        """Ask for a snapshot soon."""
        self._wanted.set()

    def dismiss(self) -> None:
        """Put away the notice about how the last squad ended."""
        self._say(replace(self.view, gone="", gone_name=""))

    # What is heard.

    def hear(self, event: LiveEvent) -> None:
        """Take one live event in."""
        match event:
            case Subscribed(topic) if topic == self._topic:
                self._set_live(is_live=True)
                self.refetch()
            case Heard(topic, name, payload) if topic == self._topic and self.view.squad is not None:
                self._take(self.view.squad, name, dict(payload))
            case Heard(event="team") | Missed():
                self.refetch()
            case Present(topic, keys) if topic == self._topic:
                self._present = keys
                if self.view.squad is not None:
                    self._say(replace(self.view, squad=see(self.view.squad, keys)))
            case Cut(retry_in_s):
                self._set_live(is_live=False, retry_in_s=retry_in_s)
            case JoinRefused(topic) if topic == self._topic:
                self._topic = None
                self.refetch()
            case _:
                pass

    def _take(self, squad: Squad, name: str, payload: dict[str, object]) -> None:
        effect = hear(squad, name, payload, me=self.me)  # type: ignore[arg-type]  # JSON of the wire, read with care
        match effect:
            case Moved(moved, user):
                if user is not None:
                    self._say(replace(self.view, squad=moved))
                if user not in {None, self.me}:
                    self._refetch_later()
            case FetchAgain(reason, is_malformed):
                logger.info("squad fetches reason=%s", reason)
                self._say(replace(self.view, malformed=self.view.malformed + is_malformed))
                self.refetch()
            case Gone(kind):
                self._end(kind)

    def _follow(self, changes: Changes) -> None:
        if self._session.mode != self.view.mode:
            self._leave_topic()
            self._say(SquadView(self._session.mode))
            self.refetch()
        elif self.view.squad is not None and changes.mode == self.view.mode:
            self._say(replace(self.view, squad=self._with_own(self.view.squad)))

    def _with_own(self, squad: Squad) -> Squad:
        name = self._session.document.value("displayName")
        return with_own(
            squad,
            self.me,
            name=name if isinstance(name, str) else None,
            level=self._session.derived.experience().level,
            tasks_completed=tasks_completed(self._session.document),
        )

    # Snapshots.

    async def _fetch(self) -> None:
        mode = self._session.mode
        mine = await self._calls.mine()
        if isinstance(mine, Refused | Unreachable):
            self._say(replace(self.view, trouble=_code(mine)))
            return
        team_id = mine.get(mode)
        if team_id is None:
            if self.view.squad is not None and not self.view.gone:
                self._end("left")
            self._say(replace(self.view, mode=mode, squad=None, is_known=True, trouble=""))
            return
        await self._fetch_members(mode, team_id)

    async def _fetch_members(self, mode: GameMode, team_id: TeamId) -> None:
        members = await self._calls.members(team_id)
        if self._session.mode != mode:
            return  # a late answer about a mode that is not shown any more
        match members:
            case Members():
                snapshot = from_snapshot(members, self.view.squad, now_ms=self._now_ms())
                squad = see(self._with_own(snapshot), self._present)
                self._say(replace(self.view, mode=mode, squad=squad, is_known=True, gone="", trouble=""))
                self._follow_topic(members.team.topic)
                await self._fetch_mates(mode, squad)
            case Refused(code=code) if code in GONE_CODES:
                self._end("kicked")
            case other:
                self._say(replace(self.view, trouble=_code(other)))

    async def _fetch_mates(self, mode: GameMode, squad: Squad) -> None:
        """Fetch the progress of the mates if any of them moved on; without an answer the last known stays."""
        orders = {user: card.order for user, card in squad.cards.items() if user != self.me}
        if orders == self._orders:
            return
        answer = await self._calls.progress(squad.team.id)
        if isinstance(answer, Refused | Unreachable):
            logger.info("progress of mates not fetched code=%s", _code(answer))
            return
        if self._session.mode != mode or self.view.squad is None:
            return  # a late answer about a squad that is not shown any more
        self._orders = orders
        self._mates.take(answer, me=self.me)
        self._say(replace(self.view, mates_serial=self.view.mates_serial + 1))

    def _refetch_later(self) -> None:
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(MATES_AFTER_S, self._refetch_now)

    def _refetch_now(self) -> None:
        self._soon = None
        self.refetch()

    def _follow_topic(self, topic: str | None) -> None:
        if topic != self._topic:
            self._leave_topic()
            if topic is not None:
                self._topic = topic
                self._live.want(topic, presence_key=self.me)

    def _leave_topic(self) -> None:
        if self._topic is not None:
            self._live.drop(self._topic)
            self._topic, self._present = None, frozenset()
        self._orders = {}
        self._mates.forget()

    def _end(self, kind: str) -> None:
        name = self.view.squad.team.name if self.view.squad is not None else ""
        self._leave_topic()
        self._say(SquadView(self.view.mode, is_known=True, gone=kind, gone_name=name))

    def _set_live(self, *, is_live: bool, retry_in_s: float = 0.0) -> None:
        squad = self.view.squad
        self._say(
            replace(
                self.view,
                squad=None if squad is None else replace(squad, is_live=is_live),
                retry_in_s=retry_in_s,
            )
        )

    def _say(self, view: SquadView) -> None:
        if view != self.view:
            self.view = view
            self.changed.publish(view)

    # What the player does.

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
        self._leave_topic()
        self._say(SquadView(self.view.mode, is_known=True))
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
        self.refetch()
        return None

    async def _owner(self, call: Coroutine[object, object, object]) -> NoAnswer | None:
        answer = await call
        if isinstance(answer, Refused | Unreachable):
            return answer
        self.refetch()
        return None


def _code(answer: NoAnswer) -> str:
    return answer.code if isinstance(answer, Refused) else "unreachable"
