"""The page Maps, used as a player uses it: on a real session with a small game of maps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.game import Extract, GameMap
from tarkov_desktop.domain.ids import MapId, ObjectiveId, UserId
from tarkov_desktop.domain.team_views import Member
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.pages.maps.page import MapsPage
from tarkov_desktop.ui.pages.maps.rows import (
    ExtractRow,
    PlaceObjectiveRow,
    PlaceObjectives,
    PlaceRow,
    extract_rows,
    left_words,
    map_facts,
    place_rows,
)
from tarkov_desktop.ui.pages.now.planning import ANYWHERE, Planning
from tarkov_desktop.ui.people import Person, people_of
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tests.app.worlds import a_session
from tests.ui.pages.raids import (
    COURIER,
    CUSTOMS,
    FACTORY,
    FIND,
    HUNT,
    KILL,
    MARK,
    NIGHT,
    SCOUT,
    STASH,
    TALK,
    WALK,
    WOODS,
    RaidGame,
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = a_session(tmp_path, catalogs=RaidGame())
    yield session
    session.close()


@pytest.fixture
def shell(shell: Shell) -> Shell:
    shell.open_page("maps")
    return shell


@pytest.fixture
def page(shell: Shell) -> MapsPage:
    assert isinstance(shell.page, MapsPage)
    return shell.page


def shown(page: MapsPage) -> list[ObjectiveId]:
    return [row.objective for row in page.objectives.lines.lines if isinstance(row, PlaceObjectiveRow)]


def row_of(page: MapsPage, objective: ObjectiveId) -> PlaceObjectiveRow:
    rows = page.objectives.lines.lines
    return next(row for row in rows if isinstance(row, PlaceObjectiveRow) and row.objective == objective)


def press(qtbot: QtBot, page: MapsPage, objective: ObjectiveId, key: Qt.Key) -> None:
    page.objectives.choose(row_of(page, objective).key)
    qtbot.keyClick(page.objectives, key)


def test_the_place_with_most_to_do_is_shown_first(page: MapsPage) -> None:
    assert page.places.lines.row_keys() == [ANYWHERE, CUSTOMS, FACTORY, WOODS]
    assert page.place == WOODS
    assert shown(page) == [FIND, "leave", STASH, KILL]
    assert page._left_words.text() == "4 objectives of yours"


def test_another_place_shows_its_own(page: MapsPage) -> None:
    page.places.choose(CUSTOMS)

    assert shown(page) == [KILL, MARK, WALK]
    assert page._title.text() == "Customs"
    assert page._facts.text() == "40 min, 8\N{EN DASH}12 players"
    extracts = [row for row in page.extracts.lines.lines if isinstance(row, ExtractRow)]
    assert [(row.name, row.whose) for row in extracts] == [("Crossroads", "PMC"), ("Old Gate", "Scav")]
    assert page.bring.isVisible()


def test_what_can_be_done_anywhere_has_neither_clock_facts_nor_extracts(page: MapsPage) -> None:
    page.places.choose(ANYWHERE)

    assert shown(page) == ["ask"]
    assert page._facts.text() == ""
    assert not page._extract_head.isVisible()


def test_a_place_without_objectives_says_so(page: MapsPage) -> None:
    page.places.choose(FACTORY)

    assert page._empty.isVisible()
    assert not page.objectives.isVisible()
    assert page._no_extracts.isVisible()


def test_day_and_night_are_one_place_with_two_standing_clocks(page: MapsPage) -> None:
    page.go_to(NIGHT)

    assert page.place == FACTORY
    assert page._facts.text() == "Factory 20 min · Night Factory 25 min"
    assert [clock.accessibleName() for clock in page.clocks] == ["Factory 15:28", "Night Factory 03:28"]


def test_space_ticks_an_objective_which_stays_until_the_place_is_left(qtbot: QtBot, page: MapsPage) -> None:
    press(qtbot, page, FIND, Qt.Key.Key_Space)

    assert row_of(page, FIND).shape is Shape.DONE
    assert FIND in shown(page)
    assert page.place == WOODS, "though more is to do elsewhere now"
    page.places.choose(CUSTOMS)
    page.places.choose(WOODS)
    assert FIND not in shown(page)


def test_plus_and_minus_count_and_never_leave_the_range(qtbot: QtBot, page: MapsPage) -> None:
    press(qtbot, page, STASH, Qt.Key.Key_Minus)
    assert row_of(page, STASH).aside == "Courier, 0 of 3"

    for _time in range(4):
        press(qtbot, page, STASH, Qt.Key.Key_Plus)

    assert row_of(page, STASH).aside == "Courier, 3 of 3"
    assert row_of(page, STASH).shape is Shape.DONE


def test_a_click_on_the_shape_ticks_and_beside_it_only_selects(qtbot: QtBot, page: MapsPage) -> None:
    view = page.objectives
    index = view.lines.index(view.lines.row_of(row_of(page, FIND).key))
    box = view.visualRect(index)

    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert row_of(page, FIND).shape is Shape.AVAILABLE
    assert view.current_key() == row_of(page, FIND).key

    at = view.shapes.shape_box(box.toRectF()).center().toPoint()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert row_of(page, FIND).shape is Shape.DONE


def test_enter_opens_the_task(qtbot: QtBot, shell: Shell, page: MapsPage) -> None:
    press(qtbot, page, KILL, Qt.Key.Key_Return)

    assert shell.page_name == "tasks"
    assert shell.page is not None
    assert shell.page.view_state()["task"] == HUNT


def test_enter_on_a_place_goes_to_its_objectives(qtbot: QtBot, page: MapsPage) -> None:
    page.places.setFocus()

    qtbot.keyClick(page.places, Qt.Key.Key_Return)

    assert page.objectives.current_key() == row_of(page, FIND).key


def test_a_finished_task_leaves_the_list(page: MapsPage, session: Session) -> None:
    complete_task(session, COURIER)

    assert shown(page) == [KILL]


def test_the_mode_switch_and_undo_are_followed(page: MapsPage, session: Session) -> None:
    set_objective_count(session, KILL, 5)
    assert KILL in shown(page)

    session.undo()
    assert row_of(page, KILL).aside == "Hunt, 0 of 5"

    for task in (SCOUT, HUNT, COURIER, TALK):
        complete_task(session, task)
    session.switch_mode("pve")  # type: ignore[arg-type]  # a mode of the game
    assert page.place == WOODS


def test_the_view_remembers_the_place(page: MapsPage) -> None:
    page.places.choose(CUSTOMS)
    state = page.view_state()

    page.take_view({})
    assert page.place == WOODS
    page.take_view(state)
    assert page.place == CUSTOMS
    page.go_to("no such map")
    assert page.place == CUSTOMS


def test_one_column_chooses_the_place_by_a_button(shell: Shell, page: MapsPage, look: Look) -> None:
    look.set_scale(2.0)
    assert page.choice.isVisible()
    assert page.choice.text() == "Woods"
    assert not page._side.isVisible()
    shell.grab()

    look.set_scale(1.0)
    assert page._side.isVisible()
    shell.grab()


def test_refusals_stand_above_the_list(page: MapsPage) -> None:
    page.objectives.acts.refused.emit("It cannot be done.")

    assert page._refused.isVisible()
    assert page._refused.text() == "It cannot be done."


def test_objectives_of_a_mate_stand_under_their_name(qtbot: QtBot, page: MapsPage, session: Session) -> None:
    (me,) = people_of(page.context)
    mate = Member(UserId("mira"), session.at("pve").derived)  # type: ignore[arg-type]  # a mode of the game
    people = [me, Person(mate, "Mira", "M", is_online=True)]
    complete_task(session, COURIER)
    planning = Planning(session, people)
    plan = planning.plan(WOODS)
    assert plan is not None

    rows = PlaceObjectives(session, people).rows(plan)
    page.objectives.lines.show_lines(rows)

    heads = [row.word for row in rows if isinstance(row, GroupHead)]
    assert heads == ["Yours", "Mira"]
    hers = [row for row in rows if isinstance(row, PlaceObjectiveRow) and not row.is_own]
    assert len(hers) == 4
    of_hers = next(row for row in hers if row.objective == KILL)
    page.objectives.choose(of_hers.key)
    qtbot.keyClick(page.objectives, Qt.Key.Key_Space)
    assert not session.derived.amount(KILL).complete, "what is a mate's own cannot be ticked"
    places = {row.key: row for row in place_rows(planning.plans, me)}
    assert (places[WOODS].mine, places[WOODS].others) == (1, 4)
    assert places[WOODS].spoken == "Woods, 1 objective, teammates 4"
    page.places.lines.show_lines(places.values())
    page.grab()


def test_mates_can_be_left_out_of_maps(page: MapsPage, session: Session) -> None:
    set_preference(session, "mapTeamHideAll", value=True)

    assert [person.is_self for person in page._people] == [True]


def test_words_of_maps_say_only_what_is_known() -> None:
    plain = GameMap(
        MapId("m"), "M", "m", extracts=(Extract("e", "Gate", "other"), Extract("f", "Gate", "pmc"))
    )

    assert map_facts(plain) == ""
    assert left_words(1, 2) == "1 objective of yours, 2 of teammates"
    assert [(row.name, row.whose) for row in extract_rows([plain, plain])] == [("Gate", "PMC"), ("Gate", "")]


def test_models_of_all_lists_are_sound(page: MapsPage, session: Session) -> None:
    lists = (page.places, page.objectives, page.bring, page.extracts)
    testers = [
        QAbstractItemModelTester(each.lines, QAbstractItemModelTester.FailureReportingMode.Warning)
        for each in lists
    ]

    page.places.choose(CUSTOMS)
    complete_task(session, COURIER)
    session.undo()

    assert len(testers) == len(lists)
    assert all(isinstance(row, PlaceRow) for row in page.places.lines.lines)
