"""Exchanges run when they are due, and the standing tells the truth about them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from tarkov_desktop.domain.ids import PVE, SEASONAL
from tarkov_desktop.sync.outcome import Synchronised, SyncOutcome
from tarkov_desktop.sync.phase import Phase
from tarkov_desktop.sync.registers import NO_POKES, Reached, Scope
from tarkov_desktop.sync.remote import Refused, Unreachable
from tarkov_desktop.sync.schedule import FAILED_HERE, SyncSchedule, SyncStanding


class ScriptedEngine:
    """Answers what the test wrote down, the last answer for ever."""

    def __init__(self, *answers: SyncOutcome) -> None:
        self._answers = list(answers)
        self.pulls: list[bool] = []
        self.poked: list[Mapping[Scope, Reached]] = []
        self.called = asyncio.Event()

    async def synchronise(
        self, *, pull: bool = True, poked: Mapping[Scope, Reached] = NO_POKES
    ) -> SyncOutcome:
        self.pulls.append(pull)
        self.poked.append(poked)
        self.called.set()
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@contextlib.asynccontextmanager
async def running(
    engine: ScriptedEngine, standings: list[SyncStanding], random: float = 1.0
) -> AsyncIterator[SyncSchedule]:
    schedule = SyncSchedule(
        engine, steady_s=time.monotonic, random=lambda: random, on_standing=standings.append
    )
    task = asyncio.create_task(schedule.run())
    try:
        yield schedule
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def phases(standings: Sequence[SyncStanding]) -> list[Phase]:
    return [standing.phase for standing in standings]


async def test_it_exchanges_at_the_start_and_says_so() -> None:
    standings: list[SyncStanding] = []
    engine = ScriptedEngine(Synchronised())

    async with running(engine, standings) as schedule:
        await schedule.hurry()

    assert engine.pulls[0] is True
    assert phases(standings)[:2] == [Phase.SYNCING, Phase.UP_TO_DATE]
    assert standings[1].last_success_s is not None


async def test_an_edit_is_pushed_without_a_pull() -> None:
    engine = ScriptedEngine(Synchronised())
    async with running(engine, []) as schedule:
        await schedule.hurry()
        engine.called.clear()

        schedule.edited()
        await asyncio.wait_for(engine.called.wait(), 5)

    assert engine.pulls[-1] is False


async def test_a_poke_fetches_its_scope_and_no_other() -> None:
    engine = ScriptedEngine(Synchronised())
    async with running(engine, []) as schedule:
        await schedule.hurry()
        engine.called.clear()

        schedule.poked(Scope(PVE), Reached(0, 7))
        schedule.poked(Scope(PVE), Reached(0, 6))
        await asyncio.wait_for(engine.called.wait(), 5)

    assert (engine.pulls[-1], engine.poked[-1]) == (False, {Scope(PVE): Reached(0, 7)})


async def test_live_updates_that_are_back_fetch_everything() -> None:
    engine = ScriptedEngine(Synchronised())
    async with running(engine, []) as schedule:
        await schedule.hurry()
        engine.called.clear()

        schedule.refetch()
        await asyncio.wait_for(engine.called.wait(), 5)

    assert engine.pulls[-1] is True


async def test_looking_again_soon_after_an_exchange_asks_for_nothing() -> None:
    engine = ScriptedEngine(Synchronised())
    async with running(engine, []) as schedule:
        await schedule.hurry()
        count = len(engine.pulls)

        schedule.focused()
        await asyncio.sleep(0)

    assert len(engine.pulls) == count


async def test_no_network_waits_and_tells_when_it_tries_again() -> None:
    standings: list[SyncStanding] = []
    engine = ScriptedEngine(Unreachable("cut", retry_after_s=20), Synchronised())

    async with running(engine, standings) as schedule:
        await schedule.hurry()
        waiting = schedule.standing
        await schedule.hurry()

    assert (waiting.phase, waiting.reason) == (Phase.WAITING, "cut")
    assert waiting.next_try_s is not None
    assert phases(standings)[-1] is Phase.UP_TO_DATE


async def test_a_failed_exchange_is_tried_again_by_itself() -> None:
    engine = ScriptedEngine(Unreachable("cut"), Synchronised())

    async with running(engine, [], random=0.01):
        async with asyncio.timeout(5):
            while len(engine.pulls) < 2:
                engine.called.clear()
                await engine.called.wait()

    assert engine.pulls[:2] == [True, True]


async def test_an_ended_sign_in_pauses_until_the_player_signed_in_again() -> None:
    engine = ScriptedEngine(Refused("sign_in_again"), Synchronised())

    async with running(engine, []) as schedule:
        await schedule.hurry()
        paused = schedule.standing.phase
        schedule.edited()
        await asyncio.sleep(0)
        calls_while_paused = len(engine.pulls)
        schedule.resume()
        await schedule.hurry()

    assert (paused, calls_while_paused) == (Phase.SIGN_IN_AGAIN, 1)
    assert schedule.standing.phase is Phase.UP_TO_DATE


async def test_a_deleted_account_stops_sync() -> None:
    engine = ScriptedEngine(Refused("account_deleted"))

    async with running(engine, []) as schedule:
        await schedule.hurry()

    assert schedule.standing.phase is Phase.ACCOUNT_GONE


async def test_an_exchange_that_fails_here_is_logged_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A bug, or a file that refuses, must not end sync for the rest of the run without a word."""

    class FailingEngine(ScriptedEngine):
        async def synchronise(
            self, *, pull: bool = True, poked: Mapping[Scope, Reached] = NO_POKES
        ) -> SyncOutcome:
            if not self.pulls:
                self.pulls.append(pull)
                raise KeyError("seq")
            return await ScriptedEngine.synchronise(self, pull=pull, poked=poked)

    standings: list[SyncStanding] = []
    async with running(FailingEngine(Synchronised()), standings) as schedule:
        await schedule.hurry()
        failed = schedule.standing
        await schedule.hurry()

    assert (failed.phase, failed.reason) == (Phase.WAITING, FAILED_HERE)
    assert failed.next_try_s is not None
    assert schedule.standing.phase is Phase.UP_TO_DATE
    assert "KeyError" in caplog.text


async def test_who_gave_up_waiting_is_not_answered() -> None:
    engine = ScriptedEngine(Synchronised())

    async with running(engine, []) as schedule:
        impatient = schedule.hurry()
        impatient.cancel()
        await schedule.hurry()

    assert impatient.cancelled()


async def test_what_waits_for_a_season_says_so() -> None:
    standings: list[SyncStanding] = []
    engine = ScriptedEngine(Synchronised(frozenset({Scope(SEASONAL, 2)})))

    async with running(engine, standings) as schedule:
        await schedule.hurry()

    assert (standings[-1].phase, standings[-1].reason) == (Phase.UP_TO_DATE, "unknown_season")
