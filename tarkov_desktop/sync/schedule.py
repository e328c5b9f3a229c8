"""Runs the exchanges of one signed-in account when they are due, and says honestly how things stand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from tarkov_desktop.sync.backoff import Backoff
from tarkov_desktop.sync.outcome import Synchronised, SyncOutcome
from tarkov_desktop.sync.phase import Phase
from tarkov_desktop.sync.registers import NO_POKES, Reached, Scope
from tarkov_desktop.sync.remote import Refused, Unreachable
from tarkov_desktop.sync.timetable import NEVER, Timetable

logger = logging.getLogger(__name__)

SIGN_IN_CODES: Final = frozenset({"not_signed_in", "sign_in_again", "invalid_token"})
"""Refusals that only a new sign-in ends; local data and waiting edits stay."""
GONE_CODES: Final = frozenset({"account_deleted"})
FAILED_HERE: Final = "failed_here"
"""Reason of an exchange that this program failed at, not the network; the log knows more."""


@dataclass(frozen=True, slots=True)
class SyncStanding:
    """What the indicator's details show. Times are steady seconds; ``reason`` is a code, "" when all is well."""

    phase: Phase
    reason: str = ""
    last_success_s: float | None = None
    next_try_s: float | None = None


class Synchroniser(Protocol):
    """What is run; see ``SyncEngine``."""

    async def synchronise(
        self, *, pull: bool = True, poked: Mapping[Scope, Reached] = NO_POKES
    ) -> SyncOutcome:
        """Exchange what there is."""
        ...


class SyncSchedule:
    """Calls *engine* when the timetable says so, until cancelled; ``on_standing`` hears every change.

    All methods but :meth:`run` return at once and belong to the loop's thread.
    """

    def __init__(
        self,
        engine: Synchroniser,
        *,
        steady_s: Callable[[], float],
        random: Callable[[], float],
        on_standing: Callable[[SyncStanding], None],
    ) -> None:
        self._engine = engine
        self._steady_s = steady_s
        self._backoff = Backoff(random)
        self._on_standing = on_standing
        self._timetable = Timetable()
        self._changed = asyncio.Event()
        self._poked: dict[Scope, Reached] = {}
        self._finished: list[asyncio.Future[None]] = []
        self.standing = SyncStanding(Phase.STARTING)

    def edited(self) -> None:
        """Note that an edit is in the outbox."""
        self._timetable.edited(self._steady_s())
        self._changed.set()

    def poked(self, scope: Scope, reached: Reached) -> None:
        """Note how far the server says it is in *scope*; whether that is news the engine knows."""
        self._poked[scope] = max(reached, self._poked.get(scope, reached))
        self._timetable.poked(self._steady_s())
        self._changed.set()

    def refetch(self) -> None:
        """Fetch everything: live updates are back and may have missed something."""
        self._timetable.wants_pull(self._steady_s())
        self._changed.set()

    def focused(self) -> None:
        """Note that the player looks again."""
        self._timetable.focused(self._steady_s())
        self._changed.set()

    def hurry(self) -> asyncio.Future[None]:
        """Exchange at once; the future is done when that exchange has ended, well or not."""
        self._timetable.hurry(self._steady_s())
        self._changed.set()
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._finished.append(done)
        return done

    def resume(self) -> None:
        """Go on after a new sign-in."""
        self._timetable.is_paused = False
        self._backoff.reset()
        self.hurry()

    async def run(self) -> None:
        """Exchange whenever it is due, until cancelled."""
        while True:
            await self._until_due()
            waiting, self._finished = self._finished, []
            poked, self._poked = self._poked, {}
            pull = self._timetable.began(self._steady_s())
            self._say(SyncStanding(Phase.SYNCING, last_success_s=self.standing.last_success_s))
            try:
                self._take(await self._exchange(pull=pull, poked=poked))
            finally:
                for done in waiting:
                    if not done.done():
                        done.set_result(None)

    async def _exchange(self, *, pull: bool, poked: Mapping[Scope, Reached]) -> SyncOutcome:
        try:
            return await self._engine.synchronise(pull=pull, poked=poked)
        except Exception:
            # A bug, or a file that refuses: edits keep waiting, the player is told so, and it is tried again.
            logger.exception("an exchange failed")
            return Unreachable(FAILED_HERE)

    async def _until_due(self) -> None:
        while (wait_s := self._timetable.due_s() - self._steady_s()) > 0:
            self._changed.clear()
            try:
                async with asyncio.timeout(None if wait_s == NEVER else wait_s):
                    await self._changed.wait()
            except TimeoutError:
                continue

    def _take(self, outcome: SyncOutcome) -> None:
        now_s, last_s = self._steady_s(), self.standing.last_success_s
        match outcome:
            case Synchronised(held_back=held_back):
                self._backoff.reset()
                self._timetable.succeeded(now_s)
                self._say(SyncStanding(Phase.UP_TO_DATE, "unknown_season" if held_back else "", now_s))
            case Refused(code=code) if code in SIGN_IN_CODES | GONE_CODES:
                self._timetable.is_paused = True
                phase = Phase.ACCOUNT_GONE if code in GONE_CODES else Phase.SIGN_IN_AGAIN
                self._say(SyncStanding(phase, code, last_s))
            case failure:
                reason = failure.code if isinstance(failure, Refused) else failure.reason
                delay_s = self._backoff.next_delay_s(failure.retry_after_s)
                self._timetable.failed(now_s, delay_s)
                logger.info("sync waits reason=%s delay_s=%.1f", reason, delay_s)
                self._say(SyncStanding(Phase.WAITING, reason, last_s, now_s + delay_s))

    def _say(self, standing: SyncStanding) -> None:
        self.standing = standing
        self._on_standing(standing)
