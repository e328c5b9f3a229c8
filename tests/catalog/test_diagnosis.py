from __future__ import annotations

import msgspec

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.catalog.diagnosis import diagnose, lines
from tarkov_desktop.catalog.library import Library
from tarkov_desktop.catalog.outcomes import Refreshed
from tarkov_desktop.domain.ids import MODES, PVP
from tests.catalog.conftest import Clock
from tests.catalog.live_server import LiveServer, august_envelope
from tests.catalog.sources import needs_data


def test_bundled_facts_have_no_dangling_reference_and_nothing_unknown() -> None:
    for mode in MODES:
        found = diagnose(load_bundled(mode))

        assert found.dangling == 0
        assert found.unknown == ()
        assert found.source == "bundled"


def test_the_lines_say_where_the_data_is_from_and_how_much_there_is() -> None:
    loaded = load_bundled(PVP, clock=lambda: 1_787_270_400.0 + 3 * 86_400)

    said = lines([diagnose(loaded)])

    assert said[0].startswith(
        "pvp: bundled data of 2026-08-21 (1.1.0 2026-08-21), 3 days old, gates approximate"
    )
    assert "487 tasks, 1415 objectives, 218 prerequisites" in said[1]
    assert "16 traders, 17 maps, 26 stations" in said[1]
    assert said[2] == "  0 references lead nowhere, 32 tasks are disabled by the overlay"


def test_ages_below_a_day_are_told_in_hours_and_minutes() -> None:
    for seconds, words in ((3 * 3600, "3 h old"), (120, "2 min old")):
        loaded = load_bundled(PVP, clock=Clock(1_787_270_400.0 + seconds))

        assert words in lines([diagnose(loaded)])[0]


@needs_data
async def test_what_nobody_knows_is_counted_and_named(server: LiveServer, library: Library) -> None:
    server.serve_august("regular")
    server.serve_few_items("regular")
    envelope = august_envelope("regular")
    task = envelope["data"]["tasks"]["5936d90786f7742b1420ba5b"]
    task["objectives"].append({"id": "odd-one", "type": "teleport", "description": "x", "spin": 3})
    task["otherRequirements"] = [{"id": "gate", "type": "moonPhase", "phase": "full"}]
    task["taskRequirements"].append({"task": {"id": "nowhere"}, "status": ["complete"]})
    task["traderRequirements"] = [
        {"id": "gate", "trader": "54cb50c76803fa8b248b4571", "requirementType": "mood", "value": 1}
    ]
    server.put_tree("/regular/tasks", envelope)

    outcome = await library.refresh(PVP)

    assert isinstance(outcome, Refreshed)
    found = diagnose(outcome.loaded)
    assert {(str(one.kind), one.word) for one in found.unknown} == {
        ("unknown objective type", "teleport"),
        ("unknown requirement kind", "moonPhase"),
        ("unknown requirement kind", "mood"),
    }
    assert found.dangling > 0
    assert any("teleport (1)" in line for line in lines([found]))
    assert any("other oddities" in line for line in lines([found]))
    assert b"moonPhase" in msgspec.json.encode(found)
