"""Laws that hold in every world: undo restores, incremental equals fresh, availability rises where it must."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document, Entry
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.plans.make_available import plan_make_available
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.domain.plans.tasks import plan_completion, plan_start, plan_uncompletion
from tarkov_desktop.domain.registers import LEVEL, XP_OFFSET, check_write
from tarkov_desktop.domain.state import Verdict
from tests.domain.play import (
    a_move,
    assert_same_as_fresh,
    meaning,
    steps_of,
    taken_back,
    worlds,
    written_to,
)
from tests.domain.worlds import NOW_MS

ACCOUNT = AccountFacts()
SEEDS = st.integers(0, 2**32)


def played(graph: GameGraph, seed: int, moves: int) -> Document:
    """A document after some random moves, one second apart."""
    chance, document = random.Random(seed), Document()
    for second in range(moves):
        plan = a_move(chance, graph, document, ACCOUNT)
        document = written_to(document, list(plan.writes), NOW_MS + second * 1000)
    return document


@settings(max_examples=40, deadline=None)
@given(worlds(), SEEDS, st.booleans())
def test_edit_by_edit_ends_where_a_fresh_start_does(graph: GameGraph, seed: int, automatic: bool) -> None:
    chance, document, account = random.Random(seed), Document(), AccountFacts(automatic_level=automatic)
    now = Derived(graph, document, account, NOW_MS)
    for second in range(25):
        before = {task: (now.state(task), now.impact(task)) for task in graph.nodes}
        plan = a_move(chance, graph, document, account)
        now_ms = NOW_MS + second * 1000
        document = written_to(document, list(plan.writes), now_ms)

        affected = now.apply(document, account, [write.path for write in plan.writes], now_ms)

        assert_same_as_fresh(now)
        unseen = graph.nodes.keys() - affected.tasks
        assert {task: (now.state(task), now.impact(task)) for task in unseen} == {
            task: before[task] for task in unseen
        }


@settings(max_examples=60, deadline=None)
@given(worlds(), SEEDS, SEEDS)
def test_any_operation_undone_restores_every_register(graph: GameGraph, seed: int, then: int) -> None:
    document = played(graph, seed, 15)
    plan = a_move(random.Random(then), graph, document, ACCOUNT)
    after = written_to(document, list(plan.writes), NOW_MS)
    steps = steps_of(document, plan)

    restored = written_to(after, taken_back(after, steps), NOW_MS)

    assert meaning(restored) == meaning(document)


@settings(max_examples=60, deadline=None)
@given(worlds(), SEEDS)
def test_every_write_is_one_the_server_takes(graph: GameGraph, seed: int) -> None:
    document = played(graph, seed, 20)

    for path, entry in document.entries.items():
        assert check_write(graph.catalog.mode, path, entry.value) is None, (path, entry.value)


@settings(max_examples=60, deadline=None)
@given(worlds(), SEEDS)
def test_completing_and_uncompleting_end_in_what_they_say(graph: GameGraph, seed: int) -> None:
    document = played(graph, seed, 10)
    for task_id in graph.nodes:
        for operation in (plan_completion, plan_uncompletion):
            plan = operation(graph, document, ACCOUNT, task_id)
            if isinstance(plan, Plan):
                document = written_to(document, list(plan.writes), NOW_MS)
                record = Derived(graph, document, ACCOUNT, NOW_MS).view(task_id).record
                assert record.complete is (operation is plan_completion)
                assert record.open is (operation is plan_uncompletion)


@settings(max_examples=60, deadline=None)
@given(worlds(), SEEDS)
def test_making_available_makes_available(graph: GameGraph, seed: int) -> None:
    document = played(graph, seed, 8)
    for task_id in graph.nodes:
        plan = plan_make_available(graph, document, ACCOUNT, task_id)
        if isinstance(plan, Plan):
            after = written_to(document, list(plan.writes), NOW_MS)
            assert Derived(graph, after, ACCOUNT, NOW_MS).availability(task_id).verdict is Verdict.YES


def verdicts(graph: GameGraph, document: Document, now_ms: int = NOW_MS) -> list[Verdict]:
    now = Derived(graph, document, ACCOUNT, now_ms)
    return [now.availability(task_id).verdict for task_id in graph.nodes]


@settings(max_examples=60, deadline=None)
@given(worlds(with_traders=False), SEEDS, st.integers(1, 59))
def test_a_higher_level_closes_nothing(graph: GameGraph, seed: int, level: int) -> None:
    document = played(graph, seed, 10)

    lower = verdicts(graph, document.with_entries({LEVEL: Entry(level, 0)}))
    higher = verdicts(graph, document.with_entries({LEVEL: Entry(level + 10, 0)}))

    assert all(low <= high for low, high in zip(lower, higher, strict=True))


@settings(max_examples=60, deadline=None)
@given(worlds(), SEEDS, st.integers(0, 20), st.integers(0, 20))
def test_time_closes_nothing(graph: GameGraph, seed: int, seconds: int, more: int) -> None:
    document = played(graph, seed, 10)
    start_ms = NOW_MS + seconds * 1000

    earlier, later = verdicts(graph, document, start_ms), verdicts(graph, document, start_ms + more * 1000)

    assert all(before <= after for before, after in zip(earlier, later, strict=True))


@settings(max_examples=40, deadline=None)
@given(worlds(), SEEDS)
def test_starting_a_task_closes_nothing(graph: GameGraph, seed: int) -> None:
    document = played(graph, seed, 10)
    before = verdicts(graph, document)
    for position, task_id in enumerate(graph.nodes):
        plan = plan_start(graph, document, ACCOUNT, task_id)
        if isinstance(plan, Plan) and Derived(graph, document, ACCOUNT, NOW_MS).view(task_id).record.open:
            after = verdicts(graph, written_to(document, list(plan.writes), 0))
            assert after[position] is Verdict.YES
            assert all(old <= new for old, new in zip(before, after, strict=True))


@given(worlds(), st.integers(0, 200_000), st.integers(0, 200_000))
@settings(max_examples=30, deadline=None)
def test_more_xp_is_never_a_lower_level(graph: GameGraph, xp: int, more: int) -> None:
    levels = [
        Derived(graph, Document({XP_OFFSET: Entry(offset, 0)}), AccountFacts(automatic_level=True), 0)
        .experience()
        .level
        for offset in (xp, xp + more)
    ]

    assert levels[0] <= levels[1]
