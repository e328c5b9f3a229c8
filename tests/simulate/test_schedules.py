"""The promises of sync.md in simulated schedules, and that each guard is needed: without it schedules go wrong."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

import pytest

from tarkov_desktop.store.sync_port import SyncPort
from tarkov_desktop.sync.engine import SyncEngine
from tarkov_desktop.sync.push import TakenIn
from tarkov_desktop.sync.registers import Cursor, PendingOp, ScopeState
from tarkov_desktop.sync.remote import PushAnswer
from tests.simulate.world import YEAR_MS, Rules, World

SEEDS_EACH = 75
Result = TypeVar("Result")


class NoMendingEngine(SyncEngine):
    """An engine that believes a fast clock and sends stamps as it made them."""

    async def _mend_fast_clock(self) -> None:
        # A slow clock is still measured: else it would take the server's own stamps for ones from the future.
        self.clock.offset_ms = max(self.clock.offset_ms, 0)


class NoPrevRevEngine(SyncEngine):
    """An engine that takes every answer's rev as its cursor."""

    def _take_in(self, state: ScopeState, batch: Sequence[PendingOp], answer: PushAnswer) -> TakenIn:
        taken = super()._take_in(state, batch, answer)
        return TakenIn(dataclasses.replace(taken.commit, cursor=Cursor(answer.rev)), pull_follows=False)

    async def _compare(self, scope: object) -> None:
        """Leave out the digest too, which would find and mend the loss."""


class ForgetfulPort(SyncPort):
    """A file that does not keep the highest seq it sent, so that it never finds out that it is an old copy."""

    async def highest_sent(self) -> int:
        return 1 << 40


class LyingPort(SyncPort):
    """A file that says "committed" and forgets, now and then, as a disk cache does at a power loss."""

    count = 0

    def __init__(self, submit: Callable[..., Future[object]], **options: object) -> None:
        def losing(job: Callable[[sqlite3.Connection], Result]) -> Future[Result]:
            def lost(db: sqlite3.Connection) -> Result:
                LyingPort.count += 1
                db.execute("savepoint lie")
                result = job(db)
                if LyingPort.count % 5 == 0:
                    db.execute("rollback to lie")
                db.execute("release lie")
                return result

            return submit(lost)  # type: ignore[return-value]  # the runner of the simulation is generic in fact

        super().__init__(losing, **options)  # type: ignore[arg-type]  # as above


class UnmeasuredPort(SyncPort):
    """A file that does not keep how wrong the clock is."""

    async def save_offset(self, offset_ms: int) -> None:
        del offset_ms


UNMENDED = Rules(
    engine_type=NoMendingEngine, port_type=UnmeasuredPort, restores_client=False, restores_server=False
)


def failures(rules: Rules, seeds: range) -> list[str]:
    """Play *seeds* and return what went wrong, with the seed in front."""
    return [f"seed {seed}: {wrong}" for seed in seeds for wrong in asyncio.run(World(seed, rules).run())]


@pytest.mark.parametrize("batch", range(4))
def test_every_schedule_ends_in_agreement_and_nothing_undone_comes_back(batch: int) -> None:
    first = 100_000 + batch * SEEDS_EACH

    assert failures(Rules(), range(first, first + SEEDS_EACH)) == []


def test_without_the_sequence_schedules_go_wrong() -> None:
    rules = dataclasses.replace(UNMENDED, server_sequences=False, skews_ms=(0, YEAR_MS, YEAR_MS))

    assert failures(rules, range(150)) != []


def test_with_the_sequence_alone_even_a_fast_clock_that_is_not_mended_does_no_harm() -> None:
    assert failures(UNMENDED, range(150)) == []


def test_without_the_sixty_second_rule_a_fast_device_freezes_fields() -> None:
    rules = dataclasses.replace(UNMENDED, server_restamps=False)

    assert failures(rules, range(150)) != []


def test_without_the_highest_seq_sent_a_restored_copy_loses_edits() -> None:
    assert failures(Rules(port_type=ForgetfulPort), range(200)) != []


def test_without_prev_rev_registers_of_other_devices_are_missed() -> None:
    rules = Rules(engine_type=NoPrevRevEngine, restores_client=False, restores_server=False)

    assert failures(rules, range(100)) != []


def test_a_file_that_lies_about_its_commits_is_found_out() -> None:
    assert failures(Rules(port_type=LyingPort), range(40)) != []


def test_a_seed_replays_to_the_same_history() -> None:
    first, second = World(7), World(7)

    asyncio.run(first.run())
    asyncio.run(second.run())

    assert first.edits == second.edits
    assert first.injected == second.injected
