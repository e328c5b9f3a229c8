"""How long to wait before the next try: full jitter, and what the server asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FIRST_S: Final = 1.0
LONGEST_S: Final = 60.0
LONGEST_ASKED_S: Final = 3600.0
"""The server's longest window; whoever asks for more is not our server, and may be gone in a minute."""


@dataclass(slots=True)
class Backoff:
    """Waits between failing tries; ``random`` returns numbers in 0..1."""

    random: Callable[[], float]
    attempts: int = 0

    def next_delay_s(self, retry_after_s: float | None = None) -> float:
        """Return the seconds to wait after one more failure, never less than the server asked for.

        >>> Backoff(lambda: 1.0).next_delay_s(), Backoff(lambda: 0.0).next_delay_s(90)
        (1.0, 90)
        """
        ceiling = min(LONGEST_S, FIRST_S * float(1 << self.attempts))
        self.attempts = min(self.attempts + 1, 16)
        return max(ceiling * self.random(), min(retry_after_s or 0, LONGEST_ASKED_S))

    def reset(self) -> None:
        """Begin anew after a success, or when the network came back."""
        self.attempts = 0
