"""The sync engine: one account's file and the server, brought together whatever the network does (sync.md).

It decides what is sent and what an answer means; ``schedule.py`` decides when. One call to the server at a time, so an
older answer never lies over a newer one. Every step leaves the file in a state from which the next start goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL
from tarkov_desktop.sync.digest import digest_of
from tarkov_desktop.sync.intake import Audience, Intake
from tarkov_desktop.sync.local import DeadLetterNote, SyncCommit, SyncStore
from tarkov_desktop.sync.outcome import HeldBack, Stopped, Synchronised, SyncOutcome, answered
from tarkov_desktop.sync.pull import Standing, adopt_page, standing
from tarkov_desktop.sync.push import MAX_OPS, TakenIn, next_batch, take_in
from tarkov_desktop.sync.registers import ACCOUNT, NO_POKES, Cursor, PendingOp, Reached, Scope, ScopeState
from tarkov_desktop.sync.remote import (
    ProgressRemote,
    PullRequest,
    PushAnswer,
    PushRequest,
    Refused,
)
from tarkov_desktop.sync.restored import Identity, RestoredCopies
from tarkov_desktop.sync.stamp import FUTURE_LIMIT_MS, HybridLogicalClock

logger = logging.getLogger(__name__)

PAGE: Final = 1000
DIGEST_EVERY_S: Final = 600.0
JUMP_S: Final = 5.0
"""Wall clock and steady clock apart by more than this: the clock was set, the offset is measured anew."""
MAX_ROUNDS: Final = 50
"""Turns of one scope in one synchronisation; far above what a server can make necessary."""
KNOWN_MODES: Final = frozenset({ACCOUNT.mode, PVP, PVE, SEASONAL})
AT_FAULT: Final = frozenset({"invalid_request", "invalid_json", "too_many_ops", "payload_too_large"})
"""Refusals of a whole call that one op of it caused."""


class Clocks(Protocol):
    """The clocks of this computer: the wall's, which people set, and a steady one."""

    def now_ms(self) -> int:
        """Return Unix milliseconds."""
        ...

    def steady_s(self) -> float:
        """Return seconds from an arbitrary point that never jump."""
        ...


@dataclass(slots=True)
class _Measured:
    """The server's time, season and scopes as last told, and when on our clocks."""

    season: int | None
    scopes: frozenset[Scope]
    at_ms: int
    at_s: float


@dataclass(slots=True)
class SyncEngine:
    """Synchronises the scopes of one signed-in account. Not reentrant: calls wait for each other."""

    store: SyncStore
    remote: ProgressRemote
    clock: HybridLogicalClock
    clocks: Clocks
    identity: Identity
    audience: Audience
    page: int = PAGE
    mismatches: int = 0
    """How often a digest differed and was mended; for the report, a player need not know."""
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    _measured: _Measured | None = None
    _batch_limit: int = MAX_OPS
    _digest_at_s: dict[Scope, float] = field(default_factory=dict)
    _intake: Intake = field(init=False)
    _restored: RestoredCopies = field(init=False)

    def __post_init__(self) -> None:
        self._intake = Intake(self.store, self.clock, self.audience)
        self._restored = RestoredCopies(self.store, self.remote, self._intake, self.identity)

    async def synchronise(
        self, *, pull: bool = True, poked: Mapping[Scope, Reached] = NO_POKES
    ) -> SyncOutcome:
        """Push what waits, then fetch what is new: of every scope with *pull*, else of those *poked* beyond their cursor.

        A scope that needs a pull after its push gets it in any case. Returns what stopped the exchange, if anything
        did; what was exchanged before that stays exchanged.
        """
        async with self._busy:
            try:
                await self._measure()
                return await self._exchange(pull=pull, poked=poked)
            except Stopped as stopped:
                return stopped.answer

    async def _exchange(self, *, pull: bool, poked: Mapping[Scope, Reached]) -> Synchronised:
        held_back: set[Scope] = set()
        for scope in await self._scopes():
            if not self._is_open(scope):
                held_back.add(scope)
                continue
            try:
                needs_pull = await self._push(scope)
            except HeldBack:
                held_back.add(scope)
                continue
            if self._is_over(scope):
                continue
            if needs_pull or pull or await self._is_behind(scope, poked.get(scope)):
                await self._pull(scope)
                await self._compare(scope)
        if pull:
            await self._introduce()
        if held_back:
            self.forget_measurement()
        return Synchronised(frozenset(held_back))

    async def _is_behind(self, scope: Scope, reached: Reached | None) -> bool:
        """Return whether a poke says something new; a late or doubled one, or one of what was pulled since, does not."""
        if reached is None:
            return False
        state = await self.store.state(scope)
        return state.cursor.after != "" or reached > (state.epoch, state.cursor.since)

    async def _introduce(self) -> None:
        """Tell the server who this device is where no push did: one that only reads is in the list of devices too."""
        identity = self.identity
        if identity.card is None or identity.is_card_sent:
            return
        # From base 0 nothing can be missing, so the answer says nothing about the edits of this file.
        hello = PushRequest(identity.device_id, ACCOUNT, 0, 0, (), identity.card)
        identity.is_card_sent = isinstance(await self.remote.push(hello), PushAnswer)

    async def _scopes(self) -> list[Scope]:
        """Return the account's scopes: those of the file, and the ones every account has."""
        known = {state.scope for state in await self.store.states()}
        season = self._season()
        known |= {ACCOUNT, Scope(PVP), Scope(PVE)} | (set() if season is None else {Scope(SEASONAL, season)})
        return sorted(known, key=lambda scope: (scope != ACCOUNT, scope))

    def _season(self) -> int | None:
        return None if self._measured is None else self._measured.season

    def _is_open(self, scope: Scope) -> bool:
        """Return whether the server takes the scope: a season above the active one has to wait.

        So does a mode that neither we nor the server know; a newer version of the program left it in the file.
        """
        season = self._season()
        if scope.mode not in KNOWN_MODES:
            return self._measured is not None and scope in self._measured.scopes
        return scope.mode != SEASONAL or (season is not None and scope.season <= season)

    def _is_over(self, scope: Scope) -> bool:
        season = self._season()
        return scope.mode == SEASONAL and season is not None and scope.season < season

    # -- the server's time ------------------------------------------------------------------------------------

    async def _measure(self) -> None:
        """Ask for the server's time at the first exchange and after every jump of the clock; mend a fast clock."""
        if self._measured is not None and not self._jumped(self._measured):
            return
        asked_ms = self.clocks.now_ms()
        answer = answered(await self.remote.status(self.identity.device_id))
        now_ms = self.clocks.now_ms()
        scopes = frozenset(answer.heads)
        self._measured = _Measured(answer.active_season, scopes, now_ms, self.clocks.steady_s())
        self.clock.offset_ms = answer.server_now_ms - (asked_ms + now_ms) // 2
        await self.store.save_offset(self.clock.offset_ms)
        # An old copy first: mending would make its stamps look as if the edits were new.
        highest = await self.store.highest_sent()
        if any(seq > highest for seq in answer.last_seqs.values()):
            await self._restored.become_another_device(answer.last_seqs, answer.server_now_ms)
        await self._mend_fast_clock()

    def _jumped(self, measured: _Measured) -> bool:
        wall_s = (self.clocks.now_ms() - measured.at_ms) / 1000
        return abs(wall_s - (self.clocks.steady_s() - measured.at_s)) > JUMP_S

    def forget_measurement(self) -> None:
        """Measure the server's time, season and heads anew before the next exchange (a start, a new season)."""
        self._measured = None

    async def _mend_fast_clock(self) -> None:
        """Tick never-sent edits from the future anew, in seq order; the clock falls back with them."""
        limit_ms = self.clock.server_now_ms() + FUTURE_LIMIT_MS
        # The clock first: an edit made while the file is asked must not get one more stamp from the future.
        if self.clock.last[0] > limit_ms:
            self.clock.fall_back()
        if ahead := await self.store.unsent_ahead(limit_ms):
            await self.store.restamp({op.seq: self.clock.tick(op.stamp.epoch) for op in ahead})
            logger.info("sync mended edits=%d of a fast clock", len(ahead))

    # -- push -------------------------------------------------------------------------------------------------

    async def _push(self, scope: Scope) -> bool:
        """Send what waits in *scope*; return whether a pull has to follow."""
        needs_pull = False
        for _ in range(MAX_ROUNDS):
            pending = await self.store.pending(scope, self._batch_limit)
            if not pending:
                return needs_pull
            self.audience.progressed(len(pending))
            needs_pull = (
                await self._push_batch(scope, next_batch(pending, max_ops=self._batch_limit)) or needs_pull
            )
        return True

    async def _push_batch(self, scope: Scope, batch: Sequence[PendingOp]) -> bool:
        state = await self.store.state(scope)
        await self.store.mark_sent([op.seq for op in batch])
        card = None if self.identity.is_card_sent else self.identity.card
        request = PushRequest(
            self.identity.device_id, scope, state.epoch, state.acknowledged_seq, batch, card
        )
        answer = await self.remote.push(request)
        if isinstance(answer, Refused):
            return await self._refused(state, request, answer)
        answer = answered(answer)
        self.identity.is_card_sent = True
        self._batch_limit = MAX_OPS
        if answer.last_seq > await self.store.highest_sent():
            await self._restored.become_another_device({scope: answer.last_seq}, answer.server_now_ms)
            return True
        taken = self._take_in(state, batch, answer)
        self._intake.learn(answer.registers, answer.epoch)
        await self._intake.commit(taken.commit)
        return taken.pull_follows

    def _take_in(self, state: ScopeState, batch: Sequence[PendingOp], answer: PushAnswer) -> TakenIn:
        return take_in(state, batch, answer)

    async def _refused(self, state: ScopeState, request: PushRequest, answer: Refused) -> bool:
        """Deal with a refusal of the whole call; nothing of it was written."""
        if answer.code == "sequence_gap":
            await self._restored.rejoin(state.scope, self.page)
            return True
        if answer.code == "unknown_season":
            raise HeldBack
        if answer.code not in AT_FAULT:
            raise Stopped(answer)
        if len(request.ops) > 1:
            self._batch_limit = max(1, len(request.ops) // 2)
            return False
        # A server that refuses the same call without its edit does not speak our language: no edit is at fault.
        empty = await self.remote.push(replace(request, ops=()))
        if isinstance(empty, Refused) and empty.code == "sequence_gap":
            return await self._refused(state, request, empty)
        answered(empty)
        (op,) = request.ops
        path = frozenset() if op.path is None else frozenset({op.path})
        # Its register is unknown to the server or was another one: take it away and read the scope afresh.
        await self._intake.commit(
            SyncCommit(
                scope=state.scope,
                expected_epoch=state.epoch,
                settled=(op.seq,),
                remove=path,
                cursor=Cursor(),
                dead_letters=(DeadLetterNote(op, answer.code),),
            )
        )
        self._batch_limit = MAX_OPS
        return True

    # -- pull -------------------------------------------------------------------------------------------------

    async def _pull(self, scope: Scope) -> None:
        for _ in range(MAX_ROUNDS):
            state = await self.store.state(scope)
            answer = answered(
                await self.remote.pull(PullRequest(scope, state.epoch, state.cursor, self.page))
            )
            self._intake.learn(answer.registers, answer.epoch)
            if standing(state, answer) is Standing.SERVER_BEHIND:
                if answer.epoch < state.epoch and await self.store.pending(scope, 1):
                    await self._push(scope)
                else:
                    await self._restored.rejoin(scope, self.page)
                    await self._push(scope)
                continue
            if not await self._intake.commit(adopt_page(state, answer)):
                await self._restored.rejoin(scope, self.page)
                await self._push(scope)
            elif not answer.more:
                return

    async def _compare(self, scope: Scope) -> None:
        """Compare digests when nothing waits, at most every ten minutes; a mismatch is mended, never discarded."""
        now_s = self.clocks.steady_s()
        if now_s - self._digest_at_s.get(scope, -DIGEST_EVERY_S) < DIGEST_EVERY_S:
            return
        if await self.store.pending(scope, 1):
            return
        state = await self.store.state(scope)
        request = PullRequest(scope, state.epoch, state.cursor, limit=1, digest=True)
        answer = answered(await self.remote.pull(request))
        registers = await self.store.registers(scope)
        # An edit or another device may have come between; then there is nothing to compare this time.
        if (answer.epoch, answer.rev) != (state.epoch, state.cursor.since) or await self.store.pending(
            scope, 1
        ):
            return
        self._digest_at_s[scope] = now_s
        if answer.digest is not None and answer.digest != digest_of(registers):
            self.mismatches += 1
            logger.warning("sync digest mismatch scope=%s registers=%d", scope.mode, len(registers))
            await self._restored.rejoin(scope, self.page)
            await self._push(scope)
