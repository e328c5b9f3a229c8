"""Gathers news for a moment, keeps quiet while a raid runs, and hands over one notice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, assert_never

from tarkov_desktop.app.cloud.hub import CloudHub
from tarkov_desktop.app.cloud.state import CloudState, SignIn
from tarkov_desktop.app.notifications.news import (
    MateFinished,
    MateJoined,
    News,
    Notice,
    SignInEnded,
    SquadEnded,
)
from tarkov_desktop.app.notifications.words import notice_of
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import (
    NOTIFY_MATE_JOINED,
    NOTIFY_SIGN_IN,
    NOTIFY_TASK_FINISHED,
    NOTIFY_TEAM,
    QUIET_DURING_RAID,
    Setting,
)
from tarkov_desktop.app.squad.happenings import Happening, What
from tarkov_desktop.app.squad.statuses import status_now
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.privacy import is_hidden, is_streaming
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.team_views import card_name
from tarkov_desktop.sync.phase import Phase

GATHER_S: Final = 1.5
"""What comes within this time of the first is told together."""
LOOK_AGAIN_S: Final = 30.0
"""How often the end of a raid is looked for that ends by the clock."""
MOST: Final = 100
"""News kept during one raid; beyond, the oldest are dropped, since they are only counted anyway."""
ENDED: Final = frozenset({"kicked", "disbanded", "unseen"})
"""Ends of a squad that the player did not bring about."""


class NewsDesk:
    """The notifications of one window. ``tell`` is called with each notice, until :meth:`close`.

    Nothing is told of what the settings switch off, nor of teammates the player has hidden. With ``quietDuringRaid``
    what comes during the player's own raid is told once after it. Hundreds of tasks at once (an import) come as one
    snapshot and are no news.
    """

    def __init__(
        self,
        session: Session,
        hub: CloudHub,
        tell: Callable[[Notice], object],
        *,
        now_ms: Callable[[], int],
        gather_s: float = GATHER_S,
    ) -> None:
        self._session = session
        self._hub = hub
        self._tell = tell
        self._now_ms = now_ms
        self._gather_s = gather_s
        self._news: list[News] = []
        self._timer: asyncio.TimerHandle | None = None
        self._is_held = False
        self._state = CloudState()
        self._ends = [hub.changed.subscribe(self._follow), hub.happened.subscribe(self._hear)]

    def close(self) -> None:
        """Tell nothing any more."""
        for end in self._ends:
            end()
        self._stop_timer()

    def _follow(self, state: CloudState) -> None:
        before, self._state = self._state, state
        if _needs_sign_in(state) and not _needs_sign_in(before):
            self._add(SignInEnded())
        was, now = before.squad, state.squad
        if was is not None and now is not None and was.squad is not None and now.gone in ENDED:
            self._add(SquadEnded(now.gone, "" if self._is_streaming() else now.gone_name))
        if self._is_held and not self._is_in_raid():
            self._look()

    def _hear(self, happening: Happening) -> None:
        if happening.user == self._hub.state.user_id or self._hides(happening.user):
            return
        if happening.what is What.JOINED:
            self._add(MateJoined(happening.user, self._name(happening)))
        elif happening.what is What.FINISHED and happening.task is not None:
            task = self._session.catalog.tasks.get(happening.task)
            if task is not None and self._session.derived.state(happening.task) is DisplayState.AVAILABLE:
                self._add(MateFinished(happening.user, self._name(happening), task.name))

    def _add(self, news: News) -> None:
        if not self._session.settings.wants(_setting_of(news)):
            return
        self._news = [*self._news, news][-MOST:]
        if self._timer is None:
            self._look_in(self._gather_s)

    def _look_in(self, delay_s: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._look)

    def _look(self) -> None:
        """Tell what has gathered, or hold it until the raid is over."""
        self._stop_timer()
        self._is_held = self._is_in_raid()
        if self._is_held:
            self._look_in(LOOK_AGAIN_S)
        else:
            self._tell_all()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell_all(self) -> None:
        news, self._news = self._news, []
        notice = notice_of(news)
        if notice is not None:
            self._tell(notice)

    def _is_in_raid(self) -> bool:
        view = self._hub.state.squad
        squad = view.squad if view is not None else None
        own = squad.cards.get(UserId(self._hub.state.user_id)) if squad is not None else None
        if own is None or not self._session.settings.get(QUIET_DURING_RAID):
            return False
        return status_now(own, self._now_ms()).kind == What.IN_RAID

    def _name(self, happening: Happening) -> str:
        if self._is_streaming():
            return _("A teammate")
        return card_name(happening.name, None, happening.user)

    def _is_streaming(self) -> bool:
        return is_streaming(self._session.account_document)

    def _hides(self, user: UserId) -> bool:
        return is_hidden(self._session.account_document, user)


def _setting_of(news: News) -> Setting[bool]:
    match news:
        case MateFinished():
            return NOTIFY_TASK_FINISHED
        case MateJoined():
            return NOTIFY_MATE_JOINED
        case SquadEnded():
            return NOTIFY_TEAM
        case SignInEnded():
            return NOTIFY_SIGN_IN
        case _:
            assert_never(news)


def _needs_sign_in(state: CloudState) -> bool:
    is_asked = state.standing.phase is Phase.SIGN_IN_AGAIN and state.sign_in is SignIn.SIGNED_IN
    return state.sign_in is SignIn.ENDED or is_asked
