from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tarkov_desktop.catalog.library import Library
from tarkov_desktop.catalog.loaded import Gating, Source
from tarkov_desktop.catalog.locations import Locations
from tarkov_desktop.catalog.modes import source_word
from tarkov_desktop.catalog.offers import Offers, read_offers
from tarkov_desktop.catalog.outcomes import Current, Kept, ModeNotOffered, Progress, Refreshed
from tarkov_desktop.domain.ids import MODES, PVE, PVP, SEASONAL, GameMode, ItemId, TaskId
from tests.catalog.conftest import Clock
from tests.catalog.live_server import LiveServer, august_envelope
from tests.catalog.sources import needs_data, tree

AUGUST = {PVP: 487, PVE: 484, SEASONAL: 461}
MakeLibrary = Callable[[], Library]
pytestmark = needs_data


def damage(folder: Path, name: str) -> None:
    """Cut the one file called *name* below *folder*."""
    (file,) = folder.rglob(name)
    file.write_bytes(file.read_bytes()[:100])


@pytest.mark.parametrize("mode", MODES)
async def test_tasks_of_august_load_in_full_through_the_real_client(
    server: LiveServer, library: Library, mode: GameMode
) -> None:
    server.serve_august(source_word(mode))

    outcome = await library.refresh(mode)

    assert isinstance(outcome, Refreshed)
    assert outcome.warnings == ()
    assert outcome.loaded.source is Source.LIVE
    assert outcome.loaded.counts["tasks"] == AUGUST[mode]
    dangling = [
        one for one in outcome.loaded.problems if "does not exist" in one.kind and "Requirements" in one.where
    ]
    assert dangling == []
    assert all(one.readable for task in outcome.loaded.catalog.tasks.values() for one in task.requirements)


@pytest.mark.parametrize("mode", [PVP, PVE])
async def test_the_full_set_of_july_loads_in_full(
    server: LiveServer, library: Library, mode: GameMode
) -> None:
    word = source_word(mode)
    server.serve_july(word)
    server.put_tree("/overlay.json", {"$meta": {"version": "0"}})
    july = tree(f"json_api/{word}/tasks")["data"]

    outcome = await library.refresh(mode)

    assert isinstance(outcome, Refreshed)
    catalog = outcome.loaded.catalog
    assert len(catalog.tasks) == len(july["tasks"])
    assert outcome.loaded.counts["objectives"] == sum(
        len(task["objectives"]) for task in july["tasks"].values()
    )
    assert outcome.loaded.counts["edges"] == 622
    assert len(catalog.stations) == 26
    assert len(catalog.traders) == 16
    assert len(catalog.maps) == 17
    assert len(catalog.crafts) == 211
    assert len(catalog.levels) == 79
    assert len(catalog.skills) == 49
    assert sum(task.kappa is True for task in catalog.tasks.values()) == 257
    assert all(one.text for task in catalog.tasks.values() for one in task.objectives)


async def test_the_next_start_offline_has_the_same_catalog_from_the_cache(
    server: LiveServer, make_library: MakeLibrary, clock: Clock
) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    outcome = await make_library().refresh(PVP)
    assert isinstance(outcome, Refreshed)
    clock.now += 3 * 3600
    asked = len(server.asked)

    again = make_library().load(PVP)

    assert again.catalog == outcome.loaded.catalog
    assert (again.source, again.age_s) == (Source.CACHED, 3 * 3600)
    assert len(server.asked) == asked


def test_without_a_cache_the_bundled_facts_are_used(library: Library) -> None:
    loaded = library.load(PVE)

    assert loaded.source is Source.BUNDLED
    assert loaded.counts["tasks"] == 484


async def test_a_second_refresh_asks_only_for_what_is_due_and_only_if_newer(
    server: LiveServer, library: Library, clock: Clock
) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    await library.refresh(PVP)
    server.asked.clear()
    clock.now += 13 * 3600

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Current)
    assert outcome.loaded.age_s == 0
    assert outcome.loaded.source is Source.LIVE
    assert sorted(server.paths()) == [
        "/overlay.json",
        "/regular/crafts",
        "/regular/hideout",
        "/regular/tasks",
        "/regular/traders",
    ]
    assert all("if-none-match" in headers for _, headers in server.asked)


async def test_a_refresh_that_is_too_early_asks_nothing(server: LiveServer, library: Library) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    await library.refresh(PVP)
    server.asked.clear()

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Current)
    assert server.asked == []


async def test_a_forced_refresh_asks_for_everything(server: LiveServer, library: Library) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    await library.refresh(PVP)
    server.asked.clear()

    outcome = await library.refresh(PVP, force=True)

    assert isinstance(outcome, Current)
    assert len(server.asked) == 13


async def test_requests_carry_no_more_than_they_must(server: LiveServer, library: Library) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")

    await library.refresh(PVP)

    for _, headers in server.asked:
        assert set(headers) <= {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert headers["user-agent"].startswith("TarkovDesktop/")
        assert headers["accept-encoding"] == "gzip"


async def test_progress_counts_every_document(server: LiveServer, library: Library) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    seen: list[Progress] = []

    await library.refresh(PVP, on_progress=seen.append)

    assert [one.done for one in seen] == list(range(1, 14))
    assert {one.total for one in seen} == {13}


async def test_a_mode_that_the_source_has_not_is_asked_for_again_after_a_day(
    server: LiveServer, library: Library, clock: Clock
) -> None:
    first = await library.refresh(GameMode("arena"))
    server.asked.clear()
    clock.now += 23 * 3600
    early = await library.refresh(GameMode("arena"))
    asked_early = "/arena/tasks" in server.paths()
    clock.now += 2 * 3600
    await library.refresh(GameMode("arena"))

    assert isinstance(first, ModeNotOffered)
    assert isinstance(early, ModeNotOffered)
    assert not asked_early
    assert "/arena/tasks" in server.paths()


async def test_a_language_that_the_source_has_not_falls_back_to_english(
    server: LiveServer, library: Library
) -> None:
    server.serve_july("regular")
    server.serve_few_items("regular")
    server.put_tree("/regular/tasks_de", {"data": {"5936d90786f7742b1420ba5b name": "Debüt"}})

    outcome = await library.refresh(PVP, "de")

    assert isinstance(outcome, Refreshed)
    names = {task.name for task in outcome.loaded.catalog.tasks.values()}
    assert "Debüt" in names
    assert "Delivery From the Past" in names
    assert outcome.loaded.language == "de"


async def test_locales_of_the_overlay_are_laid_on_last(server: LiveServer, library: Library) -> None:
    server.serve_july("regular")
    server.serve_few_items("regular")

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Refreshed)
    assert outcome.loaded.catalog.tasks[TaskId("6848100b00afffa81f09e365")].name == "New Beginning"


async def test_tasks_much_older_than_the_overlay_make_a_mixed_catalog(
    server: LiveServer, library: Library
) -> None:
    server.serve_july("regular")
    server.serve_few_items("regular")
    server.answers["/regular/tasks"].headers["Last-Modified"] = "Thu, 16 Jul 2026 12:33:00 GMT"

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Refreshed)
    assert outcome.loaded.gating is Gating.MIXED


async def test_broken_documents_leave_the_old_ones_in_use(
    server: LiveServer, library: Library, clock: Clock
) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    before = await library.refresh(PVP)
    assert isinstance(before, Refreshed)
    clock.now += 48 * 3600
    server.put("/regular/tasks", b"<!doctype html><title>Just a moment...</title>")
    server.put("/regular/hideout", b'{"data": {"x": ')
    server.put("/regular/traders", b'{"data": 7}')
    server.put("/regular/crafts", b"[" * 100_000)

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Current)
    assert sorted(outcome.warnings) == [
        "The game data document crafts was not accepted: it is nested more than 32 levels deep.",
        "The game data document hideout was not accepted: it is not JSON (Input data was truncated).",
        "The game data document tasks was not accepted: it is a web page, not game data.",
        'The game data document traders was not accepted: it holds no object or list under "data".',
    ]
    assert outcome.loaded.catalog == before.loaded.catalog


async def test_a_body_that_never_ends_is_left_unread(server: LiveServer, library: Library) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    server.put("/regular/tasks", b'{"data": "' + b"x" * 200_000_000 + b'"}')

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Kept)
    assert "it has more than 16 MB unpacked" in outcome.warnings[0]
    assert library.load(PVP).source is Source.BUNDLED


async def test_data_that_lost_most_tasks_is_refused_until_it_is_seen_a_day_later(
    server: LiveServer, library: Library, clock: Clock
) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    envelope = august_envelope("regular")
    few = dict(list(envelope["data"]["tasks"].items())[:100])
    server.put_tree("/regular/tasks", {"data": {"tasks": few}})

    first = await library.refresh(PVP)
    server.asked.clear()
    at_once = await library.refresh(PVP)
    asked_at_once = list(server.asked)
    clock.now += 2 * 3600
    second = await library.refresh(PVP)
    clock.now += 24 * 3600
    third = await library.refresh(PVP)

    assert isinstance(first, Kept)
    assert "so the data in use is kept" in first.reason
    assert isinstance(at_once, Kept)
    assert asked_at_once == []
    assert isinstance(second, Kept)
    assert isinstance(third, Refreshed)
    assert third.loaded.counts["tasks"] < 200


async def test_a_damaged_file_of_the_cache_is_fetched_again(
    server: LiveServer, make_library: MakeLibrary, clock: Clock, tmp_path: Path
) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    await make_library().refresh(PVP)
    damage(tmp_path, "regular.en.msgpack.gz")
    damage(tmp_path, "hideout.json.gz")
    server.asked.clear()

    loaded = make_library().load(PVP)
    outcome = await make_library().refresh(PVP)

    assert loaded.source is Source.CACHED
    assert len(loaded.catalog.stations) == 26, "the bundle fills the gap"
    assert isinstance(outcome, Refreshed)
    assert server.paths() == ["/regular/hideout"]


async def test_a_damaged_index_means_an_empty_cache(
    server: LiveServer, make_library: MakeLibrary, tmp_path: Path
) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    await make_library().refresh(PVP)
    (tmp_path / "catalog" / "v1" / "index.json").write_bytes(b"\x00\x01")

    assert make_library().load(PVP).source is Source.BUNDLED


async def test_damaged_tasks_in_the_cache_fall_back_to_the_bundle(
    server: LiveServer, make_library: MakeLibrary, tmp_path: Path
) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    await make_library().refresh(PVP)
    damage(tmp_path, "tasks.json.gz")
    damage(tmp_path, "regular.en.msgpack.gz")

    assert make_library().load(PVP).source is Source.BUNDLED
    assert isinstance(await make_library().refresh(PVP), Refreshed)


async def test_a_cache_that_cannot_be_written_does_not_stop_the_refresh(
    server: LiveServer, clock: Clock, tmp_path: Path
) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    library = Library(blocked, Locations(server.address, (f"{server.address}/overlay.json",)), clock=clock)

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Refreshed)
    assert outcome.loaded.counts["tasks"] == 487


async def test_the_status_names_every_document_with_its_age(
    server: LiveServer, library: Library, clock: Clock
) -> None:
    before = library.status(PVP)
    server.serve_august("regular")
    server.serve_few_items("regular")
    await library.refresh(PVP)
    clock.now += 3600

    after = library.status(PVP)

    assert all(one.age_s is None and one.is_due for one in before)
    assert len(after) == 12
    assert {one.age_s for one in after} == {3600}
    assert {one.name for one in after if one.is_due} == {"overlay"}


async def test_items_of_the_live_data_keep_their_categories(server: LiveServer, library: Library) -> None:
    server.serve_august("regular")

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Refreshed)
    item = outcome.loaded.catalog.items[ItemId("5447a9cd4bdc2dbd208b4567")]
    assert item.name == "Colt M4A1 5.56x45 assault rifle"
    assert "gun" in item.types
    assert outcome.loaded.catalog.categories[item.categories[0]] == "Assault rifle"


async def test_languages_and_modes_are_those_that_the_source_offers(
    server: LiveServer, library: Library, clock: Clock
) -> None:
    before = library.offers()
    server.serve_august("regular")
    server.serve_few_items("regular")
    server.put_tree("/endpoints", {"data": {"gameModes": ["regular", "arena"], "languages": ["en", "uk"]}})
    await library.refresh(PVP)
    after = library.offers()
    server.put("/endpoints", b"<html>")
    clock.now += 8 * 24 * 3600
    outcome = await library.refresh(PVP)

    assert (before.languages[0], before.modes) == ("cs", MODES)
    assert (after.languages, after.modes) == (("en", "uk"), (*MODES, "arena"))
    assert isinstance(outcome, Current)
    assert "endpoints was not accepted" in outcome.warnings[0]
    assert library.offers() == after


@pytest.mark.parametrize(
    "odd",
    [
        None,
        {},
        [],
        {"languages": 3, "gameModes": "x"},
        {"languages": ["../x", 7, None, {}], "gameModes": [{}]},
    ],
)
def test_offers_of_an_odd_shape_are_those_we_know(odd: object) -> None:
    assert read_offers(odd) == Offers()


def test_offers_may_come_as_records() -> None:
    found = read_offers(
        {"languages": [{"code": "de"}], "gameModes": [{"name": "pve"}, {"name": "winter-event"}]}
    )

    assert (found.languages, found.modes) == (("de",), (*MODES, "winter-event"))


def test_loading_needs_no_http_client() -> None:
    program = (
        "import sys; from pathlib import Path; from tarkov_desktop.catalog.library import Library;"
        "from tarkov_desktop.domain.ids import PVP; Library(Path(sys.argv[1])).load(PVP);"
        "assert 'httpx' not in sys.modules"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, "/nowhere"], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
