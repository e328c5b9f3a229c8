"""The whole real game of three modes over random documents: the domain says what a plain reading of the rules says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.gates import gate_signature
from tarkov_desktop.domain.graph import GameGraph, prepare
from tarkov_desktop.domain.ids import MODES, GameMode, TaskId
from tarkov_desktop.domain.publishing import publish
from tarkov_desktop.domain.reading import read_document
from tests.domain.oracle import DAMAGE, Oracle
from tests.domain.play import a_move, worlds, written_to
from tests.domain.worlds import NOW_MS

DOCUMENTS = 40
STATES: list[dict[str, Any]] = [
    {"complete": True, "failed": False},
    {"complete": True, "failed": False},
    {"complete": True, "failed": False, "manual": True},
    {"complete": True, "failed": True},
    {"complete": False, "failed": True},
    {"complete": False, "failed": False},
    {"complete": False, "failed": False, "active": True},
    {"complete": True, "failed": False, "active": True},
]


@cache
def game(mode: GameMode) -> GameGraph:
    return prepare(load_bundled(mode).catalog)


def ancestors(graph: GameGraph, task: TaskId) -> Iterator[str]:
    """Yield what *task* needs, directly or through others."""
    waiting, seen = [task], {task}
    while waiting:
        for need in graph.nodes[waiting.pop()].needs:
            if need.task not in seen:
                seen.add(need.task)
                yield need.task
                if need.is_known:
                    waiting.append(need.task)


def a_record(chance: random.Random) -> dict[str, Any]:
    record = dict(chance.choice(STATES))
    if chance.random() < 0.7:
        record["timestamp"] = NOW_MS - chance.choice([0, 1, 3_599_999, 36_000_000, 86_400_000, 10**10])
    return record


def a_document(chance: random.Random, graph: GameGraph) -> dict[str, Any]:
    """A document that reaches deep into the game: chains done, branches failed, gates confirmed, strangers."""
    catalog = graph.catalog
    names = [*graph.nodes, *catalog.disabled, *DAMAGE, "stranger"]
    records = {name: a_record(chance) for name in chance.sample(names, chance.choice([0, 3, 30, 200]))}
    for task in chance.sample(list(graph.nodes), chance.choice([0, 1, 10, 60])):
        for name in ancestors(graph, task):
            if chance.random() < 0.95:
                records[name] = {"complete": True, "failed": False, "timestamp": NOW_MS - 10**10}
    branching = [task for task in graph.nodes if graph.alternatives[task]]
    for task in chance.sample(branching, min(len(branching), chance.choice([0, 2, 8]))):
        records[task] = a_record(chance)
    gates = {
        task: {
            "confirmed": chance.random() < 0.8,
            "signature": gate_signature(graph.nodes[task]) if chance.random() < 0.8 else "0" * 32,
        }
        for task in chance.sample(list(graph.nodes), chance.choice([0, 200]))
    }
    traders = {
        trader: {
            field: value
            for field, value in (
                ("level", chance.randint(0, 4)),
                ("reputation", round(chance.uniform(-1, 6), 2)),
            )
            if chance.random() < 0.5
        }
        for trader in catalog.traders
        if chance.random() < 0.5
    }
    levels = [level.id for station in catalog.stations.values() for level in station.levels]
    skills = list(catalog.skills)
    return {
        "level": chance.choice([1, 5, 14, 15, 30, 45, 79, 100]),
        "pmcFaction": chance.choice(["USEC", "BEAR"]),
        "prestigeLevel": chance.choice([0, 0, 1, 2, 6, 20]),
        "xpOffset": chance.choice([0, -5_000, 300_000, 20_000_000]),
        "skillOffsets": {skill: chance.randint(-9, 51) for skill in skills if chance.random() < 0.3},
        "traders": traders,
        "taskCompletions": records,
        "ignoredTasks": {task: chance.random() < 0.8 for task in chance.sample(names, 10)},
        "taskGates": gates,
        "hideoutModules": {
            level: {"complete": chance.random() < 0.8}
            for level in chance.sample(levels, chance.choice([0, 10, len(levels)]))
        },
    }


@pytest.mark.parametrize("mode", MODES)
def test_the_domain_says_of_the_real_game_what_the_rules_say(mode: GameMode) -> None:
    graph = game(mode)
    for seed in range(DOCUMENTS):
        chance = random.Random(f"{mode} {seed}")
        document, edition = a_document(chance, graph), chance.choice([1, 2, 3, 4, 5, 6, 9])
        account = AccountFacts(edition, automatic_level=chance.random() < 0.3)
        read = read_document(document)
        assert not read.report

        assert_same(Derived(graph, read.document, account, NOW_MS), the_rules(graph, document, account))


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(0, 2**32), st.booleans())
def test_the_domain_says_of_any_game_what_the_rules_say(graph: GameGraph, seed: int, automatic: bool) -> None:
    chance, document, account = random.Random(seed), Document(), AccountFacts(1, automatic_level=automatic)
    for second in range(12):
        plan = a_move(chance, graph, document, account)
        document = written_to(document, list(plan.writes), NOW_MS - second * 1000)

    assert_same(Derived(graph, document, account, NOW_MS), the_rules(graph, publish(document), account))


@pytest.mark.parametrize("mode", MODES)
def test_a_document_said_in_foreign_words_reads_the_same(mode: GameMode) -> None:
    for seed in range(10):
        chance = random.Random(f"{mode} {seed}")
        document = a_document(chance, game(mode))
        for record in document["taskCompletions"].values():
            record.pop("timestamp", None)

        read = read_document(document)
        foreign = read_document(in_foreign_words(chance, document))

        assert foreign.document.entries == read.document.entries
        assert {one.path for one in foreign.report} == SPOILT


SPOILT = {
    "taskCompletions/spoilt",
    "hideoutModules/spoilt",
    "ignoredTasks/spoilt",
    "taskNotes",
    "taskGates/spoilt",
}


def in_foreign_words(chance: random.Random, document: dict[str, Any]) -> dict[str, Any]:
    """The same document as careless programs write it, with values that mean nothing beside the good ones."""
    numbers: list[Any] = [str, lambda value: f" {value} ", lambda value: value + 0.0]
    flags: list[Any] = [bool, int, lambda value: str(value).upper(), lambda value: f" {str(value).lower()} "]

    def number(value: float) -> JsonValue:
        said: JsonValue = chance.choice(numbers)(value)
        return said

    def flag(value: bool) -> JsonValue:
        word: JsonValue = chance.choice(flags)(value)
        return word

    def record(stated: dict[str, bool]) -> JsonValue:
        if stated.keys() == {"complete", "failed"} and not stated["failed"] and chance.random() < 0.3:
            return stated["complete"]
        return {key: flag(value) for key, value in stated.items()} | {"timestamp": -1}

    return {
        **document,
        "level": number(document["level"]),
        "xpOffset": number(document["xpOffset"]),
        "prestigeLevel": number(document["prestigeLevel"]),
        "displayName": "  ",
        "pmcFaction": chance.choice([str.lower, str.title])(document["pmcFaction"]),
        "skillOffsets": {f" {key} ": number(value) for key, value in document["skillOffsets"].items()},
        "traders": {
            key: {field: number(value) for field, value in stated.items()} | {"unlocked": True}
            for key, stated in document["traders"].items()
        },
        "taskCompletions": {key: record(value) for key, value in document["taskCompletions"].items()}
        | {"nothing": None, "spoilt": [1]},
        "ignoredTasks": {key: flag(value) for key, value in document["ignoredTasks"].items()}
        | {"spoilt": "perhaps"},
        "hideoutModules": {
            key: value["complete"] if chance.random() < 0.3 else {"complete": flag(value["complete"])}
            for key, value in document["hideoutModules"].items()
        }
        | {"spoilt": 7},
        "taskGates": document["taskGates"] | {"spoilt": {"confirmed": True}},
        "taskNotes": ["nothing"],
        "pinnedTasks": [],
        "skills": None,
        "seasonNumber": "many",
    }


def the_rules(graph: GameGraph, document: dict[str, Any], account: AccountFacts) -> Oracle:
    return Oracle(
        graph.catalog,
        document,
        edition=account.edition,
        automatic=account.automatic_level,
        now_ms=NOW_MS,
        signature=lambda task: gate_signature(graph.nodes[TaskId(task)]),
    )


def assert_same(derived: Derived, rules: Oracle) -> None:
    graph, experience = derived.graph, derived.experience()
    assert graph.nodes.keys() == rules.tasks.keys()
    assert (experience.of_tasks, experience.total) == (rules.quest_xp, rules.total_xp)
    assert (experience.level, experience.standing.level) == (rules.level, rules.derived_level)
    for task in graph.nodes:
        assert derived.is_invalid(task) == (task in rules.invalid), task
        assert derived.availability(task).verdict.name.lower() == rules.availability[task], task
        assert derived.state(task).value == rules.state(task), task
    bars = derived.progress()
    assert bars.all[:2] == rules.bar()
    assert bars.kappa[:2] == rules.bar(lambda task: task.kappa)
    assert bars.lightkeeper[:2] == rules.bar(lambda task: task.lightkeeper)
    for trader, bar in bars.traders.items():
        assert bar[:2] == rules.bar(lambda task, trader=trader: task.trader == trader), trader  # type: ignore[misc]
    for station, view in derived.stations().items():
        assert view.level == rules.station_level(station), station
        assert view.state.value == rules.station_state(station), station
