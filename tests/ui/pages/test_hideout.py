"""The page Hideout, used as a player uses it: on a real session with a small game of four stations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.hideout import build_level, set_part_count
from tarkov_desktop.app.operations.profile import set_edition, set_level, set_skill, set_trader_level
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.hideout import StationState
from tarkov_desktop.domain.ids import StationId
from tarkov_desktop.ui.pages import hideout
from tarkov_desktop.ui.pages.hideout.cards import CardDelegate
from tarkov_desktop.ui.pages.hideout.listing import StationCard, hours
from tarkov_desktop.ui.pages.hideout.page import HideoutPage
from tarkov_desktop.ui.pages.hideout.words import station_icon
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Variant
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label, Link
from tarkov_desktop.ui.widgets.notice import Notice
from tests.app.worlds import FILTER, GENERATOR, PRAPOR
from tests.ui.pages.needs import (
    ENDURANCE,
    MEDSTATION,
    STASH,
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
def page(shell: Shell) -> HideoutPage:
    shell.open_page("hideout")
    assert isinstance(shell.page, HideoutPage)
    return shell.page


def choose(page: HideoutPage, station: StationId) -> None:
    page.view.choose(station)
    page._show_current()
    assert page.detail.station == station


def card(page: HideoutPage, station: StationId) -> StationCard:
    row = page.model.rows[page.model.row_of(station)]
    assert isinstance(row, StationCard)
    return row


def level(session: Session, station: StationId) -> int:
    return session.derived.station_level_of(station)


def body_texts(page: HideoutPage) -> set[str]:
    body = page.detail._body
    assert body is not None
    words = {label.text() for label in body.findChildren(Label)}
    words |= {link.text() for link in body.findChildren(Link)}
    return words | {label.text() for label in body.findChildren(ElidedLabel)}


def button(page: HideoutPage, word: str) -> Button:
    body = page.detail._body
    assert body is not None
    return next(each for each in body.findChildren(Button) if each.text().startswith(word))


def test_cards_tell_level_state_and_parts(page: HideoutPage) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    vents = card(page, VENTS)

    assert (vents.level, vents.levels, vents.state) == (0, 2, StationState.AVAILABLE)
    assert (vents.got, vents.need, vents.time) == (0, 3, "10 h")
    assert vents.spoken == "Vents, level 0 of 2, Available, 0 of 3 parts"
    assert tester is not None


def test_the_unmet_conditions_come_first(page: HideoutPage, session: Session) -> None:
    set_level(session, 20)
    set_skill(session, ENDURANCE, 5)

    found = [(each.words, each.is_met, each.value) for each in card(page, MEDSTATION).conditions]

    assert found == [
        ("Vents 2", False, "not built"),
        ("Generator 1", False, "not built"),
        ("Prapor 2", False, "not yet"),
        ("Endurance 3", True, "you have 5"),
    ]


def test_money_is_no_part(page: HideoutPage) -> None:
    medstation = card(page, MEDSTATION)

    assert (medstation.need, medstation.money) == (0, "100 \N{EURO SIGN}")


def test_tabs_and_rail_count_stations(page: HideoutPage, session: Session) -> None:
    assert page.tabs._buttons["all"].accessibleName() == "All, 4"
    assert page.tabs._buttons["ready"].accessibleName() == "Ready, 1"
    assert hideout.rail_count(page.context) == "1"

    set_part_count(session, FILTER, 3)

    assert page.tabs._buttons["ready"].accessibleName() == "Ready, 2"
    assert hideout.rail_count(page.context) == "2"


def test_no_ready_station_shows_no_count(page: HideoutPage, session: Session) -> None:
    build_level(session, STASH, 2)

    assert hideout.rail_count(page.context) == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_B, Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_keys_build_the_next_level(qtbot: QtBot, page: HideoutPage, session: Session, key: Qt.Key) -> None:
    choose(page, VENTS)

    qtbot.keyClick(page.view, key)

    assert level(session, VENTS) == 1
    assert card(page, VENTS).need == 10


def test_a_toast_names_the_level_and_takes_it_back(
    qtbot: QtBot, shell: Shell, page: HideoutPage, session: Session
) -> None:
    choose(page, VENTS)
    qtbot.keyClick(page.view, Qt.Key.Key_B)
    toast = shell._toast.toast
    assert toast is not None
    assert toast.undo is not None

    toast.undo()

    assert (toast.name, toast.sentence) == ("Vents 1", "{name} is built.")
    assert level(session, VENTS) == 0
    assert card(page, VENTS).got == 0


def test_u_takes_a_level_back_and_names_who_stands_on_it(
    qtbot: QtBot, shell: Shell, page: HideoutPage, session: Session
) -> None:
    build_level(session, VENTS, 2)
    build_level(session, MEDSTATION, 1)
    page.go_to(VENTS)

    qtbot.keyClick(page.view, Qt.Key.Key_U)

    toast = shell._toast.toast
    assert toast is not None
    assert level(session, VENTS) == 1
    assert level(session, MEDSTATION) == 1
    assert "Medstation" in toast.sentence


def test_a_level_of_the_edition_stays(qtbot: QtBot, page: HideoutPage, session: Session) -> None:
    set_edition(session, 1)
    choose(page, STASH)
    back = button(page, "Take back")
    assert not back.isEnabled()
    assert back.toolTip()

    qtbot.keyClick(page.view, Qt.Key.Key_U)

    assert level(session, STASH) == 1
    assert page.detail.findChild(Notice) is not None


def test_plus_and_minus_count_parts(qtbot: QtBot, page: HideoutPage, session: Session) -> None:
    choose(page, VENTS)

    for _turn in range(3):
        qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    assert card(page, VENTS).is_ready
    qtbot.keyClick(page.view, Qt.Key.Key_Minus)

    parts = session.graph.parts
    assert parts[VENTS_1_WIRES].paths.read(session.document).got(2) == 2
    assert parts[VENTS_1_LAMP].paths.read(session.document).got(1) == 0


def test_a_stepper_counts_in_place_while_the_rest_stays(page: HideoutPage, session: Session) -> None:
    choose(page, VENTS)
    row = page.detail._rows[VENTS_1_WIRES]

    row.stepper.asked.emit(1)

    assert page.detail._rows[VENTS_1_WIRES] is row
    assert row.stepper.accessibleName() == "Bundle of wires: 1 of 2"
    assert page.detail._parts is not None
    assert page.detail._parts.head is not None
    assert page.detail._parts.head.accessibleName() == "Parts 1 of 3"


def test_counting_moves_no_card(page: HideoutPage, session: Session) -> None:
    before = page.model.keys()

    set_part_count(session, FILTER, 3)

    assert page.model.keys() == before
    page.refresh()
    assert set(page.model.keys()[:2]) == {GENERATOR, STASH}


def test_the_pane_tells_conditions_and_what_opens(page: HideoutPage, session: Session) -> None:
    choose(page, VENTS)
    assert "Lamp" in body_texts(page)
    assert "takes 10 h" in body_texts(page)

    build_level(session, VENTS, 1)
    choose(page, VENTS)

    assert {"Medstation 1", "3 conditions left"} <= body_texts(page)


def test_a_trader_level_not_stated_is_to_check(page: HideoutPage, session: Session) -> None:
    build_level(session, VENTS, 2)
    build_level(session, GENERATOR, 1)
    set_skill(session, ENDURANCE, 3)
    assert card(page, MEDSTATION).state_word in {"To check", "Not yet"}

    set_trader_level(session, PRAPOR, 2)

    assert card(page, MEDSTATION).state_word == "Available"


def test_conditions_and_parts_lead_to_their_pages(page: HideoutPage) -> None:
    choose(page, MEDSTATION)
    assert page.detail._body is not None
    next(link for link in page.detail._body.findChildren(Link) if link.text() == "Vents 2").followed.emit()
    assert page.view.current_key() == VENTS
    page._show_current()
    asked: list[tuple[str, str]] = []
    page.detail.page_asked.disconnect()
    page.detail.page_asked.connect(lambda name, target: asked.append((name, target)))

    page.detail._rows[VENTS_1_WIRES].followed.emit()

    assert asked == [("items", WIRES)]


def test_stations_at_the_top_fold_into_one_line(page: HideoutPage, session: Session) -> None:
    build_level(session, VENTS, 2)
    assert page.model.row_of(VENTS) < 0
    assert page._fold.text() == "1 at the top level: Vents"

    page._fold.click()

    assert page.model.keys() == [VENTS]
    choose(page, VENTS)
    assert "Nothing more to build" in body_texts(page)


@pytest.mark.parametrize(
    ("tab", "keys"),
    [("available", {VENTS, GENERATOR, STASH}), ("locked", {MEDSTATION}), ("ready", {STASH})],
)
def test_tabs_narrow_to_a_state(page: HideoutPage, tab: str, keys: set[str]) -> None:
    page.tabs._choose_and_say(tab)

    assert set(page.model.keys()) == keys


def test_an_empty_tab_offers_all_stations(page: HideoutPage) -> None:
    page._choose_tab("maxed")
    assert page._parts._stack.currentWidget() is page._empty
    assert page.detail.station is None

    page._empty.asked.emit()

    assert len(page.model.keys()) == 4


def test_everything_at_the_top_is_said(page: HideoutPage, session: Session) -> None:
    for station, most in ((VENTS, 2), (GENERATOR, 2), (STASH, 2), (MEDSTATION, 1)):
        build_level(session, station, most)

    assert page._empty._sentence.text() == "Every station is at its top level"
    assert page._level_words.text() == "7 of 7 levels"


def test_the_view_is_remembered(page: HideoutPage) -> None:
    page._choose_tab("available")
    choose(page, GENERATOR)
    state = dict(page.view_state())
    page.take_view({})

    page.take_view(state)

    assert dict(page.view_state()) == state


@pytest.mark.parametrize("broken", [{"tab": 3, "station": []}, {"tab": "nowhere"}])
def test_a_broken_memory_reads_as_the_default(page: HideoutPage, broken: dict[str, JsonValue]) -> None:
    page.take_view(broken)

    assert page._tab == "all"
    assert page.view.current_key()


def test_an_unknown_station_is_passed_over(page: HideoutPage) -> None:
    choose(page, VENTS)

    page.go_to("nowhere")

    assert page.view.current_key() == VENTS


def test_keys_without_a_station_do_nothing(qtbot: QtBot, page: HideoutPage, session: Session) -> None:
    page._choose_tab("maxed")
    before = session.document

    for key in (Qt.Key.Key_B, Qt.Key.Key_U, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        qtbot.keyClick(page.view, key)

    assert session.document == before


@pytest.mark.parametrize(("width", "columns"), [(684, 3), (460, 2), (230, 1)])
def test_cards_stand_in_as_many_columns_as_fit(page: HideoutPage, width: int, columns: int) -> None:
    page.view.resize(width, 600)

    assert page.view.columns == columns


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_page_is_painted_in_every_look(
    page: HideoutPage, session: Session, look: Look, variant: Variant, scale: float
) -> None:
    look.set_variant(variant)
    look.set_scale(scale)
    build_level(session, VENTS, 1)
    set_part_count(session, VENTS_2_WIRES, 4)
    for width in (1280, 700):
        page.set_room(width / scale)
        page.view.setFocus(Qt.FocusReason.TabFocusReason)

        assert not page.grab().isNull()


def test_a_card_grows_with_the_text(look: Look) -> None:
    delegate = CardDelegate(look)
    assert delegate.card_height() == 114

    look.set_scale(2.0)

    assert delegate.card_height() >= 228


def test_in_one_column_enter_opens_the_station(qtbot: QtBot, page: HideoutPage, session: Session) -> None:
    page.set_room(640)
    choose(page, VENTS)

    qtbot.keyClick(page.view, Qt.Key.Key_Return)

    assert page.detail.isVisible()
    assert level(session, VENTS) == 0


@pytest.mark.parametrize(
    ("seconds", "words"), [(172_800, "48 h"), (36_000, "10 h"), (5_400, "1 h 30 min"), (43_207, "12 h")]
)
def test_times_are_told_in_hours(seconds: int, words: str) -> None:
    assert hours(seconds) == words


def test_a_station_that_came_later_has_an_icon() -> None:
    assert station_icon("vents") == "fan"
    assert station_icon("christmas-tree") == "home-city-outline"


def test_a_mate_stands_at_the_station_as_not_known(qtbot: QtBot, page: HideoutPage) -> None:
    own = HideoutPage(a_context_with_mira(page.context))
    qtbot.addWidget(own)
    own.freshen()
    choose(own, VENTS)

    assert {"Mira", "not known"} <= body_texts(own)


def test_what_a_level_opens_to_make_is_listed(page: HideoutPage) -> None:
    choose(page, VENTS)

    assert {"Lamp", "1 min"} <= body_texts(page)


def test_a_refused_count_stands_in_the_pane(page: HideoutPage, session: Session) -> None:
    need = next(need for need in session.graph.needs if need.key == VENTS_1_WIRES)
    build_level(session, VENTS, 1)
    choose(page, VENTS)

    page.needs.set_count(need, 1)

    assert page.detail.findChild(Notice) is not None
