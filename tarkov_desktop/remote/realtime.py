"""Keeps live channels open for ever: connects, joins, watches, throws away and begins again (client libraries, 8).

Decided: the library's client and channel objects are used once and thrown away together on any loss, because after a
loss they look connected and receive nothing. What arrives is a hint: whoever reads :meth:`RealtimeSupervisor.next_event`
fetches the truth after every ``Subscribed``. The only module that imports the ``realtime`` package.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from realtime import AsyncRealtimeChannel, AsyncRealtimeClient, RealtimeSubscribeStates
from realtime.types import RealtimeAcknowledgementStatus
from websockets.protocol import State

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.remote.address import Backend
from tarkov_desktop.remote.tokens import TokenKeeper
from tarkov_desktop.sync.remote import Refused

logger = logging.getLogger(__name__)

QUEUE: Final = 512
"""Events kept for the reader; beyond, all are dropped and the reader fetches everything."""
JITTER_S: Final = (1.0, 30.0)
TOKEN_CHECK_S: Final = 30.0
PROBE_EVERY_S: Final = 60.0
LOOK_EVERY_S: Final = 5.0
ANSWER_WITHIN_S: Final = 10.0
"""How long a living connection takes for the answer to a probe at most."""
SLEPT_S: Final = 30.0
"""A look that comes so much later than it should means that the computer slept; its socket is dead, if not closed."""
CLOSE_WITHIN_S: Final = 2.0
"""A half-open socket never answers a close; the library would wait 10 s for it before the next try."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The topic is live (again): fetch what it is about, something may have been missed."""

    topic: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A broadcast. ``payload`` comes from our SQL, but is judged like anything from outside."""

    topic: str
    event: str
    payload: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Present:
    """Who lit a light in the topic: presence keys, chosen by clients and never shown as fact."""

    topic: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class JoinRefused:
    """The server does not let us into the topic; it is not tried again until asked for anew."""

    topic: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Live updates are cut; the next try comes after ``retry_in_s``."""

    retry_in_s: float


@dataclass(frozen=True, slots=True)
class Missed:
    """More came than was read: fetch everything."""


LiveEvent: TypeAlias = Subscribed | Heard | Present | JoinRefused | Cut | Missed


@dataclass(slots=True)
class _Topic:
    name: str
    presence_key: str | None
    channel: AsyncRealtimeChannel | None = None


@dataclass(slots=True)
class RealtimeSupervisor:
    """Live topics of one account. ``want`` and ``drop`` return at once; ``run`` keeps them open until cancelled.

    ``random`` returns numbers in 0..1 and decides the waits; ``wall_s`` is the time of day, which goes on while the
    computer sleeps and the loop's clock may not. The first wanted topic is the one that is probed: the
    account's own, which has no other listeners.
    """

    backend: Backend
    tokens: TokenKeeper
    random: Callable[[], float]
    user_id: str | None = None
    look_every_s: float = LOOK_EVERY_S
    probe_every_s: float = PROBE_EVERY_S
    answer_within_s: float = ANSWER_WITHIN_S
    wall_s: Callable[[], float] = time.time
    _topics: dict[str, _Topic] = field(default_factory=dict)
    _events: asyncio.Queue[LiveEvent] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    _client: AsyncRealtimeClient | None = None
    _lost: asyncio.Event = field(default_factory=asyncio.Event)
    _hurry: asyncio.Event = field(default_factory=asyncio.Event)
    _joins: set[asyncio.Task[None]] = field(default_factory=set)
    _failures: int = 0

    async def next_event(self) -> LiveEvent:
        """Wait for the next thing that happened."""
        return await self._events.get()

    def want(self, topic: str, *, presence_key: str | None = None) -> None:
        """Keep *topic* open from now on, with a presence light under *presence_key*."""
        if topic not in self._topics:
            self._topics[topic] = _Topic(topic, presence_key)
            self._start_join(self._topics[topic])

    def drop(self, topic: str) -> None:
        """Leave *topic*; nothing of it is heard any more."""
        left = self._topics.pop(topic, None)
        if left is not None and left.channel is not None and self._client is not None:
            self._spawn(self._leave(self._client, left.channel))

    def try_now(self) -> None:
        """Do not wait for the next try: the network is back, the computer woke up."""
        self._hurry.set()

    async def set_auth(self, token: str) -> None:
        """Tell the open channels the new access token, before the old one ends."""
        if self._client is not None:
            with contextlib.suppress(Exception):  # a socket that is going is replaced in a moment anyway
                await self._client.set_auth(token)

    async def run(self) -> None:
        """Connect again and again, with full jitter between tries, until cancelled."""
        try:
            while True:
                try:
                    await self._connect_and_watch()
                except Exception as error:  # noqa: BLE001 - the library raises bare exceptions; each means "cut"
                    logger.info("live connection failed kind=%s", type(error).__name__)
                finally:
                    await self._throw_away()
                low_s, high_s = JITTER_S
                delay_s = max(0.2, min(high_s, low_s * 2**self._failures) * self.random())
                self._failures = min(self._failures + 1, 10)
                self._tell(Cut(delay_s))
                self._hurry.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(delay_s):
                        await self._hurry.wait()
        finally:
            for task in self._joins:
                task.cancel()

    async def _connect_and_watch(self) -> None:
        token = await self.tokens.access_token(of=self.user_id)
        if not isinstance(token, str):
            if isinstance(token, Refused):
                await self._hurry.wait()  # only a new sign-in helps
            return
        self._lost.clear()
        client = AsyncRealtimeClient(
            self.backend.realtime_url, self.backend.anon_key, auto_reconnect=False, max_retries=1
        )
        await client.set_auth(token)
        await client.connect()
        self._client = client
        for topic in list(self._topics.values()):
            self._start_join(topic)
        await self._watch(client)

    async def _watch(self, client: AsyncRealtimeClient) -> None:
        """Return when the connection is lost: told so, seen so, or silent to a probe."""
        loop = asyncio.get_running_loop()
        probe_at_s = loop.time() + self.probe_every_s
        token_at_s = loop.time() + TOKEN_CHECK_S
        while _is_open(client):
            looked_s, looked_wall_s = loop.time(), self.wall_s()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.look_every_s):
                    await self._lost.wait()
                    return
            away_s = max(loop.time() - looked_s, self.wall_s() - looked_wall_s)
            if away_s > self.look_every_s + SLEPT_S:
                logger.info("live connection begins anew after a sleep")
                self._failures = 0
                return
            if loop.time() >= token_at_s:
                token_at_s = loop.time() + TOKEN_CHECK_S
                await self.tokens.access_token(of=self.user_id)
            if loop.time() >= probe_at_s:
                probe_at_s = loop.time() + self.probe_every_s
                if not await self._answers_probe():
                    logger.info("live connection silent")
                    return

    async def _answers_probe(self) -> bool:
        """Ask for a presence that the policy of the user's own topic refuses: any reply proves life."""
        topic = next(iter(self._topics.values()), None)
        if topic is None or topic.channel is None or not topic.channel.is_joined:
            return True
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def settle(*, alive: bool) -> Callable[..., None]:
            return lambda *_: None if answered.done() else answered.set_result(alive)

        push = await topic.channel.push("presence", {"type": "presence", "event": "track", "payload": {}})
        push.receive(RealtimeAcknowledgementStatus.Ok, settle(alive=True))
        push.receive(RealtimeAcknowledgementStatus.Error, settle(alive=True))
        push.receive(RealtimeAcknowledgementStatus.Timeout, settle(alive=False))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.answer_within_s):
                return await answered
        return False

    def _start_join(self, topic: _Topic) -> None:
        if self._client is not None:
            self._spawn(self._join(self._client, topic))

    async def _join(self, client: AsyncRealtimeClient, topic: _Topic) -> None:
        if self._topics.get(topic.name) is not topic:
            return
        key = topic.presence_key
        channel = client.channel(
            topic.name,
            {
                "config": {
                    "broadcast": {"ack": False, "self": False},
                    "presence": {"key": key or "", "enabled": key is not None},
                    "private": True,
                }
            },
        )
        topic.channel = channel
        channel.on_broadcast("*", lambda payload: self._guarded(lambda: self._hear(topic, dict(payload))))
        if key is not None:
            channel.on_presence_sync(lambda: self._guarded(lambda: self._see(topic, channel)))
        await channel.subscribe(
            lambda state, error: self._guarded(lambda: self._state(client, topic, state, error))
        )
        if key is not None and channel.is_joined:
            await channel.track({})

    def _state(
        self,
        client: AsyncRealtimeClient,
        topic: _Topic,
        state: RealtimeSubscribeStates,
        error: Exception | None,
    ) -> None:
        if self._client is not client or self._topics.get(topic.name) is not topic:
            return
        match state:
            case RealtimeSubscribeStates.SUBSCRIBED:
                self._failures = 0
                self._tell(Subscribed(topic.name))
            case RealtimeSubscribeStates.CHANNEL_ERROR if client.is_connected and _is_refusal(error):
                logger.info("live topic refused")
                self.drop(topic.name)
                self._tell(JoinRefused(topic.name))
            case _:
                self._lost.set()

    def _hear(self, topic: _Topic, message: Mapping[str, object]) -> None:
        event, payload = message.get("event"), message.get("payload")
        if self._topics.get(topic.name) is topic and isinstance(event, str) and isinstance(payload, dict):
            self._tell(Heard(topic.name, event, payload))

    def _see(self, topic: _Topic, channel: AsyncRealtimeChannel) -> None:
        self._tell(Present(topic.name, frozenset(channel.presence_state())))

    def _tell(self, event: LiveEvent) -> None:
        if self._events.full():
            while not self._events.empty():
                self._events.get_nowait()
            event = Missed()
        self._events.put_nowait(event)

    def _guarded(self, call: Callable[[], None]) -> None:
        """Run a callback; an exception in it would end the library's listening without a word."""
        try:
            call()
        except Exception:
            logger.exception("a live callback failed")

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._joins.add(task)
        task.add_done_callback(self._joined)

    def _joined(self, task: asyncio.Task[None]) -> None:
        self._joins.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._lost.set()

    async def _leave(self, client: AsyncRealtimeClient, channel: AsyncRealtimeChannel) -> None:
        await client.remove_channel(channel)
        if not self._topics:
            self._lost.set()  # the library closes the socket with its last channel

    async def _throw_away(self) -> None:
        client, self._client = self._client, None
        for topic in self._topics.values():
            topic.channel = None
        if client is not None:
            await _close(client)


async def _close(client: AsyncRealtimeClient) -> None:
    """Close politely for a moment, then for certain; the second call ends the tasks that the first did not reach."""
    socket = client._ws_connection  # noqa: SLF001 - as below; the client forgets it when it begins to close
    for _ in range(2):
        with contextlib.suppress(Exception):  # it is being thrown away, whatever it says
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await client.close()
                return
        if socket is not None:
            socket.transport.abort()


def _is_open(client: AsyncRealtimeClient) -> bool:
    """Return whether the socket is open; ``is_connected`` stays True for seconds after a close frame (2.34.1)."""
    socket = client._ws_connection  # noqa: SLF001 - as above
    return socket is not None and socket.state is State.OPEN


def _is_refusal(error: Exception | None) -> bool:
    """Return whether a channel error is the server's refusal (it comes with a reason) and not a lost socket."""
    text = str(error or "")
    return "reason" in text or "nauthorized" in text
