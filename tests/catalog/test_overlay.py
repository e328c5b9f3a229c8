from __future__ import annotations

import pytest

from tarkov_desktop.catalog.errors import DocumentRejectedError
from tarkov_desktop.catalog.findings import Tally
from tarkov_desktop.catalog.overlay import (
    Overlay,
    Records,
    merge_added,
    merge_prestiges,
    merge_tasks,
    read_overlay,
)
from tarkov_desktop.catalog.raw import Place
from tests.catalog.sources import needs_data, tree


def overlay_of(**sections: object) -> Overlay:
    return read_overlay({"$meta": {"version": "1"}, **sections})


def merged(
    tasks: Records, overlay: Overlay, *, mode: str = "regular", languages: tuple[str, ...] = ()
) -> Records:
    return merge_tasks(tasks, overlay, mode, languages, Place(Tally()))[0]


def test_a_shared_patch_comes_first_and_the_mode_patch_second() -> None:
    overlay = overlay_of(
        tasks={"t": {"objectives": {"a": {"count": 2, "optional": True}}, "name": "shared"}},
        modes={"regular": {"tasks": {"t": {"objectives": {"a": {"count": 9}}}}}},
    )
    tasks: Records = {"t": {"id": "t", "objectives": [{"id": "a", "type": "shoot", "count": 1}]}}

    (objective,) = merged(tasks, overlay)["t"]["objectives"]

    assert objective == {"id": "a", "type": "shoot", "count": 9, "optional": True}
    assert merged(tasks, overlay, mode="pve")["t"]["objectives"][0]["count"] == 2


def test_disabled_tasks_leave_a_tombstone() -> None:
    overlay = overlay_of(tasks={"t": {"disabled": True}}, tasksAdd={"t": {"id": "t"}})

    tasks, disabled = merge_tasks(
        {"t": {"id": "t"}, "u": {"id": "u"}}, overlay, "regular", (), Place(Tally())
    )

    assert (set(tasks), set(disabled)) == ({"u"}, {"t"})


def test_an_objective_that_the_task_has_not_is_counted_and_left_out() -> None:
    tally = Tally()
    overlay = overlay_of(tasks={"t": {"objectives": {"b": {"count": 2}}}, "gone": {"name": "x"}})

    tasks, _ = merge_tasks(
        {"t": {"id": "t", "objectives": [{"id": "a"}]}}, overlay, "regular", (), Place(tally)
    )

    assert tasks["t"]["objectives"] == [{"id": "a"}]
    assert {one.word for one in tally.findings()} == {"b", "gone"}


def test_added_objectives_are_appended_once() -> None:
    overlay = overlay_of(tasks={"t": {"objectivesAdd": [{"id": "b", "count": 2}, {"id": "a", "count": 5}]}})

    found = merged({"t": {"id": "t", "objectives": [{"id": "a"}]}}, overlay)["t"]["objectives"]

    assert found == [{"id": "a"}, {"id": "b", "count": 2}]


def test_trader_requirements_are_merged_by_id() -> None:
    own = {"id": "1", "trader": "p", "requirementType": "level", "value": 1}
    overlay = overlay_of(
        tasks={
            "t": {
                "traderRequirements": [
                    {"id": "1", "value": 2},
                    {"id": "overlay.t.p.level.>=.3", "trader": "p", "requirementType": "level", "value": 3},
                    {"id": "odd", "requirementType": "mood"},
                    "nonsense",
                ]
            }
        }
    )

    found = merged({"t": {"id": "t", "traderRequirements": [own]}}, overlay)["t"]["traderRequirements"]

    assert [(one["id"], one["value"]) for one in found] == [("1", 2), ("overlay.t.p.level.>=.3", 3)]


def test_an_empty_list_clears_the_trader_requirements() -> None:
    overlay = overlay_of(tasks={"t": {"traderRequirements": []}})

    assert (
        merged({"t": {"id": "t", "traderRequirements": [{"id": "1"}]}}, overlay)["t"]["traderRequirements"]
        == []
    )


def test_every_other_field_is_replaced_and_null_is_a_value() -> None:
    overlay = overlay_of(tasks={"t": {"map": None, "taskRequirements": [{"task": "u"}], "experience": 5}})

    found = merged({"t": {"id": "t", "map": "m", "taskRequirements": [1, 2], "experience": 1}}, overlay)["t"]

    assert found == {"id": "t", "map": None, "taskRequirements": [{"task": "u"}], "experience": 5}


def test_upstream_wins_over_added_tasks() -> None:
    overlay = overlay_of(
        tasksAdd={"t": {"id": "t", "name": "added"}, "n": {"id": "n", "name": "new"}},
        modes={"pve": {"tasksAdd": {"p": {"id": "p"}}}},
    )

    assert merged({"t": {"id": "t", "name": "own"}}, overlay)["t"]["name"] == "own"
    assert set(merged({}, overlay)) == {"t", "n"}
    assert set(merged({}, overlay, mode="pve")) == {"t", "n", "p"}


def test_locales_are_laid_on_last_the_wanted_language_over_english() -> None:
    overlay = overlay_of(
        tasks={"t": {"name": "patched"}},
        locales={
            "en": {"tasks": {"t": {"name": "English", "wikiLink": "w"}}},
            "de": {"tasks": {"t": {"name": "Deutsch"}}},
        },
    )

    both = merged({"t": {"id": "t", "name": "key"}}, overlay, languages=("en", "de"))["t"]

    assert (both["name"], both["wikiLink"]) == ("Deutsch", "w")
    assert merged({"t": {"id": "t"}}, overlay, languages=("en",))["t"]["name"] == "English"
    assert merged({"t": {"id": "t"}}, overlay, languages=("fr",))["t"]["name"] == "patched"


def test_prestige_conditions_are_patched_or_appended_by_id() -> None:
    overlay = overlay_of(
        modes={
            "regular": {
                "prestige": {
                    "p": {
                        "storyRequirements": [],
                        "conditions": {"a": {"count": 2}, "b": {"type": "taskStatus"}},
                    },
                    "unknown": {},
                }
            }
        }
    )
    own: Records = {"p": {"id": "p", "conditions": [{"id": "a", "type": "skill"}], "storyRequirements": [1]}}

    found = merge_prestiges(own, overlay, "regular", Place(Tally()))

    assert found == {
        "p": {
            "id": "p",
            "storyRequirements": [],
            "conditions": [{"id": "a", "type": "skill", "count": 2}, {"id": "b", "type": "taskStatus"}],
        }
    }


def test_records_are_added_only_where_the_source_has_none() -> None:
    overlay = overlay_of(itemsAdd={"i": {"name": "theirs"}, "j": {"name": "new"}})

    assert merge_added({"i": {"name": "ours"}}, overlay, "itemsAdd", Place(Tally())) == {
        "i": {"name": "ours"},
        "j": {"name": "new"},
    }


@pytest.mark.parametrize(
    "odd", [None, [], "text", {}, {"$meta": {}}, {"$meta": {"version": 2}}, {"$meta": []}]
)
def test_a_document_without_a_version_is_no_overlay(odd: object) -> None:
    with pytest.raises(DocumentRejectedError, match="names no version"):
        read_overlay(odd)


@pytest.mark.parametrize(
    "odd", [7, "text", [1], {"t": 7}, {"t": {"objectives": 3}}, {"!!": {}}, {"t": {"id": "u"}}]
)
def test_sections_of_a_wrong_shape_change_nothing(odd: object) -> None:
    own: Records = {"t": {"id": "t", "objectives": [{"id": "a"}]}}

    found = merged(own, overlay_of(tasks=odd))

    assert found["t"]["objectives"] == [{"id": "a"}]


@needs_data
@pytest.mark.parametrize("mode", ["regular", "pve", "pvp-season"])
def test_merging_twice_is_merging_once(mode: str) -> None:
    overlay = read_overlay(tree("overlay"))
    tasks = {task["id"]: task for task in tree(f"tasks_1_1/{mode}")["data"]["tasks"]}

    once = merged(tasks, overlay, mode=mode, languages=("en", "de"))

    assert merged(once, overlay, mode=mode, languages=("en", "de")) == once
    assert len(once) == {"regular": 487, "pve": 484, "pvp-season": 461}[mode]
