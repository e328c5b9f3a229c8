"""The page Tasks in a squad: whose tasks are shown, who has them, and that a mate's are to look at only."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.profile import set_level, set_preference
from tarkov_desktop.app.operations.tasks import complete_task, ignore_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.models.tasks import TaskRow
from tarkov_desktop.ui.pages.tasks.detail_parts import FactRow
from tarkov_desktop.ui.pages.tasks.page import TasksPage
from tarkov_desktop.ui.pages.tasks.sight import EVERYONE, MINE
from tarkov_desktop.ui.people import people_of
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.section import SectionHead
from tests.app.worlds import DEBUT, SHORTAGE, SPLIT_A, SPLIT_B
from tests.ui.pages.mates import ANTON, MIRA, TestSquad, done_by_mate

Widget = TypeVar("Widget", bound=QWidget)


@pytest.fixture
def squad(session: Session, now_ms: int) -> TestSquad:
    """Mira has done Debut, so that Shortage is hers; Anton has done nothing."""
    squad = TestSquad(session, lambda: now_ms)
    squad.show({MIRA: done_by_mate(DEBUT), ANTON: done_by_mate()})
    return squad


@pytest.fixture
def shell(
    qtbot: QtBot, qapp: QApplication, look: Look, session: Session, now_ms: int, squad: TestSquad
) -> Shell:
    shell = Shell(qapp, look, session, now_ms=lambda: now_ms, cloud=squad.hub)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    return shell


@pytest.fixture
def page(shell: Shell) -> TasksPage:
    assert isinstance(shell.page, TasksPage)
    return shell.page


def row_of(page: TasksPage, task_id: TaskId) -> TaskRow:
    assert page.model.row_of(task_id) >= 0
    return page.model.row(task_id)


def letters(page: TasksPage, task_id: TaskId) -> str:
    return "".join(mark.letter for mark in row_of(page, task_id).squad)


def choose(qtbot: QtBot, page: TasksPage, task_id: TaskId) -> None:
    page.view.choose(task_id)
    qtbot.waitUntil(lambda: page.detail.task_id == task_id)


def whose_menu(page: TasksPage) -> dict[str, bool]:
    """The words in the list of whose tasks, with whether they can be chosen."""
    return {entry.text: not entry.reason for entry in page.bar._whose_entries()}


def in_pane(page: TasksPage, kind: type[Widget]) -> list[Widget]:
    assert page.detail._body is not None
    return page.detail._body.findChildren(kind)


def squad_rows(page: TasksPage) -> list[str]:
    return [row.accessibleName() for row in in_pane(page, FactRow) if row.accessibleName()]


def test_rows_show_the_letters_of_mates_who_have_the_task(page: TasksPage) -> None:
    assert letters(page, SPLIT_A) == "MA"
    assert row_of(page, SPLIT_A).spoken.endswith("for Mira, Anton")


def test_a_hidden_mate_is_in_no_row_and_in_no_list(page: TasksPage, session: Session) -> None:
    set_preference(session, "teamHide", True, key=ANTON)

    assert letters(page, SPLIT_A) == "M"
    assert "Anton" not in whose_menu(page)


def test_streamer_mode_shows_numbers_for_names(page: TasksPage, session: Session) -> None:
    set_preference(session, "streamerMode", True)

    assert letters(page, SPLIT_A) == "23"
    assert "Mira" not in row_of(page, SPLIT_A).spoken
    assert {"Teammate 2", "Teammate 3"} <= set(whose_menu(page))


def test_all_mates_can_be_hidden_in_tasks(page: TasksPage, session: Session) -> None:
    set_preference(session, "taskTeamHideAll", True)

    assert letters(page, SPLIT_A) == ""
    assert not page.view.rows.has_squad
    assert whose_menu(page)["Everyone in the squad"] is False


def test_a_mates_view_shows_their_states(page: TasksPage) -> None:
    page._choose_whose(MIRA)

    assert SHORTAGE in page.model.task_ids()
    assert page.bar.whose.text() == "Mira"
    page._choose_status("complete")
    assert page.model.task_ids() == [DEBUT]


def test_everyones_view_is_available_for_anybody(page: TasksPage) -> None:
    page._choose_whose(EVERYONE)

    assert letters(page, SHORTAGE) == "M"
    assert letters(page, SPLIT_A) == "RMA"
    page._choose_status("complete")
    assert page.model.task_ids() == []


def test_only_what_all_have_is_left_on_demand(page: TasksPage, session: Session) -> None:
    page._choose_whose(EVERYONE)

    set_preference(session, "taskSharedByAllOnly", True)

    assert set(page.model.task_ids()) == {SPLIT_A, SPLIT_B}
    assert page.bar.whose.text() == "Shared by all"


def test_what_is_locked_for_all_says_whose_reason_it_is(page: TasksPage, session: Session) -> None:
    set_level(session, 10)
    complete_task(session, DEBUT)
    page._choose_whose(EVERYONE)
    page._choose_status("locked")

    assert SHORTAGE not in page.model.task_ids()


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Space, Qt.Key.Key_I, Qt.Key.Key_P, Qt.Key.Key_F, Qt.Key.Key_A, Qt.Key.Key_S]
)
def test_a_mates_tasks_are_never_changed(
    qtbot: QtBot, page: TasksPage, session: Session, key: Qt.Key
) -> None:
    page._choose_whose(MIRA)
    choose(qtbot, page, SHORTAGE)
    before = dict(session.document.entries)

    qtbot.keyClick(page.view, key)

    assert dict(session.document.entries) == before
    (notice,) = in_pane(page, Notice)
    assert "the tasks of Mira" in notice.accessibleName()


def test_a_mates_pane_offers_nothing_but_the_way_back(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_whose(MIRA)
    choose(qtbot, page, SHORTAGE)
    buttons = [button.text() for button in in_pane(page, Button) if type(button) is Button]

    assert buttons == ["Show mine"]


def test_a_mates_objectives_cannot_be_ticked(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_whose(ANTON)
    page._choose_status("all")
    choose(qtbot, page, DEBUT)
    work = page.detail.work
    assert work is not None

    assert not any(row._tick.isEnabled() for _node, row in work.rows.values())


def test_show_mine_leads_back(qtbot: QtBot, page: TasksPage) -> None:
    page._choose_whose(MIRA)
    choose(qtbot, page, SHORTAGE)

    page.detail.whose_asked.emit(MINE)

    assert page.listing.sight.mate is None
    assert SHORTAGE not in page.model.task_ids()


def test_space_in_everyones_view_does_not_complete_what_is_only_a_mates(
    qtbot: QtBot, page: TasksPage, session: Session
) -> None:
    page._choose_whose(EVERYONE)
    choose(qtbot, page, SHORTAGE)

    qtbot.keyClick(page.view, Qt.Key.Key_Space)

    assert session.derived.state(SHORTAGE) is DisplayState.LOCKED
    (notice,) = in_pane(page, Notice)
    assert "available for Mira" in notice.accessibleName()


def test_space_in_everyones_view_completes_what_is_mine(
    qtbot: QtBot, page: TasksPage, session: Session
) -> None:
    page._choose_whose(EVERYONE)
    choose(qtbot, page, SPLIT_A)

    qtbot.keyClick(page.view, Qt.Key.Key_Space)

    assert session.derived.state(SPLIT_A) is DisplayState.COMPLETE


def test_the_pane_says_how_the_squad_stands(qtbot: QtBot, page: TasksPage) -> None:
    choose(qtbot, page, SPLIT_A)
    assert squad_rows(page) == ["Mira, not started · has it too", "Anton, not started · has it too"]

    page._choose_status("locked")
    choose(qtbot, page, SHORTAGE)

    assert squad_rows(page) == ["Mira, not started · has it", "Anton, not yet, After Debut"]


def test_a_mates_tick_changes_the_list_and_keeps_selection(
    qtbot: QtBot, page: TasksPage, squad: TestSquad
) -> None:
    choose(qtbot, page, SPLIT_B)

    squad.move(ANTON, done_by_mate(SPLIT_A))

    qtbot.waitUntil(lambda: letters(page, SPLIT_A) == "M")
    assert page.view.current_task() == SPLIT_B
    qtbot.waitUntil(lambda: squad_rows(page)[1].startswith("Anton, no longer possible"))


def test_many_ticks_are_shown_once_a_frame(qtbot: QtBot, page: TasksPage, squad: TestSquad) -> None:
    laid_out: list[int] = []
    page.model.dataChanged.connect(lambda *_: laid_out.append(1))

    for at in range(20):
        squad.move(ANTON, done_by_mate(SPLIT_A) if at % 2 == 0 else done_by_mate())
    squad.move(ANTON, done_by_mate(SPLIT_A))

    qtbot.waitUntil(lambda: letters(page, SPLIT_A) == "M")
    assert len(laid_out) <= 2, "each of the two rows once"


def test_a_mate_who_leaves_gives_my_own_list_back(
    qtbot: QtBot, shell: Shell, page: TasksPage, squad: TestSquad
) -> None:
    page._choose_whose(MIRA)

    squad.show({ANTON: done_by_mate()})

    qtbot.waitUntil(lambda: page.listing.sight.mate is None)
    assert page.bar.whose.text() == "Mine"
    toast = shell._toast.toast
    assert toast is not None
    assert toast.name == "Mira"


def test_progress_that_is_not_at_hand_is_said(qtbot: QtBot, page: TasksPage, squad: TestSquad) -> None:
    squad.move(MIRA, done_by_mate())
    squad.show({MIRA: None, ANTON: done_by_mate()})
    page._choose_whose(MIRA)

    assert isinstance(page._parts._stack.currentWidget(), EmptyState)
    assert "not here yet" in page._empty._sentence.text()
    page._empty.asked.emit()
    assert page.listing.sight.mate is None


def test_a_squad_that_is_not_live_says_since_when(qtbot: QtBot, page: TasksPage, squad: TestSquad) -> None:
    choose(qtbot, page, SPLIT_A)

    squad.show({MIRA: done_by_mate(DEBUT)}, is_live=False)

    qtbot.waitUntil(lambda: len(squad_rows(page)) == 1)
    heads = [head.accessibleName() for head in in_pane(page, SectionHead)]
    assert any(head.startswith("Squad as of") for head in heads)


def test_without_a_squad_the_list_of_whose_says_how_to_get_one(
    qtbot: QtBot, page: TasksPage, squad: TestSquad
) -> None:
    squad.end()
    qtbot.waitUntil(lambda: not page.listing.sight.mates)

    menu = whose_menu(page)

    assert menu == {"Mine": True, "Everyone in the squad": False, "Found or join a squad": True}


def test_teammates_sort_first_what_most_have(page: TasksPage) -> None:
    page._choose_whose(EVERYONE)

    page._sort_by("teammates")

    assert page.model.task_ids()[-1] == SHORTAGE
    assert row_of(page, SHORTAGE).sort_value == "1"
    assert row_of(page, SPLIT_A).sort_value == "3"


def test_my_ignored_task_counts_for_everyone_again(page: TasksPage, session: Session) -> None:
    ignore_task(session, SPLIT_A)
    page.view.pointer_left.emit()
    assert SPLIT_A not in page.model.task_ids()

    page._choose_whose(EVERYONE)

    assert SPLIT_A in page.model.task_ids()


def test_whose_is_remembered_per_mode(shell: Shell, page: TasksPage) -> None:
    page._choose_whose(MIRA)

    kept = page.view_state()
    page._choose_whose(MINE)
    page.take_view(kept)

    assert page.bar.whose.text() == "Mira"


def test_one_look_at_the_squad_differs_from_the_next_when_a_mate_moved(
    page: TasksPage, squad: TestSquad
) -> None:
    """What follows from a mate's progress changes in place: pages that compare people must see it all the same."""
    before = people_of(page.context)
    assert people_of(page.context) == before

    squad.move(ANTON, done_by_mate(SPLIT_A))

    assert people_of(page.context) != before
