"""A squad among people who mean harm, and an owner who acts from two computers at once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio
from realtime import AsyncRealtimeChannel, AsyncRealtimeClient, RealtimeSubscribeStates

from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.squad.state import SquadView
from tarkov_desktop.domain.ids import TeamId
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.realtime import Heard, JoinRefused, LiveEvent
from tarkov_desktop.sync.remote import NoAnswer, Refused
from tests.app.cloud.test_squad import Player, a_player, found, is_live
from tests.remote.people import a_name

pytestmark = pytest.mark.contract

KICK_PROMISE_S = 2.0
ROUNDS = 3
KNOWN_CODES = {
    "already_in_team",
    "busy",
    "cooldown",
    "member_not_found",
    "not_a_member",
    "not_owner",
    "owner_must_transfer",
    "team_not_found",
}


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(verify=False, trust_env=False, timeout=20) as client:
        yield client


@pytest_asyncio.fixture
async def database(backend: LocalBackend) -> AsyncIterator[asyncpg.Connection]:
    """The database as its owner: the truth."""
    connection = await asyncpg.connect(backend.db_url, ssl=False)
    yield connection
    await connection.close()


async def joined(owner: Player, *others: Player) -> TeamId:
    """Found a squad of all of them, live and known to each other."""
    team, code = await found(owner, size=10)
    for other in others:
        assert await other.squad.join(team, code) is None
    for player in (owner, *others):
        await player.sees(lambda view: is_live(view) and counts(view) == 1 + len(others))
    return team


def counts(view: SquadView) -> int:
    return 0 if view.squad is None else len(view.squad.cards)


def topic_of(player: Player) -> str:
    squad = player.squad.view.squad
    assert squad is not None
    assert squad.team.topic is not None
    return squad.team.topic


# Kicked, and deaf to it.


async def test_who_was_kicked_and_keeps_listening_hears_nothing_more(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with (
        a_player(backend, http, tmp_path) as anna,
        a_player(backend, http, tmp_path) as bert,
        a_player(backend, http, tmp_path) as cleo,
    ):
        await joined(anna, bert, cleo)
        old_topic = topic_of(cleo)
        at_cleo: list[LiveEvent] = []
        cleo.computer.link.listen_with(
            at_cleo.append
        )  # she ignores that she was kicked and keeps her channel
        at_bert: list[LiveEvent] = []

        def bert_hears(event: LiveEvent) -> None:
            at_bert.append(event)
            bert.squad.hear(event)

        bert.computer.link.listen_with(bert_hears)
        assert await anna.squad.kick(cleo.squad.me) is None
        kicked_s = time.monotonic()
        await anna.sees(lambda view: is_live(view) and counts(view) == 2 and topic_of(anna) != old_topic)
        await bert.sees(lambda view: is_live(view) and counts(view) == 2)
        level = 10
        while time.monotonic() - kicked_s < KICK_PROMISE_S:
            level += 1
            set_level(anna.computer.session, level)
            await anna.computer.link.flush(5)
            await bert.sees(lambda _view, level=level: bert.card(anna.squad.me).level == level)  # type: ignore[misc]  # one level a turn
        cleo.computer.link.live.want(topic_of(anna))
        await _until_refused(at_cleo)

        team_news = [event for event in at_cleo if isinstance(event, Heard) and event.topic == old_topic]
        assert {event.event for event in team_news} <= {"membership"}, (
            "the last thing heard is the kick itself"
        )
        assert any(isinstance(event, Heard) and event.event == "progress" for event in at_bert), "the control"
        await anna.squad.leave(disband=True)


async def _until_refused(events: list[LiveEvent]) -> None:
    async with asyncio.timeout(15):
        while not any(isinstance(event, JoinRefused) for event in events):  # noqa: ASYNC110 - a plain list fills
            await asyncio.sleep(0.02)


# Speaking in another's name.


@contextlib.asynccontextmanager
async def a_raw_channel(player: Player, topic: str) -> AsyncIterator[AsyncRealtimeChannel]:
    """A channel of *topic* with the player's own token, by the public client, to say whatever one likes."""
    token = await player.computer.person.tokens.access_token()
    assert isinstance(token, str)
    backend = player.computer.person.backend
    client = AsyncRealtimeClient(backend.realtime_url, backend.anon_key, auto_reconnect=False)
    await client.set_auth(token)
    await client.connect()
    states: asyncio.Queue[RealtimeSubscribeStates] = asyncio.Queue()
    channel = client.channel(
        topic,
        {
            "config": {
                "broadcast": {"ack": False, "self": False},
                "presence": {"key": "", "enabled": False},
                "private": True,
            }
        },
    )
    await channel.subscribe(lambda state, _error: states.put_nowait(state))
    assert await asyncio.wait_for(states.get(), 10) is RealtimeSubscribeStates.SUBSCRIBED
    try:
        yield channel
    finally:
        await client.close()


async def test_what_a_member_says_in_another_s_name_has_no_effect(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, database: asyncpg.Connection
) -> None:
    async with (
        a_player(backend, http, tmp_path) as anna,
        a_player(backend, http, tmp_path) as bert,
        a_player(backend, http, tmp_path) as mallory,
    ):
        await joined(anna, bert, mallory)
        topic, victim = topic_of(anna), bert.squad.me
        forged = {
            **{"userId": victim, "gameMode": "pvp", "season": 0, "rev": 999_999, "level": 66},
            **{"tasksCompleted": 500, "displayName": "Forged"},
        }
        gone = {"kind": "kicked", "userId": anna.squad.me, "topic": "team:elsewhere"}
        async with a_raw_channel(mallory, topic) as channel:
            await channel.send_broadcast("progress", forged)
            await channel.send_broadcast("membership", gone)
        token = await mallory.computer.person.tokens.access_token()
        answer = await http.post(
            f"{backend.url}/realtime/v1/api/broadcast/{topic}/events/progress?private=true",
            json=forged,
            headers={"apikey": backend.anon_key, "Authorization": f"Bearer {token}"},
        )
        before = anna.squad.view.malformed
        set_level(bert.computer.session, 12)
        await anna.sees(lambda _view: anna.card(victim).level == 12)  # true news, after all that was forged

        assert answer.status_code == 403
        assert anna.squad.view.gone == ""
        assert anna.card(victim).name != "Forged"
        assert anna.squad.view.malformed == before == 0

        # The control: said by the database, the same words are believed.
        await database.execute(
            "select realtime.send($1::text::jsonb, 'progress', $2, true)", json.dumps(forged), topic
        )
        await anna.sees(lambda _view: anna.card(victim).name == "Forged")


async def test_a_topic_made_up_or_of_another_team_is_not_opened(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with a_player(backend, http, tmp_path) as anna, a_player(backend, http, tmp_path) as mallory:
        await joined(anna)
        at_mallory: list[LiveEvent] = []
        mallory.computer.link.listen_with(at_mallory.append)
        for topic in (topic_of(anna), f"{topic_of(anna)}:2", f"user:{anna.squad.me}"):
            mallory.computer.link.live.want(topic)
        async with asyncio.timeout(15):
            while sum(isinstance(event, JoinRefused) for event in at_mallory) < 3:  # noqa: ASYNC110 - a plain list fills
                await asyncio.sleep(0.02)

        set_level(anna.computer.session, 12)
        await anna.computer.link.flush(5)

        assert not [event for event in at_mallory if isinstance(event, Heard) and "team" in event.topic]


# The owner at two computers.


@pytest.mark.timeout(240)
async def test_what_the_owner_asks_at_once_from_two_computers_ends_in_one_truth(
    backend: LocalBackend, http: httpx.AsyncClient, tmp_path: Path, database: asyncpg.Connection
) -> None:
    name = a_name()
    async with (
        a_player(backend, http, tmp_path, name=name) as here,
        a_player(backend, http, tmp_path, name=name) as there,
        a_player(backend, http, tmp_path) as bert,
        a_player(backend, http, tmp_path) as cleo,
    ):
        team = await joined(here, bert, cleo)
        await there.sees(lambda view: is_live(view) and counts(view) == 3)
        all_of_them = (here, there, bert, cleo)

        for number in range(ROUNDS):
            answers = await at_once(
                here.squad.rename(f"Here {number}"),
                there.squad.rename(f"There {number}"),
                here.squad.set_status("ready"),
                there.squad.set_status("away"),
            )
            assert answers == [None] * 4
            await all_agree(database, team, *all_of_them)

        kicks = await at_once(here.squad.kick(cleo.squad.me), there.squad.kick(cleo.squad.me))
        assert sorted(map(code_of, kicks)) == ["", "member_not_found"]
        view = await cleo.sees(lambda view: view.gone != "")
        assert view.gone == "kicked"
        await all_agree(database, team, here, there, bert)

        codes = list(
            map(
                code_of,
                await at_once(here.squad.transfer(bert.squad.me), there.squad.leave(disband=True)),
            )
        )
        assert codes.count("") >= 1
        assert set(codes) <= {"", *KNOWN_CODES}
        is_there = await database.fetchval(
            "select count(*) from public.teams where id = $1::text::uuid", team
        )
        if is_there:
            await all_agree(database, team, here, there, bert)
        for player in (here, there, bert):
            await player.sees(lambda view: (view.squad is not None) == bool(is_there))


async def at_once(*calls: Awaitable[NoAnswer | None]) -> list[NoAnswer | None]:
    return list(await asyncio.gather(*calls))


def code_of(answer: NoAnswer | None) -> str:
    return "" if answer is None else answer.code if isinstance(answer, Refused) else answer.reason


async def all_agree(database: asyncpg.Connection, team: TeamId, *players: Player) -> None:
    """Wait until every view shows the team as the database holds it."""
    row = await database.fetchrow(
        "select name, owner_id::text from public.teams where id = $1::text::uuid", team
    )
    assert row is not None
    members = await database.fetch(
        "select user_id::text as user, status_kind from public.team_memberships where team_id = $1::text::uuid",
        team,
    )
    truth = (row["name"], row["owner_id"], {each["user"]: each["status_kind"] for each in members})
    for player in players:
        await player.sees(lambda view: _shown(view) == truth)


def _shown(view: SquadView) -> tuple[str, str, dict[str, str]] | None:
    squad = view.squad
    if squad is None:
        return None
    return (
        squad.team.name,
        squad.team.owner_id,
        {user: card.status.kind for user, card in squad.cards.items()},
    )
