"""When one side is an old copy of itself: a server set back to a backup, or this file (sync.md, Restored copies)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.sync.intake import Intake
from tarkov_desktop.sync.local import DeadLetterNote, SyncCommit, SyncStore
from tarkov_desktop.sync.outcome import answered
from tarkov_desktop.sync.pull import ServerScope, rejoin
from tarkov_desktop.sync.registers import Cursor, Scope
from tarkov_desktop.sync.remote import (
    DeviceCard,
    ProgressRemote,
    PullAnswer,
    PullRequest,
    PushRequest,
    ServerRegister,
)
from tarkov_desktop.sync.stamp import FUTURE_LIMIT_MS, node_of

logger = logging.getLogger(__name__)

ALL: Final = 1_000_000
"""More waiting edits than a file can hold."""
MAYBE_SENT: Final = "may_have_been_sent"
"""Dead letter of an edit that an old copy of this file may have sent already."""


@dataclass(slots=True)
class Identity:
    """Who this copy is to the server; changes only when the file turns out to be an old copy."""

    device_id: str
    new_id: Callable[[], str]
    card: DeviceCard | None = None
    is_card_sent: bool = False


@dataclass(frozen=True, slots=True)
class RestoredCopies:
    """Mends both cases; every step is a transaction from which the next start goes on."""

    store: SyncStore
    remote: ProgressRemote
    intake: Intake
    identity: Identity

    async def rejoin(self, scope: Scope, page: int) -> None:
        """Join with a server that holds less than this file knows to be acknowledged; pages of *page* registers."""
        state = await self.store.state(scope)
        probe = PushRequest(self.identity.device_id, scope, state.epoch, 0, ())
        known = answered(await self.remote.push(probe))
        last_seq = known.last_seq
        if last_seq > await self.store.highest_sent():
            await self.become_another_device({scope: last_seq}, known.server_now_ms)
            last_seq = 0
        answer, rows = await self._pull_from_zero(scope, known.epoch, page)
        self.intake.learn(rows, answer.epoch)
        here = await self.store.registers(scope)
        state = await self.store.state(scope)
        logger.warning("sync rejoin scope=%s here=%d there=%d", scope.mode, len(here), len(rows))
        await self.intake.commit(rejoin(state, here, ServerScope(answer.epoch, answer.rev, rows, last_seq)))

    async def _pull_from_zero(
        self, scope: Scope, epoch: int, page: int
    ) -> tuple[PullAnswer, list[ServerRegister]]:
        """Return the last page and all registers of *scope*, of one generation."""
        rows: dict[str, ServerRegister] = {}
        cursor = Cursor()
        while True:
            answer = answered(await self.remote.pull(PullRequest(scope, epoch, cursor, page)))
            if answer.epoch != epoch:
                rows, epoch = {}, answer.epoch
            rows.update((row.path, row) for row in answer.registers)
            if not answer.more:
                return answer, list(rows.values())
            cursor = answer.next

    async def become_another_device(self, last_seqs: Mapping[Scope, int], server_now_ms: int) -> None:
        """This file is an old copy of itself: the server saw seqs that it never sent."""
        doubtful = {
            scope: [
                op
                for op in await self.store.pending(scope, ALL)
                if op.seq <= last_seq and op.stamp.ms > server_now_ms + FUTURE_LIMIT_MS
            ]
            for scope, last_seq in last_seqs.items()
        }
        dead = [DeadLetterNote(op, MAYBE_SENT) for ops in doubtful.values() for op in ops]
        self.identity.device_id = self.identity.new_id()
        self.intake.clock.node = node_of(self.identity.device_id)
        self.identity.is_card_sent = False
        await self.store.renew_device(self.identity.device_id, dead)
        logger.warning("sync device renewed dead=%d", len(dead))
        for scope, ops in doubtful.items():
            if ops:
                state = await self.store.state(scope)
                paths = frozenset(op.path for op in ops if op.path is not None)
                await self.intake.commit(
                    SyncCommit(scope=scope, expected_epoch=state.epoch, remove=paths, cursor=Cursor())
                )
