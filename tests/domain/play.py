"""Playing at random: worlds for Hypothesis, moves for a monkey, and taking steps back."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document, Entry, JsonValue, Write
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import SkillId
from tarkov_desktop.domain.plans.hideout import (
    plan_build,
    plan_part_count,
    plan_part_toggle,
    plan_removal,
)
from tarkov_desktop.domain.plans.make_available import plan_make_available
from tarkov_desktop.domain.plans.objectives import plan_objective_count, plan_objective_toggle
from tarkov_desktop.domain.plans.plan import Plan, Refusal
from tarkov_desktop.domain.plans.profile import (
    plan_faction,
    plan_level,
    plan_prestige_level,
    plan_skill,
    plan_trader_level,
    plan_trader_reputation,
)
from tarkov_desktop.domain.plans.tasks import (
    plan_completion,
    plan_failure,
    plan_gate,
    plan_ignore,
    plan_note,
    plan_pin,
    plan_start,
    plan_uncompletion,
)
from tarkov_desktop.domain.registers import neutral, same_value
from tests.domain.worlds import (
    PRAPOR,
    a_graph,
    a_part,
    a_station,
    a_station_level,
    a_task,
    a_trader,
    an_objective,
    needs,
    wants_level,
    wants_reputation,
)


class Step(NamedTuple):
    """What a plan wrote, so that it can be taken back: path, value before (None with absent), value after."""

    path: str
    before: Entry | None
    after: JsonValue


def steps_of(document: Document, plan: Plan) -> list[Step]:
    return [Step(write.path, document.entries.get(write.path), write.value) for write in plan.writes]


def taken_back(document: Document, steps: list[Step]) -> list[Write]:
    """The writes that undo *steps*: the value before, wherever the value after still stands."""
    return [
        Write(step.path, step.before.value if step.before else neutral(step.path, current=step.after))
        for step in steps
        if same_value(document.value(step.path), step.after)
    ]


def written_to(document: Document, writes: list[Write], ms: int) -> Document:
    return document.with_entries({path: Entry(value, ms) for path, value in writes})


def meaning(document: Document) -> dict[str, str]:
    """What a document says: registers that are not neutral (a withdrawn gate's signature says nothing)."""
    return {
        path: repr(entry.value)
        for path, entry in document.entries.items()
        if not same_value(entry.value, neutral(path, current=entry.value))
    }


Move = Callable[[random.Random, GameGraph, Document, AccountFacts], Plan | Refusal]


def on_a_task(plan: Callable[..., Plan | Refusal], **flags: tuple[bool, ...]) -> Move:
    def move(
        chance: random.Random, graph: GameGraph, document: Document, account: AccountFacts
    ) -> Plan | Refusal:
        chosen = {name: chance.choice(values) for name, values in flags.items()}
        return plan(graph, document, account, chance.choice(graph.order), **chosen)

    return move


def on_an_objective(
    chance: random.Random, graph: GameGraph, document: Document, account: AccountFacts
) -> Plan | Refusal:
    objective = chance.choice(list(graph.objectives))
    if chance.random() < 0.5:
        return plan_objective_toggle(graph, document, account, objective)
    return plan_objective_count(graph, document, account, objective, chance.randint(-1, 9))


def on_the_hideout(
    chance: random.Random, graph: GameGraph, document: Document, account: AccountFacts
) -> Plan | Refusal:
    station = chance.choice(list(graph.catalog.stations))
    part = chance.choice(list(graph.parts))
    match chance.randrange(4):
        case 0:
            return plan_build(graph, document, account, station, chance.randint(1, 3))
        case 1:
            return plan_removal(graph, document, account, station, chance.randint(1, 3))
        case 2:
            return plan_part_toggle(graph, document, account, part)
        case _:
            return plan_part_count(graph, document, account, part, chance.randint(-1, 9))


def on_the_profile(
    chance: random.Random, graph: GameGraph, document: Document, account: AccountFacts
) -> Plan | Refusal:
    trader = chance.choice(list(graph.catalog.traders))
    match chance.randrange(7):
        case 0 | 1:
            return plan_level(graph, document, account, chance.randint(1, 60))
        case 2:
            return plan_faction(graph, document, account, chance.choice(["USEC", "BEAR"]))
        case 3:
            return plan_prestige_level(graph, document, account, chance.randint(0, 3))
        case 4:
            return plan_trader_level(graph, document, account, trader, chance.choice([None, 1, 2, 4]))
        case 5:
            return plan_trader_reputation(graph, document, account, trader, chance.choice([None, 0, 0.5]))
        case _:
            skills = list(graph.catalog.skills) or [SkillId("Strength")]
            return plan_skill(graph, document, account, chance.choice(skills), chance.randint(0, 51))


MOVES: list[Move] = [
    *[on_a_task(plan_completion)] * 4,
    *[on_a_task(plan_uncompletion)] * 2,
    on_a_task(plan_failure),
    on_a_task(plan_start),
    on_a_task(plan_make_available),
    on_a_task(plan_ignore, ignored=(True, False)),
    on_a_task(plan_pin, pinned=(True, False)),
    on_a_task(plan_gate, confirmed=(True, False)),
    on_a_task(lambda graph, document, account, task: plan_note(graph, document, account, task, "note")),
    *[on_an_objective] * 3,
    *[on_the_hideout] * 2,
    on_the_profile,
]


def a_move(chance: random.Random, graph: GameGraph, document: Document, account: AccountFacts) -> Plan:
    """One random operation; a refused one is an empty plan."""
    plan = chance.choice(MOVES)(chance, graph, document, account)
    return plan if isinstance(plan, Plan) else Plan()


def assert_same_as_fresh(now: Derived) -> None:
    """What was kept up to date edit by edit must be what a fresh start finds."""
    fresh = Derived(now.graph, now.document, now.situation.account, now.situation.now_ms)
    assert now.counts() == fresh.counts()
    assert now.experience() == fresh.experience()
    assert now.stations() == fresh.stations()
    assert now.progress() == fresh.progress()
    assert now.open_bits == fresh.open_bits
    for task_id in now.graph.nodes:
        assert now.is_invalid(task_id) == fresh.is_invalid(task_id), task_id
        kept, found = now.view(task_id), fresh.view(task_id)
        assert kept._replace(reasons=()) == found._replace(reasons=()), task_id
        assert set(kept.reasons) == set(found.reasons), task_id
        assert now.availability(task_id).verdict is fresh.availability(task_id).verdict, task_id


NAMES = [f"T{n}" for n in range(9)]
STATUSES = [
    (),
    ("complete",),
    ("active",),
    ("failed",),
    ("complete", "active"),
    ("complete", "failed"),
    ("odd",),
]


@st.composite
def worlds(draw: st.DrawFn, *, with_traders: bool = True) -> GameGraph:
    """A small game with every kind of requirement, cycles and missing tasks included."""
    tasks: list[Task] = []
    for name in NAMES[: draw(st.integers(2, len(NAMES)))]:
        required = draw(st.lists(st.sampled_from([*NAMES, "gone"]), max_size=3, unique=True))
        traders = [wants_level(PRAPOR, 2), wants_reputation(PRAPOR, 0.2)] if with_traders else []
        tasks.append(
            a_task(
                name,
                *(needs(task, *draw(st.sampled_from(STATUSES))) for task in required),
                fails=draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True)),
                objectives=[an_objective(f"{name}o", "shoot", count=draw(st.integers(1, 3)))],
                traders=draw(st.sampled_from([[], [], traders[:1], traders[1:]])),
                others=draw(st.sampled_from([[], [], ["dialogue"]])),
                level=draw(st.sampled_from([0, 0, 10, 20])),
                xp=draw(st.sampled_from([0, 500, 20_000])),
                faction=draw(st.sampled_from(["Any", "Any", "Any", "BEAR"])),
                prestige=draw(st.sampled_from([None, None, None, 1])),
                delay_s=draw(st.sampled_from([(0, 0), (0, 0), (2, 5)])),
                skills=draw(st.sampled_from([{}, {"Strength": 1}])),
                restartable=draw(st.booleans()),
                kappa=draw(st.sampled_from([None, True, False])),
            )
        )
    return a_graph(
        *tasks,
        traders=[a_trader(PRAPOR, 1, 15)],
        stations=[
            a_station(
                "med",
                a_station_level("med", 1, a_part("p1", "x", 4)),
                a_station_level("med", 2, a_part("p2", "x", 1), skills={"Strength": 1}),
                a_station_level("med", 3, stations={"gen": 1}, traders=[wants_level(PRAPOR, 2)]),
            ),
            a_station("gen", a_station_level("gen", 1)),
        ],
    )
