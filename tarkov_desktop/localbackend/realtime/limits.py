"""What a project may do per second, per socket and per message. Defaults: Supabase Realtime's own for a new tenant."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BURST_S = 10.0
"""Upstream compares the average of up to a minute with its limits; we let ten seconds' worth through at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits and delays of one project.

    Attributes:
        events_per_s: messages from clients.
        joins_per_s: joins, over all sockets.
        channels_per_socket: topics joined at a time.
        sockets: connections at a time.
        payload_bytes: of one broadcast.
        presence_events_per_s: track and untrack, over all channels.
        presence_calls: track and untrack of one channel within ``presence_window_s``.
        presence_window_s: see ``presence_calls``.
        token_check_s: a channel's token is looked at no less often.
        refusal_delay_s: how late a refused join is answered; 5 s upstream.
        outbox_messages: frames waiting for a slow reader before it is cut off.
        outbox_bytes: the same in bytes.
        private_only: public channels are refused.
    """

    events_per_s: float = 100
    joins_per_s: float = 100
    channels_per_socket: int = 100
    sockets: int = 200
    payload_bytes: int = 3_000_000
    presence_events_per_s: float = 1000
    presence_calls: int = 5
    presence_window_s: float = 30
    token_check_s: float = 300
    refusal_delay_s: float = 0
    outbox_messages: int = 2000
    outbox_bytes: int = 16_000_000
    private_only: bool = False


class Rate:
    """Events that may happen *per_s* times a second, with bursts of *burst_s* seconds' worth."""

    def __init__(
        self, per_s: float, *, burst_s: float = _BURST_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_s = per_s
        self._capacity = max(per_s * burst_s, 1)
        self._clock = clock
        self._left = self._capacity
        self._at = clock()

    def take(self) -> bool:
        """Count one event; false when it is one too many."""
        now = self._clock()
        self._left = min(self._capacity, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
