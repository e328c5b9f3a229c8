"""Live channels before the local backend: heard at once, back after every cut, silent for strangers."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest

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
from tests.localbackend.backend_fixture import MovableClock, RunningBackend
from tests.remote.people import Person, a_name

pytestmark = pytest.mark.contract

Kind = TypeVar("Kind", bound=LiveEvent)


@contextlib.asynccontextmanager
async def live(
    person: Person, *topics: str, **options: float | Callable[[], float]
) -> AsyncIterator[RealtimeSupervisor]:
    supervisor = RealtimeSupervisor(person.backend, person.tokens, random=lambda: 0.01, **options)  # type: ignore[arg-type]  # seconds and clocks only
    for topic in topics:
        supervisor.want(topic)
    person.tokens.on_token = supervisor.set_auth
    task = asyncio.create_task(supervisor.run())
    try:
        yield supervisor
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def wait_for(supervisor: RealtimeSupervisor, kind: type[Kind], within_s: float = 15) -> Kind:
    async with asyncio.timeout(within_s):
        while not isinstance(event := await supervisor.next_event(), kind):
            pass
    return event


async def push_something(person: Person, device_id: str | None = None) -> None:
    body = {
        "deviceId": device_id or str(uuid.uuid4()),
        "gameMode": "pvp",
        "epoch": 0,
        "baseSeq": 0,
        "ops": [{"seq": 1, "op": "set", "path": "level", "value": 9, "stamp": [0, 1, 0, "0000000000000000"]}],
    }
    answer = await person.calls.function("progress-update", dict, body)  # type: ignore[arg-type]  # any JSON
    assert isinstance(answer, dict), answer


async def test_an_edit_elsewhere_is_heard_on_the_account_s_own_topic(person: Person) -> None:
    topic = f"user:{(await person.sign_in(a_name())).user_id}"
    async with live(person, topic) as supervisor:
        await wait_for(supervisor, Subscribed)

        await push_something(person)
        heard = await wait_for(supervisor, Heard)

    assert (heard.topic, heard.event) == (topic, "rev")
    assert heard.payload["gameMode"] == "pvp"


async def test_a_stranger_is_not_let_in_and_not_tried_again(person: Person) -> None:
    own = f"user:{(await person.sign_in(a_name())).user_id}"
    async with live(person, own) as supervisor:
        await wait_for(supervisor, Subscribed)

        supervisor.want(f"user:{uuid.uuid4()}")
        refused = await wait_for(supervisor, JoinRefused)
        await push_something(person)

        assert (await wait_for(supervisor, Heard)).topic == own
    assert refused.topic != own


async def test_a_dropped_topic_is_heard_no_more(person: Person) -> None:
    topic = f"user:{(await person.sign_in(a_name())).user_id}"
    async with live(person, topic) as supervisor:
        await wait_for(supervisor, Subscribed)
        supervisor.drop(topic)

        await push_something(person)

        with pytest.raises(TimeoutError):
            await wait_for(supervisor, Heard, within_s=0.5)


async def test_a_restart_of_the_service_is_survived(person: Person, running: RunningBackend) -> None:
    topic = f"user:{(await person.sign_in(a_name())).user_id}"
    async with live(person, topic, look_every_s=0.2) as supervisor:
        await wait_for(supervisor, Subscribed)

        await asyncio.to_thread(running.restart_gateway)
        cut = await wait_for(supervisor, Cut)
        supervisor.try_now()
        await wait_for(supervisor, Subscribed)
        await push_something(person)

        assert (await wait_for(supervisor, Heard)).event == "rev"
    assert cut.retry_in_s > 0


async def test_a_probe_is_answered_by_a_living_connection(person: Person) -> None:
    topic = f"user:{(await person.sign_in(a_name())).user_id}"
    async with live(person, topic, look_every_s=0.05, probe_every_s=0.05) as supervisor:
        await wait_for(supervisor, Subscribed)

        with pytest.raises(TimeoutError):
            await wait_for(supervisor, Cut, within_s=1.0)


async def test_after_the_computer_slept_the_connection_is_made_anew(person: Person) -> None:
    topic = f"user:{(await person.sign_in(a_name())).user_id}"
    clock = MovableClock()
    async with live(person, topic, look_every_s=0.05, wall_s=clock) as supervisor:
        await wait_for(supervisor, Subscribed)
        with clock.moved(20), pytest.raises(TimeoutError):
            await wait_for(supervisor, Cut, within_s=0.5)  # the control: a clock that was set is no sleep

        with clock.moved(3600):
            await wait_for(supervisor, Cut)
            await wait_for(supervisor, Subscribed)
        await push_something(person)

        assert (await wait_for(supervisor, Heard)).event == "rev"


async def test_a_new_token_reaches_the_open_channels(person: Person) -> None:
    topic = f"user:{(await person.sign_in(a_name())).user_id}"
    async with live(person, topic) as supervisor:
        await wait_for(supervisor, Subscribed)
        old = await person.tokens.access_token()
        assert isinstance(old, str)

        told: list[str] = []

        async def tell(token: str) -> None:
            told.append(token)
            await supervisor.set_auth(token)

        person.tokens.on_token = tell
        await person.tokens.access_token(refused=old)
        await push_something(person)

        assert (await wait_for(supervisor, Heard)).event == "rev"
    assert len(told) == 1


async def test_presence_is_seen_in_a_team(person: Person) -> None:
    user_id = (await person.sign_in(a_name())).user_id
    team = await person.calls.function(
        "team-create", dict, {"name": "Night", "gameMode": "pvp"}, idempotency_key=str(uuid.uuid4())
    )
    assert isinstance(team, dict), team
    async with live(person, f"user:{user_id}") as supervisor:
        supervisor.want(team["team"]["topic"], presence_key=user_id)
        while not (seen := await wait_for(supervisor, Present)).keys:
            pass

    assert seen.keys == {user_id}


async def test_events_that_nobody_reads_become_one_missed(person: Person) -> None:
    supervisor = RealtimeSupervisor(person.backend, person.tokens, random=lambda: 0.0)
    for _ in range(600):
        supervisor._tell(Cut(1.0))

    kinds = {type(await supervisor.next_event()) for _ in range(50)}

    assert Missed in kinds


async def test_without_a_sign_in_nothing_is_tried(person: Person) -> None:
    async with live(person, "user:x") as supervisor:
        with pytest.raises(TimeoutError):
            await wait_for(supervisor, Cut, within_s=0.3)
