"""The page Profile, used as a player uses it: on a real session with a small game."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.files import export_text
from tarkov_desktop.app.operations.modes import reset_mode
from tarkov_desktop.app.operations.profile import set_level, set_name, set_preference, set_trader_level
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import PVE, SEASONAL
from tarkov_desktop.domain.registers import DISPLAY_NAME, trader_path
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.pages.profile.form import ProfileForm
from tarkov_desktop.ui.pages.profile.page import ProfilePage
from tarkov_desktop.ui.pages.profile.skills import SkillSection
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.reading import ReadingView
from tests.app.worlds import DEBUT, PRAPOR, STRENGTH, a_real_session


@pytest.fixture
def page(shell: Shell) -> ProfilePage:
    shell.open_page("profile")
    assert isinstance(shell.page, ProfilePage)
    return shell.page


def answer(question: Question | None, word: str = "") -> None:
    """Type the word a question asks for, and press its verb."""
    assert question is not None
    if word:
        assert not question._do.isEnabled()
        question.findChildren(QLineEdit)[0].setText(word)
    assert question._do.isEnabled()
    question._do.click()


def test_a_name_is_stored_when_the_field_is_left(qtbot: QtBot, page: ProfilePage) -> None:
    page.form.name.setFocus()
    qtbot.keyClicks(page.form.name, "Rook")
    qtbot.keyClick(page.form.name, Qt.Key.Key_Return)

    assert page.session.document.value(DISPLAY_NAME) == "Rook"


def test_streamer_mode_hides_the_name(page: ProfilePage) -> None:
    set_name(page.session, "Rook")
    assert page.form.name.echoMode() is QLineEdit.EchoMode.Normal

    set_preference(page.session, "streamerMode", value=True)
    page.refresh()

    assert page.form.name.echoMode() is QLineEdit.EchoMode.Password


def test_the_other_faction_is_chosen(page: ProfilePage) -> None:
    page.form.faction.chosen.emit("BEAR")

    assert page.session.derived.situation.faction == "BEAR"
    assert page.form.faction.current == "BEAR"


def test_plus_raises_the_level(qtbot: QtBot, page: ProfilePage) -> None:
    qtbot.keyClick(page.form.level, Qt.Key.Key_Plus)

    assert page.form.level.value == 2
    assert page.session.derived.experience().level == 2


def test_with_automatic_level_xp_decides(page: ProfilePage) -> None:
    page.form.automatic.click()

    page.form.xp.setText("1,600")
    page.form.xp.setModified(True)
    page.form.xp.editingFinished.emit()

    assert page.session.derived.experience().total == 1_600
    assert page.form.level.value == page.session.derived.experience().standing.level == 4
    assert page.form.xp_row.hint.text() == "400 to 5"


def test_xp_that_disagrees_with_the_stated_level_says_so(page: ProfilePage) -> None:
    set_level(page.session, 5)

    assert page.form.xp_row.hint.text() == "this XP is level 1"


def test_prestige_is_corrected(page: ProfilePage) -> None:
    assert page.form.prestige is not None

    page.form.prestige.chosen.emit("2")

    assert page.session.derived.situation.prestige == 2


def test_a_level_that_is_not_stated_is_stated_and_taken_back(page: ProfilePage) -> None:
    row = page.traders.rows[PRAPOR]
    assert row.state_it is not None

    row.state_it.followed.emit()
    assert row.levels is not None
    row.levels.chosen.emit("3")
    assert page.session.document.value(trader_path(PRAPOR, "level")) == 3

    row._withdraw()
    assert page.session.document.value(trader_path(PRAPOR, "level")) is None
    assert row.levels is None


def test_a_reputation_is_typed(qtbot: QtBot, page: ProfilePage) -> None:
    edit = page.traders.rows[PRAPOR].reputation
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit._edit is not None
    edit._edit.setText("0,42")
    edit._edit.editingFinished.emit()

    assert page.session.document.value(trader_path(PRAPOR, "reputation")) == pytest.approx(0.42)
    assert edit.words == "0.42"


@pytest.mark.parametrize("text", ["much", "1e999x"])
def test_a_reputation_that_is_no_number_changes_nothing(page: ProfilePage, text: str) -> None:
    edit = page.traders.rows[PRAPOR].reputation
    edit.begin()
    assert edit._edit is not None
    edit._edit.setText(text)
    edit._edit.editingFinished.emit()

    assert page.session.document.value(trader_path(PRAPOR, "reputation")) is None


def test_a_value_out_of_range_is_refused_where_it_was_typed(page: ProfilePage) -> None:
    page.traders.reputation_stated.emit(PRAPOR, 4_000.0)

    assert page.notice is not None
    assert "Allowed is -100 to 100" in page.notice.accessibleName()
    set_trader_level(page.session, PRAPOR, 2)
    assert page.notice is None


def test_a_skill_is_corrected(qtbot: QtBot, page: ProfilePage) -> None:
    qtbot.keyClick(page.skills.steppers[STRENGTH], Qt.Key.Key_Plus)

    assert page.session.derived.skill(STRENGTH) == 1
    assert page.skills.steppers[STRENGTH].value == 1


def test_another_mode_shows_its_own_profile(qtbot: QtBot, page: ProfilePage) -> None:
    set_name(page.session, "Rook")

    page.session.switch_mode(PVE)

    qtbot.waitUntil(lambda: page.form.name.text() == "")
    assert page.form.name.accessibleName() == "Name in PvE"


def test_a_reset_asks_for_a_word_and_can_be_taken_back(qtbot: QtBot, shell: Shell, page: ProfilePage) -> None:
    complete_task(page.session, DEBUT)

    page.beginnings.ask_reset()
    answer(page.beginnings.question, "reset")

    assert page.session.derived.state(DEBUT) is not DisplayState.COMPLETE
    qtbot.waitUntil(lambda: len(page.beginnings.kept) == 1)
    toast = shell._toast.toast
    assert toast is not None
    assert toast.undo is not None
    toast.undo()
    assert page.session.derived.state(DEBUT) is DisplayState.COMPLETE


def test_a_question_that_is_left_resets_nothing(page: ProfilePage) -> None:
    complete_task(page.session, DEBUT)

    page.beginnings.ask_reset()
    assert page.beginnings.question is not None
    page.beginnings.question.reject()

    assert page.session.derived.state(DEBUT) is DisplayState.COMPLETE


def test_a_prestige_begins_anew_one_higher(page: ProfilePage) -> None:
    complete_task(page.session, DEBUT)

    page.beginnings.plan_prestige()
    answer(page.beginnings.question, "prestige")

    assert page.session.derived.situation.prestige == 1
    assert page.session.derived.state(DEBUT) is not DisplayState.COMPLETE


def test_a_new_season_begins(page: ProfilePage) -> None:
    page.session.switch_mode(SEASONAL)
    before = page.session.scopes.of_mode(SEASONAL).season

    page.beginnings.ask_season()
    answer(page.beginnings.question, "season")

    assert page.session.scopes.of_mode(SEASONAL).season == before + 1


def test_what_was_exported_is_brought_in_again(qtbot: QtBot, page: ProfilePage, tmp_path: Path) -> None:
    complete_task(page.session, DEBUT)
    page.transfer.write(tmp_path / "mine.json", for_sharing=False)
    reset_mode(page.session)

    page.transfer.preview(tmp_path / "mine.json")
    question = page.transfer.question
    assert question is not None
    assert page.transfer.way is not None
    page.transfer.way.choose("replace")
    answer(question)

    assert page.session.derived.state(DEBUT) is DisplayState.COMPLETE


def test_the_preview_changes_nothing(page: ProfilePage, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    complete_task(page.session, DEBUT)
    path.write_text(export_text(page.session), encoding="utf-8")
    reset_mode(page.session)

    page.transfer.preview(path)

    assert page.session.derived.state(DEBUT) is not DisplayState.COMPLETE


@pytest.mark.parametrize(
    ("content", "words"), [(b"{", "not JSON"), (b"[1]", "not a progress file"), (b"\xff", "not text")]
)
def test_a_file_that_cannot_be_read_says_why(
    page: ProfilePage, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)

    page.transfer.preview(path)

    assert page.notice is not None
    assert words in page.notice.accessibleName()
    assert page.transfer.question is None


def test_a_file_that_is_not_there_and_a_folder_that_is_not_there_say_so(
    page: ProfilePage, tmp_path: Path
) -> None:
    page.transfer.preview(tmp_path / "none.json")
    assert page.notice is not None
    page.drop_notice()

    page.transfer.write(tmp_path / "none" / "out.json", for_sharing=True)
    assert page.notice is not None


def test_the_file_dialogs_are_opened_not_waited_for(qtbot: QtBot, page: ProfilePage) -> None:
    page.transfer.begin_import()
    assert page.transfer.file_dialog is not None
    assert page.transfer.file_dialog.isVisible()
    page.transfer.file_dialog.reject()

    page.transfer.begin_export()
    answer(page.transfer.question)
    assert page.transfer.file_dialog.isVisible()
    page.transfer.file_dialog.reject()


def test_one_narrow_column_holds_everything(qtbot: QtBot, shell: Shell, page: ProfilePage) -> None:
    page.set_room(800)
    qtbot.waitUntil(lambda: page.skills.isVisibleTo(shell))
    assert page.form.isVisibleTo(shell)

    page.set_room(1280)

    qtbot.waitUntil(lambda: page.skills.isVisibleTo(shell))


def test_a_backup_begins_before_progress_is_replaced(
    qtbot: QtBot, qapp: QApplication, look: Look, session: Session, now_ms: int, tmp_path: Path
) -> None:
    made: list[tuple[str, bool]] = []

    def back_up(reason: str) -> None:
        made.append((reason, session.derived.state(DEBUT) is DisplayState.COMPLETE))

    shell = Shell(qapp, look, session, now_ms=lambda: now_ms, back_up=back_up)
    qtbot.addWidget(shell)
    shell.show()
    shell.open_page("profile")
    page = shell.page
    assert isinstance(page, ProfilePage)
    complete_task(session, DEBUT)
    page.transfer.write(tmp_path / "mine.json", for_sharing=False)

    page.beginnings.ask_reset()
    answer(page.beginnings.question, "reset")
    page.transfer.preview(tmp_path / "mine.json")
    answer(page.transfer.question)

    assert made == [("reset", True), ("import", False)]


def test_links_lead_into_the_page(qtbot: QtBot, page: ProfilePage) -> None:
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    page.go_to("level")
    assert page.form.level.hasFocus()

    page.go_to("import")
    assert page.transfer.file_dialog is not None
    page.transfer.file_dialog.reject()

    page.go_to("export")
    assert page.transfer.question is not None
    page.transfer.question.reject()


def test_skills_that_are_few_are_all_there_and_more_are_asked_for(
    qtbot: QtBot, tmp_path: Path, look: Look
) -> None:
    session = a_real_session(tmp_path)
    section = SkillSection(look)
    qtbot.addWidget(section)
    section.show_all(session)
    assert len(section.steppers) == 10

    section.more.followed.emit()

    assert len(section.steppers) == len(session.catalog.skills)
    assert section.more.isHidden()
    session.close()


def test_editions_are_named_and_chosen(qtbot: QtBot, tmp_path: Path, look: Look) -> None:
    session = a_real_session(tmp_path)
    form = ProfileForm(look, session, lambda outcome: outcome)
    qtbot.addWidget(form)
    form.show()
    form.show_all()
    assert form.edition.text() == "Standard"

    form._take_edition(4)
    form.show_all()

    assert form.edition.text() == "Edge of Darkness"
    session.close()


def test_a_file_without_a_mode_says_where_it_goes(page: ProfilePage, tmp_path: Path) -> None:
    path = tmp_path / "flat.json"
    path.write_text('{"level": 12, "taskCompletions": {"debut": {"complete": "maybe"}}}', encoding="utf-8")
    page.session.switch_mode(PVE)

    page.transfer.preview(path)

    assert page.transfer.question is not None
    told = " ".join(label.text() for label in page.transfer.question.findChildren(QLabel))
    assert "It goes into PvE, the one in use." in told
    assert "1 value was not taken." in told
    view = page.transfer.question.findChild(ReadingView)
    assert isinstance(view, ReadingView)
    assert "PvE: 1 other thing" in view.toPlainText()
    answer(page.transfer.question)
    assert page.session.derived.experience().level == 12
