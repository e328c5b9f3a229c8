"""Tells subscribers, in the order they came, what has happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Fact = TypeVar("Fact")


class Bus(Generic[Fact]):
    """Calls every subscriber with each fact published. One thread publishes: the one the session lives in."""

    def __init__(self) -> None:
        self._subscribers: dict[int, Callable[[Fact], object]] = {}
        self._next = 0

    def subscribe(self, callback: Callable[[Fact], object]) -> Callable[[], None]:
        """Call *callback* with every fact from now on; the answer ends that, and may be called twice."""
        number = self._next
        self._next += 1
        self._subscribers[number] = callback
        return lambda: self._forget(number)

    def publish(self, fact: Fact) -> None:
        """Tell everybody who is subscribed now; one who leaves meanwhile is not told."""
        for number in list(self._subscribers):
            callback = self._subscribers.get(number)
            if callback is not None:
                callback(fact)

    def _forget(self, number: int) -> None:
        self._subscribers.pop(number, None)
