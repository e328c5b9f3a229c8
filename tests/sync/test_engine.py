"""What the engine does with refusals, clocks and pages; the long histories are in tests/simulate."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL, GameMode
from tarkov_desktop.store.history import read_dead_letters
from tarkov_desktop.store.outbox import read_pending
from tarkov_desktop.store.tables import read_registers
from tarkov_desktop.sync import engine as engine_module
from tarkov_desktop.sync.engine import SyncEngine
from tarkov_desktop.sync.local import DeadLetterNote
from tarkov_desktop.sync.outcome import Synchronised
from tarkov_desktop.sync.registers import ACCOUNT, Cursor, Reached, Scope
from tarkov_desktop.sync.remote import (
    DeviceCard,
    NoAnswer,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    Refused,
    StatusAnswer,
    Unreachable,
)
from tarkov_desktop.sync.restored import MAYBE_SENT
from tests.simulate.device import Device, SkewedClocks, TrueTime
from tests.simulate.model_server import Generation, ModelServer
from tests.simulate.network import Killed, Network
from tests.simulate.world import YEAR_MS

SCOPE = Scope(PVP)


class Wire(Network):
    """A calm network that a test can put words into."""

    answer_push: Callable[[PushRequest], PushAnswer | NoAnswer | None] = staticmethod(lambda _request: None)
    pushes: list[PushRequest]
    pulls: list[PullRequest]

    async def push(self, request: PushRequest) -> PushAnswer | NoAnswer:
        self.pushes.append(request)
        self.under_way += 1
        self.worst_under_way = max(self.worst_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        said = self.answer_push(request)
        return self._deliver(request) if said is None else said

    async def pull(self, request: PullRequest) -> PullAnswer | NoAnswer:
        self.pulls.append(request)
        return await super().pull(request)

    async def status(self, device_id: str) -> StatusAnswer | NoAnswer:
        return await super().status(device_id)


class Rig:
    """A model server and devices on calm wires."""

    def __init__(self) -> None:
        self.time = TrueTime()
        self.server = ModelServer(lambda: self.time.ms)

    def device(self, name: str = "d0", skew_ms: int = 0) -> tuple[Device, Wire]:
        rng = random.Random(name)
        wire = Wire(self.server, rng, Counter(), calm=True)
        wire.pushes, wire.pulls = [], []
        return Device(name, wire, SkewedClocks(self.time, skew_ms), rng), wire


@pytest.fixture
def rig() -> Rig:
    return Rig()


async def test_an_edit_travels_to_the_other_device(rig: Rig) -> None:
    (here, _), (there, _) = rig.device("a"), rig.device("b")
    here.edit(SCOPE, "level", 15)

    await here.engine.synchronise()
    await there.engine.synchronise()

    assert there.shown.registers[SCOPE]["level"].value == 15


async def test_a_device_that_only_reads_is_introduced(rig: Rig) -> None:
    device, wire = rig.device()
    device.engine.identity.card = DeviceCard("Desk", "linux", "1.0")

    assert isinstance(await device.engine.synchronise(pull=False), Synchronised)
    told_by_a_push = device.engine.identity.is_card_sent
    assert isinstance(await device.engine.synchronise(), Synchronised)

    assert not told_by_a_push
    sent = [(request.scope, request.base_seq, len(request.ops)) for request in wire.pushes]
    assert sent == [(ACCOUNT, 0, 0)]


async def test_the_device_card_is_told_once(rig: Rig) -> None:
    device, wire = rig.device()
    device.engine.identity.card = DeviceCard("Desk", "linux", "1.0")
    for level in (1, 2):
        device.edit(SCOPE, "level", level)
        await device.engine.synchronise()

    assert [request.device is not None for request in wire.pushes] == [True, False]


async def test_a_season_the_server_does_not_name_holds_its_edits_back_and_nothing_else(rig: Rig) -> None:
    device, _ = rig.device()
    rig.server.season = None
    device.edit(Scope(SEASONAL, 1), "level", 7)
    device.edit(SCOPE, "level", 8)

    outcome = await device.engine.synchronise()

    assert outcome == Synchronised(frozenset({Scope(SEASONAL, 1)}))
    assert rig.server.scopes[SCOPE].registers["level"].value == 8
    rig.server.season = 1
    assert await device.engine.synchronise() == Synchronised()
    assert rig.server.scopes[Scope(SEASONAL, 1)].registers["level"].value == 7


async def test_a_season_that_began_between_two_calls_is_asked_for_again(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    wire.answer_push = lambda _request: Refused("unknown_season")

    assert await device.engine.synchronise() == Synchronised(frozenset({SCOPE}))
    assert len(read_pending(device.file)) == 1


async def test_a_season_that_is_over_is_not_pulled(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(Scope(SEASONAL, 1), "level", 7)
    rig.server.season = 2

    await device.engine.synchronise()

    assert Scope(SEASONAL, 1) not in {request.scope for request in wire.pulls}
    assert not read_pending(device.file)


async def test_too_many_requests_stop_the_exchange_and_lose_nothing(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    wire.answer_push = lambda _request: Refused("rate_limited", retry_after_s=9)

    assert await device.engine.synchronise() == Refused("rate_limited", retry_after_s=9)
    assert len(read_pending(device.file)) == 1


async def test_an_op_that_makes_a_whole_call_fail_is_found_by_halving(rig: Rig) -> None:
    device, wire = rig.device()
    for number in range(9):
        device.edit(SCOPE, f"skillOffsets/s{number}", number)
    wire.answer_push = lambda request: (
        Refused("invalid_request") if any(op.value == 5 for op in request.ops) else None
    )

    assert await device.engine.synchronise() == Synchronised()

    assert [letter.value for letter in read_dead_letters(device.file)] == [5]
    assert len(rig.server.scopes[SCOPE].registers) == 8
    assert "skillOffsets/s5" not in device.shown.registers[SCOPE]


async def test_a_reset_that_makes_a_call_fail_ends_in_the_dead_letters_too(rig: Rig) -> None:
    device, wire = rig.device()
    device.reset(SCOPE)
    wire.answer_push = lambda request: Refused("invalid_request") if request.ops else None

    await device.engine.synchronise()

    assert "invalid_request" in {letter.reason for letter in read_dead_letters(device.file)}


async def test_a_server_that_refuses_every_call_gets_no_edit_blamed(rig: Rig) -> None:
    """It speaks another language than we do: a newer or an older version. Nothing becomes a dead letter."""
    device, wire = rig.device()
    for level in range(3):
        device.edit(SCOPE, f"skillOffsets/s{level}", level)
    wire.answer_push = lambda _request: Refused("invalid_request")

    assert await device.engine.synchronise() == Refused("invalid_request")
    assert read_dead_letters(device.file) == []
    assert len(read_pending(device.file)) == 3
    wire.answer_push = lambda _request: None
    assert await device.engine.synchronise() == Synchronised()
    assert len(rig.server.scopes[SCOPE].registers) == 3


async def test_an_edit_at_fault_before_a_server_that_forgot_us_is_found_after_joining(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 1)
    await device.engine.synchronise()
    rig.server.scopes.clear()
    device.edit(SCOPE, "xpOffset", 2)
    wire.answer_push = lambda request: (
        Refused("invalid_json") if any(op.path == "xpOffset" for op in request.ops) else None
    )

    await device.engine.synchronise()

    assert [letter.path for letter in read_dead_letters(device.file)] == ["xpOffset"]
    assert rig.server.scopes[SCOPE].registers["level"].value == 1


async def test_a_mode_nobody_knows_yet_waits_and_blocks_no_other(rig: Rig) -> None:
    """A newer version of the program left it in the file; the server knows it one day."""
    arena = Scope(GameMode("arena"))
    device, wire = rig.device()
    device.edit(arena, "level", 3)
    device.edit(SCOPE, "level", 8)

    assert await device.engine.synchronise() == Synchronised(frozenset({arena}))
    assert rig.server.scopes[SCOPE].registers["level"].value == 8
    asked = {request.scope for request in wire.pulls} | {request.scope for request in wire.pushes}
    assert arena not in asked
    rig.server.scopes[arena] = Generation()
    assert await device.engine.synchronise() == Synchronised()
    assert rig.server.scopes[arena].registers["level"].value == 3


async def test_the_measured_offset_is_kept_for_a_start_without_network(rig: Rig) -> None:
    device, _ = rig.device(skew_ms=YEAR_MS)
    await device.engine.synchronise()

    device.restart()

    assert device.clock.tick(0).ms == rig.time.ms


async def test_an_edit_of_a_season_that_is_over_can_still_be_read_here(rig: Rig) -> None:
    over = Scope(SEASONAL, 1)
    device, _ = rig.device()
    device.edit(over, "level", 6)
    await device.engine.synchronise()
    device.edit(over, "level", 7)
    device.edit(over, "xpOffset", 5)
    rig.server.season = 2
    del rig.server.scopes[over].registers["level"]

    await device.engine.synchronise()

    values = {path: each.value for path, each in read_registers(device.file, over).items()}
    assert values == {"level": 7, "xpOffset": 5}
    assert not read_pending(device.file)


async def test_no_network_is_said_and_loses_nothing(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    wire.is_cut = True

    assert await device.engine.synchronise() == Unreachable("cut")
    assert len(read_pending(device.file)) == 1


async def test_a_clock_set_while_running_is_measured_again(rig: Rig) -> None:
    device, _ = rig.device()
    await device.engine.synchronise()

    assert isinstance(device.clocks, SkewedClocks)
    device.clocks.skew_ms = 3_600_000
    device.edit(SCOPE, "level", 8)
    await device.engine.synchronise()

    assert rig.server.scopes[SCOPE].registers["level"].ms <= rig.time.ms
    assert device.clock.server_now_ms() == rig.time.ms


async def test_pages_are_read_to_the_end(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    (here, _), (there, wire) = rig.device("a"), rig.device("b")
    for number in range(25):
        here.edit(SCOPE, f"skillOffsets/s{number}", number)
    await here.engine.synchronise()
    there.engine.page = 10

    await there.engine.synchronise()

    assert len(there.shown.registers[SCOPE]) == 25
    assert len([request for request in wire.pulls if request.scope == SCOPE and not request.digest]) == 3


async def test_only_a_push_without_a_pull_when_none_is_asked_for(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)

    await device.engine.synchronise(pull=False)

    assert wire.pulls == []


async def test_a_poke_fetches_one_scope(rig: Rig) -> None:
    device, wire = rig.device()
    await device.engine.synchronise()
    wire.pulls.clear()

    await device.engine.synchronise(pull=False, poked={Scope(PVE): Reached(0, 1)})

    assert {request.scope for request in wire.pulls} == {Scope(PVE)}


@pytest.mark.parametrize(
    ("reached", "is_news"),
    [
        (Reached(0, 1), False),
        (Reached(0, 0), False),
        (Reached(0, 2), True),
        (Reached(1, 0), True),
    ],
)
async def test_a_poke_that_says_nothing_new_is_ignored(rig: Rig, reached: Reached, is_news: bool) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    await device.engine.synchronise()
    assert (await device.engine.store.state(SCOPE)).cursor.since == 1
    wire.pulls.clear()

    await device.engine.synchronise(pull=False, poked={SCOPE: reached})

    assert (wire.pulls != []) is is_news


async def test_a_digest_that_differs_is_mended_and_nothing_is_discarded(rig: Rig) -> None:
    device, _ = rig.device()
    device.edit(SCOPE, "level", 8)
    device.edit(SCOPE, "pmcFaction", 1)
    await device.engine.synchronise()
    rig.time.ms += 700_000

    del rig.server.scopes[SCOPE].registers["level"]
    await device.engine.synchronise()

    assert rig.server.scopes[SCOPE].registers["level"].value == 8
    assert device.engine.mismatches == 1


async def test_digests_are_compared_every_ten_minutes_at_most(rig: Rig) -> None:
    device, wire = rig.device()
    for _ in range(3):
        await device.engine.synchronise()

    assert len([request for request in wire.pulls if request.digest and request.scope == Scope(PVE)]) == 1


async def test_a_server_without_digest_is_not_suspected(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)

    class Plain(ModelServer):
        def pull(self, request: PullRequest) -> PullAnswer:
            answer = super().pull(request)
            return PullAnswer(
                answer.epoch, answer.rev, answer.snapshot, answer.registers, answer.more, answer.next, 0
            )

    wire.server = Plain(lambda: rig.time.ms)

    assert await device.engine.synchronise() == Synchronised()


async def test_two_exchanges_at_once_wait_for_each_other(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    device.edit(Scope(PVE), "level", 9)

    await asyncio.gather(*(device.engine.synchronise() for _ in range(3)))

    assert wire.worst_under_way == 1


async def test_without_the_lock_calls_overlap(rig: Rig) -> None:
    """The negative control of the test above."""
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    others = [
        SyncEngine(
            device.engine.store, wire, device.clock, device.clocks, device.engine.identity, device.shown
        )
        for _ in range(3)
    ]

    await asyncio.gather(*(other.synchronise() for other in others))

    assert wire.worst_under_way > 1


async def test_an_edit_made_during_a_push_stays_over_its_answer(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    seen: list[PushRequest] = []

    def edit_meanwhile(request: PushRequest) -> None:
        if not seen:
            seen.append(request)
            device.edit(SCOPE, "level", 9)

    wire.answer_push = edit_meanwhile

    await device.engine.synchronise()

    assert read_registers(device.file, SCOPE)["level"].value == 9
    assert rig.server.scopes[SCOPE].registers["level"].value == 9


async def test_a_reset_made_during_a_push_makes_its_answer_stale(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    seen: list[PushRequest] = []

    def reset_meanwhile(request: PushRequest) -> None:
        if not seen:
            seen.append(request)
            device.reset(SCOPE)

    wire.answer_push = reset_meanwhile

    await device.engine.synchronise()

    assert read_registers(device.file, SCOPE) == {}
    assert rig.server.scopes[SCOPE].epoch == 1


def a_running_copy(rig: Rig, original: Device) -> tuple[Device, Wire]:
    """Return a second program on a copy of the file: two programs that believe to be the same device."""
    copy, wire = rig.device("copy")
    copy.restore_file(original.copy_file())
    return copy, wire


async def test_a_copy_that_runs_finds_out_by_its_next_push(rig: Rig) -> None:
    original, _ = rig.device()
    original.edit(SCOPE, "level", 1)
    await original.engine.synchronise()
    copy, _ = a_running_copy(rig, original)
    await copy.engine.synchronise()
    for level in (2, 3, 4):
        original.edit(SCOPE, f"skillOffsets/s{level}", level)
    await original.engine.synchronise()

    copy.edit(SCOPE, "xpOffset", 5)
    await copy.engine.synchronise()

    assert copy.engine.identity.device_id != original.engine.identity.device_id
    assert rig.server.scopes[SCOPE].registers["xpOffset"].value == 5


async def test_a_copy_that_runs_finds_out_when_it_has_to_rejoin(rig: Rig) -> None:
    original, _ = rig.device()
    original.edit(SCOPE, "level", 1)
    await original.engine.synchronise()
    copy, wire = a_running_copy(rig, original)
    copy.engine.page = 2
    await copy.engine.synchronise()
    for number in range(5):
        original.edit(SCOPE, f"skillOffsets/s{number}", number)
    await original.engine.synchronise()
    rig.time.ms += 700_000
    del rig.server.scopes[SCOPE].registers["level"]

    await copy.engine.synchronise()

    assert copy.engine.identity.device_id != original.engine.identity.device_id
    assert rig.server.scopes[SCOPE].registers["level"].value == 1
    assert len(wire.pulls) > 6


async def test_a_doubtful_edit_of_an_old_copy_is_not_sent_again(rig: Rig) -> None:
    """Its stamp is far ahead and the server saw its seq: it may be an edit that was long overruled."""
    device, _ = rig.device(skew_ms=10_000_000)
    device.edit(SCOPE, "level", 1)
    old = device.copy_file()
    device.edit(SCOPE, "level", 2)
    await device.engine.synchronise()

    device.restore_file(old)
    await device.engine.synchronise()

    assert [letter.reason for letter in read_dead_letters(device.file)] == [MAYBE_SENT]
    assert device.shown.registers[SCOPE]["level"].value == 2


async def test_a_kill_while_an_old_copy_becomes_another_device_leaves_no_doubtful_register(rig: Rig) -> None:
    device, wire = rig.device(skew_ms=10_000_000)
    device.edit(SCOPE, "level", 1)
    old = device.copy_file()
    device.edit(SCOPE, "level", 2)
    await device.engine.synchronise()
    device.restore_file(old)
    renew = device.engine.store.renew_device

    async def renew_and_die(device_id: str, dead: Sequence[DeadLetterNote]) -> None:
        await renew(device_id, dead)
        raise Killed

    device.engine.store.renew_device = renew_and_die  # type: ignore[method-assign]  # the kill of this test
    with pytest.raises(Killed):
        await device.engine.synchronise()
    device.restart()

    assert read_registers(device.file, SCOPE) == {}
    assert await device.engine.synchronise() == Synchronised()
    assert device.shown.registers[SCOPE]["level"].value == 2
    assert rig.server.scopes[SCOPE].registers["level"].value == 2
    assert wire.pushes


async def test_a_server_set_back_to_an_older_generation_is_brought_forward(rig: Rig) -> None:
    device, _ = rig.device()
    device.edit(SCOPE, "level", 1)
    await device.engine.synchronise()
    before = rig.server.backup()
    device.reset(SCOPE)
    device.edit(SCOPE, "level", 2)
    await device.engine.synchronise()

    rig.server.restore(before)
    await device.engine.synchronise()

    assert rig.server.scopes[SCOPE].epoch == 1
    assert rig.server.scopes[SCOPE].registers["level"].value == 2


async def test_a_register_older_than_the_server_gave_before_says_that_it_was_set_back(rig: Rig) -> None:
    device, _ = rig.device()
    device.edit(SCOPE, "level", 1)
    await device.engine.synchronise()
    device.edit(SCOPE, "level", 2)
    await device.engine.synchronise()

    row = rig.server.scopes[SCOPE].registers["level"]
    rig.server.scopes[SCOPE].registers["level"] = row._replace(ms=row.ms - 5, value=1, rev=row.rev + 1)
    rig.server.scopes[SCOPE].rev += 1
    await device.engine.synchronise()

    assert rig.server.scopes[SCOPE].registers["level"].value == 2
    assert read_registers(device.file, SCOPE)["level"].value == 2


async def test_a_push_into_an_older_generation_comes_first(rig: Rig) -> None:
    device, wire = rig.device()
    await device.engine.synchronise()
    asked: list[PullRequest] = []

    class ResetBeforePull(ModelServer):
        def pull(self, request: PullRequest) -> PullAnswer:
            if not asked and request.scope == SCOPE:
                asked.append(request)
                device.reset(SCOPE)
                page = super().pull(request)
                return PullAnswer(page.epoch, page.rev, page.snapshot, [], True, page.next, 0)
            return super().pull(request)

    resetting = ResetBeforePull(lambda: rig.time.ms)
    wire.server = resetting
    await device.engine.synchronise()

    assert resetting.scopes[SCOPE].epoch == 1
    assert not read_pending(device.file)


async def test_a_reset_elsewhere_during_a_rejoin_is_joined_too(rig: Rig) -> None:
    (device, wire), (other, _) = rig.device("a"), rig.device("b")
    for number in range(5):
        device.edit(SCOPE, f"skillOffsets/s{number}", number)
    await device.engine.synchronise()
    await other.engine.synchronise()
    other.reset(SCOPE)
    device.engine.page = 2
    rig.time.ms += 700_000
    del rig.server.scopes[SCOPE].registers["skillOffsets/s0"]
    pages: list[PullRequest] = []

    class ResetAmidPages(ModelServer):
        def pull(self, request: PullRequest) -> PullAnswer:
            if request.scope == SCOPE and (request.cursor == Cursor() or pages):
                pages.append(request)
            if len(pages) == 2:
                op = read_pending(other.file)[0]
                self.push(PushRequest("other", SCOPE, 1, 0, [op]))
            return super().pull(request)

    resetting = ResetAmidPages(lambda: rig.time.ms)
    resetting.scopes = rig.server.scopes
    wire.server = resetting
    await device.engine.synchronise()

    assert len(pages) > 1
    assert read_registers(device.file, SCOPE) == {}


async def test_an_edit_that_comes_between_leaves_the_digest_for_another_time(rig: Rig) -> None:
    device, wire = rig.device()
    asked: list[PullRequest] = []

    class EditBeforeDigest(ModelServer):
        def pull(self, request: PullRequest) -> PullAnswer:
            if request.digest and request.scope == SCOPE and not asked:
                asked.append(request)
                device.edit(SCOPE, "level", 3)
            return super().pull(request)

    wire.server = EditBeforeDigest(lambda: rig.time.ms)
    await device.engine.synchronise()
    await device.engine.synchronise()

    assert len([request for request in wire.pulls if request.digest and request.scope == SCOPE]) == 2


async def test_a_pull_without_end_is_left_for_the_next_exchange(rig: Rig) -> None:
    device, wire = rig.device()

    class Endless(ModelServer):
        def pull(self, request: PullRequest) -> PullAnswer:
            answer = super().pull(request)
            if request.digest:
                return answer
            return PullAnswer(answer.epoch, answer.rev, answer.snapshot, [], True, answer.next, 0)

    wire.server = Endless(lambda: rig.time.ms)

    assert await device.engine.synchronise() == Synchronised()


async def test_rounds_without_end_are_left_for_the_next_exchange(rig: Rig) -> None:
    device, wire = rig.device()
    device.edit(SCOPE, "level", 8)
    count = iter(range(2, 10_000))

    def edit_again(_request: PushRequest) -> None:
        device.edit(SCOPE, "level", next(count))

    wire.answer_push = edit_again

    assert await device.engine.synchronise(pull=False) == Synchronised()
    assert len(wire.pushes) >= engine_module.MAX_ROUNDS
