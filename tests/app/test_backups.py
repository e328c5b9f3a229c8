"""Backups and the way back from a damaged file."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tarkov_desktop.app.backups import DAILY, KEPT, Backups
from tarkov_desktop.app.bootstrap import open_program
from tarkov_desktop.app.operations.profile import set_edition, set_level
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.store.errors import StoreTooNew
from tarkov_desktop.store.recovery import marker_of
from tests.app.worlds import START_MS, WAIT_S, done, effective

DAY_MS = 86_400_000
DEBUT = TaskId("5936d90786f7742b1420ba5b")


def _write(backups: Backups, session: Session, at_ms: int, reason: str = DAILY) -> Path:
    return backups.write(session.snapshot().exported(), reason, at_ms)


def test_the_last_fourteen_backups_are_kept(session: Session, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    written = [_write(backups, session, START_MS + n * DAY_MS) for n in range(KEPT + 3)]

    assert [each.path for each in backups.list()] == list(reversed(written[3:]))


def test_a_daily_backup_is_due_once_a_day(session: Session, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    assert backups.is_due(START_MS)

    _write(backups, session, START_MS, "import")
    assert backups.is_due(START_MS)

    _write(backups, session, START_MS)
    assert not backups.is_due(START_MS)
    assert backups.is_due(START_MS + DAY_MS)


def test_files_of_other_names_are_left_alone(session: Session, tmp_path: Path) -> None:
    backups = Backups(tmp_path)
    mine = tmp_path / "holiday.tarkov-progress.json"
    mine.write_text("{}")
    for n in range(KEPT + 1):
        _write(backups, session, START_MS + n * DAY_MS)

    assert mine.exists()


def test_a_cut_backup_is_passed_over_for_the_one_before(session: Session, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    set_level(session, 20)
    _write(backups, session, START_MS)
    newer = _write(backups, session, START_MS + DAY_MS)
    newer.write_bytes(newer.read_bytes()[:-40])

    found = backups.newest_readable()

    assert found is not None
    assert found[0].made_at.day == 21
    (registers,) = [each for scope, each in found[1].registers.items() if "level" in each]
    assert registers["level"].value == 20
    assert registers["level"].stamp.node == session.clock.node


def test_a_backup_that_cannot_be_written_is_logged_and_stops_nothing(
    session: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    backups = Backups(tmp_path / "taken")

    backups.begin(session.snapshot(), DAILY)
    backups.wait()

    assert "backup reason=daily failed" in caplog.text


@pytest.fixture
def played(tmp_path: Path) -> Options:
    """A home with a completed task, an edition and a backup of both; then a level that is in no backup."""
    options = Options(home=tmp_path / "home")
    with open_program(options) as program:
        done(complete_task(program.session, DEBUT))
        done(set_edition(program.session, 4))
        done(set_level(program.session, 7))
        program.back_up(DAILY)
        done(set_level(program.session, 33))
    return options


def _file(options: Options) -> Path:
    assert options.home is not None
    return options.home / "data" / "accounts" / "guest.sqlite"


def test_a_file_that_is_rubbish_is_replaced_by_the_last_backup_and_kept(played: Options) -> None:
    _file(played).write_bytes(b"rubbish" * 10_000)

    with open_program(played) as program:
        recovery = program.recovery
        shown = effective(program.session)

    assert recovery is not None
    assert recovery.backup_made_at is not None
    assert recovery.kept_as.read_bytes().startswith(b"rubbish")
    assert f"taskCompletions/{DEBUT}" in shown
    assert program.account == "guest"


def test_a_file_damaged_in_one_place_loses_nothing_that_can_be_read(played: Options) -> None:
    """The journal's page is gone; every register comes back, those after the backup too."""
    content = bytearray(_file(played).read_bytes())
    place = content.find(b"complete_task")
    content[place - place % 4096 : place - place % 4096 + 64] = b"\xff" * 64
    _file(played).write_bytes(content)

    with open_program(played) as program:
        level = program.session.document.value("level")
        edition = program.session.account.edition
        recovery = program.recovery

    assert recovery is not None
    assert (level, edition) == (33, 4)


def test_the_next_start_after_a_recovery_is_an_ordinary_one(played: Options) -> None:
    _file(played).write_bytes(b"rubbish" * 10_000)
    open_program(played).close()

    with open_program(played) as program:
        assert program.recovery is None
        assert program.session.account.edition == 4


def test_a_file_found_damaged_while_in_use_is_replaced_at_the_next_start(played: Options) -> None:
    marker_of(_file(played)).touch()

    with open_program(played) as program:
        assert program.recovery is not None
        assert program.session.document.value("level") == 33
    assert not marker_of(_file(played)).exists()


def test_a_recovered_file_is_another_device(played: Options) -> None:
    with open_program(played) as before:
        device = before.session.store.opened.device_id
    _file(played).write_bytes(b"rubbish")

    with open_program(played) as program:
        assert program.session.store.opened.device_id != device
        assert program.session.store.pending().result(WAIT_S)


def test_a_file_of_a_newer_version_is_neither_opened_nor_recovered(played: Options) -> None:
    content = bytearray(_file(played).read_bytes())
    content[60:64] = (999).to_bytes(4, "big")  # user_version in SQLite's header
    _file(played).write_bytes(content)

    with pytest.raises(StoreTooNew):
        open_program(played)

    assert _file(played).read_bytes() == content


def test_values_that_nobody_wrote_are_damage_too(played: Options) -> None:
    """SQLite reads the page without complaint; what stands there cannot be a line of the journal."""
    path = _file(played)
    content = bytearray(path.read_bytes())
    place = content.find(b"complete_task")
    content[place - 12 : place] = b"\x00" * 12
    path.write_bytes(content)

    with open_program(played) as program:
        assert program.recovery is not None
        assert program.session.document.value("level") == 33


def test_a_register_that_nobody_wrote_is_met_at_the_start_and_the_rest_comes_back(played: Options) -> None:
    path = _file(played)
    with contextlib.closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("update registers set value = 'not json' where path = 'level'")

    with open_program(played) as program:
        assert program.recovery is not None
        assert program.session.document.value(f"taskCompletions/{DEBUT}") is not None
        assert program.session.document.value("level") == 7  # of the backup; the 33 could not be read


def test_a_file_left_open_is_checked_and_marked_when_it_is_damaged(played: Options) -> None:
    """The check runs in the store's thread after the start; the next start replaces the file."""
    path = _file(played)
    with contextlib.closing(sqlite3.connect(path)) as plain:
        (page,) = plain.execute(
            "select rootpage from sqlite_schema where name = 'archives_by_mode'"
        ).fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096  # an index that no start reads
    path.write_bytes(content)
    path.with_name(path.name + "-wal").write_bytes(b"left by a process that was killed")

    with open_program(played) as program:
        assert program.recovery is None

    assert marker_of(path).exists()
    with open_program(played) as again:
        assert again.recovery is not None
        assert again.session.document.value("level") == 33


def test_a_sound_file_left_open_is_not_marked(played: Options) -> None:
    path = _file(played)
    path.with_name(path.name + "-wal").write_bytes(b"left by a process that was killed")

    with open_program(played) as program:
        assert program.session.store.opened.was_left_open

    assert not marker_of(path).exists()
