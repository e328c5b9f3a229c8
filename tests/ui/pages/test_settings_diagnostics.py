"""Diagnostics and About in Settings: a report without anything private, shown before it is copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop import __version__
from tarkov_desktop.app.bootstrap import Program, open_program
from tarkov_desktop.app.cloud.hub import CloudHub, CloudState, SignIn
from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.logs import LOG_FILE
from tarkov_desktop.app.operations.profile import set_name
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.settings import SUPABASE_ANON_KEY, SUPABASE_URL
from tarkov_desktop.app.squad.state import Card, Squad, SquadView
from tarkov_desktop.app.upkeep import Upkeep
from tarkov_desktop.domain.ids import PVP, TeamId, UserId
from tarkov_desktop.remote.team_records import Team
from tarkov_desktop.ui.first_run.welcome import Welcome
from tarkov_desktop.ui.pages.settings.diagnostics import DiagnosticsColumn
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice

ME, MATE = UserId("3f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11"), UserId("4f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b22")
CANARIES = {
    "own name": "Canary Kestrel",
    "account name": "Canary Account",
    "mate": "Canary Mate",
    "team": "Canary Flock",
    "server": "canary-server.example",
    "anon key": "sb_publishable_canarykey",
    "mail": "canary.bird@example.org",
    "token": "eyJjYW5hcnki.eyJjYW5hcnki.Y2FuYXJ5",
    "api token": "PVP_canary0123456789abcdef",
    "refresh token": "canaryrefresh",
    "join code": "CANARY23CODE",
    "user": str(ME),
    "home": str(Path.home() / "canary-folder"),
    "address": "203.0.113.77",
}


@pytest.fixture
def hub() -> CloudHub:
    return CloudHub(new_id=lambda: "id", account_changed=lambda: None)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with open_program(Options(home=tmp_path / "home")) as program:
        yield program


@pytest.fixture
def shell(
    qtbot: QtBot, qapp: QApplication, look: Look, program: Program, hub: CloudHub, now_ms: int
) -> Shell:
    shell = Shell(qapp, look, program.session, now_ms=lambda: now_ms, cloud=hub, upkeep=Upkeep(program))
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    return shell


def plant(program: Program, hub: CloudHub) -> None:
    """Put every canary where the program could find it; the log is written past its own lock."""
    set_name(program.session, CANARIES["own name"])
    program.session.settings.set(SUPABASE_URL, f"https://{CANARIES['server']}")
    program.session.settings.set(SUPABASE_ANON_KEY, CANARIES["anon key"])
    team = Team(
        id=TeamId("5f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b33"),
        name=CANARIES["team"],
        game_mode=PVP,
        owner_id=ME,
        max_members=4,
        join_code=CANARIES["join code"],
    )
    squad = Squad(team, {MATE: Card(MATE, CANARIES["mate"])}, 0)
    hub._say(
        CloudState(
            sign_in=SignIn.SIGNED_IN,
            user_id=ME,
            name=CANARIES["account name"],
            standing=CloudStanding(mended=2),
            squad=SquadView(PVP, squad, is_known=True, malformed=3),
        )
    )
    lines = [f"2026-11-22 WARNING {what}: {secret}" for what, secret in CANARIES.items()]
    lines += [f"joined with join_code={CANARIES['join code']} refresh_token={CANARIES['refresh token']}"]
    hidden = {"join code", "refresh token"}  # as values of their keys only: on their own they are plain words
    lines = [line for line in lines if not any(f" {what}: " in line for what in hidden)]
    (program.folders.logs / LOG_FILE).write_text("\n".join(lines), encoding="utf-8")


def shown(qtbot: QtBot, shell: Shell) -> DiagnosticsColumn:
    shell.open_page("settings", "diagnostics")
    column = shell.findChild(DiagnosticsColumn)
    assert isinstance(column, DiagnosticsColumn)
    qtbot.waitUntil(column.copy.isEnabled, timeout=15_000)
    return column


def test_the_report_holds_none_of_the_canaries(
    qtbot: QtBot, shell: Shell, program: Program, hub: CloudHub
) -> None:
    plant(program, hub)
    report = shown(qtbot, shell).report.toPlainText()

    assert [what for what, secret in CANARIES.items() if secret in report] == []
    assert str(Path.home()) not in report


def test_the_canaries_would_be_seen_without_the_locks(program: Program, hub: CloudHub) -> None:
    """The control: they are where the report is made of."""
    plant(program, hub)
    log = (program.folders.logs / LOG_FILE).read_text(encoding="utf-8")

    assert [what for what, secret in CANARIES.items() if secret not in log] == []


def test_the_report_tells_what_helps(qtbot: QtBot, shell: Shell, program: Program, hub: CloudHub) -> None:
    plant(program, hub)
    report = shown(qtbot, shell).report.toPlainText()

    assert f"Tarkov Desktop {__version__}" in report
    assert "pvp: bundled data" in report
    assert "textScale 1.0" in report
    assert "backend of their own" in report
    assert "Account: signed_in" in report
    assert "2 times other than the server and mended" in report
    assert "could not be read: 3" in report
    assert "WARNING mail: <private>" in report


def test_nothing_can_be_copied_before_it_is_shown(qtbot: QtBot, shell: Shell) -> None:
    shell.open_page("settings", "diagnostics")
    column = shell.findChild(DiagnosticsColumn)
    assert isinstance(column, DiagnosticsColumn)
    before = (column.copy.isEnabled(), column.save.isEnabled(), column.report.toPlainText())

    qtbot.waitUntil(column.copy.isEnabled, timeout=15_000)
    column.copy.click()

    assert before == (False, False, "")
    assert QGuiApplication.clipboard().text() == column.report.toPlainText()
    assert shell._toast.accessibleName() == "The report is copied."


def test_the_report_is_saved_as_it_is_shown(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    column = shown(qtbot, shell)
    column.save.click()
    dialog = column.file_dialog
    assert dialog is not None

    dialog.fileSelected.emit(str(tmp_path / "report.txt"))
    dialog.reject()

    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == column.report.toPlainText()


def test_a_place_that_cannot_be_written_is_said_in_words(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    column = shown(qtbot, shell)

    column.write(tmp_path)

    (notice,) = column.findChildren(Notice)
    assert "cannot be written" in notice.accessibleName()
    assert "Choose another place" in notice.accessibleName()


def test_about_tells_version_changelog_licences_and_where_versions_come_from(shell: Shell) -> None:
    shell.open_page("settings", "about")
    words = "\n".join(label.text() for label in shell.findChildren(Label) if label.isVisible())

    assert f"Tarkov Desktop {__version__}" in words
    assert f"What is new in {__version__}" in words
    assert "asks no server for new versions" in words
    assert "LGPL-3.0" in words


def test_the_first_steps_can_be_seen_again(shell: Shell) -> None:
    shell.open_page("settings", "about")

    next(each for each in shell.findChildren(Button) if each.text() == "Show them").click()

    assert any(each.isVisible() for each in shell.findChildren(Welcome))
