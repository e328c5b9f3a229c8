"""The page Activity, used as a player uses it: on a real session with a small game."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.activity import activity_lines
from tarkov_desktop.app.commits import ScopedWrite, Step
from tarkov_desktop.app.operations.hideout import build_level, set_part_count
from tarkov_desktop.app.operations.modes import reset_mode
from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.operations.profile import set_level, set_name, set_trader_level
from tarkov_desktop.app.operations.tasks import complete_task, ignore_task, pin_task, set_note
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.checks import Check, Finding, Fix
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import PVE, PVP
from tarkov_desktop.domain.registers import note_path, task_path
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.store import history
from tarkov_desktop.store.records import DeadLetter, JournalEntry, JournalKind, Touched, pack_touched
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.stamp import Stamp
from tarkov_desktop.ui.pages import activity
from tarkov_desktop.ui.pages.activity.findings import finding_words, fix_word
from tarkov_desktop.ui.pages.activity.page import ActivityPage
from tarkov_desktop.ui.pages.activity.rows import ActivityRow
from tarkov_desktop.ui.pages.activity.words import said
from tarkov_desktop.ui.register_words import path_name
from tarkov_desktop.ui.shell import Shell
from tests.app.worlds import DEBUT, FILTER, GENERATOR, KILLS, PRAPOR, SHORTAGE, SPLIT_A, SPLIT_B


@pytest.fixture
def page(shell: Shell) -> ActivityPage:
    shell.open_page("activity")
    assert isinstance(shell.page, ActivityPage)
    QAbstractItemModelTester(
        shell.page.model, QAbstractItemModelTester.FailureReportingMode.Warning, shell.page
    )
    return shell.page


def rows(qtbot: QtBot, page: ActivityPage, count: int) -> list[ActivityRow]:
    qtbot.waitUntil(lambda: len(page.model.rows()) == count)
    return page.model.rows()


def row(qtbot: QtBot, page: ActivityPage) -> ActivityRow:
    return rows(qtbot, page, 1)[0]


def refuse(session: Session, value: str = "x" * 1_001) -> None:
    """Put an edit among those the server refused, as sync does."""
    letter = DeadLetter(
        0, Scope(PVP), note_path(DEBUT), value, Stamp(0, 1, 0, "n"), "invalid_value", 1_763_700_000_000
    )
    session.store._writer.submit(lambda db: history.add_dead_letters(db, [letter])).result()


def press(page: ActivityPage, word: str) -> None:
    """Press the button *word* of the first card that has it."""
    cards = [*page.findings.cards, *page.refused.cards]
    button = next(each for card in cards for each in card.buttons if each.text() == word)
    button.click()


def test_before_anything_was_done_the_page_says_so(qtbot: QtBot, page: ActivityPage) -> None:
    qtbot.waitUntil(page.empty.isVisible)


def test_what_is_done_is_listed_with_who_and_when(qtbot: QtBot, page: ActivityPage) -> None:
    complete_task(page.session, DEBUT)

    shown = row(qtbot, page)

    assert shown.said.whole == "Completed Debut. 2 objectives filled in"
    assert shown.origin == "You"
    assert shown.verb == "Undo"
    assert page.model.lines[0].word == "Today"  # type: ignore[union-attr]  # the first line is a head


def test_each_line_is_taken_back_alone(qtbot: QtBot, page: ActivityPage) -> None:
    complete_task(page.session, DEBUT)
    ignore_task(page.session, SPLIT_A)
    first = rows(qtbot, page, 2)[1]

    page.view.choose(first.id)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)

    assert page.session.derived.state(DEBUT) is not DisplayState.COMPLETE
    assert page.session.derived.state(SPLIT_A) is DisplayState.IGNORED


def test_an_undo_is_done_again(qtbot: QtBot, page: ActivityPage) -> None:
    complete_task(page.session, DEBUT)
    page.take_back(row(qtbot, page).id)
    undo, edit = rows(qtbot, page, 2)
    assert (undo.verb, edit.verb) == ("Redo", "")
    assert undo.said.before == "Took back: completed "

    page.take_back(undo.id)

    assert page.session.derived.state(DEBUT) is DisplayState.COMPLETE
    assert rows(qtbot, page, 3)[0].origin == "Redo"


def test_a_click_on_the_button_takes_back(qtbot: QtBot, page: ActivityPage) -> None:
    complete_task(page.session, DEBUT)
    row(qtbot, page)
    place = page.view.button(page.model.index(1)).center().toPoint()

    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert page.session.derived.state(DEBUT) is not DisplayState.COMPLETE


def test_what_was_changed_since_has_no_button(qtbot: QtBot, page: ActivityPage) -> None:
    set_objective_count(page.session, KILLS, 1)
    set_objective_count(page.session, KILLS, 2)

    newest, oldest = rows(qtbot, page, 2)

    assert (newest.verb, oldest.verb) == ("Undo", "")
    assert newest.said.after == ": 1 → 2"


def test_what_partly_changed_since_says_what_stays(qtbot: QtBot, page: ActivityPage) -> None:
    complete_task(page.session, DEBUT)
    set_level(page.session, 20)
    shown = rows(qtbot, page, 2)[1]

    page.take_back(shown.id)

    assert page.session.derived.state(DEBUT) is not DisplayState.COMPLETE
    assert page.session.derived.experience().level == 20
    assert page.notice is not None
    assert "1 value was changed since" in page.notice.accessibleName()


def test_a_reset_is_restored_from_here(qtbot: QtBot, page: ActivityPage) -> None:
    complete_task(page.session, DEBUT)
    reset_mode(page.session)
    newest = rows(qtbot, page, 2)[0]
    assert newest.verb == "Restore"

    page.take_back(newest.id)

    assert page.session.derived.state(DEBUT) is DisplayState.COMPLETE


def test_every_kind_of_line_has_its_words(qtbot: QtBot, page: ActivityPage) -> None:
    session = page.session
    set_trader_level(session, PRAPOR, 3)
    set_part_count(session, FILTER, 2)
    build_level(session, GENERATOR, 1)
    set_name(session, "Rook")
    pin_task(session, SHORTAGE)
    set_note(session, DEBUT, "near the gate")

    told = [each.said.whole for each in reversed(rows(qtbot, page, 6))]

    assert told == [
        "Loyalty level with Prapor: not stated → 3",
        "Filter for Generator 1: 0 → 2",
        "Built Generator 1. 1 part filled in",
        "Changed the name on the team card",
        "Pinned Shortage",
        "Note on Debut",
    ]


def test_a_line_of_another_mode_names_it(qtbot: QtBot, page: ActivityPage) -> None:
    complete_task(page.session, DEBUT)

    page.session.switch_mode(PVE)

    qtbot.waitUntil(lambda: bool(page.model.rows()) and page.model.rows()[0].said.second.startswith("PvP"))


def test_tabs_and_words_narrow_the_list(qtbot: QtBot, page: ActivityPage) -> None:
    complete_task(page.session, DEBUT)
    write = ScopedWrite(Scope(PVP), task_path(SPLIT_A), {"complete": False, "failed": True})
    page.session.write([write], mode=PVP, step=Step("fail_task", Origin.GAME_LOG, SPLIT_A))
    rows(qtbot, page, 2)

    page.tabs.chosen.emit("game_log")
    assert [each.origin for each in page.model.rows()] == ["Game log"]

    page.tabs.chosen.emit("all")
    page.field.setText("debut")
    assert [each.said.name for each in page.model.rows()] == ["Debut"]

    page.field.setText("nothing like this")
    assert page.empty.isVisible()
    page.empty.asked.emit()
    assert len(page.model.rows()) == 2


def test_older_lines_follow_when_the_list_ends(
    qtbot: QtBot, page: ActivityPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tarkov_desktop.ui.pages.activity.page.CHUNK", 2)
    for level in (2, 3, 4, 5, 6):
        set_level(page.session, level)
    page._lines = []
    page.refresh()
    rows(qtbot, page, 2)

    page.view.ended.emit()
    rows(qtbot, page, 4)
    page.view.ended.emit()

    assert rows(qtbot, page, 5)[-1].said.whole == "Level 2"


def test_a_check_is_shown_counted_and_mended(page: ActivityPage) -> None:
    assert activity.rail_count(page.context) == ""
    writes = [ScopedWrite(Scope(PVP), task_path(SHORTAGE), {"complete": True, "failed": False})]
    page.session.write(writes, mode=PVP, step=Step("complete_task", subject=SHORTAGE))
    assert [card.title.text() for card in page.findings.cards] == [
        "Shortage is done, but Debut before it is not"
    ]
    assert activity.rail_count(page.context) == "1"

    press(page, "Settle what it needs")

    assert page.session.derived.state(DEBUT) is DisplayState.COMPLETE
    assert page.findings.cards == []


def test_a_check_is_left_and_shown_again(page: ActivityPage) -> None:
    both = [
        ScopedWrite(Scope(PVP), task_path(task), {"complete": True, "failed": False})
        for task in (SPLIT_A, SPLIT_B)
    ]
    page.session.write(both, mode=PVP, step=Step("complete_task"))
    assert len(page.findings.cards) == 1

    press(page, "Leave it")
    assert page.findings.cards == []
    assert activity.rail_count(page.context) == ""

    assert page.findings.again is not None
    page.findings.again.followed.emit()
    assert len(page.findings.cards) == 1


def test_a_refused_edit_is_edited_and_tried_again(qtbot: QtBot, page: ActivityPage) -> None:
    refuse(page.session)
    page.refresh()
    qtbot.waitUntil(lambda: len(page.refused.cards) == 1)
    card = page.refused.cards[0]
    assert card.title.text() == "Note on Debut"
    assert card.why.text() == "Longer than 1,000 characters. It is kept on this computer."

    press(page, "Edit and try again")
    question = page.refused.question
    assert question is not None
    question.findChildren(QLineEdit)[0].setText("short")
    question._do.click()

    assert page.session.document.value(note_path(DEBUT)) == "short"
    qtbot.waitUntil(lambda: not page.refused.letters)


def test_what_would_be_refused_again_stays(qtbot: QtBot, page: ActivityPage) -> None:
    refuse(page.session)
    page.refresh()
    qtbot.waitUntil(lambda: len(page.refused.cards) == 1)

    page.refused._again(page.refused.letters[0])

    assert page.notice is not None
    assert len(page.session.store.dead_letters().result()) == 1


def test_a_refused_edit_is_copied_and_discarded(qtbot: QtBot, page: ActivityPage) -> None:
    refuse(page.session, "precious")
    page.refresh()
    qtbot.waitUntil(lambda: len(page.refused.cards) == 1)

    press(page, "Copy")
    assert QGuiApplication.clipboard().text() == "precious"

    press(page, "Discard")
    assert page.refused.question is not None
    page.refused.question.accept()
    qtbot.waitUntil(lambda: not page.refused.letters)
    assert page.session.store.dead_letters().result() == []


def test_one_narrow_column_leads_to_the_checks_and_back(qtbot: QtBot, page: ActivityPage) -> None:
    page.set_room(800)
    assert not page.findings.isVisible()

    page.to_checks.click()
    assert page.findings.isVisible()
    qtbot.keyClick(page.panes, Qt.Key.Key_Escape)

    assert page.view.isVisible() or page.empty.isVisible()
    assert not page.findings.isVisible()


EVERY_FINDING = {
    "Debut is done, but not all of its objectives are": (
        Finding(Check.OBJECTIVE_MISSING, (Fix.FILL, Fix.UNCOMPLETE), DEBUT),
        ["Fill it in", "Un-complete the task"],
    ),
    "split-a and split-b are both done": (
        Finding(Check.RIVALS_BOTH_DONE, (Fix.FAIL, Fix.FAIL_OTHER), SPLIT_A, SPLIT_B),
        ["Mark split-a failed", "Mark split-b failed"],
    ),
    "split-b is open, but split-a is done": (
        Finding(Check.RIVAL_LEFT_OPEN, (Fix.FAIL_OTHER,), SPLIT_A, SPLIT_B),
        ["Mark split-b failed"],
    ),
    "Debut failed, but its objectives have progress": (
        Finding(Check.PROGRESS_ON_FAILED, (Fix.CLEAR,), DEBUT),
        ["Clear its objectives"],
    ),
    "Debut failed, but nothing that is recorded makes it fail": (
        Finding(Check.FAILED_WITHOUT_CAUSE, (Fix.UNCOMPLETE,), DEBUT),
        ["Open it again"],
    ),
    "Shortage is done, but Debut before it is not": (
        Finding(Check.PREREQUISITE_MISSING, (Fix.PREREQUISITES,), SHORTAGE, DEBUT),
        ["Settle what it needs"],
    ),
    "Level 5 is needed by Debut, which is done": (
        Finding(Check.LEVEL_TOO_LOW, (Fix.RAISE_LEVEL,), DEBUT, level=5),
        ["Set level 5"],
    ),
    "Generator 2 is built, but the level below is not": (
        Finding(Check.LEVEL_SKIPPED, (Fix.BUILD,), station=GENERATOR, level=2),
        ["Build the levels below"],
    ),
    "Tick and count disagree: Filter for Generator 1": (
        Finding(Check.FLAG_AGAINST_COUNT, (Fix.FLAG_FROM_COUNT, Fix.COUNT_FROM_FLAG), key=FILTER),
        ["Trust the count", "Trust the tick"],
    ),
    "Debut is started, but it is no longer possible": (
        Finding(Check.STARTED_BUT_BLOCKED, (Fix.UNCOMPLETE,), DEBUT),
        ["Take the start back"],
    ),
    "3 entries belong to nothing in the game data": (Finding(Check.ORPHANS, number=3), []),
}


@pytest.mark.parametrize("words", EVERY_FINDING)
def test_every_check_and_every_fix_has_its_words(session: Session, words: str) -> None:
    finding, fixes = EVERY_FINDING[words]

    assert finding_words(session, finding)[0] == words
    assert [fix_word(session, finding, fix) for fix in finding.fixes] == fixes


def test_no_check_is_without_words() -> None:
    assert {finding.check for finding, _fixes in EVERY_FINDING.values()} == set(Check)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("taskCompletions/gone", "a task that is not in the game data"),
        ("taskObjectives/gone/count", "an objective that is not in the game data"),
        ("hideoutModules/generator-2", "Generator 2"),
        ("hideoutModules/gone", "a hideout level that is not in the game data"),
        ("hideoutParts/gone/count", "a hideout part that is not in the game data"),
        ("traders/gone/level", "a trader"),
        ("skillOffsets/Strength", "Strength"),
        ("skillOffsets/gone", "a skill"),
        ("displayName", "the name on the team card"),
        ("somethingNew", "a value of the profile"),
    ],
)
def test_what_a_register_is_about_is_named_without_ids(session: Session, path: str, words: str) -> None:
    assert path_name(session.graph, path) == words


def test_alike_checks_are_mended_at_once(page: ActivityPage) -> None:
    failed: JsonValue = {"complete": False, "failed": True}
    writes = [ScopedWrite(Scope(PVP), task_path(task), failed) for task in (DEBUT, SHORTAGE)]
    page.session.write(writes, mode=PVP, step=Step("fail_task"))
    assert len(page.findings.cards) == 2

    press(page, "All 2 like this")

    assert page.findings.cards == []


def test_an_import_says_how_much_it_changed(qtbot: QtBot, page: ActivityPage) -> None:
    done: JsonValue = {"complete": True, "failed": False}
    writes = [ScopedWrite(Scope(PVP), task_path(task), done) for task in (DEBUT, SPLIT_A)]
    page.session.write(writes, mode=PVP, step=Step("import_join", Origin.IMPORT))

    assert row(qtbot, page).said.whole == "Brought in a file, joined. 2 things changed"


def test_several_tasks_at_once_are_counted(qtbot: QtBot, page: ActivityPage) -> None:
    done: JsonValue = {"complete": False, "failed": True}
    writes = [ScopedWrite(Scope(PVP), task_path(task), done) for task in (DEBUT, SPLIT_A)]
    page.session.write(writes, mode=PVP, step=Step("fail_task"))

    assert row(qtbot, page).said.name == "2 tasks"


def test_view_and_checks_are_found_again(page: ActivityPage) -> None:
    page.tabs.chosen.emit("imports")
    state = page.view_state()
    page.restore_view({})
    assert page.tabs.current == "all"

    page.restore_view(state)

    assert page.tabs.current == "imports"
    page.set_room(800)
    page.go_to("checks")
    assert page.findings.isVisible()


@pytest.mark.parametrize(
    ("device", "words"),
    [
        ("laptop", "A newer change from Lap(top) replaced the level"),
        ("somewhere", "A newer change replaced the level"),
        ("", "A newer change through the public API replaced the level"),
    ],
)
def test_a_replaced_edit_names_the_device_of_the_newer_change(
    session: Session, device: str, words: str
) -> None:
    entry = JournalEntry(
        1,
        0,
        PVP,
        "replaced_by_newer",
        Origin.SYNC,
        JournalKind.NOTE,
        device,
        packed=pack_touched([Touched(PVP, 0, "level", 18, 25, was_absent=False)]),
    )
    (line,) = activity_lines([entry], frozenset())

    told = said(session, line, {"laptop": "Lap{top}"})

    assert f"{told.before}{told.name}" == words
    assert "18" in told.after
