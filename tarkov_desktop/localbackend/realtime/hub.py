"""Who listens where. Everything that reaches more than one channel goes through here."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from tarkov_desktop.localbackend.realtime.frames import Broadcast, Push
from tarkov_desktop.localbackend.realtime.limits import Limits, Rate
from tarkov_desktop.localbackend.realtime.presence import Presence

if TYPE_CHECKING:
    from tarkov_desktop.localbackend.realtime.channel import Channel
    from tarkov_desktop.localbackend.realtime.connection import Connection

logger = logging.getLogger(__name__)

TOPIC_PREFIX = "realtime:"


class Hub:
    """The sockets and joined channels of the project.

    Channels of one name form two separate topics, a public and a private one.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.connections: set[Connection] = set()
        self.events = Rate(limits.events_per_s)
        self.joins = Rate(limits.joins_per_s)
        self.presence_events = Rate(limits.presence_events_per_s)
        self._topics: defaultdict[tuple[str, bool], set[Channel]] = defaultdict(set)
        self._presence: defaultdict[tuple[str, bool], Presence] = defaultdict(Presence)

    def enter(self, channel: Channel) -> None:
        """A channel has joined."""
        self._topics[channel.address].add(channel)

    def leave(self, channel: Channel) -> None:
        """A channel is gone; the others of its topic hear that it is no longer present."""
        listeners = self._topics.get(channel.address)
        if listeners is None or channel not in listeners:
            return
        listeners.discard(channel)
        self.untrack(channel)
        if not listeners:
            del self._topics[channel.address]
            self._presence.pop(channel.address, None)

    def channels(self) -> list[Channel]:
        """Every joined channel."""
        return [channel for listeners in self._topics.values() for channel in listeners]

    def broadcast(self, broadcast: Broadcast, *, is_private: bool, skip: Channel | None = None) -> int:
        """Send to every channel of the topic but *skip*; how many were reached. Encoded once for each framing."""
        name = broadcast.topic.removeprefix(TOPIC_PREFIX)
        frames: dict[str, str | bytes | None] = {}
        reached = 0
        for channel in tuple(self._topics.get((name, is_private), ())):
            if channel is skip:
                continue
            framing = channel.connection.framing
            if framing.version not in frames:
                frames[framing.version] = framing.encode_broadcast(broadcast)
            frame = frames[framing.version]
            if frame is not None:
                channel.connection.send(frame)
                reached += 1
        return reached

    # Presence ---------------------------------------------------------------------------------------------------------

    def presence_state(self, channel: Channel) -> dict[str, object]:
        """Who is present on the channel's topic."""
        presence = self._presence.get(channel.address)
        return presence.state() if presence is not None else {}

    def track(self, channel: Channel, key: str, payload: dict[str, object]) -> None:
        """Make the channel present, and tell everybody on its topic."""
        self._tell(channel, self._presence[channel.address].track(channel, key, payload))

    def untrack(self, channel: Channel) -> None:
        """Make the channel absent, and tell everybody on its topic."""
        presence = self._presence.get(channel.address)
        if presence is not None:
            self._tell(channel, presence.untrack(channel))

    def _tell(self, origin: Channel, diff: dict[str, object] | None) -> None:
        if diff is None:
            return
        for channel in tuple(self._topics.get(origin.address, ())):
            if channel.hears_presence:
                push = Push(
                    topic=channel.topic, event="presence_diff", payload=diff, join_ref=channel.join_ref
                )
                channel.connection.send(channel.connection.framing.encode(push))
