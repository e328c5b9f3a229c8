"""News are gathered, held while a raid runs, and told only as far as the player wants."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tarkov_desktop.app.cloud.hub import CloudHub
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.cloud.state import CloudState, SignIn
from tarkov_desktop.app.notifications.desk import NewsDesk
from tarkov_desktop.app.notifications.news import Notice
from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import NOTIFY_SIGN_IN, NOTIFY_TASK_FINISHED, NOTIFY_TEAM, QUIET_DURING_RAID
from tarkov_desktop.app.squad.happenings import Happening, What
from tarkov_desktop.app.squad.state import Card, Squad, SquadView
from tarkov_desktop.domain.ids import PVP, TaskId, TeamId, UserId
from tarkov_desktop.remote.team_records import MemberStatus, Team
from tarkov_desktop.sync.phase import Phase
from tests.app.worlds import SPLIT_A, START_MS

ME, MIRA, ANTON = UserId("me"), UserId("mira"), UserId("anton")


class Told:
    """The desk's other side: keeps what was told, and lets a test wait for it."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.came = asyncio.Event()

    def __call__(self, notice: Notice) -> None:
        self.notices.append(notice)
        self.came.set()

    async def next(self) -> str:
        async with asyncio.timeout(5):
            await self.came.wait()
        self.came.clear()
        return self.notices[-1].text

    async def keeps_silent(self) -> None:
        """Wait five times as long as news are gathered."""
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await self.came.wait()


@pytest.fixture
def hub() -> CloudHub:
    return CloudHub(new_id=lambda: "id", account_changed=lambda: None)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def desk(session: Session, hub: CloudHub, told: Told) -> Iterator[NewsDesk]:
    desk = NewsDesk(session, hub, told, now_ms=lambda: START_MS, gather_s=0.01)
    hub._say(in_squad())
    yield desk
    desk.close()


def in_squad(status: str = "none", until: str | None = None) -> CloudState:
    team = Team(TeamId("t"), "Night Shift", PVP, ME, 5, "team:t")
    cards = {
        ME: Card(ME, "Rook", status=MemberStatus(status, until=until)),
        MIRA: Card(MIRA, "Mira"),
    }
    view = SquadView(PVP, Squad(team, cards, 0, is_live=True), is_known=True)
    return CloudState(sign_in=SignIn.SIGNED_IN, user_id=ME, squad=view)


def did(what: What, user: UserId = MIRA, task: TaskId | None = SPLIT_A) -> Happening:
    return Happening(what, user, user.title(), START_MS, task=task)


async def heard_nothing(hub: CloudHub, told: Told) -> None:
    """Prove silence: what is told next is the joining that comes after it, and nothing else with it."""
    hub.happened.publish(did(What.JOINED, ANTON))
    assert await told.next() == "Anton joined your team."


@pytest.mark.usefixtures("desk")
async def test_a_task_that_is_open_for_me_is_told(hub: CloudHub, told: Told) -> None:
    hub.happened.publish(did(What.FINISHED))

    assert await told.next() == f"Mira finished {told.notices[-1].name}, which you have too."


@pytest.mark.usefixtures("desk")
async def test_a_task_that_is_not_open_for_me_is_no_news(session: Session, hub: CloudHub, told: Told) -> None:
    complete_task(session, SPLIT_A)

    hub.happened.publish(did(What.FINISHED))
    hub.happened.publish(did(What.FINISHED, task=TaskId("of another season")))
    hub.happened.publish(did(What.FAILED))
    hub.happened.publish(did(What.LEVEL))
    hub.happened.publish(did(What.JOINED, ME))

    await heard_nothing(hub, told)


@pytest.mark.usefixtures("desk")
async def test_a_burst_is_one_notice(hub: CloudHub, told: Told) -> None:
    for user in (MIRA, ANTON, UserId("third")):
        hub.happened.publish(did(What.JOINED, user))

    assert await told.next() == "3 players joined your team."
    assert len(told.notices) == 1


@pytest.mark.usefixtures("desk")
async def test_a_raid_of_one_s_own_holds_everything_until_it_ends(hub: CloudHub, told: Told) -> None:
    hub._say(in_squad("in_raid"))
    hub.happened.publish(did(What.JOINED, MIRA))
    await told.keeps_silent()

    hub._say(in_squad("none"))

    assert await told.next() == "Mira joined your team."


@pytest.mark.usefixtures("desk")
async def test_a_raid_that_ended_by_the_clock_holds_nothing(hub: CloudHub, told: Told) -> None:
    hub._say(in_squad("in_raid", "2001-01-01T00:00:00Z"))

    hub.happened.publish(did(What.JOINED, MIRA))

    assert await told.next() == "Mira joined your team."


@pytest.mark.usefixtures("desk")
async def test_quiet_can_be_switched_off(session: Session, hub: CloudHub, told: Told) -> None:
    session.settings.set(QUIET_DURING_RAID, False)
    hub._say(in_squad("in_raid"))

    hub.happened.publish(did(What.JOINED, MIRA))

    assert await told.next() == "Mira joined your team."


@pytest.mark.usefixtures("desk")
async def test_what_is_switched_off_is_not_told(session: Session, hub: CloudHub, told: Told) -> None:
    session.settings.set(NOTIFY_TEAM, False)
    hub.happened.publish(did(What.JOINED, MIRA))
    session.settings.set(NOTIFY_TEAM, True)

    await heard_nothing(hub, told)

    session.settings.set(NOTIFY_TASK_FINISHED, False)
    hub.happened.publish(did(What.FINISHED))
    await heard_nothing(hub, told)

    session.settings.set(NOTIFY_SIGN_IN, False)
    hub._say(replace(in_squad(), sign_in=SignIn.ENDED))
    await heard_nothing(hub, told)


@pytest.mark.usefixtures("desk")
async def test_hidden_teammates_are_no_news(session: Session, hub: CloudHub, told: Told) -> None:
    set_preference(session, "teamHide", True, key=MIRA)

    hub.happened.publish(did(What.FINISHED))

    await heard_nothing(hub, told)


@pytest.mark.usefixtures("desk")
async def test_streaming_hides_the_names_of_people_and_teams(
    session: Session, hub: CloudHub, told: Told
) -> None:
    set_preference(session, "streamerMode", True)

    hub.happened.publish(did(What.FINISHED))
    assert (await told.next()).startswith("A teammate finished")
    hub._say(gone("kicked"))

    assert await told.next() == "The owner removed you from your team. Your own progress is unchanged."


def gone(kind: str) -> CloudState:
    view = SquadView(PVP, is_known=True, gone=kind, gone_name="Night Shift")
    return CloudState(sign_in=SignIn.SIGNED_IN, user_id=ME, squad=view)


@pytest.mark.usefixtures("desk")
async def test_a_removal_is_told_once_and_leaving_is_not(hub: CloudHub, told: Told) -> None:
    hub._say(gone("left"))
    hub._say(in_squad())
    hub._say(gone("kicked"))
    hub._say(replace(gone("kicked"), sentence="something else"))

    assert "Night Shift" in await told.next()
    assert len(told.notices) == 1


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "state",
    [
        CloudState(sign_in=SignIn.ENDED),
        CloudState(sign_in=SignIn.SIGNED_IN, standing=CloudStanding(phase=Phase.SIGN_IN_AGAIN)),
    ],
)
async def test_a_sign_in_that_is_needed_is_told_once(hub: CloudHub, told: Told, state: CloudState) -> None:
    hub._say(state)
    hub._say(replace(state, sentence="again"))

    assert (await told.next()).startswith("Sign in again")
    assert len(told.notices) == 1


async def test_after_the_end_nothing_is_told(hub: CloudHub, told: Told, desk: NewsDesk) -> None:
    hub.happened.publish(did(What.JOINED))

    desk.close()
    hub.happened.publish(did(What.JOINED))

    await told.keeps_silent()
