"""The page Now, used as a player uses it: on a real session with a small game of maps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.objectives import set_objective_count, toggle_objective
from tarkov_desktop.app.operations.profile import set_level, set_preference
from tarkov_desktop.app.operations.tasks import complete_task, pin_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.state import Card, LastDeed, Squad, SquadView
from tarkov_desktop.domain.ids import PVP, TaskId, TeamId, UserId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.team_views import Member
from tarkov_desktop.remote.team_records import MemberStatus, Team
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.maps.page import MapsPage
from tarkov_desktop.ui.pages.now.delegates import PlaceTaskDelegate
from tarkov_desktop.ui.pages.now.page import NowPage
from tarkov_desktop.ui.pages.now.planning import ANYWHERE, BringRow, Planning
from tarkov_desktop.ui.people import Person, people_of
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tests.app.worlds import a_session
from tests.ui.pages.raids import (
    BEACON,
    COURIER,
    CUSTOMS,
    FIND,
    HUNT,
    KILL,
    MARK,
    SCOUT,
    STASH,
    TALK,
    WALK,
    WOODS,
    RaidGame,
)

ME, MIRA, TOBI = UserId("me"), UserId("mira"), UserId("tobi")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = a_session(tmp_path, catalogs=RaidGame())
    yield session
    session.close()


@pytest.fixture
def shell(shell: Shell) -> Shell:
    shell.open_page("now")
    return shell


@pytest.fixture
def page(shell: Shell) -> NowPage:
    assert isinstance(shell.page, NowPage)
    return shell.page


def brought(page: NowPage) -> list[tuple[str, str]]:
    rows = page.planner.bring.lines.lines
    return [(" or ".join(row.names), row.whom) for row in rows if isinstance(row, BringRow)]


def test_the_best_place_is_first_and_shown(page: NowPage) -> None:
    # Customs: mark, visit, kill; Woods: find, leave, stash, kill.
    assert page.planner.places.lines.row_keys() == [WOODS, CUSTOMS, ANYWHERE]
    assert page.planner.places.current_key() == WOODS
    assert page.planner.tasks.lines.row_keys() == [COURIER, HUNT]


def test_the_plan_stays_right_as_the_player_ticks(page: NowPage, session: Session) -> None:
    toggle_objective(session, FIND)
    assert page.planner.places.lines.row_keys()[0] == CUSTOMS, (
        "three each now, and Customs comes first by name"
    )

    set_objective_count(session, STASH, 3)
    session.undo()
    session.undo()

    assert page.planner.places.lines.row_keys()[0] == WOODS


def test_keys_markers_and_things_to_plant_are_brought(page: NowPage, session: Session) -> None:
    page.planner.places.choose(CUSTOMS)
    assert ("Room or Room", "you") in brought(page)
    assert ("MS2000", "you 2") in brought(page)

    set_objective_count(session, MARK, 1)
    assert ("MS2000", "you 1") in brought(page)

    toggle_objective(session, WALK)
    assert ("Room or Room", "you") not in brought(page)


def test_a_quest_item_is_found_first_and_then_brought(page: NowPage, session: Session) -> None:
    page.planner.show_place(WOODS)
    assert ("the item for Courier", "find first") in brought(page)

    toggle_objective(session, FIND)

    assert ("the item for Courier", "quest item") in brought(page)


def test_equipment_stands_apart(page: NowPage) -> None:
    heads = [line.word for line in page.planner.bring.lines.lines if isinstance(line, GroupHead)]

    assert heads == ["Wear and use"]
    assert ("Kill Scavs", "") in brought(page)


def test_a_chosen_place_stays_chosen_until_nothing_is_left_there(page: NowPage, session: Session) -> None:
    page.planner.places.choose(CUSTOMS)
    set_objective_count(session, KILL, 2)
    assert page.planner.place == CUSTOMS

    complete_task(session, SCOUT)
    complete_task(session, HUNT)

    assert page.planner.place == WOODS


def test_nothing_to_do_anywhere_is_said(page: NowPage, session: Session) -> None:
    for task in (SCOUT, HUNT, COURIER, TALK):
        complete_task(session, task)

    assert page.planner.places.lines.row_keys() == []
    assert page.next_tasks._empty.isVisible()
    assert not page.next_tasks.view.isVisible()


def test_places_without_anything_to_do_are_listed_last_without_rank(page: NowPage) -> None:
    planning = Planning(page.session, people_of(page.context))

    rows = planning.rows(None)

    assert [(row.name, row.rank) for row in rows] == [
        ("Woods", "1"),
        ("Customs", "2"),
        ("Anywhere", ""),
        ("Factory", ""),
    ]


def test_completing_by_space_offers_undo_and_plans_anew(qtbot: QtBot, page: NowPage) -> None:
    page.next_tasks.view.setFocus()
    page.next_tasks.view.choose(COURIER)

    qtbot.keyClick(page.next_tasks.view, Qt.Key.Key_Space)

    assert page.session.derived.state(COURIER) is DisplayState.COMPLETE
    assert page.next_tasks.view.lines.row_of(COURIER) < 0
    assert page.planner.places.current_key() == CUSTOMS


@pytest.mark.parametrize("way", ["enter", "click", "planner"])
def test_a_task_is_opened_on_the_page_tasks(qtbot: QtBot, shell: Shell, page: NowPage, way: str) -> None:
    view = page.planner.tasks if way == "planner" else page.next_tasks.view
    index = view.lines.index(view.lines.row_of(COURIER))
    if way == "click":
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    else:
        view.choose(COURIER)
        qtbot.keyClick(view, Qt.Key.Key_Return)

    assert shell.page_name == "tasks"
    assert shell.page is not None
    assert shell.page.view_state()["task"] == COURIER


def test_a_full_place_leads_to_the_page_maps(shell: Shell, page: NowPage) -> None:
    assert not page.planner.rest.isVisible(), "all of it is shown"
    page.planner.places.choose(CUSTOMS)

    page.planner.rest.followed.emit()

    assert shell.page_name == "maps"
    assert isinstance(shell.page, MapsPage)
    assert shell.page.place == CUSTOMS


def test_pinned_tasks_come_first_under_their_head(page: NowPage, session: Session) -> None:
    pin_task(session, TALK)

    first, second, third = page.next_tasks.view.lines.lines[:3]

    assert isinstance(first, GroupHead)
    assert first.word == "Pinned"
    assert not isinstance(second, GroupHead)
    assert second.key == TALK
    assert isinstance(third, GroupHead)


def test_rings_say_what_is_known(page: NowPage, session: Session) -> None:
    complete_task(session, SCOUT)

    every, kappa, lightkeeper = page.standing.rings
    assert every.line.text() == "1 of 4"
    assert (kappa.line.text(), kappa.aside.text()) == ("1 of 3", "not all known")
    assert (lightkeeper.line.text(), lightkeeper.aside.isVisible()) == ("1 of 1", False)
    assert every.ring.accessibleName() == "All tasks: 1 of 4"


def test_an_empty_ring_is_not_known(page: NowPage, session: Session) -> None:
    ring = page.standing.rings[0]

    ring.show_bar(session.derived.progress().all._replace(done=0, total=0))

    assert ring.line.text() == "not known"


def test_traders_and_level_are_told(page: NowPage, session: Session) -> None:
    complete_task(session, SCOUT)
    assert page.standing._cells[0].accessibleName() == "Prapor: 1 of 4"
    assert page.standing.xp.text() == "100 XP"
    assert page.standing.to_next.text() == "400 to level 2"

    set_level(session, 7)
    assert page.standing.to_next.text() == "by XP alone level 1"

    set_level(session, 10)
    assert page.standing.to_next.text() == "last level"


def test_the_page_follows_a_mode_switch(page: NowPage, session: Session) -> None:
    complete_task(session, COURIER)

    session.switch_mode(next(mode for mode in ("pve",)))  # type: ignore[arg-type]  # a mode of the game

    assert page.planner.places.lines.row_keys()[0] == WOODS


def test_everything_fits_one_column_and_comes_back(shell: Shell, page: NowPage, look: Look) -> None:
    look.set_scale(2.0)
    assert page.standing.parentWidget() is page._scroll.widget()

    look.set_scale(1.0)
    assert page.standing.parentWidget() is page._pane_scroll.viewport()
    shell.grab()


def test_the_view_remembers_the_place(page: NowPage) -> None:
    page.planner.places.choose(CUSTOMS)
    state = page.view_state()

    page.take_view({})
    assert page.planner.place == WOODS

    page.take_view(state)
    assert page.planner.place == CUSTOMS
    page.go_to(WOODS)
    assert page.planner.place == WOODS


def test_models_of_all_lists_are_sound(page: NowPage, session: Session) -> None:
    lists = (page.planner.places, page.planner.tasks, page.planner.bring, page.next_tasks.view)
    testers = [
        QAbstractItemModelTester(each.lines, QAbstractItemModelTester.FailureReportingMode.Warning)
        for each in lists
    ]

    complete_task(session, COURIER)
    pin_task(session, SCOUT)
    session.undo()

    assert len(testers) == len(lists)


def test_the_wheel_is_left_to_the_page(page: NowPage) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )

    page.next_tasks.view.wheelEvent(event)

    assert not event.isAccepted()


# With a squad.


def squad_view(*, mira: MemberStatus | None = None) -> SquadView:
    team = Team(TeamId("t"), "Night Shift", PVP, ME, 5)
    cards = {
        ME: Card(ME, "Rado", is_online=True),
        MIRA: Card(
            MIRA,
            "Mira",
            is_online=True,
            status=mira or MemberStatus(),
            last_deed=LastDeed(SCOUT, is_complete=True, is_failed=False, at_ms=1),
        ),
        TOBI: Card(TOBI, None),
    }
    return SquadView(PVP, Squad(team, cards, 0, is_live=True), is_known=True)


def with_squad(page: NowPage, view: SquadView) -> PageContext:
    """A context whose cloud says *view*; the hub itself needs a backend."""
    cloud = SimpleNamespace(state=SimpleNamespace(squad=view, user_id=ME), squad=None)
    context = page.context
    return PageContext(context.look, context.session, context.stage, context.now_ms, cloud)  # type: ignore[arg-type]  # reads the state only


def test_people_are_the_player_and_the_mates_who_are_not_hidden(page: NowPage, session: Session) -> None:
    context = with_squad(page, squad_view())
    assert [(person.name, person.letter, person.is_online) for person in people_of(context)] == [
        ("you", "R", True),
        ("Mira", "M", True),
        ("tobi", "T", False),
    ]

    set_preference(session, "teamHide", value=True, key=TOBI)
    set_preference(session, "streamerMode", value=True)

    assert [person.name for person in people_of(context)] == ["you", "Teammate 2"]


def test_a_squad_of_another_mode_is_not_shown(page: NowPage, session: Session) -> None:
    context = with_squad(page, squad_view())

    session.switch_mode("pve")  # type: ignore[arg-type]  # a mode of the game

    assert [person.name for person in people_of(context)] == ["you"]


def test_mates_whose_progress_is_not_here_are_named(page: NowPage) -> None:
    planner = page.planner
    planner._context = with_squad(page, squad_view())

    planner.follow()

    assert planner.mates.text() == "Online mates"
    assert planner._unknown.text() == "Not counted: the progress of Mira is not known here."
    planner._set_include("none")
    assert planner.mates.text() == "Nobody"
    assert not planner._unknown.isVisible()


def test_the_team_is_told_what_it_did_last(page: NowPage) -> None:
    standing = page.standing
    standing._context = with_squad(page, squad_view(mira=MemberStatus("in_raid", "customs")))
    standing.follow_team()
    people = {person.member.user: person for person in people_of(standing._context)}
    squad = squad_view().squad
    assert squad is not None

    assert not standing._no_team.isVisible()
    assert standing._news.count() == 2
    raid = Card(MIRA, "Mira", is_online=True, status=MemberStatus("in_raid", "customs"))
    assert standing._sentence(people[MIRA], raid) == "Mira is in a raid on Customs"
    assert standing._sentence(people[MIRA], squad.cards[MIRA]) == "Mira finished Scout"
    assert standing._sentence(people[TOBI], squad.cards[TOBI]) == "tobi is offline"
    standing.follow_team()
    assert standing._news.count() == 2


def test_a_mate_counts_with_their_own_progress(page: NowPage, session: Session) -> None:
    (me,) = people_of(page.context)
    mira = Person(Member(MIRA, session.at("pve").derived), "Mira", "M", is_online=True)  # type: ignore[arg-type]  # a mode of the game
    complete_task(session, COURIER)

    planning = Planning(session, [me, mira])

    assert planning.is_shared
    woods = next(row for row in planning.rows(None) if row.key == WOODS)
    assert [(face.name, face.count) for face in woods.faces] == [("you", 1), ("Mira", 4)]
    page.planner.places.lines.show_lines(planning.rows(None))
    plan = planning.plan(CUSTOMS)
    assert plan is not None
    page.planner._planning = planning
    page.planner._show_plan(plan)
    page.grab()
    assert isinstance(page.planner.tasks.rows, PlaceTaskDelegate)
    assert page.planner.tasks.rows.most_faces == 2
    marker = next(row for row in planning.bring_rows(plan) if isinstance(row, BringRow) and BEACON in row.key)
    assert marker.whom == "you 2, Mira 2"
    assert TaskId(planning.task_rows(plan)[0].key) in {SCOUT, HUNT}
