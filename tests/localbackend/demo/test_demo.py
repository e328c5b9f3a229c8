"""The demonstration: people with a past, a team, and bots whose deeds reach the viewer."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Callable
from random import Random

import pytest
from supabase_auth import AsyncGoTrueClient, AsyncMemoryStorage
from typing_extensions import override
from websockets.asyncio.client import connect

from tarkov_desktop.localbackend.demo import Demo, DemoAddress, DemoOptions
from tarkov_desktop.localbackend.demo.people import MATES, VIEWER, standing_of
from tarkov_desktop.localbackend.demo.player import Player, PlayerError
from tarkov_desktop.localbackend.demo.tasks import for_tonight, playable_tasks, within_reach
from tarkov_desktop.remote.loopback import Code, LoopbackListener
from tests.localbackend.backend_fixture import backend_options


@pytest.fixture
def viewer(demo: DemoAddress) -> Player:
    return Player(demo, VIEWER, "pvp")


class Listener(logging.Handler):
    """Calls when somebody is said to stay away."""

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__()
        self._call = call

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if "stays away" in record.getMessage():
            self._call()


async def members(viewer: Player, demo: DemoAddress) -> dict[str, dict[str, object]]:
    answer = await viewer.rpc("team_members", {"p_team": demo.team_id})
    return {str(member["displayName"]): member for member in answer["profiles"].values()}


async def changed(
    viewer: Player, demo: DemoAddress, wanted: Callable[[dict[str, dict[str, object]]], bool]
) -> dict[str, dict[str, object]]:
    """The members once they are as *wanted*; asked as seldom as the server's limit of one a second demands."""
    now = await members(viewer, demo)
    if wanted(now):
        return now
    await asyncio.sleep(0.5)
    return await changed(viewer, demo, wanted)


async def test_the_viewer_has_a_team_whose_mates_come_and_get_on(viewer: Player, demo: DemoAddress) -> None:
    await viewer.sign_in()
    expected = {VIEWER.name, *(mate.name for mate in MATES[:3])}
    async with asyncio.timeout(30):
        first = await changed(viewer, demo, lambda now: set(now) == expected)
        await changed(viewer, demo, lambda now: now != first)
    assert all(member["tasksCompleted"] for member in first.values())
    await viewer.close()


async def test_a_latecomer_joins_though_the_code_was_changed_by_a_window() -> None:
    options = DemoOptions(backend=backend_options(), mates=2, speed=4.0, windows=2)
    stage = Demo(options)
    async with stage:
        owner = Player(stage.address, MATES[0], "pvp")
        await owner.sign_in()
        await owner.rpc("team_rotate_code", {"p_team": stage.address.team_id, "p_key": str(uuid.uuid4())})

        async with asyncio.timeout(30):
            now = await changed(owner, stage.address, lambda now: MATES[1].name in now)
        await owner.close()

    assert set(now) == {VIEWER.name, MATES[0].name, MATES[1].name}
    assert [other.person for other in stage.address.others] == [MATES[0].name]


async def test_a_latecomer_stays_away_from_a_squad_that_is_gone() -> None:
    told = asyncio.Event()
    logger = logging.getLogger("tarkov_desktop.localbackend.demo.stage")
    listener = Listener(told.set)
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    options = DemoOptions(backend=backend_options(), mates=2, speed=8.0, windows=2)
    stage = Demo(options)
    async with stage, asyncio.timeout(30):
        owner = Player(stage.address, MATES[0], "pvp")
        await owner.sign_in()
        await owner.call("team-leave", {"teamId": stage.address.team_id, "disband": True}, once=True)
        await told.wait()
        await owner.close()
    logger.removeHandler(listener)
    logger.setLevel(logging.NOTSET)


async def test_the_program_signs_in_as_the_viewer_without_a_browser(demo: DemoAddress) -> None:
    client = AsyncGoTrueClient(
        url=f"{demo.url}/auth/v1", headers={"apikey": demo.anon_key}, auto_refresh_token=False, flow_type="pkce",
        storage=AsyncMemoryStorage(),
    )  # fmt: skip
    async with LoopbackListener(lambda _done: "back") as listener:
        start = await client.sign_in_with_oauth(
            {"provider": "discord", "options": {"redirect_to": listener.redirect_url}}
        )
        await asyncio.to_thread(demo.open_url, start.url)
        came = await listener.callback()
    assert isinstance(came, Code)
    exchanged = await client.exchange_code_for_session(
        {"auth_code": came.code, "code_verifier": "", "redirect_to": ""}
    )
    assert exchanged.user is not None
    assert exchanged.user.user_metadata["full_name"] == VIEWER.name
    await client.close()


async def test_a_refusal_is_told(viewer: Player) -> None:
    await viewer.sign_in()
    with pytest.raises(PlayerError, match="team-join"):
        await viewer.call("team-join", {"teamId": "nothing"})
    await viewer.close()


def test_the_same_seed_gives_the_same_people() -> None:
    assert standing_of(Random(7)) == standing_of(Random(7))
    assert standing_of(Random(7)) != standing_of(Random(8))


def test_tasks_come_after_what_they_require() -> None:
    seen: set[str] = set()
    for task in playable_tasks():
        assert all(need.task in seen for need in task.requirements)
        seen.add(task.id)
    assert len(seen) > 300


def test_what_is_put_off_for_tonight_holds_up_nothing() -> None:
    tasks = playable_tasks()
    put_off = for_tonight(tasks)

    assert len(put_off) > 5
    assert not any(need.task in put_off for task in tasks for need in task.requirements)


def test_only_open_tasks_are_within_reach() -> None:
    tasks = playable_tasks()
    first = within_reach(tasks, set(), 1, "USEC")
    assert first
    assert all(task.min_level <= 1 and not task.requirements for task in first)
    assert not {task.id for task in first} & {
        task.id for task in within_reach(tasks, {task.id for task in first}, 1, "USEC")
    }


async def test_bots_light_up_and_stay_lit_when_the_squad_moves() -> None:
    options = DemoOptions(backend=backend_options(), mates=3, speed=60.0)
    async with Demo(options) as stage, asyncio.timeout(40):
        viewer, leaver = (Player(stage.address, person, "pvp") for person in (VIEWER, MATES[1]))
        await viewer.sign_in()
        await leaver.sign_in()
        await changed(viewer, stage.address, lambda now: len(now) == 4)
        before = await lights(viewer, stage.address, 3)

        await leaver.call("team-leave", {"teamId": stage.address.team_id})
        after = await lights(viewer, stage.address, 2)
        await viewer.close()
        await leaver.close()

    assert after == before - {leaver.user_id}


async def lights(viewer: Player, demo: DemoAddress, count: int) -> set[str]:
    """The members whose light burns in the squad's topic of now, once there are *count*."""
    team = (await viewer.rpc("team_members", {"p_team": demo.team_id}))["team"]
    topic = f"realtime:{team['topic']}"
    config = {"broadcast": {}, "presence": {"key": "", "enabled": True}, "private": True}
    lit: set[str] = set()
    async with connect(viewer.live_url) as socket:
        joining = {"config": config, "access_token": viewer.access_token}
        await socket.send(json.dumps({"topic": topic, "event": "phx_join", "payload": joining, "ref": "1"}))
        async for text in socket:
            frame = json.loads(text)
            if frame["event"] == "presence_state":
                lit |= set(frame["payload"])
            elif frame["event"] == "presence_diff":
                lit = (lit | set(frame["payload"]["joins"])) - set(frame["payload"]["leaves"])
            if len(lit) == count:
                return lit
    raise AssertionError("the socket was closed")
