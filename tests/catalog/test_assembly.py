from __future__ import annotations

import re
from functools import cache
from gettext import NullTranslations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tarkov_desktop.catalog.assembly import Assembled, Documents, assemble
from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.catalog.errors import DocumentRejectedError
from tarkov_desktop.catalog.findings import FindingKind
from tarkov_desktop.catalog.locations import Document
from tarkov_desktop.catalog.making import checked
from tarkov_desktop.catalog.overlay import EMPTY_OVERLAY, Overlay, read_overlay
from tarkov_desktop.catalog.raw import Tree
from tarkov_desktop.catalog.wording import Wording
from tarkov_desktop.domain.game import Catalog, Task
from tarkov_desktop.domain.graph import prepare
from tarkov_desktop.domain.ids import PVE, PVP, GameMode, ItemId, TaskId
from tarkov_desktop.domain.objective_text import MAX_LENGTH, compose
from tarkov_desktop.domain.state import DisplayState
from tests.catalog.live_server import august_envelope
from tests.catalog.sources import needs_data, tree
from tests.domain.worlds import a_document, derived

BUSY_MACHINE = [HealthCheck.too_slow]
"""How fast documents are invented is no property of ours."""
PRAPOR = "54cb50c76803fa8b248b4571"


def task(key: str, **fields: object) -> dict[str, object]:
    return {"id": key, "name": f"{key} name", "trader": PRAPOR, **fields}


def assembled(*tasks: dict[str, object], overlay: Overlay = EMPTY_OVERLAY, **parts: Tree) -> Assembled:
    documents = Documents(
        tasks={"tasks": {str(one["id"]): one for one in tasks}, **parts.pop("beside", {})},
        traders={PRAPOR: {"id": PRAPOR, "name": "Prapor"}},
        overlay=overlay,
        **parts,
    )
    return assemble(PVP, "test", documents)


def only(result: Assembled) -> Task:
    (found,) = result.catalog.tasks.values()
    return found


def words(result: Assembled, kind: FindingKind) -> set[str]:
    return {one.word for one in result.findings if one.kind is kind}


def test_names_come_from_the_language_then_english_then_what_is_known() -> None:
    tasks = [task("a"), task("b"), task("c"), task("d"), task("e", name="Already A Name")]
    wording = Wording({"a name": "Ä", "b name": ""}, {"a name": "A", "b name": "B"}, {"c": "C"})

    names = {key: one.name for key, one in assembled(*tasks, wording=wording).catalog.tasks.items()}

    assert names == {"a": "Ä", "b": "B", "c": "C", "d": "d name", "e": "Already A Name"}


def test_a_string_of_the_overlay_is_never_looked_up() -> None:
    overlay = read_overlay({"$meta": {"version": "1"}, "tasks": {"t": {"name": "b name"}}})

    found = only(assembled(task("t"), overlay=overlay, wording=Wording(english={"b name": "B"})))

    assert found.name == "b name"


def test_added_tasks_have_neutral_defaults() -> None:
    overlay = read_overlay({"$meta": {"version": "1"}, "tasksAdd": {"slug_id": task("slug_id", name="New")}})

    found = only(assembled(overlay=overlay))

    assert (found.id, found.min_level, found.requirements, found.kappa) == ("slug_id", 0, (), None)


def test_an_unknown_objective_type_is_kept_as_a_plain_step() -> None:
    result = assembled(task("t", objectives=[{"id": "o", "type": "teleport", "count": 3, "optional": True}]))

    (objective,) = only(result).objectives
    assert (objective.type, objective.count, objective.optional) == ("teleport", 3, True)
    assert words(result, FindingKind.UNKNOWN_OBJECTIVE_TYPE) == {"teleport"}


def test_unknown_gates_and_statuses_are_kept_and_counted() -> None:
    result = assembled(
        task(
            "t",
            taskRequirements=[
                {"task": "u", "status": ["Accepted", "dreamt"]},
                {"task": "u", "status": ["completed"]},
            ],
            otherRequirements=[{"type": "moonPhase", "id": "m", "b": 1, "a": 2, "c": [10**30]}],
            traderRequirements=[{"id": "g", "trader": PRAPOR, "requirementType": "mood"}],
            glitter=1,
        ),
        task("u"),
    )

    found = result.catalog.tasks[TaskId("t")]
    assert [(one.statuses, one.readable) for one in found.requirements] == [
        (("active", "dreamt"), False),
        (("complete",), True),
    ]
    assert (
        found.other_requirements[0].detail
        == '{"a":2,"b":1,"c":["1000000000000000000000000000000"],"id":"m","type":"moonPhase"}'
    )
    assert found.trader_requirements[0].value is None
    assert words(result, FindingKind.UNKNOWN_STATUS) == {"dreamt"}
    assert words(result, FindingKind.UNKNOWN_REQUIREMENT) == {"moonPhase", "mood"}
    assert words(result, FindingKind.UNKNOWN_FIELD) == {"glitter"}


def test_a_prerequisite_that_does_not_exist_becomes_an_unknown_gate() -> None:
    result = assembled(task("t", taskRequirements=[{"task": "nowhere", "status": ["complete"]}]))

    (requirement,) = only(result).requirements
    assert (requirement.task, requirement.readable) == ("nowhere", True)
    graph = prepare(result.catalog)
    assert derived(graph, a_document()).state(TaskId("t")) is DisplayState.UNKNOWN_GATE
    assert derived(graph, a_document(done=["nowhere"])).state(TaskId("t")) is DisplayState.AVAILABLE
    assert words(result, FindingKind.DANGLING_TASK) == {"nowhere"}


@pytest.mark.parametrize(
    ("status", "readable"),
    [([], True), (None, True), (["complete"], True), ([5], False), ("complete", False)],
)
def test_no_status_means_complete_and_a_bad_one_is_unreadable(status: Tree, readable: bool) -> None:
    result = assembled(task("t", taskRequirements=[{"task": "u", "status": status}]), task("u"))

    requirement = result.catalog.tasks[TaskId("t")].requirements[0]
    assert requirement.readable is readable
    now = derived(prepare(result.catalog), a_document(done=["u"]))
    assert now.state(TaskId("t")) is (DisplayState.AVAILABLE if readable else DisplayState.UNKNOWN_GATE)


@pytest.mark.parametrize(("gates", "count"), [(None, 0), ([], 0), ({}, 1), ("dialogue", 1), ([7, "x"], 2)])
def test_gates_that_are_no_list_of_records_are_gates_that_cannot_be_read(gates: Tree, count: int) -> None:
    catalog = assembled(task("t", otherRequirements=gates)).catalog

    assert len(catalog.tasks[TaskId("t")].other_requirements) == count
    state = derived(prepare(catalog), a_document()).state(TaskId("t"))
    assert state is (DisplayState.UNKNOWN_GATE if count else DisplayState.AVAILABLE)


def test_a_cycle_is_cut_at_the_highest_id_and_loading_goes_on() -> None:
    def needs(*others: str) -> list[dict[str, object]]:
        return [{"task": other, "status": ["complete"]} for other in others]

    result = assembled(
        task("a", taskRequirements=needs("c")),
        task("b", taskRequirements=needs("a")),
        task("c", taskRequirements=needs("b", "d")),
        task("d"),
        task("e", taskRequirements=needs("e")),
    )

    tasks = result.catalog.tasks
    assert [one.task for one in tasks[TaskId("c")].requirements] == [None, "d"]
    assert [one.readable for one in tasks[TaskId("c")].requirements] == [False, True]
    assert [one.task for one in tasks[TaskId("e")].requirements] == [None]
    assert words(result, FindingKind.CYCLE) == {"c", "e"}


def test_a_cycle_of_five_thousand_tasks_is_cut_without_recursion() -> None:
    keys = [f"t{number:04}" for number in range(5_000)]
    tasks = [
        task(key, taskRequirements=[{"task": keys[(index + 1) % len(keys)], "status": ["complete"]}])
        for index, key in enumerate(keys)
    ]

    result = assembled(*tasks)

    assert words(result, FindingKind.CYCLE) == {"t4999"}


def test_records_with_ids_that_cannot_be_keys_are_left_out_and_counted() -> None:
    result = assembled(
        task("good", objectives=[{"id": "bad id", "type": "visit"}, {"id": "o"}, {"id": "o"}, 7]),
        task("bad/id"),
        task("x" * 65),
    )

    assert set(result.catalog.tasks) == {"good"}
    assert [one.id for one in only(result).objectives] == ["o"]
    assert words(result, FindingKind.BAD_ID) >= {"bad id", "bad/id"}


def test_a_record_under_another_id_than_its_own_is_left_out() -> None:
    documents = Documents(tasks={"tasks": {"t": task("u")}})

    result = assemble(PVP, "test", documents)

    assert result.catalog.tasks == {}
    assert words(result, FindingKind.ID_MISMATCH) == {"t"}


def test_a_task_without_a_trader_is_left_out() -> None:
    assert assembled(task("t", trader=None)).catalog.tasks == {}


def test_prestige_is_resolved_to_its_level() -> None:
    beside = {"prestige": [{"id": "p2", "prestigeLevel": 2}]}
    result = assembled(
        task("t", requiredPrestige="p2"),
        task("u", requiredPrestige={"name": "x", "prestigeLevel": 4}),
        task("v", requiredPrestige="gone"),
        task("w"),
        task("6761f28a022f60bb320f3e95"),
        beside=beside,
    )

    levels = {key: one.required_prestige for key, one in result.catalog.tasks.items()}
    assert levels == {"t": 2, "u": 4, "v": -1, "w": None, "6761f28a022f60bb320f3e95": 0}
    assert words(result, FindingKind.DANGLING_PRESTIGE) == {"gone"}


def test_factions_are_known_words_or_anybody() -> None:
    tasks = [
        task(key, factionName=name)
        for key, name in (("a", "Usec"), ("b", "BEAR"), ("c", None), ("d", "Scav"))
    ]

    result = assembled(*tasks)

    assert [one.faction for one in result.catalog.tasks.values()] == ["USEC", "BEAR", "Any", "Any"]
    assert words(result, FindingKind.BAD_VALUE) == {"faction Scav"}


def test_too_many_objectives_are_cut_and_counted() -> None:
    result = assembled(task("t", objectives=[{"id": f"o{number}", "type": "visit"} for number in range(250)]))

    assert len(only(result).objectives) == 200
    assert words(result, FindingKind.TOO_MANY) == {"250"}


def test_records_of_the_hideout_that_cannot_be_kept_are_counted() -> None:
    parts = [{"id": "s-1-0", "item": "i"}, {"id": "s-1-0", "item": "j"}, {"item": "k"}]
    hideout = {"s": {"id": "s", "levels": [{"id": "s-1", "level": 1, "itemRequirements": parts}]}}

    result = assembled(hideout=hideout)

    (station,) = result.catalog.stations.values()
    assert [part.item for part in station.levels[0].parts] == ["i"]
    assert words(result, FindingKind.BAD_ID) == {"s-1-0", "None"}


def test_rewards_keep_what_can_be_read() -> None:
    rewards = {
        "traderStanding": [{"trader": PRAPOR, "standing": 0.02}, {"trader": PRAPOR}],
        "items": [{"item": {"id": "i", "name": "Item"}, "count": 3}, {}],
        "offerUnlock": [{"trader": PRAPOR, "level": 2, "item": "i"}, {"trader": PRAPOR}],
        "skillLevelReward": [{"skill": "Sniper", "level": 3}, {"level": 1}],
        "traderUnlock": [PRAPOR, {"id": "x"}, {"trader": {"id": "y"}}],
        "craftUnlock": [{"id": "c"}, {"item": "i"}, {}],
    }

    found = only(assembled(task("t", finishRewards=rewards, failureOutcome="none"))).finish_rewards

    assert found.standings == ((PRAPOR, 0.02),)
    assert found.items == (("i", 3),)
    assert found.offers == ((PRAPOR, 2, "i"),)
    assert found.skills == (("Sniper", 3),)
    assert found.unlocked_traders == (PRAPOR, "x", "y")
    assert found.unlocked_crafts == ("c", "i")


def test_numbers_may_come_as_digits_and_nonsense_is_absent() -> None:
    odd = {"minDurability": "50", "maxDurability": "none", "count": "-3", "dogTagLevel": True}
    result = assembled(task("t", minPlayerLevel="12", experience="lots", objectives=[{"id": "o", **odd}]))

    found = only(result)
    (objective,) = found.objectives
    assert (found.min_level, found.experience) == (12, 0)
    assert (objective.min_durability, objective.max_durability) == (50, 100)
    assert (objective.count, objective.dog_tag_level) == (1, 0)


def test_crafts_tell_an_unnamed_task_from_none() -> None:
    def craft(key: str, **fields: object) -> dict[str, object]:
        return {"id": key, "station": "s", "productItem": {"item": "i", "count": 2}, **fields}

    crafts = [craft("a"), craft("b", taskUnlock=None), craft("c", taskUnlock="t"), craft("d", station=None)]

    found = assembled(task("t"), crafts=crafts).catalog.crafts

    assert [(one.id, one.task, one.task_unknown) for one in found] == [
        ("a", None, False),
        ("b", None, True),
        ("c", "t", False),
    ]


def test_a_station_level_does_not_need_itself() -> None:
    level = {
        "id": "s-2",
        "level": 2,
        "stationLevelRequirements": [
            {"station": "s", "level": 1},
            {"station": "s", "level": 2},
            {"station": "other", "level": 3},
        ],
    }

    catalog = assembled(hideout={"s": {"id": "s", "name": "S", "levels": [level, {"level": 0}, 7]}}).catalog

    (station,) = catalog.stations.values()
    assert [one.stations for one in station.levels] == [(("s", 1), ("other", 3))]


def test_parts_that_did_not_come_are_taken_from_the_bundle() -> None:
    bundled = load_bundled(PVP).catalog

    catalog = assemble(PVP, "test", Documents(tasks={"tasks": {"t": task("t")}}), bundled).catalog

    assert set(catalog.tasks) == {"t"}
    assert catalog.stations == bundled.stations
    assert catalog.levels == bundled.levels
    assert catalog.editions == bundled.editions


def test_the_name_of_a_disabled_task_is_kept_for_lines_that_speak_of_it() -> None:
    overlay = read_overlay({"$meta": {"version": "1"}, "tasks": {"gone": {"disabled": True}}})
    condition = {"id": "o", "type": "taskStatus", "task": "gone", "status": ["complete"]}

    catalog = assembled(
        task("gone", name="Old Friend"), task("t", failConditions=[condition]), overlay=overlay
    ).catalog

    (line,) = catalog.tasks[TaskId("t")].fail_conditions
    assert compose(catalog, line, NullTranslations()) == "Task Old Friend: complete"
    assert catalog.disabled == {"gone"}


def _documents(mode: str, tasks: Tree, overlay: Overlay) -> Documents:
    july = "pve" if mode == "pve" else "regular"
    english: dict[str, str] = {}
    for name in ("tasks", "traders", "hideout", "items", "maps"):
        english.update(tree(f"json_api/{july}/{name}_en")["data"])
    return Documents(
        tasks=tasks,
        hideout=tree(f"json_api/{july}/hideout")["data"],
        traders=tree(f"json_api/{july}/traders")["data"],
        items=tree(f"json_api/{july}/items")["data"],
        maps=tree(f"json_api/{july}/maps")["data"],
        overlay=overlay,
        wording=Wording(english=english),
    )


@cache
def _every_catalog() -> list[Catalog]:
    overlay = read_overlay(tree("overlay"))
    found = [
        assemble(
            mode, "july", _documents(word, tree(f"json_api/{word}/tasks")["data"], EMPTY_OVERLAY)
        ).catalog
        for mode, word in ((PVP, "regular"), (PVE, "pve"))
    ]
    found += [
        assemble(GameMode(word), "august", _documents(word, august_envelope(word)["data"], overlay)).catalog
        for word in ("regular", "pve", "pvp-season")
    ]
    return [*found, load_bundled(PVP).catalog, load_bundled(PVE).catalog]


@needs_data
def test_every_objective_of_every_source_composes_to_a_clean_line() -> None:
    lines = 0
    for catalog in _every_catalog():
        conditions = [condition for prestige in catalog.prestiges for condition in prestige.conditions]
        for one in catalog.tasks.values():
            conditions += [*one.objectives, *one.fail_conditions]
        for objective in conditions:
            line = compose(catalog, objective, NullTranslations())
            assert 0 < len(line) <= MAX_LENGTH, line
            assert not re.search(r"None|[{}]|[0-9a-f]{24}|  | ,", line), line
            lines += 1
    assert lines > 8_000


@needs_data
def test_quest_items_and_references_give_names() -> None:
    catalog = _every_catalog()[2]

    assert catalog.items[ItemId("6575a6ca8778e96ded05a802")].is_quest_item
    assert catalog.items[ItemId("6575a6ca8778e96ded05a802")].short_name == "HDD"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                """id name type tasks objectives failConditions taskRequirements task status trader traderRequirements
            requirementType value count items maps levels level itemRequirements item attributes prestige conditions
            finishRewards traderStanding distance compareMethod healthEffect effects time wearing requiredKeys a b
            disabled objectivesAdd tasksAdd modes regular editions craftsAdd itemsAdd locales en productItem station
            extracts playerLevels skills itemCategories exp questItems""".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(tasks=JSON, hideout=JSON, traders=JSON, items=JSON, maps=JSON, crafts=JSON, overlay=JSON)
@settings(max_examples=80, deadline=None, suppress_health_check=BUSY_MACHINE)
def test_documents_of_any_shape_give_a_catalog_that_can_be_kept(
    tasks: Tree, hideout: Tree, traders: Tree, items: Tree, maps: Tree, crafts: Tree, overlay: Tree
) -> None:
    laid = read_overlay({**(overlay if isinstance(overlay, dict) else {}), "$meta": {"version": "x"}})
    documents = Documents(
        tasks=tasks, hideout=hideout, traders=traders, items=items, maps=maps, crafts=crafts, overlay=laid
    )

    catalog = assemble(PVP, "fuzz", documents).catalog

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(catalog), type=Catalog) == catalog


@pytest.fixture(scope="module")
def real_tasks() -> dict[str, Tree]:
    tasks: dict[str, Tree] = tree("json_api/regular/tasks")["data"]["tasks"]
    return dict(list(tasks.items())[:40])


def _paths(value: Tree, path: tuple[Tree, ...] = ()) -> list[tuple[Tree, ...]]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [path, *(found for key, child in children for found in _paths(child, (*path, key)))]


@needs_data
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=BUSY_MACHINE)
def test_a_real_document_with_one_value_spoilt_still_loads(
    data: st.DataObject, real_tasks: dict[str, Tree]
) -> None:
    spoilt = msgspec.json.decode(msgspec.json.encode(real_tasks))
    path = data.draw(st.sampled_from(_paths(spoilt)[1:]))
    parent = spoilt
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = data.draw(JSON)

    result = assemble(PVP, "fuzz", Documents(tasks={"tasks": spoilt}))

    assert len(result.catalog.tasks) >= len(real_tasks) - 1
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(result.catalog), type=Catalog) == result.catalog


@given(body=st.binary(max_size=200) | JSON.map(msgspec.json.encode))
@settings(max_examples=60, deadline=None, suppress_health_check=BUSY_MACHINE)
@pytest.mark.parametrize("name", ["tasks", "tasks_en", "items", "maps", "overlay", "crafts"])
def test_any_bytes_are_a_document_or_refused_in_a_sentence(name: str, body: bytes) -> None:
    said = f"The game data document {name} was not accepted: "
    try:
        checked(Document(name, name, ()), body)
    except DocumentRejectedError as refused:
        said = str(refused)

    assert said.startswith(f"The game data document {name} was not accepted: ")
