"""When the next exchange is due (sync.md, When). Pure: every method is told the time, in steady seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

QUIET_S: Final = 0.25
AT_MOST_S: Final = 1.0
"""Edits go out after a quarter second of quiet, or a second after the first; the first after a pause at once."""
PULL_EVERY_S: Final = 300.0
FOCUS_AFTER_S: Final = 60.0
NEVER: Final = float("inf")


@dataclass(slots=True)
class Timetable:
    """Knows what asks for an exchange and when it may begin; ``blocked_until_s`` is a back-off."""

    first_edit_s: float = NEVER
    last_edit_s: float = NEVER
    poked_s: float = NEVER
    pull_due_s: float = 0.0
    last_exchange_s: float = -NEVER
    blocked_until_s: float = -NEVER
    is_paused: bool = False

    def edited(self, now_s: float) -> None:
        """Note an edit."""
        self.first_edit_s = min(self.first_edit_s, now_s)
        self.last_edit_s = now_s

    def poked(self, now_s: float) -> None:
        """Note that one scope has something newer: it is fetched at once."""
        self.poked_s = min(self.poked_s, now_s)

    def wants_pull(self, now_s: float) -> None:
        """Ask for a pull at once: a poke, a new subscription."""
        self.pull_due_s = min(self.pull_due_s, now_s)

    def focused(self, now_s: float) -> None:
        """Note that the player looks again; after a minute without an exchange that asks for a pull."""
        if now_s - self.last_exchange_s >= FOCUS_AFTER_S:
            self.wants_pull(now_s)

    def hurry(self, now_s: float) -> None:
        """Send at once what waits, back-off or not: sign-out, suspend, quit, network back, "try now"."""
        self.blocked_until_s = -NEVER
        self.last_edit_s = min(self.last_edit_s, now_s - QUIET_S)
        self.wants_pull(now_s)

    def began(self, now_s: float) -> bool:
        """Note the begin of an exchange; return whether it has to pull. Edits from now on ask for another."""
        pulls = self.pull_due_s <= now_s
        self.first_edit_s = self.last_edit_s = self.poked_s = NEVER
        if pulls:
            self.pull_due_s = NEVER
        return pulls

    def succeeded(self, now_s: float) -> None:
        """Note that everything was exchanged."""
        self.last_exchange_s = now_s
        self.blocked_until_s = -NEVER
        self.pull_due_s = min(self.pull_due_s, now_s + PULL_EVERY_S)

    def failed(self, now_s: float, delay_s: float) -> None:
        """Note a failure; the next exchange, with a pull, comes after *delay_s*."""
        self.last_exchange_s = now_s
        self.blocked_until_s = now_s + delay_s
        self.pull_due_s = self.blocked_until_s

    def due_s(self) -> float:
        """Return when the next exchange is due, infinity when none is."""
        if self.is_paused:
            return NEVER
        pause_over_s = self.last_exchange_s + AT_MOST_S
        quiet_s = min(self.last_edit_s + QUIET_S, self.first_edit_s + AT_MOST_S)
        # The first edit after a pause goes at once: a teammate sees it a quarter second sooner.
        push_s = quiet_s if self.first_edit_s < pause_over_s else self.first_edit_s
        return max(min(push_s, self.poked_s, self.pull_due_s), self.blocked_until_s)
