"""The page Tasks, used as a player uses it: on a real session with a small game."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.operations.tasks import complete_task, ignore_task, pin_task, set_note
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.ids import ObjectiveId, TaskId
from tarkov_desktop.domain.state import DisplayState, Reason, ReasonKind
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.delegates.tasks import Room
from tarkov_desktop.ui.pages.tasks.detail_head import DetailHead
from tarkov_desktop.ui.pages.tasks.detail_parts import NoteEdit, ObjectiveRow
from tarkov_desktop.ui.pages.tasks.detail_work import WorkSections
from tarkov_desktop.ui.pages.tasks.detail_yield import MOST_LINKS
from tarkov_desktop.ui.pages.tasks.page import TasksPage
from tarkov_desktop.ui.pages.tasks.words import reason_in_row, reason_words, wiki_of
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.label import Link
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.section import SectionHead
from tests.app.worlds import DEBUT, GATED, KILLS, SHORTAGE, SPLIT_A, SPLIT_B, a_catalog, a_real_session

A_POPUP = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def page(shell: Shell) -> TasksPage:
    assert isinstance(shell.page, TasksPage)
    return shell.page


def press(qtbot: QtBot, page: TasksPage, key: Qt.Key) -> None:
    qtbot.keyClick(page.view, key)


def choose(qtbot: QtBot, page: TasksPage, task_id: TaskId) -> None:
    page.view.choose(task_id)
    qtbot.waitUntil(lambda: page.detail.task_id == task_id)


def work_of(page: TasksPage) -> WorkSections:
    assert page.detail.work is not None
    return page.detail.work


def state(page: TasksPage, task_id: TaskId) -> DisplayState:
    return page.session.derived.state(task_id)


def test_the_first_task_is_chosen_and_shown(qtbot: QtBot, page: TasksPage) -> None:
    first = page.model.task_ids()[0]

    qtbot.waitUntil(lambda: page.detail.task_id == first)

    assert page.view.chosen_tasks() == [first]


def test_tabs_count_their_tasks(page: TasksPage) -> None:
    available = page.session.derived.counts()[DisplayState.AVAILABLE]
    assert page.tabs._buttons["available"].accessibleName() == f"Available, {available}"
    assert page.tabs._buttons["all"].accessibleName() == f"All, {len(page.session.graph.nodes)}"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_space_and_enter_complete_the_current_task(qtbot: QtBot, page: TasksPage, key: Qt.Key) -> None:
    choose(qtbot, page, SPLIT_A)

    press(qtbot, page, key)

    assert state(page, SPLIT_A) is DisplayState.COMPLETE


def test_a_completed_task_lingers_and_then_goes(qtbot: QtBot, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)
    press(qtbot, page, Qt.Key.Key_Space)
    assert page.model.row_of(SPLIT_A) >= 0

    page.view.pointer_left.emit()

    assert page.model.row_of(SPLIT_A) < 0


def test_a_toast_names_the_task_and_takes_it_back(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)
    press(qtbot, page, Qt.Key.Key_Space)
    toast = shell._toast.toast
    assert toast is not None
    assert toast.undo is not None

    toast.undo()

    assert toast.name == SPLIT_A
    assert state(page, SPLIT_A) is DisplayState.AVAILABLE


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (Qt.Key.Key_F, DisplayState.FAILED),
        (Qt.Key.Key_I, DisplayState.IGNORED),
    ],
)
def test_letters_do_the_other_things(
    qtbot: QtBot, page: TasksPage, key: Qt.Key, wanted: DisplayState
) -> None:
    choose(qtbot, page, SPLIT_A)

    press(qtbot, page, key)

    assert state(page, SPLIT_A) is wanted


def test_p_pins_a_task_into_its_own_group(qtbot: QtBot, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_B)

    press(qtbot, page, Qt.Key.Key_P)

    assert page.model.lines[0] == GroupHead("Pinned", "pin")
    assert page.model.row_of(SPLIT_B) == 1
    assert page.view.current_task() == SPLIT_B


def test_a_says_that_the_game_offers_a_locked_task(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_status("locked")
    choose(qtbot, page, SHORTAGE)

    press(qtbot, page, Qt.Key.Key_A)
    question = page.window().findChild(Question)
    assert isinstance(question, Question)
    words = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "Marked as done (1): Debut." in words
    assert "Your level becomes 5." in words
    assert state(page, SHORTAGE) is DisplayState.LOCKED, "nothing before the answer"
    question.accept()

    assert state(page, SHORTAGE) is DisplayState.AVAILABLE
    assert state(page, DEBUT) is DisplayState.COMPLETE


def test_a_asks_nothing_where_only_the_task_itself_is_touched(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_status("unknown")
    choose(qtbot, page, GATED)

    press(qtbot, page, Qt.Key.Key_A)

    assert state(page, GATED) is DisplayState.AVAILABLE


def test_the_toast_says_how_many_failed_with_it(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)

    press(qtbot, page, Qt.Key.Key_Space)

    assert shell._toast.toast is not None
    assert "1 task failed" in shell._toast.toast.sentence


def test_u_opens_a_done_task_again(qtbot: QtBot, page: TasksPage, session: Session) -> None:
    complete_task(session, SPLIT_A)
    page._choose_status("complete")
    choose(qtbot, page, SPLIT_A)

    press(qtbot, page, Qt.Key.Key_U)

    assert state(page, SPLIT_A) is DisplayState.AVAILABLE


def test_several_tasks_are_ignored_in_one_step(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    page.view.selectAll()
    assert page.picked.isVisible()
    assert not page.bar.isVisible()

    press(qtbot, page, Qt.Key.Key_I)
    page.session.undo()

    assert {state(page, SPLIT_A), state(page, SPLIT_B)} == {DisplayState.AVAILABLE}


def test_escape_drops_the_selection(qtbot: QtBot, page: TasksPage) -> None:
    page.view.selectAll()

    press(qtbot, page, Qt.Key.Key_Escape)

    assert len(page.view.chosen_tasks()) == 1


def test_completing_what_is_no_longer_possible_asks_first(
    qtbot: QtBot, shell: Shell, page: TasksPage
) -> None:
    complete_task(page.session, SPLIT_A)
    page._choose_status("failed")
    assert page.model.row_of(SPLIT_B) >= 0


def test_plus_on_an_objective_counts_it(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_status("locked")
    choose(qtbot, page, DEBUT)
    row = work_of(page).rows[KILLS][1]
    assert row.stepper is not None

    row.stepper.asked.emit(2)

    assert page.session.derived.amount(KILLS).number == 2
    assert row.stepper.value == 2


def test_a_count_from_elsewhere_is_put_in_place_without_building_anew(
    qtbot: QtBot, page: TasksPage, session: Session
) -> None:
    page._choose_status("locked")
    choose(qtbot, page, DEBUT)
    row = work_of(page).rows[KILLS][1]

    set_objective_count(session, KILLS, 3)

    assert work_of(page).rows[KILLS][1] is row
    assert row.stepper is not None
    assert row.stepper.accessibleName().endswith("3 of 3")


def test_items_stand_with_have_and_need(
    qtbot: QtBot, qapp: QApplication, look: Look, tmp_path: Path, now_ms: int
) -> None:
    session = a_real_session(tmp_path)
    shell = Shell(qapp, look, session, now_ms=lambda: now_ms)
    qtbot.addWidget(shell)
    shell.show()
    need = next(
        each for each in session.graph.needs if each.task and len(each.accepted) == 1 and each.need > 1
    )
    assert need.task is not None

    shell.open_page("tasks", need.task)

    page = shell.page
    assert isinstance(page, TasksPage)
    qtbot.waitUntil(lambda: page.detail.task_id == need.task)
    row = work_of(page).item_rows[ObjectiveId(need.key)]
    assert row._value.text() == f"0 / {need.need}"
    session.close()


def test_a_tick_ticks_the_objective(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_status("locked")
    choose(qtbot, page, DEBUT)
    row = next(row for row in page.detail.findChildren(ObjectiveRow) if row.stepper is None)

    qtbot.mouseClick(row._tick, Qt.MouseButton.LeftButton)

    assert row._tick.accessibleName().endswith("done")


def test_a_requirement_jumps_to_its_task(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_status("locked")
    choose(qtbot, page, SHORTAGE)
    link = next(link for link in page.detail.findChildren(Link) if link.text() == "Debut")

    link.followed.emit()

    qtbot.waitUntil(lambda: page.detail.task_id == DEBUT)


def test_a_note_is_kept_when_it_is_left(qtbot: QtBot, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)
    next(link for link in page.detail.findChildren(Link) if link.text() == "Write a note").followed.emit()
    note = page.detail.findChild(NoteEdit)
    assert isinstance(note, NoteEdit)
    note.setPlainText("bring a marker")

    note.keep()

    assert page.session.derived.view(SPLIT_A).note == "bring a marker"


def test_a_note_from_elsewhere_is_shown(qtbot: QtBot, page: TasksPage, session: Session) -> None:
    choose(qtbot, page, SPLIT_A)

    set_note(session, SPLIT_A, "bring a marker")

    qtbot.waitUntil(
        lambda: any(n.toPlainText() == "bring a marker" for n in page.detail.findChildren(NoteEdit))
    )


def test_a_refusal_stands_in_the_pane(qtbot: QtBot, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)

    page.acts.refused.emit("The task is already complete.")

    notice = page.detail.findChild(Notice)
    assert isinstance(notice, Notice)
    assert "already complete" in notice.accessibleName()


@pytest.mark.parametrize("word", ["shortage", "prapor", "SHORT"])
def test_a_search_finds_name_and_trader(page: TasksPage, word: str) -> None:
    page._choose_status("all")

    page.bar.field.setText(word)

    assert SHORTAGE in page.model.task_ids()


def test_a_search_finds_the_text_of_objectives_once_they_are_indexed(qtbot: QtBot, page: TasksPage) -> None:
    qtbot.waitUntil(lambda: not page._index.isActive())
    page._choose_status("all")

    page.bar.field.setText("kill")

    assert page.model.task_ids() == [DEBUT]


def test_nothing_found_says_which_filter_to_drop(qtbot: QtBot, page: TasksPage) -> None:
    page.bar.field.setText("no such thing")
    assert page._empty.isVisible()

    qtbot.mouseClick(page._empty._button, Qt.MouseButton.LeftButton)

    assert page.bar.field.text() == ""
    assert page.view.isVisible()


def test_clear_appears_with_a_filter_and_drops_it(qtbot: QtBot, page: TasksPage) -> None:
    assert not page.bar.clear.isVisible()
    qtbot.mouseClick(page.bar.kappa, Qt.MouseButton.LeftButton)
    assert page.bar.clear.isVisible()

    qtbot.mouseClick(page.bar.clear, Qt.MouseButton.LeftButton)

    assert SPLIT_A in page.model.task_ids()


def test_slash_leads_to_the_filter_field(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    shell.activateWindow()

    press(qtbot, page, Qt.Key.Key_Slash)

    assert page.bar.field.hasFocus()


def test_the_order_is_a_preference_of_the_account(page: TasksPage) -> None:
    page._choose_status("all")

    page._sort_by("alphabetical")

    names = [page.session.graph.task(t).name.casefold() for t in page.model.task_ids()]
    assert names == sorted(names)


def test_the_order_turns_round(page: TasksPage) -> None:
    page._choose_status("all")
    page._sort_by("alphabetical")
    up = page.model.task_ids()

    page._turn_order()

    assert page.model.task_ids() == up[::-1]


def test_rows_grow_with_the_density(page: TasksPage) -> None:
    page._choose_density("comfortable")

    assert page.view.rows.row_height() == 56


@pytest.mark.parametrize(("width", "room"), [(1280, Room.WIDE), (1000, Room.NARROW)])
def test_columns_follow_the_window(shell: Shell, page: TasksPage, width: int, room: Room) -> None:
    shell.resize(width, 700)

    assert page.view.rows.room is room


def test_large_text_shows_one_column_and_escape_returns(
    qtbot: QtBot, look: Look, shell: Shell, page: TasksPage
) -> None:
    look.set_scale(2.0)
    assert page.view.rows.room is Room.SINGLE
    assert not page.tabs.isVisible()
    page.panes.show_detail()
    assert page.detail.isVisible()

    page.panes.show_list()

    assert page.view.isVisible()
    assert not page.detail.isVisible()


def test_the_view_is_remembered_per_mode(shell: Shell, page: TasksPage) -> None:
    page._choose_status("locked")

    shell.top.mode_chosen.emit("pve")
    assert page.tabs.current == "available"
    shell.top.mode_chosen.emit("pvp")

    assert page.tabs.current == "locked"


def test_a_hidden_page_catches_up_when_it_is_shown(shell: Shell, page: TasksPage, session: Session) -> None:
    shell.open_page("team")
    ignore_task(session, SPLIT_A)

    shell.open_page("tasks")

    assert page.model.row_of(SPLIT_A) < 0


def test_the_palette_leads_to_a_task_of_another_tab(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    shell.open_page("tasks", SHORTAGE)

    assert page.view.current_task() == SHORTAGE
    assert page.tabs.current == "locked"


def test_control_c_copies_the_public_page(qtbot: QtBot, shell: Shell, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)

    page._copy_link()

    assert QGuiApplication.clipboard().text() == "https://tarkov.dev/task/split-a"


def test_selection_and_pin_survive_a_pull(page: TasksPage, session: Session) -> None:
    page.view.choose(SPLIT_B)

    pin_task(session, SPLIT_A)

    assert page.view.current_task() == SPLIT_B


def test_the_frame_shows_only_while_the_keyboard_leads(qtbot: QtBot, page: TasksPage) -> None:
    press(qtbot, page, Qt.Key.Key_Down)
    assert page.view.rows.is_keyboard

    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton)

    assert not page.view.rows.is_keyboard


def test_extended_selection_counts(page: TasksPage) -> None:
    rows = [page.model.row_of(SPLIT_A), page.model.row_of(SPLIT_B)]
    for row in rows:
        page.view.selectionModel().select(page.model.index(row), QItemSelectionModel.SelectionFlag.Select)

    assert len(page.view.chosen_tasks()) == 2


@pytest.mark.parametrize(
    ("key", "wanted"),
    [(Qt.Key.Key_Space, DisplayState.COMPLETE), (Qt.Key.Key_F, DisplayState.FAILED)],
)
def test_several_are_settled_in_one_step_and_one_undo(
    qtbot: QtBot, shell: Shell, page: TasksPage, key: Qt.Key, wanted: DisplayState
) -> None:
    page._choose_status("locked")
    for task_id in (DEBUT, SHORTAGE):
        index = page.model.index(page.model.row_of(task_id))
        page.view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    press(qtbot, page, key)
    assert {state(page, DEBUT), state(page, SHORTAGE)} == {wanted}
    page.session.undo()

    assert {state(page, DEBUT), state(page, SHORTAGE)} == {DisplayState.LOCKED}


def test_several_that_cannot_be_changed_say_so(qtbot: QtBot, page: TasksPage, session: Session) -> None:
    complete_task(session, DEBUT)
    complete_task(session, SHORTAGE)
    page._choose_status("complete")
    choose(qtbot, page, DEBUT)
    page.view.selectAll()

    page.commands.complete()

    notice = page.detail.findChild(Notice)
    assert isinstance(notice, Notice)
    assert "2 were left as they are" in notice.accessibleName()


def test_a_task_to_check_asks_its_question_and_takes_the_answer(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_status("unknown")
    choose(qtbot, page, GATED)
    confirm = next(b for b in page.detail.findChildren(Button) if b.text().startswith("Confirm"))

    confirm.click()

    assert state(page, GATED) is DisplayState.AVAILABLE


def test_a_confirmed_question_can_be_taken_back(qtbot: QtBot, page: TasksPage) -> None:
    page.acts.confirm_gate(GATED)

    page.acts.withdraw_gate(GATED)

    assert state(page, GATED) is DisplayState.UNKNOWN_GATE


def test_s_marks_a_task_as_started(qtbot: QtBot, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)

    press(qtbot, page, Qt.Key.Key_S)

    assert page.session.derived.view(SPLIT_A).is_started
    assert page.model.row(SPLIT_A).is_started


def test_what_also_fails_is_named_before_it_does(qtbot: QtBot, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)

    heads = [head.accessibleName() for head in page.detail.findChildren(SectionHead)]

    assert "Also fails 1 task" in heads


@A_POPUP
@pytest.mark.parametrize("width", [1280, 1000, 840])
def test_menus_of_the_bar_offer_what_has_no_room(shell: Shell, page: TasksPage, width: int) -> None:
    page.set_room(width)

    for button in (page.bar.whose, page.bar.trader, page.bar.place, page.bar.sort, page.bar.more):
        if not button.isVisible():
            continue
        button.click()
        menu = button.findChild(QMenu)
        assert menu is not None
        assert menu.actions()
        menu.close()
    for part in (page.bar.kappa, page.bar.whose):
        assert part.isVisible() or part in page.bar._folded


@A_POPUP
def test_long_words_fold_filters_into_more_instead_of_overlapping(shell: Shell, page: TasksPage) -> None:
    page.bar.trader.set_text("Alle Händlerinnen und Händler der Stadt")
    page.bar.place.set_text("Alle Karten und Gebiete der Gegend")
    page.bar._fit()

    shown = [
        part for part in (page.bar.field, page.bar.trader, page.bar.place, page.bar.sort) if part.isVisible()
    ]
    assert page.bar.more.isVisible()
    assert page.bar.lightkeeper.isHidden()
    assert sum(part.sizeHint().width() for part in shown) < page.bar.width()


def test_a_task_without_a_wiki_page_in_the_game_data_has_one_by_its_name() -> None:
    task = a_catalog("pvp").tasks[SHORTAGE]  # type: ignore[arg-type]  # a mode of the game

    assert wiki_of(task) == "https://escapefromtarkov.fandom.com/wiki/Shortage"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The bundled game; nothing is done in it."""
    session = a_real_session(tmp_path_factory.mktemp("real"))
    yield session
    session.close()


@A_POPUP
def test_the_pane_can_say_everything_the_game_has(
    qtbot: QtBot, qapp: QApplication, look: Look, real: Session, now_ms: int
) -> None:
    """One task with each kind of reward, key, condition and consequence, and the menu of what is rarer."""
    shell = Shell(qapp, look, real, now_ms=lambda: now_ms)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    shell.open_page("tasks")
    page = shell.page
    assert isinstance(page, TasksPage)
    tasks = list(real.graph.tasks)
    wanted: list[Callable[[Task], object]] = [
        lambda task: task.finish_rewards.items,
        lambda task: task.finish_rewards.skills,
        lambda task: task.finish_rewards.offers,
        lambda task: task.finish_rewards.standings,
        lambda task: task.needed_keys or any(each.required_keys for each in task.objectives),
        lambda task: task.trader_requirements,
        lambda task: len(real.graph.dependents[task.id]) > MOST_LINKS,
        lambda task: real.graph.alternatives[task.id],
        lambda task: task.kappa and task.restartable,
        lambda task: task.faction != "Any",
    ]

    seen: set[str] = set()
    for is_wanted in wanted:
        for task in (task for task in tasks if is_wanted(task)):
            page.detail.show_task(task.id)
            body = page.detail._body
            assert body is not None
            seen |= {head.accessibleName().split()[0] for head in body.findChildren(SectionHead)}
            break
    head = page.detail.findChild(DetailHead)
    assert isinstance(head, DetailHead)
    head._more.click()
    menu = head._more.findChild(QMenu)
    assert isinstance(menu, QMenu)

    words = [action.text() for action in menu.actions()]
    menu.close()
    assert {"Objectives", "Requires", "Opens", "Note", "Links"} <= seen
    assert "Show its chain" in words


def test_a_row_that_is_no_longer_possible_names_what_it_needs(session: Session) -> None:
    reason = Reason(ReasonKind.PREREQUISITE_BLOCKED, task=DEBUT)

    assert reason_in_row(session, reason, 0) == "Needs Debut"
    assert reason_words(session, reason, 0) == "Debut is no longer possible"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_head_without_room_tells_its_word_when_it_is_pointed_at(look: Look, page: TasksPage) -> None:
    heads = page.frame.heads
    heads.show_sort("Experience for all of it, in the order of the game")
    heads.grab()
    x, width = page.view.rows.columns(heads.width()).sort_value

    told = []
    for at in (QPoint(1, 10), QPoint(round(x + width / 2), 10)):
        QApplication.sendEvent(heads, QHelpEvent(QEvent.Type.ToolTip, at, heads.mapToGlobal(at)))
        told.append(QToolTip.text())
    QToolTip.hideText()

    assert [words.startswith("Experience for all") for words in told] == [False, True]
