"""A squad for tests of pages: the real hub and the real live squad, told what the server would have answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.live import LiveSquad
from tarkov_desktop.app.squad.state import Card, Squad, SquadView
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import TaskId, TeamId, UserId
from tarkov_desktop.remote.team_records import Team

ME = UserId("00000000-0000-4000-8000-000000000001")
MIRA = UserId("00000000-0000-4000-8000-000000000002")
ANTON = UserId("00000000-0000-4000-8000-000000000003")
NAMES = {ME: "Rado", MIRA: "Mira", ANTON: "Anton"}
Progress = Mapping[str, JsonValue]


def done_by_mate(*tasks: TaskId, **fields: JsonValue) -> dict[str, JsonValue]:
    """A mate's progress as the server answers it, with *tasks* done."""
    completions: JsonValue = {task: {"complete": True, "failed": False, "timestamp": 1} for task in tasks}
    return {"taskCompletions": completions, "level": 20, "pmcFaction": "USEC", **fields}


class TestSquad:
    """A hub whose squad has the mates whose progress is given; None: their progress is not at hand."""

    __test__ = False

    def __init__(self, session: Session, now_ms: Callable[[], int]) -> None:
        self._session = session
        self._progress: dict[UserId, Progress | None] = {}
        self._serial = 0
        self.hub = CloudHub(new_id=str, account_changed=lambda: None)
        self.live = LiveSquad(session, None, None, ME, now_ms=now_ms)  # type: ignore[arg-type]  # no server is asked
        self.hub.squad = self.live

    def show(self, progress: Mapping[UserId, Progress | None], *, is_live: bool = True) -> None:
        """Say that the mates stand as *progress* has it."""
        self._progress = dict(progress)
        self.live._mates.take({user: each for user, each in progress.items() if each is not None}, me=ME)
        self._serial += 1
        cards = {user: Card(user, NAMES[user], is_online=True) for user in (ME, *progress)}
        team = Team(TeamId("t"), "Night Shift", self._session.mode, ME, 5)
        squad = Squad(team, cards, 1_763_700_000_000, is_live=is_live)
        self._say(SquadView(self._session.mode, squad, is_known=True, mates_serial=self._serial))

    def move(self, user: UserId, progress: Progress) -> None:
        """Say that one mate stands otherwise now."""
        self.show({**self._progress, user: progress})

    def end(self) -> None:
        """Say that there is no squad any more."""
        self._say(SquadView(self._session.mode, is_known=True))

    def _say(self, view: SquadView) -> None:
        self.live.view = view
        self.hub._say(replace(CloudState(sign_in=SignIn.SIGNED_IN, user_id=ME), squad=view))
