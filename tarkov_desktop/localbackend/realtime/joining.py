"""Joins: what a client asks for, whether it gets it, and what it is told first."""

from __future__ import annotations

import asyncio
import logging
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncpg

from tarkov_desktop.localbackend.pools import LOST
from tarkov_desktop.localbackend.realtime.bindings import BindingError, check_bindings, parse_bindings
from tarkov_desktop.localbackend.realtime.channel import Channel
from tarkov_desktop.localbackend.realtime.frames import Broadcast
from tarkov_desktop.localbackend.realtime.hub import TOPIC_PREFIX, Hub
from tarkov_desktop.localbackend.realtime.policies import Caller, Extension, MissingPartitionError, Policies
from tarkov_desktop.localbackend.realtime.replay import Replay, parse_replay, replayed
from tarkov_desktop.localbackend.tokens import Keys, TokenRefusedError

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.realtime.connection import Connection
    from tarkov_desktop.localbackend.realtime.frames import ClientFrame

logger = logging.getLogger(__name__)


class JoinRefusedError(Exception):
    """A join that is not granted; ``code`` and text go to the client as ``reason``."""

    def __init__(self, code: str, text: str, *, disconnects: bool = False) -> None:
        super().__init__(f"{code}: {text}")
        self.disconnects = disconnects


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """The configuration a client joins with, missing parts at their defaults."""

    is_private: bool
    acknowledges: bool
    sends_self: bool
    wants_presence: bool
    presence_key: str
    bindings: tuple[dict[str, Any], ...]
    replay: Replay | None
    token: str | None


def parse_join(payload: object) -> JoinRequest:
    """Read a join's payload. Booleans may be strings, and anything may be missing.

    Raises:
        JoinRefusedError: the replay asked for makes no sense.
    """
    given = payload if isinstance(payload, dict) else {}
    config = _mapping(given, "config")
    broadcast, presence = _mapping(config, "broadcast"), _mapping(config, "presence")
    key, bindings = presence.get("key"), config.get("postgres_changes")
    token = given.get("user_token") or given.get("access_token")
    try:
        replay = parse_replay(broadcast.get("replay"))
    except ValueError as error:
        raise JoinRefusedError("UnableToReplayMessages", str(error)) from error
    return JoinRequest(
        is_private=_flag(config.get("private"), default=False),
        acknowledges=_flag(broadcast.get("ack"), default=False),
        sends_self=_flag(broadcast.get("self"), default=False),
        wants_presence=_flag(presence.get("enabled"), default=True),
        presence_key=key if isinstance(key, str) and key else str(uuid.uuid4()),
        bindings=tuple(b for b in bindings if isinstance(b, dict)) if isinstance(bindings, list) else (),
        replay=replay,
        token=token if isinstance(token, str) else None,
    )


class Doorkeeper:
    """Lets clients into channels. *pool* must log in as a superuser, to ask as anybody."""

    def __init__(self, hub: Hub, keys: Keys, pool: asyncpg.Pool) -> None:
        self.hub = hub
        self.keys = keys
        self.policies = Policies(pool)
        self._pool = pool
        self._later: set[asyncio.Task[None]] = set()

    async def join(self, connection: Connection, frame: ClientFrame) -> None:
        """Answer a ``phx_join``."""
        try:
            channel, request, readable = await self._admit(connection, frame)
            replay = await self._replay(channel, request)
        except JoinRefusedError as refused:
            self._refuse(connection, frame, refused)
            return
        earlier = connection.channels.get(frame.topic)
        if earlier is not None:
            earlier.detach()
        echoed = [dict(raw, id=number) for number, raw in parse_bindings(request.bindings)]
        # Bound before the client hears that it has joined: what is committed from then on, it is told.
        fault = await self._bind(channel, request)
        channel.attach(self)
        connection.reply(frame, "ok", {"postgres_changes": echoed})
        if fault is not None:
            channel.system("error", fault, extension="postgres_changes")
        elif request.bindings:
            channel.system("ok", "Subscribed to PostgreSQL", extension="postgres_changes")
        if request.wants_presence and "presence" in readable:
            channel.send_presence_state()
        for broadcast in replay:
            text = connection.framing.encode_broadcast(broadcast)
            if text is not None:
                connection.send(text)

    def refusal_text(self, refused: TokenRefusedError) -> str:
        """The words for a token that is not accepted."""
        if refused.fault == "expired":
            return f"Token has expired {refused.expired_s} seconds ago"
        if refused.fault == "signature":
            return "Failed to validate JWT signature"
        if refused.fault == "malformed":
            return "The token provided is not a valid JWT"
        return "Fields `role` and `exp` are required in JWT"

    async def stop(self) -> None:
        """Drop the refusals that are still waiting to be told."""
        for task in tuple(self._later):
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _admit(
        self, connection: Connection, frame: ClientFrame
    ) -> tuple[Channel, JoinRequest, frozenset[Extension]]:
        name = frame.topic.removeprefix(TOPIC_PREFIX)
        if not frame.topic.startswith(TOPIC_PREFIX) or not name:
            raise JoinRefusedError("TopicNameRequired", "You must provide a topic name")
        request = parse_join(frame.payload)
        self._check_limits(connection, frame.topic, request)
        token = request.token
        if token is None or token.startswith("sb_"):
            token = connection.key_token
        caller = self._caller(connection, token)
        readable: frozenset[Extension] = frozenset({"broadcast", "presence"})
        if request.is_private:
            readable = await self._readable(caller, name, request)
        return Channel(connection, frame, request, caller, token), request, readable

    def _check_limits(self, connection: Connection, topic: str, request: JoinRequest) -> None:
        limits = self.hub.limits
        if limits.private_only and not request.is_private:
            raise JoinRefusedError("PrivateOnly", "This project only allows private channels")
        if len(self.hub.connections) > limits.sockets:
            raise JoinRefusedError("ConnectionRateLimitReached", "Too many connected users")
        if not self.hub.joins.take():
            raise JoinRefusedError(
                "ClientJoinRateLimitReached", "Too many joins per second", disconnects=True
            )
        if topic not in connection.channels and len(connection.channels) >= limits.channels_per_socket:
            raise JoinRefusedError("ChannelRateLimitReached", "Too many channels")

    def _caller(self, connection: Connection, token: str) -> Caller:
        try:
            return Caller(self.keys.verify(token), connection.headers)
        except TokenRefusedError as refused:
            codes = {"malformed": "MalformedJWT", "signature": "JwtSignatureError"}
            code = codes.get(refused.fault, "InvalidJWTToken")
            raise JoinRefusedError(code, self.refusal_text(refused)) from refused

    async def _readable(self, caller: Caller, name: str, request: JoinRequest) -> frozenset[Extension]:
        extensions: list[Extension] = ["broadcast"]
        if request.wants_presence:
            extensions.append("presence")
        try:
            readable = await self.policies.readable(caller, name, extensions)
        except MissingPartitionError as error:
            raise JoinRefusedError(
                "MissingPartition", "Database has no partition for today's messages"
            ) from error
        except (asyncpg.PostgresError, *LOST) as error:
            logger.warning("a join could not be checked: %s", type(error).__name__)
            raise JoinRefusedError(
                "UnableToConnectToProject", "Realtime was unable to connect to the project database"
            ) from error
        if not readable:
            raise JoinRefusedError(
                "Unauthorized", f"You do not have permissions to read from this Channel topic: {name}"
            )
        return readable

    async def _replay(self, channel: Channel, request: JoinRequest) -> list[Broadcast]:
        if request.replay is None:
            return []
        if not request.is_private:
            raise JoinRefusedError("UnableToReplayMessages", "Replay is not allowed for public channels")
        return await replayed(self._pool, channel.topic, channel.name, request.replay)

    async def _bind(self, channel: Channel, request: JoinRequest) -> str | None:
        """Give the channel its bindings; the sentence for the client if they cannot work."""
        try:
            channel.bindings = await check_bindings(self._pool, parse_bindings(request.bindings))
        except BindingError as error:
            return str(error)
        return None

    def _refuse(self, connection: Connection, frame: ClientFrame, refused: JoinRefusedError) -> None:
        task = asyncio.create_task(self._refuse_later(connection, frame, refused))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _refuse_later(
        self, connection: Connection, frame: ClientFrame, refused: JoinRefusedError
    ) -> None:
        if self.hub.limits.refusal_delay_s:
            await asyncio.sleep(self.hub.limits.refusal_delay_s)
        connection.reply(frame, "error", {"reason": str(refused)})
        if refused.disconnects:
            connection.close(1000)


def _mapping(parent: dict[str, Any], name: str) -> dict[str, Any]:
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def _flag(value: object, *, default: bool) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.lower() == "true"
    return default
