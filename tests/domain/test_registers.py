"""Paths and values of registers: the table of progress document 6 and the limits of 8."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.domain.document import Entry, JsonValue
from tarkov_desktop.domain.ids import (
    ACCOUNT_SCOPE,
    PVP,
    GameMode,
    ObjectiveId,
    PartId,
    SkillId,
    StationLevelId,
    TaskId,
    TraderId,
)
from tarkov_desktop.domain.preferences import PREFERENCES
from tarkov_desktop.domain.registers import (
    check_scope,
    check_write,
    gate_path,
    ignored_path,
    is_unknown,
    module_path,
    neutral,
    note_path,
    objective_path,
    part_path,
    pinned_path,
    preference_path,
    register_bytes,
    same_value,
    skill_offset_path,
    task_path,
    trader_path,
    value_bytes,
)

SIGNATURE = "0123456789abcdef0123456789abcdef"


def nested(depth: int) -> JsonValue:
    value: JsonValue = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("level", 1),
        ("level", 100),
        ("pmcFaction", "BEAR"),
        ("displayName", None),
        ("displayName", "x" * 64),
        ("xpOffset", -1_000_000_000),
        ("prestigeLevel", 20),
        ("skills/Strength", 4.5),
        ("skills/Strength", None),
        ("skillOffsets/Strength", -100),
        ("traders/p/level", None),
        ("traders/p/level", 10),
        ("traders/p/reputation", -0.1234),
        ("traders/p/reputation", 100),
        ("taskCompletions/t", {"complete": True, "failed": False}),
        (
            "taskCompletions/t",
            {"complete": False, "failed": False, "active": True, "manual": True, "new": [1]},
        ),
        ("taskObjectives/o%2F1/complete", True),
        ("taskObjectives/o/count", 1_000_000_000),
        ("taskObjectives/o/zone", {"any": "thing"}),
        ("hideoutModules/m-1", {"complete": False}),
        ("hideoutParts/p/count", 0),
        ("taskNotes/t", "a\nb"),
        ("taskNotes/t", None),
        ("ignoredTasks/t", False),
        ("pinnedTasks/t", True),
        ("taskGates/t", {"confirmed": True, "signature": SIGNATURE}),
        ("x/storyChapters", {"tour": {"complete": True}}),
        ("x/a", nested(6)),
        ("taskCompletions/" + "k" * 160, {"complete": True, "failed": False}),
        ("taskCompletions/__proto__", {"complete": True, "failed": False}),
    ],
)
def test_what_a_mode_takes(path: str, value: JsonValue) -> None:
    assert check_write(PVP, path, value) is None


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("level", 0, "invalid_value"),
        ("level", 101, "invalid_value"),
        ("level", 4.0, "invalid_value"),
        ("level", True, "invalid_value"),
        ("level", None, "invalid_value"),
        ("pmcFaction", "usec", "invalid_value"),
        ("displayName", "", "invalid_value"),
        ("displayName", " x", "invalid_value"),
        ("displayName", "a\nb", "invalid_value"),
        ("displayName", "a\u2028b", "invalid_value"),
        ("displayName", "x" * 65, "invalid_value"),
        ("skills/Strength", True, "invalid_value"),
        ("skills/Strength", float("nan"), "invalid_value"),
        ("skills/Strength", 101, "invalid_value"),
        ("traders/p/reputation", 0.12345, "invalid_value"),
        ("traders/p/other", 1, "invalid_path"),
        ("taskCompletions/t", {"complete": True}, "invalid_value"),
        ("taskCompletions/t", {"complete": True, "failed": False, "active": False}, "invalid_value"),
        ("taskCompletions/t", {"complete": True, "failed": False, "timestamp": 1}, "invalid_value"),
        ("taskCompletions/t", True, "invalid_value"),
        ("taskObjectives/o/complete", None, "invalid_value"),
        ("taskObjectives/o/count", -1, "invalid_value"),
        ("taskObjectives/o/timestamp", 1, "invalid_path"),
        ("taskObjectives/o/bad-leaf", 1, "invalid_path"),
        ("taskObjectives/o", {"complete": True}, "invalid_path"),
        ("hideoutModules/m", {"complete": 1}, "invalid_value"),
        ("hideoutModules/m", {"complete": True, "timestamp": 1}, "invalid_value"),
        ("taskNotes/t", "", "invalid_value"),
        ("taskNotes/t", "a\tb", "invalid_value"),
        ("taskNotes/t", "x" * 1001, "invalid_value"),
        ("taskNotes/t", "a\0b", "invalid_value"),
        ("taskNotes/t", "\ud800", "invalid_value"),
        ("ignoredTasks/t", None, "invalid_value"),
        ("taskGates/t", {"confirmed": True, "signature": SIGNATURE.upper()}, "invalid_value"),
        ("taskGates/t", {"confirmed": True, "signature": 1}, "invalid_value"),
        ("taskGates/t", {"confirmed": 1, "signature": SIGNATURE}, "invalid_value"),
        ("taskGates/t", {"confirmed": True, "signature": SIGNATURE, "more": 1}, "invalid_value"),
        ("taskGates/t", {"confirmed": True}, "invalid_value"),
        ("x/level", 1, "invalid_path"),
        ("x/seasonNumber", 1, "invalid_path"),
        ("x/a", nested(7), "value_too_large"),
        ("x/a", {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}, "value_too_large"),
        ("x/a", {"k": float("inf")}, "invalid_value"),
        ("x/a", {"\0": 1}, "invalid_value"),
        ("x/a", "x" * 4095, "value_too_large"),
        ("", 1, "invalid_path"),
        ("unknown", 1, "invalid_path"),
        ("unknown/a", 1, "invalid_path"),
        ("a/b/c/d", 1, "invalid_path"),
        ("taskCompletions/", {"complete": True, "failed": False}, "invalid_path"),
        ("taskCompletions/a%2f", {"complete": True, "failed": False}, "invalid_path"),
        ("taskCompletions/a%", {"complete": True, "failed": False}, "invalid_path"),
        ("taskCompletions/e\u0301", {"complete": True, "failed": False}, "invalid_path"),
        ("taskCompletions/a\x07", {"complete": True, "failed": False}, "invalid_path"),
        ("taskCompletions/" + "k" * 161, {"complete": True, "failed": False}, "invalid_path"),
        ("taskCompletions/" + "\u00e9" * 150, {"complete": True, "failed": False}, "invalid_path"),
        ("taskCompletions/\ud800", {"complete": True, "failed": False}, "invalid_path"),
        ("gameEdition", 1, "invalid_path"),
    ],
)
def test_what_a_mode_refuses(path: str, value: JsonValue, problem: str) -> None:
    assert check_write(PVP, path, value) == problem


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("gameEdition", 99, None),
        ("gameEdition", 100, "invalid_value"),
        ("currentGameMode", "seasonal", None),
        ("currentGameMode", "arena", "invalid_value"),
        ("preferences/showKappaTasks", False, None),
        ("preferences/showKappaTasks", None, None),
        ("preferences/showKappaTasks", 1, "invalid_value"),
        ("preferences/showKappaTasks/x", True, "invalid_path"),
        ("preferences/taskSortMode", "level", None),
        ("preferences/taskSortMode", True, "invalid_value"),
        ("preferences/teamHide/3f0c", True, None),
        ("preferences/teamHide/3f0c", 1, "invalid_value"),
        ("preferences/teamHide/a%", True, "invalid_path"),
        ("preferences/teamHide", {}, "invalid_path"),
        ("preferences/fromTheFuture", [1], None),
        ("preferences/fromTheFuture/key", [1], None),
        ("preferences/bad-name", 1, "invalid_path"),
        ("x/any", 1, None),
        ("level", 1, "invalid_path"),
        ("a/b/c/d", 1, "invalid_path"),
    ],
)
def test_what_the_account_takes(path: str, value: JsonValue, problem: str | None) -> None:
    assert check_write(ACCOUNT_SCOPE, path, value) == problem


def test_paths_are_built_with_escaped_keys() -> None:
    assert [
        task_path(TaskId("a/b")),
        objective_path(ObjectiveId("o/1"), "complete"),
        module_path(StationLevelId("m-1")),
        part_path(PartId("p"), "count"),
        trader_path(TraderId("t"), "level"),
        skill_offset_path(SkillId("s")),
        note_path(TaskId("t")),
        ignored_path(TaskId("t")),
        pinned_path(TaskId("t")),
        gate_path(TaskId("100%")),
        preference_path("streamerMode"),
        preference_path("teamHide", "a/b"),
    ] == [
        "taskCompletions/a%2Fb",
        "taskObjectives/o%2F1/complete",
        "hideoutModules/m-1",
        "hideoutParts/p/count",
        "traders/t/level",
        "skillOffsets/s",
        "taskNotes/t",
        "ignoredTasks/t",
        "pinnedTasks/t",
        "taskGates/100%25",
        "preferences/streamerMode",
        "preferences/teamHide/a%2Fb",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "level",
        "pmcFaction",
        "displayName",
        "skills/s",
        "skillOffsets/s",
        "traders/t/level",
        "taskCompletions/t",
        "taskObjectives/o/complete",
        "taskObjectives/o/zone",
        "hideoutModules/m",
        "taskNotes/t",
        "ignoredTasks/t",
        "taskGates/t",
        "x/k",
    ],
)
def test_the_neutral_value_of_a_register_may_be_written(path: str) -> None:
    assert check_write(PVP, path, neutral(path)) is None


def test_a_withdrawn_gate_keeps_its_signature() -> None:
    current: JsonValue = {"confirmed": True, "signature": SIGNATURE}

    assert neutral("taskGates/t", current=current) == {"confirmed": False, "signature": SIGNATURE}


def test_what_is_no_path_has_no_neutral_value() -> None:
    with pytest.raises(ValueError, match="not a register path"):
        neutral("nothing/like/that/here")


@pytest.mark.parametrize(
    ("scope", "path", "unknown"),
    [
        (PVP, "x/a", True),
        (PVP, "taskObjectives/o/zone", True),
        (PVP, "taskObjectives/o/count", False),
        (PVP, "not/a/path/at/all", False),
        (ACCOUNT_SCOPE, "preferences/fromTheFuture", True),
        (ACCOUNT_SCOPE, "preferences/streamerMode", False),
    ],
)
def test_unknown_registers_are_told_apart(scope: GameMode, path: str, unknown: bool) -> None:
    assert is_unknown(scope, path) is unknown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1, True),
        (1, True, False),
        (0, False, False),
        (None, None, True),
        (None, False, False),
        ("a", "a", True),
        ({"a": True}, {"a": 1}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1], [2], False),
    ],
)
def test_true_is_not_one(one: JsonValue, other: JsonValue, same: bool) -> None:
    assert same_value(one, other) is same


def test_a_value_is_measured_as_the_server_writes_it() -> None:
    assert value_bytes({"a": 1, "é": [1, 2]}) == len('{"a": 1, "é": [1, 2]}'.encode())
    assert register_bytes('x/"', 1) == len('"x/\\""') + 1 + 32


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ({"level": Entry(1, 0)}, None),
        ({f"taskCompletions/{n}": Entry(True, 0) for n in range(20_001)}, "too_many_registers"),
        ({f"x/{n}": Entry(1, 0) for n in range(257)}, "too_many_unknown"),
        ({f"taskNotes/{n}": Entry("x" * 1000, 0) for n in range(510)}, "scope_too_large"),
    ],
)
def test_a_scope_has_limits(entries: dict[str, Entry], problem: str | None) -> None:
    assert check_scope(PVP, entries) == problem


def test_preferences_have_unique_names_and_columns_and_good_defaults() -> None:
    assert (
        len({one.name for one in PREFERENCES}) == len({one.column for one in PREFERENCES}) == len(PREFERENCES)
    )
    assert all(one.accepts(one.default) for one in PREFERENCES)


@given(
    st.text(max_size=200),
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
)
def test_the_check_judges_anything_without_failing(path: str, value: JsonValue) -> None:
    for scope in (PVP, ACCOUNT_SCOPE):
        assert check_write(scope, path, value) in {None, "invalid_path", "invalid_value", "value_too_large"}
