"""The page Items, used as a player uses it: on a real session with a small game that asks for items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.hideout import build_level, set_part_count
from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.operations.tasks import complete_task, ignore_task, set_note
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import ObjectiveId, PartId, UserId
from tarkov_desktop.domain.needed import Cell, FirFilter, NeededView
from tarkov_desktop.domain.team_views import Member
from tarkov_desktop.ui.delegates.tasks import Room
from tarkov_desktop.ui.pages import items
from tarkov_desktop.ui.pages.items.detail import ItemDetail
from tarkov_desktop.ui.pages.items.listing import Grouping, ItemLine, ItemSort
from tarkov_desktop.ui.pages.items.need_row import NeedRow
from tarkov_desktop.ui.pages.items.page import ItemsPage
from tarkov_desktop.ui.pages.items.rows import item_columns
from tarkov_desktop.ui.pages.items.words import asker_standing
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label, Link
from tarkov_desktop.ui.widgets.marks import IconMark
from tarkov_desktop.ui.widgets.notice import Notice
from tests.ui.pages.needs import (
    CAR,
    FERTILIZERS,
    GIVE_LAMP,
    GIVE_MEDS,
    GIVE_WIRES,
    LAMP,
    MEDS,
    VENTS,
    VENTS_1_LAMP,
    VENTS_1_WIRES,
    VENTS_2_WIRES,
    WIRES,
    a_context_with_mira,
    a_needs_session,
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = a_needs_session(tmp_path)
    yield session
    session.close()


@pytest.fixture
def page(shell: Shell) -> ItemsPage:
    shell.open_page("items")
    assert isinstance(shell.page, ItemsPage)
    return shell.page


def choose(page: ItemsPage, key: str) -> ItemLine:
    page.view.choose(key)
    page._show_current()
    line = page.current_line()
    assert line is not None
    return line


def line(page: ItemsPage, key: str) -> ItemLine:
    row = page.model.rows[page.model.row_of(key)]
    assert isinstance(row, ItemLine)
    return row


def got(session: Session, key: ObjectiveId | PartId) -> int:
    need = next(need for need in session.graph.needs if need.key == key)
    return need.paths.read(session.document).got(need.need)


def texts_of(detail: ItemDetail) -> str:
    return "\n".join(label.text() for label in detail.findChildren(Label))


def marks_of(detail: ItemDetail) -> set[str]:
    return {mark.accessibleName() for mark in detail.findChildren(IconMark)}


def test_rows_show_what_is_left_most_first(page: ItemsPage) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Warning)

    assert page.model.keys()[:2] == [WIRES, CAR]
    assert line(page, WIRES).cells == (Cell(5, 0), Cell(), Cell(), Cell(12, 0))
    assert line(page, WIRES).total.left == 17
    assert tester is not None


def test_an_item_under_choice_has_a_row_of_its_own(page: ItemsPage) -> None:
    choice = line(page, f"need:{GIVE_MEDS}")

    assert choice.aside == "First Aid"
    assert choice.total == Cell(3, 0)
    assert line(page, CAR).total == Cell(4, 0)


def test_money_stands_in_the_head_and_in_no_row(page: ItemsPage) -> None:
    assert page._sums.text() == "1.5 M \N{RUBLE SIGN} · 100 \N{EURO SIGN}"
    assert not {"Roubles", "Euros"} & {row.name for row in page.model.rows}


def test_tabs_and_rail_count_what_lacks_something(page: ItemsPage, session: Session) -> None:
    # wires, lamp, car and filter by themselves, and one choice of two
    assert page.tabs._buttons["all"].accessibleName() == "All, 5"
    assert items.rail_count(page.context) == "5"

    set_part_count(session, PartId("generator-1-0"), 3)

    assert page.tabs._buttons["all"].accessibleName() == "All, 4"
    assert items.rail_count(page.context) == "4"


def test_plus_counts_for_the_first_need_that_is_not_full(
    qtbot: QtBot, page: ItemsPage, session: Session
) -> None:
    set_objective_count(session, GIVE_WIRES, 4)
    choose(page, WIRES)

    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    qtbot.keyClick(page.view, "=")

    assert got(session, GIVE_WIRES) == 5
    assert got(session, VENTS_1_WIRES) == 1
    assert line(page, WIRES).total.got == 6


def test_minus_counts_off_the_last_need_that_is_not_empty(
    qtbot: QtBot, page: ItemsPage, session: Session
) -> None:
    set_objective_count(session, GIVE_WIRES, 4)
    set_part_count(session, VENTS_2_WIRES, 1)
    choose(page, WIRES)

    for _turn in range(2):
        qtbot.keyClick(page.view, Qt.Key.Key_Minus)

    assert got(session, VENTS_2_WIRES) == 0
    assert got(session, GIVE_WIRES) == 3


def test_minus_on_nothing_changes_nothing(qtbot: QtBot, shell: Shell, page: ItemsPage) -> None:
    choose(page, WIRES)

    qtbot.keyClick(page.view, Qt.Key.Key_Minus)

    assert line(page, WIRES).total.got == 0
    assert shell._toast.toast is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_space_and_enter_fill_the_first_need(
    qtbot: QtBot, page: ItemsPage, session: Session, key: Qt.Key
) -> None:
    choose(page, WIRES)

    qtbot.keyClick(page.view, key)

    assert got(session, GIVE_WIRES) == 5
    assert got(session, VENTS_1_WIRES) == 0


def test_a_toast_names_item_and_need_and_takes_the_count_back(
    qtbot: QtBot, shell: Shell, page: ItemsPage, session: Session
) -> None:
    choose(page, WIRES)
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    toast = shell._toast.toast
    assert toast is not None
    assert toast.undo is not None

    toast.undo()

    assert (toast.name, toast.sentence) == ("Bundle of wires", "{name}: 1 of 5 for Fertilizers.")
    assert got(session, GIVE_WIRES) == 0
    assert line(page, WIRES).total.got == 0


def test_counting_moves_no_row_until_the_list_is_made_anew(
    qtbot: QtBot, page: ItemsPage, session: Session
) -> None:
    before = page.model.keys()
    for key in (GIVE_WIRES, VENTS_2_WIRES):
        need = next(need for need in session.graph.needs if need.key == key)
        page.acts.set_count(need, need.need)

    assert page.model.keys() == before

    page.refresh()

    assert page.model.keys()[0] == CAR


def test_the_pane_has_a_stepper_for_each_need(page: ItemsPage, session: Session) -> None:
    choose(page, WIRES)
    rows = page.detail.findChildren(NeedRow)
    assert [row.stepper.accessibleName() for row in rows] == [
        "Fertilizers: 0 of 5",
        "Vents 1: 0 of 2",
        "Vents 2: 0 of 10",
    ]

    rows[1].stepper.asked.emit(2)

    assert got(session, VENTS_1_WIRES) == 2
    assert page.detail.findChildren(NeedRow)[1] is rows[1]
    assert rows[1].stepper.value == 2
    assert "2 of 17 collected" in texts_of(page.detail)


def test_the_pane_says_how_many_are_to_be_found_in_raid(page: ItemsPage) -> None:
    choose(page, WIRES)

    assert "17 left" in texts_of(page.detail)
    assert "5 of them found in raid" in texts_of(page.detail)


def test_a_need_leads_to_its_task_or_station(qtbot: QtBot, page: ItemsPage) -> None:
    choose(page, WIRES)
    asked: list[tuple[str, str]] = []
    page.detail.page_asked.disconnect()
    page.detail.page_asked.connect(lambda name, target: asked.append((name, target)))

    for link in page.detail.findChildren(Link):
        link.followed.emit()

    assert asked == [("tasks", FERTILIZERS), ("hideout", VENTS), ("hideout", VENTS)]


def test_a_craft_is_named_with_whether_it_can_be_made(page: ItemsPage, session: Session) -> None:
    choose(page, LAMP)
    assert "cannot be made yet" in marks_of(page.detail)

    build_level(session, VENTS, 1)
    choose(page, LAMP)

    assert "can be made now" in marks_of(page.detail)


def test_a_choice_names_the_items_it_takes(page: ItemsPage) -> None:
    choose(page, f"need:{GIVE_MEDS}")

    names = {each.text() for each in page.detail.findChildren(ElidedLabel)}

    assert {"Salewa", "Car first aid kit"} <= names


def test_what_is_ignored_or_handed_over_is_not_asked_for(page: ItemsPage, session: Session) -> None:
    ignore_task(session, FERTILIZERS)
    complete_task(session, MEDS)

    assert line(page, WIRES).total == Cell(12, 0)
    assert page.model.row_of(f"need:{GIVE_MEDS}") < 0


def test_the_completed_tab_shows_what_was_handed_over(page: ItemsPage, session: Session) -> None:
    complete_task(session, FERTILIZERS)
    page._choose_tab("completed")
    choose(page, WIRES)

    assert page.model.keys() == [WIRES]
    assert line(page, WIRES).total == Cell(5, 5)
    assert not page.detail._rows[GIVE_WIRES].stepper.isEnabled()


@pytest.mark.parametrize(
    ("tab", "keys"),
    [("tasks", {WIRES, LAMP, CAR, f"need:{GIVE_MEDS}"}), ("hideout", {WIRES, LAMP, "filter"})],
)
def test_tabs_narrow_to_who_asks(page: ItemsPage, tab: str, keys: set[str]) -> None:
    page.tabs._choose_and_say(tab)

    assert set(page.model.keys()) == keys


def test_found_in_raid_turns_through_its_three_ways(qtbot: QtBot, page: ItemsPage) -> None:
    page.bar.fir.click()
    assert set(page.model.keys()) == {WIRES, LAMP}
    page.bar.fir.click()
    assert page.bar.fir.text() == "Not found in raid"
    assert line(page, WIRES).total == Cell(12, 0)
    page.bar.fir.click()
    assert line(page, WIRES).total == Cell(17, 0)


def test_filters_narrow_and_clear_drops_them(page: ItemsPage) -> None:
    page.bar.next_level.click()
    assert line(page, WIRES).total == Cell(7, 0)
    page.bar.kappa.click()
    assert page.model.row_of(f"need:{GIVE_MEDS}") < 0
    assert page.bar.clear.isVisible()

    page.bar.clear.click()

    assert line(page, WIRES).total == Cell(17, 0)
    assert not page.bar.clear.isVisible()


def test_more_hides_what_is_not_available_and_special_equipment(page: ItemsPage) -> None:
    available, special = page.bar.more_entries()

    available.act()
    assert page.model.row_of(CAR) < 0
    special.act()

    assert page._filter.hides_special_equipment
    assert [entry.is_chosen for entry in page.bar.more_entries()] == [True, True]


def test_in_a_narrow_window_more_holds_all_filters(shell: Shell, page: ItemsPage) -> None:
    page.set_room(960)
    words = [entry.text for entry in page.bar.more_entries()]

    page.bar.more_entries()[0].act()

    assert words[:4] == ["Found in raid", "Not found in raid", "Next level only", "Kappa only"]
    assert page._filter.fir is FirFilter.FIR
    assert page.bar.more_entries()[-1].text == "Clear"
    assert page.rows.room is Room.NARROW


def test_per_need_gives_every_need_a_row(page: ItemsPage) -> None:
    page.bar.grouped_by.emit("need")

    assert page.model.row_of(f"need:{VENTS_1_WIRES}") >= 0
    assert line(page, f"need:{VENTS_1_WIRES}").aside == "Vents 1"
    assert len(page.model.keys()) == 8


@pytest.mark.parametrize(
    ("order", "first"), [("name", WIRES), ("nearly", "filter"), ("left", WIRES), ("team", WIRES)]
)
def test_the_list_is_sorted_as_asked(page: ItemsPage, session: Session, order: str, first: str) -> None:
    set_part_count(session, PartId("generator-1-0"), 2)

    page.bar.sorted_by.emit(order)

    assert page.model.keys()[0] == first


def test_text_finds_items_tasks_and_stations(qtbot: QtBot, page: ItemsPage) -> None:
    qtbot.keyClick(page.view, "/")
    assert page.bar.field.hasFocus() or page.bar.field.selectedText() == ""

    page.bar.field.setText("vents 2")

    assert page.model.keys() == [WIRES]
    assert line(page, WIRES).total == Cell(10, 0)


def test_an_empty_list_names_the_filter_to_drop(page: ItemsPage) -> None:
    page.bar.field.setText("nothing has this name")
    assert page._parts._stack.currentWidget() is page._empty
    assert page._empty._button.text() == "Drop the text"

    page._empty.asked.emit()

    assert len(page.model.keys()) == 5


def test_nothing_handed_over_yet_is_said(page: ItemsPage) -> None:
    page._choose_tab("completed")

    assert page._empty._sentence.text() == "Nothing handed over yet"
    assert page.detail.key == ""


def test_many_needs_are_folded_until_asked_for(page: ItemsPage) -> None:
    wires = choose(page, WIRES)
    many = replace(wires, key="many", parts=wires.parts * 4)
    page.detail.show_line(many)
    more = next(link for link in page.detail.findChildren(Link) if link.text().endswith("more needs"))
    assert more.text() == "3 more needs"
    before = len(page.detail._body.findChildren(NeedRow)) if page.detail._body else 0

    more.followed.emit()

    assert page.detail._body is not None
    assert len(page.detail._body.findChildren(NeedRow)) == before + 3


def test_a_refusal_stands_in_the_pane(page: ItemsPage, session: Session) -> None:
    need = choose(page, WIRES).parts[1].need
    build_level(session, VENTS, 1)
    choose(page, WIRES)

    page.acts.set_count(need, 1)

    assert page.detail.findChild(Notice) is not None
    assert got(session, VENTS_1_WIRES) == 2


def test_a_link_from_elsewhere_opens_the_item(page: ItemsPage, session: Session) -> None:
    page.bar.field.setText("lamp")
    page.go_to(CAR)
    assert page.view.current_key() == CAR

    complete_task(session, FERTILIZERS)
    build_level(session, VENTS, 2)
    page.go_to(WIRES)

    assert page._filter.view is NeededView.COMPLETED
    assert page.view.current_key() == WIRES


def test_the_view_is_remembered(page: ItemsPage) -> None:
    page._choose_tab("hideout")
    page.bar.kappa.click()
    page.bar.sorted_by.emit("name")
    choose(page, LAMP)
    state = dict(page.view_state())
    page.take_view({})
    assert page._filter.view is NeededView.ALL

    page.take_view(state)

    assert dict(page.view_state()) == state
    assert page.view.current_key() == LAMP


@pytest.mark.parametrize(
    "broken", [{"view": 7, "flags": "x", "item": None}, {"fir": "?", "sort": [], "text": 1}]
)
def test_a_broken_memory_reads_as_the_default(page: ItemsPage, broken: dict[str, JsonValue]) -> None:
    page.take_view(broken)

    assert page._filter.view is NeededView.ALL
    assert page.view.current_key() == WIRES


def test_in_one_column_enter_opens_the_item_and_escape_returns(qtbot: QtBot, page: ItemsPage) -> None:
    page.set_room(640)
    choose(page, WIRES)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    opened = (page.view.isVisible(), page.detail.isVisible())

    qtbot.keyClick(page.panes, Qt.Key.Key_Escape)

    assert opened == (False, True)
    assert (page.view.isVisible(), page.detail.isVisible()) == (True, False)


def test_columns_stand_where_they_are_drawn(look: Look) -> None:
    columns = item_columns(look.theme, 684, Room.WIDE)

    assert list(columns.ring) == [16, 16]
    assert [sum(place) for place in columns.cells] == [342, 410, 478, 546]
    assert [sum(columns.team), sum(columns.left)] == [612, 668]


@pytest.mark.parametrize("width", [400, 560])
def test_cells_give_way_to_the_name(look: Look, width: float) -> None:
    columns = item_columns(look.theme, width, Room.NARROW)

    assert columns.name[1] >= 100
    assert columns.team[1] == 0 or columns.cells


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_page_is_painted_at_any_text_size(page: ItemsPage, look: Look, scale: float) -> None:
    look.set_scale(scale)
    choose(page, WIRES)
    for width in (1280, 700):
        page.set_room(width / scale)

        assert not page.grab().isNull()


def test_a_lamp_of_the_hideout_is_found_in_raid(page: ItemsPage, session: Session) -> None:
    set_part_count(session, VENTS_1_LAMP, 1)
    set_objective_count(session, GIVE_LAMP, 1)

    assert line(page, LAMP).cells == (Cell(), Cell(2, 1), Cell(1, 1), Cell())


def test_a_mate_whose_progress_is_not_at_hand_is_named_not_known(
    qtbot: QtBot, page: ItemsPage, session: Session
) -> None:
    own = ItemsPage(a_context_with_mira(page.context))
    qtbot.addWidget(own)
    own.freshen()
    choose(own, WIRES)
    assert own.rows.has_team
    words = {each.text() for each in own.detail.findChildren(ElidedLabel)}
    assert "Mira" in words
    assert "not known" in texts_of(own.detail)

    set_preference(session, "streamerMode", value=True)
    own.refresh()

    assert {mate.name for mate in own._mates} == {"Teammate 2"}


def test_what_mates_lack_is_summed_in_the_row(page: ItemsPage, session: Session) -> None:
    page.listing.mates = [Member(UserId("mira"), session.derived), Member(UserId("tobi"), None)]

    lines = page.listing.lines(page._filter, Grouping.ITEM, ItemSort.TEAM)
    need = page.listing.team_need(WIRES, page._filter)

    assert (lines[0].key, lines[0].team_left) == (WIRES, 17)
    assert need is not None
    assert need.left == {"mira": 17}
    assert need.not_known == ("tobi",)


def test_needs_on_offer_come_before_later_ones(page: ItemsPage, session: Session) -> None:
    build_level(session, VENTS, 1)

    assert [part.need.key for part in line(page, WIRES).parts] == [GIVE_WIRES, VENTS_2_WIRES]
    assert asker_standing(session, line(page, WIRES).parts[1].need) == "next level"


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
def test_menus_offer_groupings_orders_and_more(page: ItemsPage) -> None:
    for button in (page.bar.grouping, page.bar.sort, page.bar.more):
        button.click()
        menu = button.findChild(QMenu)

        assert menu is not None
        assert menu.actions()
        menu.close()


def test_without_room_for_cells_their_sum_stands_in(page: ItemsPage, look: Look) -> None:
    page.set_room(640)
    page.view.resize(320, 400)

    columns = page.rows.columns(320)

    assert not columns.cells
    assert columns.sum[1]
    assert not page.view.grab().isNull()


def test_a_note_makes_no_row_anew(page: ItemsPage, session: Session) -> None:
    before = page._lines

    set_note(session, FERTILIZERS, "ask Mira")
    assert page._lines is before
    set_objective_count(session, GIVE_WIRES, 1)

    assert page._lines is not before
