"""Stamps order the writes of one register; the hybrid logical clock makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

FUTURE_LIMIT_MS: Final = 60_000
"""A stamp further ahead of the server's time is never learned; the server restamps it (sync.md)."""


class Stamp(NamedTuple):
    """When and where a register was written; compared as a tuple, the greater wins.

    ``epoch`` is the generation of the scope, ``ms`` and ``counter`` come from the hybrid logical clock
    (Unix milliseconds), ``node`` is 16 hex digits of the device id, or the word ``import``.
    """

    epoch: int
    ms: int
    counter: int
    node: str


def node_of(device_id: str) -> str:
    """Return the node of a device: the first 16 hex digits of its id.

    >>> node_of("9f2c0d1e-5a6b-4788-8000-000000000000")
    '9f2c0d1e5a6b4788'
    """
    return device_id.replace("-", "")[:16]


@dataclass(slots=True)
class HybridLogicalClock:
    """Makes stamps that never fall, whatever the clock of this computer does.

    ``now_ms`` reads the local clock, in Unix milliseconds. ``offset_ms`` is server time minus local time,
    measured at the last sync (0 before the first). ``last`` and ``learned`` are (ms, counter): the greatest stamp
    made or learned, and the greatest learned from elsewhere.
    """

    node: str
    now_ms: Callable[[], int]
    offset_ms: int = 0
    last: tuple[int, int] = (0, 0)
    learned: tuple[int, int] = (0, 0)

    def server_now_ms(self) -> int:
        """Return the server's time as far as it is known here."""
        return self.now_ms() + self.offset_ms

    def tick(self, epoch: int) -> Stamp:
        """Return the stamp of a new edit in generation *epoch*.

        >>> clock = HybridLogicalClock("9f2c0d1e5a6b7788", now_ms=lambda: 5)
        >>> clock.tick(0), clock.tick(0).counter
        (Stamp(epoch=0, ms=5, counter=0, node='9f2c0d1e5a6b7788'), 1)
        """
        last_ms, last_counter = self.last
        ms = max(last_ms, self.server_now_ms())
        self.last = (ms, last_counter + 1 if ms == last_ms else 0)
        return Stamp(epoch, *self.last, self.node)

    def learn(self, seen: Stamp) -> None:
        """Move past a stamp received, unless it lies more than a minute ahead of the server's time."""
        if seen.ms <= self.server_now_ms() + FUTURE_LIMIT_MS:
            self.learned = max(self.learned, (seen.ms, seen.counter))
            self.last = max(self.last, self.learned)

    def fall_back(self) -> None:
        """Forget what a fast clock made: go on from the greatest stamp learned, or the server's time."""
        self.last = self.learned
