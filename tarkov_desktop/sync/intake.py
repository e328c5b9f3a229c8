"""Takes answers of the server into the file, the clock and what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from tarkov_desktop.sync.local import Committed, SyncCommit, SyncStore
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.remote import ServerRegister
from tarkov_desktop.sync.stamp import HybridLogicalClock, Stamp


class Audience(Protocol):
    """Who hears what sync changed."""

    def registers_changed(self, scope: Scope, committed: Committed) -> None:
        """Take *committed* into what is shown; called after it is on disk."""
        ...

    def progressed(self, waiting: int) -> None:
        """Note that so many edits of the scope at hand are still waiting."""
        ...


@dataclass(frozen=True, slots=True)
class Intake:
    """The one way in for what the server said."""

    store: SyncStore
    clock: HybridLogicalClock
    audience: Audience

    def learn(self, rows: Iterable[ServerRegister], epoch: int) -> None:
        """Let the clock pass the stamps of *rows*."""
        for row in rows:
            self.clock.learn(Stamp(epoch, row.ms, row.counter, row.node))

    async def commit(self, commit: SyncCommit) -> bool:
        """Take *commit* in and tell; False when it shows that the server was set back, and nothing was done."""
        committed = await self.store.commit_sync(commit)
        if committed.changed or committed.replaced:
            self.audience.registers_changed(commit.scope, committed)
        return not committed.went_back
