"""How one account stands with the cloud, as a value: what the save indicator and its details say (sync.md, promise 8)."""

from __future__ import annotations

from dataclasses import dataclass

from tarkov_desktop.sync.phase import Phase


@dataclass(frozen=True, slots=True)
class CloudStanding:
    """``waiting`` edits are not in the cloud, ``refused`` ones are dead letters. Times are Unix milliseconds.

    ``batch`` is the most that waited since everything was last in the cloud, so that n of m can be told.
    ``reason`` is a code for why nothing is sent; ``is_kept`` False means signed in for this run only. ``mended``: how
    often in this run the server held other registers than this computer, and both were brought together.
    """

    phase: Phase = Phase.STARTING
    waiting: int = 0
    refused: int = 0
    batch: int = 0
    reason: str = ""
    last_success_ms: int | None = None
    next_try_ms: int | None = None
    is_live: bool = False
    is_kept: bool = True
    mended: int = 0

    @property
    def sent(self) -> int:
        """How many of ``batch`` are in the cloud already."""
        return max(0, self.batch - self.waiting)

    @property
    def is_in_cloud(self) -> bool:
        """True when everything done here is in the cloud."""
        return self.waiting == 0 and self.last_success_ms is not None
