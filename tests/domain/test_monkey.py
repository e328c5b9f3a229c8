"""A monkey plays the real game: thousands of operations and undos, and all of it can be taken back."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document, Write
from tarkov_desktop.domain.graph import GameGraph, prepare
from tarkov_desktop.domain.ids import MODES, PVE, PVP, SEASONAL, GameMode
from tarkov_desktop.domain.registers import check_scope, check_write
from tests.domain.play import Step, a_move, assert_same_as_fresh, meaning, steps_of, taken_back, written_to
from tests.domain.worlds import NOW_MS

ACCOUNT = AccountFacts()
UNDO_CHANCE = 0.25
OPERATIONS_BETWEEN_LOOKS = 250


class Monkey:
    """Plays at random, remembers every step, and can take all of them back."""

    def __init__(self, graph: GameGraph, seed: int) -> None:
        self.graph = graph
        self.now = Derived(graph, Document(), ACCOUNT, NOW_MS)
        self.operations = 0
        self._chance = random.Random(seed)
        self._history: list[list[Step]] = []

    def play(self) -> None:
        """Do one operation, or take back the last."""
        self.operations += 1
        if self._history and self._chance.random() < UNDO_CHANCE:
            self.undo()
            return
        plan = a_move(self._chance, self.graph, self.now.document, ACCOUNT)
        for write in plan.writes:
            assert check_write(PVP, write.path, write.value) is None, write
        if plan:
            self._history.append(steps_of(self.now.document, plan))
            self._lay(plan.writes)

    def undo(self) -> None:
        """Take back the last step."""
        self._lay(taken_back(self.now.document, self._history.pop()))

    def undo_everything(self) -> None:
        """Take back all that is left."""
        while self._history:
            self.undo()

    def look(self) -> None:
        """Hold the invariants: one state each, sums that fit, nothing left over from earlier edits."""
        assert sum(self.now.counts().values()) == len(self.graph.nodes)
        assert self.now.experience().total >= 0
        assert check_scope(PVP, self.now.document.entries) is None
        bar = self.now.progress().all
        assert 0 <= bar.done <= bar.total
        assert_same_as_fresh(self.now)

    def _lay(self, writes: Sequence[Write]) -> None:
        now_ms = NOW_MS + self.operations * 60_000
        document = written_to(self.now.document, list(writes), now_ms)
        self.now.apply(document, ACCOUNT, [write.path for write in writes], now_ms)


def play(mode: GameMode, operations: int, seed: int) -> None:
    monkey = Monkey(prepare(load_bundled(mode).catalog), seed)
    for number in range(operations):
        monkey.play()
        if number % OPERATIONS_BETWEEN_LOOKS == 0:
            monkey.look()

    monkey.undo_everything()

    monkey.look()
    assert meaning(monkey.now.document) == {}


@pytest.mark.parametrize(("mode", "operations"), [(PVP, 2_000), (PVE, 500), (SEASONAL, 500)])
def test_thousands_of_operations_can_all_be_taken_back(mode: GameMode, operations: int) -> None:
    play(mode, operations, seed=MODES.index(mode))


@pytest.mark.slow
@pytest.mark.timeout(600)  # seven seconds alone; minutes under coverage on a busy machine
def test_twenty_thousand_operations_can_all_be_taken_back() -> None:
    play(PVP, 20_000, seed=7)
