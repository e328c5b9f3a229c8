"""The squad of one mode, live: snapshots when they are due, broadcasts as they come, and what the player does."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from typing_extensions import override

from tarkov_desktop.app.bus import Bus
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.happenings import KEPT, Happening, What, happenings
from tarkov_desktop.app.squad.mates import Mates
from tarkov_desktop.app.squad.requests import SquadRequests
from tarkov_desktop.app.squad.state import (
    ENDS,
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
from tarkov_desktop.domain.records import tasks_done
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
from tarkov_desktop.remote.team_records import Members
from tarkov_desktop.remote.teams import TeamCalls
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable

logger = logging.getLogger(__name__)

REFETCH_EVERY_S: Final = 120.0
"""While live, the snapshot is compared so often, in case a membership message was lost (backend 7.2)."""
MATES_AFTER_S: Final = 5.0
"""So long after a mate moved on their progress is fetched, once for all they do meanwhile."""
GONE_CODES: Final = frozenset({"not_a_member", "team_not_found"})


class LiveSquad(SquadRequests):
    """Follows the squad of the session's mode. Give it every live event by :meth:`hear`; run :meth:`run` beside.

    ``changed`` tells every new :class:`SquadView`, ``happened`` what members did while we were listening. What the
    player asks for is in :class:`SquadRequests`.
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
        super().__init__(session, calls)
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
        self.happened: Bus[Happening] = Bus()
        self._was_cut = True
        self._is_catching_up = False
        self._told: tuple[object, str] = (None, "")

    async def run(self) -> None:
        """Fetch snapshots when asked for, and every two minutes, until cancelled."""
        unsubscribe = self._session.changes.subscribe(self._follow)
        self._wanted.set()
        try:
            while True:
                # Nobody asked for two minutes: the snapshot is compared all the same.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(REFETCH_EVERY_S):
                        await self._wanted.wait()
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

    def faction(self, user: UserId) -> str | None:
        """Return a teammate's faction, None while their progress is not at hand."""
        return self._mates.faction(user)

    @override
    def refetch(self) -> None:
        self._wanted.set()

    def dismiss(self) -> None:
        """Put away the notice about how the last squad ended."""
        self._say(replace(self.view, gone="", gone_name=""))

    # What is heard.

    def hear(self, event: LiveEvent) -> None:
        """Take one live event in."""
        match event:
            case Subscribed(topic) if topic == self._topic:
                # What happened while we were cut off is no news: the first snapshot after it only brings the cards.
                self._is_catching_up, self._was_cut = self._is_catching_up or self._was_cut, False
                self._set_live(is_live=True)
                self.refetch()
            case Heard(topic, name, payload) if topic == self._topic and self.view.squad is not None:
                self._take(self.view.squad, name, dict(payload))
            case Heard(topic, "team", payload):
                if topic == f"user:{self.me}":
                    self._told = (payload.get("teamId"), str(payload.get("kind")))
                self.refetch()
            case Missed():
                self.refetch()
            case Present(topic, keys) if topic == self._topic:
                self._present = keys
                if self.view.squad is not None:
                    self._say(replace(self.view, squad=see(self.view.squad, keys)))
            case Cut(retry_in_s):
                self._was_cut = True
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
            tasks_completed=len(tasks_done(self._session.document)),
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
                self._end(self._how_it_ended(self.view.squad.team.id))
            self._say(replace(self.view, mode=mode, squad=None, is_known=True, trouble=""))
            return
        await self._fetch_members(mode, team_id)

    async def _fetch_members(self, mode: GameMode, team_id: TeamId) -> None:
        is_catching_up, self._is_catching_up = self._is_catching_up, False
        members = await self._calls.members(team_id)
        if self._session.mode != mode:
            return  # a late answer about a mode that is not shown any more
        match members:
            case Members():
                snapshot = from_snapshot(members, self.view.squad, now_ms=self._now_ms())
                squad = see(self._with_own(snapshot), self._present)
                view = replace(self.view, mode=mode, squad=squad, is_known=True, gone="", trouble="")
                if is_catching_up or self._is_catching_up or not snapshot.is_live:
                    self._show(view)
                else:
                    self._say(view)
                self._follow_topic(members.team.topic)
                await self._fetch_mates(mode, squad)
            case Refused(code=code) if code in GONE_CODES:
                self._end(self._how_it_ended(team_id))
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

    def _how_it_ended(self, team: TeamId) -> str:
        """Return what the account's own topic told of the end; its answer may overtake the word of the team's topic.

        "unseen": nobody told, because the message was lost, or it came while we were cut off.
        """
        told_of, kind = self._told
        return kind if told_of == team and kind in ENDS else "unseen"

    def _set_live(self, *, is_live: bool, retry_in_s: float = 0.0) -> None:
        squad = self.view.squad
        self._say(
            replace(
                self.view,
                squad=None if squad is None else replace(squad, is_live=is_live),
                retry_in_s=retry_in_s,
            )
        )

    @override
    def _forget_squad(self) -> None:
        self._leave_topic()
        self._say(SquadView(self.view.mode, is_known=True))

    @override
    def _say(self, view: SquadView) -> None:
        """Show *view*, and tell what happened in it since the one before."""
        if view == self.view:
            return
        # One's own level also moves when this computer catches up with another: that is nothing that happened.
        news = tuple(
            each
            for each in happenings(self.view.squad, view.squad, now_ms=self._now_ms())
            if not (each.what is What.LEVEL and each.user == self.me)
        )
        self._show(replace(view, story=(*view.story, *news)[-KEPT:]))
        for each in news:
            self.happened.publish(each)

    def _show(self, view: SquadView) -> None:
        if view != self.view:
            self.view = view
            self.changed.publish(view)


def _code(answer: NoAnswer) -> str:
    return answer.code if isinstance(answer, Refused) else "unreachable"
