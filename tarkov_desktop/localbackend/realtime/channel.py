"""A joined channel: what its client may do there, and what happens when its token changes or ends."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec

from tarkov_desktop.localbackend.realtime.frames import Broadcast, ClientFrame, Push
from tarkov_desktop.localbackend.realtime.hub import TOPIC_PREFIX
from tarkov_desktop.localbackend.realtime.policies import Caller, Extension, MissingPartitionError
from tarkov_desktop.localbackend.tokens import TokenRefusedError

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.realtime.bindings import Binding
    from tarkov_desktop.localbackend.realtime.connection import Connection
    from tarkov_desktop.localbackend.realtime.joining import Doorkeeper, JoinRequest

logger = logging.getLogger(__name__)


class Channel:
    """One client on one topic.

    Read permission was checked at the join and is checked again only when a different token arrives, as upstream does: a
    person who loses it keeps hearing the topic until then.
    """

    def __init__(
        self, connection: Connection, frame: ClientFrame, request: JoinRequest, caller: Caller, token: str
    ) -> None:
        self.connection = connection
        self.topic = frame.topic
        self.join_ref = frame.join_ref or frame.ref
        self.caller = caller
        self.is_private = request.is_private
        self.presence_key = request.presence_key
        self.hears_presence = False
        self.bindings: tuple[Binding, ...] = ()
        self._request = request
        self._token = token
        self._doorkeeper: Doorkeeper | None = None
        self._may_write: dict[Extension, bool] = {}
        self._presence_calls: deque[float] = deque()
        self._check: asyncio.TimerHandle | None = None

    @property
    def name(self) -> str:
        """The topic as policies and SQL know it."""
        return self.topic.removeprefix(TOPIC_PREFIX)

    @property
    def address(self) -> tuple[str, bool]:
        """Where it is found in the hub."""
        return self.name, self.is_private

    def attach(self, doorkeeper: Doorkeeper) -> None:
        """Begin to listen."""
        self._doorkeeper = doorkeeper
        self.connection.channels[self.topic] = self
        doorkeeper.hub.enter(self)
        self._arm()

    def detach(self) -> None:
        """Stop listening, without a word to the client."""
        if self._check is not None:
            self._check.cancel()
        if self.connection.channels.get(self.topic) is self:
            del self.connection.channels[self.topic]
        if self._doorkeeper is not None:
            self._doorkeeper.hub.leave(self)

    def is_stale(self, frame: ClientFrame) -> bool:
        """Whether *frame* belongs to an earlier join of the same topic."""
        return frame.join_ref is not None and frame.join_ref != self.join_ref

    async def receive(self, frame: ClientFrame) -> None:
        """Act on a frame of the client; unknown events are ignored."""
        match frame.event.lower():
            case "phx_leave":
                self.connection.reply(frame, "ok", {})
                self._close()
            case "access_token":
                await self._renew(frame.payload)
            case "broadcast":
                await self._broadcast(frame)
            case "presence":
                await self._presence(frame)
            case _:
                logger.debug("ignored an unknown event")

    def system(self, status: str, message: str, *, extension: str = "system") -> None:
        """Tell the client something about the channel."""
        self._push(
            "system", {"channel": self.name, "extension": extension, "message": message, "status": status}
        )

    def shut(self, message: str, *, extension: str = "system") -> None:
        """Say why, and close the channel."""
        self.system("error", message, extension=extension)
        self._close()

    def send_presence_state(self) -> None:
        """Show who is present, from now on and now."""
        self.hears_presence = True
        self._push("presence_state", self._door.hub.presence_state(self))

    def push(self, event: str, payload: object) -> None:
        """Send a message to this channel alone."""
        self._push(event, payload)

    # Tokens -----------------------------------------------------------------------------------------------------------

    def check_token(self) -> None:
        """Close the channel if its token has ended, else look again in time."""
        late_s = self._door.keys.now() - self.caller.expires_at
        if late_s >= 0:
            self.shut(f"Token has expired {int(late_s)} seconds ago")
        else:
            self._arm()

    def _arm(self) -> None:
        if self._check is not None:
            self._check.cancel()
        left_s = self.caller.expires_at - self._door.keys.now()
        delay_s = max(0.0, min(left_s, self._door.hub.limits.token_check_s))
        self._check = asyncio.get_running_loop().call_later(delay_s, self.check_token)

    async def _renew(self, payload: Any) -> None:  # noqa: ANN401 - from the wire
        token = payload.get("access_token") if isinstance(payload, dict) else None
        if not isinstance(token, str) or token == self._token or token.startswith("sb_"):
            return
        try:
            claims = self._door.keys.verify(token)
        except TokenRefusedError as refused:
            self.shut(self._door.refusal_text(refused))
            return
        self._token, self.caller = token, Caller(claims, self.connection.headers)
        self._may_write.clear()
        self._arm()
        if self.is_private and not await self._may_still_read():
            self.shut(f"You no longer have permission to read from this Channel topic: {self.name}")

    async def _may_still_read(self) -> bool:
        extensions: list[Extension] = ["broadcast", *(["presence"] if self.hears_presence else [])]  # type: ignore[list-item]  # literals
        try:
            readable = await self._door.policies.readable(self.caller, self.name, extensions)
        except MissingPartitionError:
            return False
        self.hears_presence = self.hears_presence and "presence" in readable
        return bool(readable)

    async def _may_send(self, extension: Extension) -> bool:
        if not self.is_private:
            return True
        if extension not in self._may_write:
            allowed = await self._door.policies.writable(self.caller, self.name, extension)
            self._may_write[extension] = allowed
        return self._may_write[extension]

    # What clients send ------------------------------------------------------------------------------------------------

    async def _broadcast(self, frame: ClientFrame) -> None:
        hub = self._door.hub
        if not hub.events.take():
            self.shut("Too many messages per second")
            return
        envelope = frame.payload
        if not await self._may_send("broadcast"):
            return
        if not isinstance(envelope, dict):
            self._acknowledge(frame, "error", {"reason": "the payload must be an object"})
            return
        size = len(frame.binary) if frame.binary is not None else len(msgspec.json.encode(envelope))
        if size > hub.limits.payload_bytes:
            self._acknowledge(frame, "error", {"reason": "Payload size exceeds the limit"})
            return
        broadcast = Broadcast(
            topic=self.topic,
            event=str(envelope.get("event", "")),
            payload=envelope.get("payload"),
            binary=frame.binary,
            envelope=None if frame.is_binary_frame else envelope,
        )
        hub.broadcast(broadcast, is_private=self.is_private, skip=None if self._request.sends_self else self)
        self._acknowledge(frame, "ok", {})

    def _acknowledge(self, frame: ClientFrame, status: str, response: object) -> None:
        if self._request.acknowledges:
            self.connection.reply(frame, status, response)

    async def _presence(self, frame: ClientFrame) -> None:
        hub = self._door.hub
        if not self._count_presence_call() or not hub.presence_events.take():
            self.shut("Client presence rate limit exceeded", extension="presence")
            return
        payload = frame.payload if isinstance(frame.payload, dict) else {}
        match str(payload.get("event", "")).lower():
            case "track":
                status, response = await self._track(payload.get("payload"))
            case "untrack":
                hub.untrack(self)
                status, response = "ok", {}
            case _:
                status, response = "error", {"reason": "Unknown presence event"}
        self.connection.reply(frame, status, response)

    async def _track(self, shown: object) -> tuple[str, dict[str, str]]:
        if not isinstance(shown, dict):
            return "error", {"reason": "Presence payload must be a map"}
        if not await self._may_send("presence"):
            return "error", {"reason": "You do not have permissions to write presence on this Channel topic"}
        if not self.hears_presence and (not self.is_private or await self._may_read_presence()):
            self.send_presence_state()
        self._door.hub.track(self, self.presence_key, shown)
        return "ok", {}

    async def _may_read_presence(self) -> bool:
        return "presence" in await self._door.policies.readable(self.caller, self.name, ["presence"])

    def _count_presence_call(self) -> bool:
        now = asyncio.get_running_loop().time()
        limits = self._door.hub.limits
        while self._presence_calls and self._presence_calls[0] <= now - limits.presence_window_s:
            self._presence_calls.popleft()
        self._presence_calls.append(now)
        return len(self._presence_calls) <= limits.presence_calls

    # ------------------------------------------------------------------------------------------------------------------

    @property
    def _door(self) -> Doorkeeper:
        if self._doorkeeper is None:
            raise RuntimeError("the channel is not attached")
        return self._doorkeeper

    def _close(self) -> None:
        self._push("phx_close", {}, ref=self.join_ref)
        self.detach()

    def _push(self, event: str, payload: object, *, ref: str | None = None) -> None:
        self.connection.push(
            Push(topic=self.topic, event=event, payload=payload, ref=ref, join_ref=self.join_ref)
        )
