"""Reading one mode from anywhere: the tables of progress document 7."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.game import Skill
from tarkov_desktop.domain.ids import PVP, SkillId
from tarkov_desktop.domain.import_report import ReadProblem
from tarkov_desktop.domain.publishing import publish, publish_row
from tarkov_desktop.domain.reading import ReadDocument, read_document, skill_ids
from tarkov_desktop.domain.registers import check_write
from tarkov_desktop.domain.scalars import read_bool, read_number, read_reputation, read_timestamp, read_whole
from tests.domain.worlds import DONE, FAILED, a_catalog, a_document

OF_STRESS = {"stress resistance": "StressResistance"}


def values(read: ReadDocument) -> dict[str, JsonValue]:
    return {path: entry.value for path, entry in read.document.entries.items()}


def problems(read: ReadDocument) -> list[tuple[str, ReadProblem]]:
    return [(one.path, one.problem) for one in read.report]


@pytest.mark.parametrize("source", [{}, None])
def test_nothing_reads_as_all_defaults(source: JsonValue) -> None:
    assert read_document(source) == (Document({}), ())


def test_scalars_are_read_generously() -> None:
    read = read_document({"level": "42", "pmcFaction": "bear", "displayName": "  "})

    assert values(read) == {"level": 42, "pmcFaction": "BEAR"}
    assert read.report == ()


def test_task_entries_come_in_many_shapes() -> None:
    read = read_document(
        {"taskCompletions": {"a": True, "b": {"complete": "1", "failed": 1}, "c": 7, "d": None}}
    )

    assert values(read) == {"taskCompletions/a": DONE, "taskCompletions/b": FAILED}
    assert problems(read) == [("taskCompletions/c", ReadProblem.NOT_AN_ENTRY)]


def test_unknown_leaves_of_an_objective_are_registers() -> None:
    read = read_document(
        {"taskObjectives": {"o": {"count": "3", "complete": "FALSE", "zone": "x", "gone": None}}}
    )

    assert values(read) == {
        "taskObjectives/o/count": 3,
        "taskObjectives/o/complete": False,
        "taskObjectives/o/zone": "x",
    }


def test_a_reputation_is_rounded_half_away_from_zero() -> None:
    assert values(read_document({"traders": {"p": {"reputation": -0.12345}}})) == {
        "traders/p/reputation": -0.1235
    }


def test_skills_and_unknown_fields() -> None:
    read = read_document(
        {"skills": {"Strength": {"level": 4}}, "storyChapters": {"tour": {"complete": True}}}
    )

    assert values(read) == {"skills/Strength": 4, "x/storyChapters": {"tour": {"complete": True}}}


def test_wrong_containers_are_empty() -> None:
    read = read_document({"hideoutModules": [], "hideoutParts": [1], "skills": None})

    assert (values(read), problems(read)) == ({}, [("hideoutParts", ReadProblem.NOT_AN_OBJECT)])


def test_small_timestamps_are_seconds() -> None:
    read = read_document({"taskCompletions": {"a": {"complete": True, "timestamp": 1_700_000_000}}})

    assert read.document.entries == {"taskCompletions/a": Entry(DONE, 1_700_000_000_000)}


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("15", 15),
        (4.9, 4),
        ("4.5", 4),
        (-3, 1),
        (1000, 100),
        (1e308, None),
        (math.nan, None),
        (math.inf, None),
        ("", None),
        ("abc", None),
        (True, None),
        ([], None),
        (None, None),
        (10**400, None),
    ],
)
def test_whole_numbers(value: JsonValue, level: int | None) -> None:
    read = read_document({"level": value})

    assert read.document.value("level") == level
    assert bool(read.report) is (value is not None and (level is None or value in (-3, 1000)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (0, False),
        (1.0, True),
        (" TRUE ", True),
        ("maybe", None),
        (2, None),
        ([], None),
        (None, None),
    ],
)
def test_truth_has_many_words(value: JsonValue, expected: bool | None) -> None:
    assert read_bool(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-0.25", -0.25),
        ("+.5", 0.5),
        ("1e3", 1000.0),
        ("\u0661", None),
        ("1_0", None),
        ("1e999", None),
        ({}, None),
    ],
)
def test_numbers_in_texts(value: JsonValue, expected: float | None) -> None:
    assert read_number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(1, 1000), (1_763_700_000_000, 1_763_700_000_000), (-1, 0), ("5", 0), (None, 0)]
)
def test_timestamps(value: JsonValue, expected: int) -> None:
    assert read_timestamp(value) == expected


def test_reputations_beyond_any_game_are_no_reputation() -> None:
    assert read_reputation(1e300) is None
    assert read_whole("x", 0, 1) is None


@pytest.mark.parametrize(
    ("source", "path", "problem"),
    [
        ({"pmcFaction": "scav"}, "pmcFaction", ReadProblem.UNKNOWN_WORD),
        ({"pmcFaction": 1}, "pmcFaction", ReadProblem.UNKNOWN_WORD),
        ({"displayName": 7}, "displayName", ReadProblem.NOT_A_TEXT),
        ({"skills": {"s": "x"}}, "skills/s", ReadProblem.NOT_A_NUMBER),
        ({"skills": {"s": 101}}, "skills/s", ReadProblem.OUT_OF_RANGE),
        ({"skillOffsets": {"s": {}}}, "skillOffsets/s", ReadProblem.NOT_A_NUMBER),
        ({"traders": {"p": 3}}, "traders/p", ReadProblem.NOT_AN_ENTRY),
        ({"traders": {"p": {"reputation": "x"}}}, "traders/p/reputation", ReadProblem.NOT_A_NUMBER),
        ({"traders": {"p": {"reputation": 101}}}, "traders/p/reputation", ReadProblem.OUT_OF_RANGE),
        ({"taskObjectives": {"o": "x"}}, "taskObjectives/o", ReadProblem.NOT_AN_ENTRY),
        (
            {"taskObjectives": {"o": {"complete": "maybe"}}},
            "taskObjectives/o/complete",
            ReadProblem.NOT_A_BOOL,
        ),
        ({"taskObjectives": {"o": {"bad-leaf": 1}}}, "taskObjectives/o/bad-leaf", ReadProblem.BAD_KEY),
        ({"taskCompletions": {"": True}}, "taskCompletions/", ReadProblem.BAD_KEY),
        ({"taskCompletions": {"é" * 150: True}}, f"taskCompletions/{'é' * 150}", ReadProblem.BAD_KEY),
        ({"pinnedTasks": {"t": "maybe"}}, "pinnedTasks/t", ReadProblem.NOT_A_BOOL),
        ({"taskGates": {"t": {"confirmed": True}}}, "taskGates/t", ReadProblem.NOT_AN_ENTRY),
        ({"new": "x" * 5000}, "new", ReadProblem.TOO_LARGE),
        ([], "", ReadProblem.NOT_AN_OBJECT),
    ],
)
def test_what_cannot_be_taken_is_named(source: JsonValue, path: str, problem: ReadProblem) -> None:
    read = read_document(source)

    assert (path, problem) in problems(read)
    assert values(read) == {}


def test_one_bad_entry_among_many_costs_only_itself() -> None:
    tasks: dict[str, JsonValue] = {f"t{n}": {"complete": True} for n in range(499)}

    read = read_document({"taskCompletions": {**tasks, "bad": {"complete": "maybe"}}})

    assert len(read.document.entries) == 499
    assert problems(read) == [("taskCompletions/bad/complete", ReadProblem.NOT_A_BOOL)]


def test_a_spoilt_flag_does_not_cost_the_other() -> None:
    read = read_document({"taskCompletions": {"a": {"complete": "maybe", "failed": True}}})

    assert values(read) == {"taskCompletions/a": FAILED}


def test_a_started_task_stays_started_and_a_settled_one_does_not() -> None:
    started: JsonValue = {"active": True, "manual": True}
    settled: JsonValue = {"complete": True, "active": True}

    assert values(read_document({"taskCompletions": {"a": started, "b": settled}})) == {
        "taskCompletions/a": {"complete": False, "failed": False, "active": True, "manual": True},
        "taskCompletions/b": DONE,
    }


def test_keys_of_a_newer_version_stay_in_the_entry_if_they_fit() -> None:
    read = read_document(
        {"taskCompletions": {"a": {"complete": True, "new": 1}, "b": {"complete": True, "big": "x" * 5000}}}
    )

    assert values(read) == {"taskCompletions/a": {**DONE, "new": 1}, "taskCompletions/b": DONE}  # type: ignore[dict-item]  # DONE is a dict
    assert problems(read) == [("taskCompletions/b", ReadProblem.TOO_LARGE)]


def test_bare_values_stand_for_entries() -> None:
    read = read_document(
        {
            "hideoutModules": {"m-1": True, "m-2": {}},
            "hideoutParts": {"p": 3, "q": True},
            "ignoredTasks": {"t": 1},
        }
    )

    assert values(read) == {
        "hideoutModules/m-1": {"complete": True},
        "hideoutModules/m-2": {"complete": False},
        "hideoutParts/p/count": 3,
        "hideoutParts/q/complete": True,
        "ignoredTasks/t": True,
    }


def test_long_texts_are_cut_and_cleaned() -> None:
    read = read_document({"displayName": "x\u0000" * 70, "taskNotes": {"t": " a\r\nb\ud800 ", "u": ""}})

    assert values(read) == {"displayName": "x" * 64, "taskNotes/t": "a\nb"}
    assert problems(read) == [("displayName", ReadProblem.TOO_LONG)]


def test_keys_are_trimmed_and_composed() -> None:
    read = read_document({"taskCompletions": {" e\u0301/1 ": True}})

    assert values(read) == {"taskCompletions/\u00e9%2F1": DONE}


def test_skill_names_become_ids_where_they_are_plain() -> None:
    catalog = a_catalog(
        skills={
            SkillId(skill): Skill(SkillId(skill), name)
            for skill, name in [("StressResistance", "Stress Resistance"), ("A", "Same"), ("B", "same")]
        }
    )

    assert skill_ids(catalog) == OF_STRESS
    read = read_document(
        {"skills": {"Stress resistance": 4.5, "Same": 3}, "skillOffsets": {"Stress Resistance": 2}}, OF_STRESS
    )
    assert values(read) == {
        "skills/StressResistance": 4.5,
        "skills/Same": 3,
        "skillOffsets/StressResistance": 2,
    }


def test_unknown_fields_have_a_limit() -> None:
    read = read_document({f"new{n}": n for n in range(300)} | {"none": None})

    assert len(read.document.entries) == 256
    assert problems(read)[0] == ("new256", ReadProblem.TOO_MANY_UNKNOWN)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    "level pmcFaction displayName xpOffset prestigeLevel skills skillOffsets traders taskCompletions taskObjectives "
    "hideoutModules hideoutParts taskNotes ignoredTasks pinnedTasks taskGates other".split()
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(FIELDS, JSON | st.dictionaries(st.text(max_size=5), JSON, max_size=3), max_size=8))
def test_anything_reads_into_registers_the_server_takes(source: dict[str, JsonValue]) -> None:
    read = read_document(source)

    for path, entry in read.document.entries.items():
        assert check_write(PVP, path, entry.value) is None
        assert entry.ms >= 0


def test_a_published_document_reads_back_as_it_was() -> None:
    document = a_document(
        {
            "level": 15,
            "displayName": "Rook",
            "skillOffsets/StressResistance": 3,
            "traders/p/level": 2,
            "traders/p/reputation": 0.21,
            "taskObjectives/o/complete": True,
            "taskObjectives/o/count": 2,
            "taskObjectives/o/zone": "x",
            "hideoutModules/m-1": {"complete": True},
            "hideoutParts/p/count": 1,
            "taskNotes/t": "ask",
            "ignoredTasks/t": True,
            "taskGates/t": {"confirmed": True, "signature": "0" * 32},
            "x/storyChapters": {"a": 1},
        },
        done=["t"],
        failed=["u"],
        started=["v"],
    )

    read = read_document(json.loads(json.dumps(publish(document))))

    assert values(read) == {path: entry.value for path, entry in document.entries.items()}
    assert read.report == ()


def test_the_published_shape() -> None:
    document = Document(
        {
            "displayName": Entry(None, 1),
            "taskCompletions/t": Entry(DONE, 5),
            "taskObjectives/o/complete": Entry(True, 3),
            "taskObjectives/o/count": Entry(2, 9),
            "taskObjectives/n/zone": Entry(None, 4),
            "traders/p/level": Entry(None, 4),
            "taskNotes/t": Entry(None, 4),
            "skills/s": Entry(3, 4),
            "x/gone": Entry(None, 4),
            "x/new": Entry([1], 4),
        }
    )

    published = publish(document, season=2)

    assert published == {
        "displayName": None,
        "seasonNumber": 2,
        "new": [1],
        "skills": {"s": 3},
        "taskCompletions": {"t": {"complete": True, "failed": False, "timestamp": 5}},
        "taskObjectives": {"o": {"complete": True, "count": 2, "timestamp": 9}, "n": {"timestamp": 4}},
        **{
            field: {}
            for field in "skillOffsets traders hideoutModules hideoutParts taskNotes ignoredTasks pinnedTasks taskGates".split()
        },
    }


def test_an_untouched_mode_is_published_empty() -> None:
    row = publish_row({PVP: a_document()}, edition=4, current=PVP, season=1)

    assert (row["pve_data"], row["seasonal_data"], row["game_edition"]) == ({}, {"seasonNumber": 1}, 4)
