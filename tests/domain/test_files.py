"""Files: export, recognise, preview, join and replace (progress document 7.1 and 9)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.files import (
    MAX_FILE_BYTES,
    Exported,
    Imported,
    ImportedMode,
    StampParts,
    digest_of,
    file_text,
    read_file,
)
from tarkov_desktop.domain.foreign import Shape, Unreadable
from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL, GameMode
from tarkov_desktop.domain.import_report import ReadProblem
from tarkov_desktop.domain.plans.importing import Difference, plan_join, plan_replace, preview, things
from tests.domain.play import meaning, written_to
from tests.domain.worlds import DONE, FAILED, NOW_MS, a_document

DOCUMENT = a_document(
    {"level": 20, "taskNotes/a": "secret", "taskObjectives/o/count": 2}, done=["a"], failed=["b"]
)
STAMPS: dict[str, StampParts] = {
    path: (0, entry.ms, 0, "9f2c0d1e5a6b7788") for path, entry in DOCUMENT.entries.items()
}


def an_export(document: Document = DOCUMENT, **more: object) -> Exported:
    fields: dict[str, object] = {
        "documents": {PVP: document},
        "edition": 4,
        "current": PVP,
        "season": 1,
        "app_version": "1.0.0",
        "exported_at": "2026-11-21T12:00:00Z",
        "catalog_versions": {PVP: "1.1.0.1"},
        "stamps": {PVP: STAMPS},
        "preferences": {"showKappaTasks": False},
        **more,
    }
    return Exported(**fields)  # type: ignore[arg-type]  # fields by name


def imported(source: object) -> Imported:
    content = source if isinstance(source, bytes) else json.dumps(source).encode()
    answer = read_file(content)
    assert isinstance(answer, Imported), answer
    return answer


def mode_of(source: object, mode: GameMode = PVP) -> ImportedMode:
    return next(one for one in imported(source).modes if one.mode == mode)


def test_a_file_is_sorted_text_with_line_feeds() -> None:
    text = file_text(an_export())

    content = json.loads(text)
    assert text == json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    assert (content["format"], content["version"]) == ("tarkov-desktop-progress", 1)
    assert content["digest"] == digest_of(content)
    assert content["stamps"]["pvp"]["level"] == [0, NOW_MS, 0, "9f2c0d1e5a6b7788"]


def test_a_file_for_sharing_tells_no_device_and_no_notes() -> None:
    text = file_text(an_export(), for_sharing=True)

    assert "9f2c0d1e5a6b7788" not in text
    assert "secret" not in text
    assert "stamps" not in json.loads(text)


def test_export_reset_and_replace_end_where_they_began() -> None:
    file = mode_of(file_text(an_export()).encode())

    restored = written_to(Document(), list(plan_replace(Document(), file)), NOW_MS)

    assert meaning(restored) == meaning(DOCUMENT)


def test_a_later_edit_survives_a_join() -> None:
    file = mode_of(file_text(an_export()).encode())
    here = {**STAMPS, "level": (0, NOW_MS + 1, 0, "here")}

    assert [write.path for write in plan_join(here, file, epoch=0)] == []


def test_replace_takes_the_files_value_and_clears_the_rest() -> None:
    file = mode_of(file_text(an_export()).encode())
    document = written_to(DOCUMENT, [], NOW_MS).with_entries(
        {"level": Entry(21, 1), "pinnedTasks/x": Entry(True, 1), "ignoredTasks/y": Entry(False, 1)}
    )

    assert dict(plan_replace(document, file)) == {"level": 20, "pinnedTasks/x": False}


def test_a_join_takes_what_is_newer_or_missing_with_its_time() -> None:
    file = mode_of(file_text(an_export()).encode())
    here: dict[str, StampParts] = {path: (0, 1, 0, "here") for path in STAMPS if path != "level"}

    joined = {write.path: write.stamp for write in plan_join(here, file, epoch=0)}

    assert joined == STAMPS


def test_stamps_of_another_epoch_give_way_to_import() -> None:
    file = mode_of(file_text(an_export()).encode())

    stamps = {write.stamp for write in plan_join({}, file, epoch=1)}

    assert stamps == {(1, NOW_MS, 0, "import")}


def test_foreign_values_without_a_time_join_only_where_nothing_is() -> None:
    file = mode_of({"level": 30, "taskCompletions": {"a": True}})

    joined = plan_join({"level": (0, 1, 0, "here")}, file, epoch=0)

    assert [(write.path, write.stamp) for write in joined] == [("taskCompletions/a", (0, 0, 0, "import"))]


def test_a_withdrawn_value_travels_by_its_stamp() -> None:
    document = Document({"traders/p/level": Entry(None, 9), "level": Entry(2, 9)})
    stamps: dict[str, StampParts] = dict.fromkeys(document.entries, (0, 9, 0, "n"))

    file = mode_of(file_text(an_export(document, stamps={PVP: stamps})).encode())

    assert file.document.entries == document.entries


@pytest.mark.parametrize(
    "stamp", [[0, 1, 0], [0, -1, 0, "n"], [0, 2**53, 0, "n"], ["0", 1, 0, "n"], "x", [0, 1, 2**31, "n"]]
)
def test_a_stamp_that_is_none_is_left_out(stamp: JsonValue) -> None:
    content = json.loads(file_text(an_export()))
    content["stamps"] = {"pvp": {"level": stamp, "no/such/path/here": [0, 1, 0, "n"]}, "pve": 3}

    assert mode_of(content).stamps == {}


def test_the_preview_counts_things_both_ways() -> None:
    file = mode_of(
        {"level": 30, "taskObjectives": {"o": {"complete": True, "count": 5}}, "taskCompletions": {"a": True}}
    )

    found = preview({"level": (0, 1, 0, "here")}, DOCUMENT, file, epoch=0)

    assert things(found.join) == {"taskObjectives": 1}
    assert things(found.replace) == {"level": 1, "taskObjectives": 1, "taskNotes": 1, "taskCompletions": 1}
    assert Difference("level", 20, 30) in found.replace


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe", Unreadable.NOT_UTF8),
        (file_text(an_export()).encode()[:300], Unreadable.NOT_JSON),
        (b"", Unreadable.NOT_JSON),
        (b"[" * 100_000, Unreadable.TOO_DEEP),
        (b'{"level":' * 40 + b"1" + b"}" * 40, Unreadable.TOO_DEEP),
        (b"[" + b"1," * 200_001 + b"1]", Unreadable.TOO_MANY_VALUES),
        (b" " * (MAX_FILE_BYTES + 1), Unreadable.TOO_LARGE),
        (b"[]", Unreadable.NOT_PROGRESS),
        (b"{}", Unreadable.NOT_PROGRESS),
        (b'{"data": {"other": 1}}', Unreadable.NOT_PROGRESS),
        (b'{"format": "tarkov-desktop-progress", "version": 2, "progress": {}}', Unreadable.NEWER_VERSION),
        (b'{"format": "tarkov-desktop-progress", "version": 0}', Unreadable.BAD_VERSION),
        (b'{"format": "tarkov-desktop-progress", "version": true}', Unreadable.BAD_VERSION),
        (b'{"format": "tarkov-desktop-progress", "version": 1}', Unreadable.NOT_PROGRESS),
        (
            json.dumps({"taskNotes": {str(n): "x" * 1000 for n in range(520)}, "level": 1}).encode(),
            Unreadable.OVER_LIMITS,
        ),
    ],
)
def test_what_is_refused_as_a_whole(content: bytes, expected: Unreadable) -> None:
    assert read_file(content) is expected


def test_an_edited_file_warns_and_goes_on() -> None:
    text = file_text(an_export())

    assert not imported(text.encode()).is_digest_wrong
    assert imported(text.replace('"level": 20', '"level": 21').encode()).is_digest_wrong


def test_a_mark_of_byte_order_is_skipped_and_the_last_of_doubled_keys_wins() -> None:
    file = mode_of(b'\xef\xbb\xbf{"level": 3, "level": 4}')

    assert file.document.value("level") == 4


ROW = {"current_game_mode": "pve", "game_edition": 4, "pvp_data": {"level": 3}, "pve_data": {"level": 5}}
WEB = {
    "gameEdition": 2,
    "pvp": {"level": 3},
    "pve": {"level": 5},
    "seasonal": {"level": 7, "seasonNumber": 2},
}


@pytest.mark.parametrize(
    ("source", "shape", "levels", "edition"),
    [
        (ROW, Shape.ROW, {PVP: 3, PVE: 5}, 4),
        (WEB, Shape.WEB_STATE, {PVP: 3, PVE: 5, SEASONAL: 7}, 2),
        ({"_userId": "x", "_timestamp": 1, "data": WEB}, Shape.WEB_STORAGE, {PVP: 3, PVE: 5, SEASONAL: 7}, 2),
        ({"level": 9, "gameEdition": 200, "gameMode": "pve"}, Shape.FLAT, {PVP: 9}, None),
    ],
)
def test_known_shapes_are_recognised(
    source: object, shape: Shape, levels: dict[GameMode, int], edition: int | None
) -> None:
    file = imported(source)

    assert (file.shape, file.edition) == (shape, edition)
    assert {one.mode: one.document.value("level") for one in file.modes} == levels
    assert [one.season for one in file.modes if one.mode == SEASONAL] == ([2] if SEASONAL in levels else [])


def test_an_answer_of_the_public_interface_is_read() -> None:
    answer = {
        "data": {
            "tasksProgress": [
                {"id": "a", "complete": True, "failed": False, "invalid": False},
                {"id": "b", "complete": False, "failed": True, "invalid": True},
                {"id": 7},
                3,
            ],
            "taskObjectivesProgress": [{"id": "o", "complete": False, "count": 2, "invalid": False}],
            "hideoutModulesProgress": [{"id": "m-1", "complete": True}],
            "hideoutPartsProgress": None,
            "displayName": "Rook",
            "playerLevel": 12,
            "gameEdition": 4,
            "pmcFaction": "BEAR",
        },
        "meta": {"gameMode": "pve"},
    }

    file = imported(answer)

    assert (file.shape, file.edition, [one.mode for one in file.modes]) == (Shape.API, 4, [PVE])
    assert {path: entry.value for path, entry in file.modes[0].document.entries.items()} == {
        "taskCompletions/a": DONE,
        "taskCompletions/b": FAILED,
        "taskObjectives/o/complete": False,
        "taskObjectives/o/count": 2,
        "hideoutModules/m-1": {"complete": True},
        "displayName": "Rook",
        "level": 12,
        "pmcFaction": "BEAR",
    }
    assert [one.mode for one in imported({**answer, "meta": None}).modes] == [PVP]


def test_only_a_flat_file_is_filed_where_the_player_says() -> None:
    flat, row = imported({"level": 9}), imported(ROW)

    assert [one.mode for one in flat.filed_under(PVE).modes] == [PVE]
    assert row.filed_under(PVE) is row


def test_preferences_come_back_and_old_switches_are_turned() -> None:
    content = json.loads(file_text(an_export()))
    content["preferences"] = {
        "hideNonKappaTasks": True,
        "showNonSpecialTasks": False,
        "taskSortMode": "sideways",
        "showKappaTasks": True,
        "teamHide": {"x": True},
        "saving": 1,
    }

    assert imported(content).preferences == {
        "preferences/showKappaTasks": True,
        "preferences/showOtherTasks": False,
    }


def test_the_mode_of_a_season_keeps_its_number() -> None:
    export = replace(an_export(), documents={SEASONAL: DOCUMENT}, stamps={})

    assert mode_of(file_text(export).encode(), SEASONAL).season == 1


@pytest.mark.parametrize(
    ("edition", "problem"), [("x", ReadProblem.NOT_A_NUMBER), (100, ReadProblem.OUT_OF_RANGE), (None, None)]
)
def test_an_edition_that_is_none_is_left_and_named(edition: JsonValue, problem: ReadProblem | None) -> None:
    read = read_file(json.dumps({"pvp_data": {}, "game_edition": edition}).encode())

    assert isinstance(read, Imported)
    assert read.edition is None
    assert [(one.path, one.problem) for one in read.report] == ([("gameEdition", problem)] if problem else [])
