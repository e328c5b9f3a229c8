"""Progress files: round trips, damaged files, both ways of importing, undo of all of it (progress document 9)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tarkov_desktop.app.operations.files import (
    JOIN,
    REPLACE,
    Preview,
    export_text,
    import_file,
    preview_import,
)
from tarkov_desktop.app.operations.modes import reset_mode, start_season
from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.operations.profile import set_edition, set_level, set_preference
from tarkov_desktop.app.operations.tasks import complete_task, fail_task, set_note
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.undo import Undone
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.foreign import Unreadable
from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL
from tests.app.worlds import DEBUT, KILLS, SHORTAGE, SPLIT_A, a_session, done, effective


def _play(session: Session) -> None:
    done(set_level(session, 20))
    done(set_edition(session, 4))
    done(set_note(session, DEBUT, "ask for roubles"))
    done(fail_task(session, SPLIT_A))
    done(set_objective_count(session, KILLS, 2))
    set_preference(session, "showKappaTasks", value=False)


def _import(session: Session, text: str, choice: str) -> Changes:
    preview = preview_import(session, text.encode())
    assert isinstance(preview, Preview), preview
    outcome = import_file(session, preview.imported, choice=choice)
    assert isinstance(outcome, Changes), outcome
    return outcome


def test_export_reset_import_with_replace_gives_the_same_document(session: Session) -> None:
    _play(session)
    before = effective(session)
    text = export_text(session)
    reset_mode(session)
    assert effective(session) != before

    _import(session, text, REPLACE)

    assert effective(session) == before


def test_a_file_read_on_another_computer_gives_the_same_document(session: Session, tmp_path: Path) -> None:
    _play(session)
    (tmp_path / "other").mkdir()
    other = a_session(tmp_path / "other")

    _import(other, export_text(session), JOIN)

    assert effective(other) == effective(session)
    assert other.account.edition == 4
    assert other.account_document.value("preferences/showKappaTasks") is False
    other.close()


def test_what_is_newer_here_survives_a_join(session: Session) -> None:
    set_level(session, 20)
    text = export_text(session)
    set_level(session, 21)

    _import(session, text, JOIN)

    assert session.document.value("level") == 21


def test_a_replace_wins_over_what_is_newer_and_is_undone_as_one(session: Session) -> None:
    set_level(session, 20)
    text = export_text(session)
    set_level(session, 21)
    done(complete_task(session, DEBUT))
    before = effective(session)

    _import(session, text, REPLACE)
    assert effective(session) == {"level": 20}

    session.undo()
    assert effective(session) == before


def test_importing_the_same_file_twice_changes_nothing_more(session: Session) -> None:
    _play(session)
    text = export_text(session)

    assert not _import(session, text, JOIN)
    assert not _import(session, text, REPLACE)


def test_a_file_for_sharing_holds_neither_notes_nor_stamps_nor_preferences(session: Session) -> None:
    _play(session)

    shared = json.loads(export_text(session, for_sharing=True))

    assert shared["progress"]["pvp_data"]["taskNotes"] == {}
    assert "stamps" not in shared
    assert shared["preferences"] == {}
    assert session.clock.node not in json.dumps(shared)


def test_the_preview_counts_both_ways_and_changes_nothing(session: Session) -> None:
    set_level(session, 20)
    text = export_text(session)
    set_level(session, 21)
    done(complete_task(session, DEBUT))

    preview = preview_import(session, text.encode())

    assert isinstance(preview, Preview)
    pvp = next(each for each in preview.modes if each.mode == PVP)
    assert pvp.join == {}
    assert pvp.replace == {"level": 1, "taskCompletions": 1, "taskObjectives": 2}
    assert session.document.value("level") == 21


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Unreadable.NOT_JSON),
        (b"\xff\xfe\x00", Unreadable.NOT_UTF8),
        (b"[1, 2]", Unreadable.NOT_PROGRESS),
        (b'{"format": "tarkov-desktop-progress", "version": 2}', Unreadable.NEWER_VERSION),
        (b"[" * 100_000, Unreadable.TOO_DEEP),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_changes(
    session: Session, content: bytes, reason: Unreadable
) -> None:
    set_level(session, 20)

    assert preview_import(session, content) == reason
    assert effective(session) == {"level": 20}


def test_a_file_cut_anywhere_is_refused_whole(session: Session) -> None:
    _play(session)
    content = export_text(session).encode()

    for length in range(0, len(content) - 2, 97):
        assert isinstance(preview_import(session, content[:length]), Unreadable)


def test_an_edited_file_is_taken_with_a_warning(session: Session) -> None:
    set_level(session, 20)
    text = export_text(session).replace('"level": 20', '"level": 30')

    preview = preview_import(session, text.encode())

    assert isinstance(preview, Preview)
    assert preview.imported.is_digest_wrong


def test_a_bad_value_among_many_is_reported_and_the_rest_is_taken(session: Session) -> None:
    entries = {f"task-{n}": True for n in range(499)} | {"bad": {"complete": "maybe"}}
    content = json.dumps({"taskCompletions": entries}).encode()

    preview = preview_import(session, content)
    assert isinstance(preview, Preview)
    import_file(session, preview.imported, choice=JOIN)

    assert len([path for path in effective(session) if path.startswith("taskCompletions/")]) == 499
    assert len(preview.modes[0].report) == 1


def test_a_flat_file_goes_to_the_mode_the_player_says(session: Session) -> None:
    preview = preview_import(session, b'{"level": 33}', mode=PVE)
    assert isinstance(preview, Preview)

    import_file(session, preview.imported, choice=REPLACE)

    assert session.at(PVE).document.value("level") == 33
    assert "level" not in session.document.entries


def test_a_stamp_from_the_far_future_does_not_drag_the_clock_along(tmp_path: Path) -> None:
    first = a_session(tmp_path)
    far_ms = 4_000_000_000_000
    entries = {SHORTAGE: {"complete": True, "failed": False, "timestamp": far_ms}}
    _import(first, json.dumps({"taskCompletions": entries}), JOIN)
    first.close()

    second = a_session(tmp_path)
    set_level(second, 3)

    assert second.clock.last[0] < far_ms
    second.close()


def test_an_import_of_a_later_season_shows_it_and_its_undo_the_one_before(
    session: Session, tmp_path: Path
) -> None:
    session.switch_mode(SEASONAL)
    done(set_level(session, 20))
    seen: list[int] = []
    session.changes.subscribe(lambda _: seen.append(session.current.scope.season))

    _import(session, '{"seasonal_data": {"seasonNumber": 3, "level": 8}, "pvp_data": {}}', REPLACE)
    assert (session.current.scope.season, session.document.value("level")) == (3, 8)

    session.undo()
    assert (session.current.scope.season, session.document.value("level")) == (1, 20)
    assert set(seen) == {3, 1}

    session.close()
    again = a_session(tmp_path)
    assert (again.current.scope.season, again.document.value("level")) == (1, 20)
    again.redo()
    assert (again.current.scope.season, again.document.value("level")) == (3, 8)
    again.close()


def test_an_import_of_an_older_season_leaves_the_one_in_use(session: Session) -> None:
    session.switch_mode(SEASONAL)
    start_season(session, 2)

    _import(session, '{"seasonal_data": {"seasonNumber": 1, "level": 8}, "pvp_data": {}}', REPLACE)

    assert session.current.scope.season == 2
    assert session.document.value("level") is None


def test_undo_of_an_import_that_made_the_level_follow_xp_restores_the_stated_one(session: Session) -> None:
    done(set_level(session, 9))
    text = (
        export_text(session)
        .replace('"level": 9', '"level": 15')
        .replace('"preferences": {}', '"preferences": {"useAutomaticLevelCalculation": true}')
    )

    _import(session, text, REPLACE)
    assert session.document.value("level") == session.derived.experience().level == 1

    undone = session.undo()

    assert isinstance(undone, Undone)
    assert undone.kept == ()
    assert session.document.value("level") == session.derived.experience().level == 9
