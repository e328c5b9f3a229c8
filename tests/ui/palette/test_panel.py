"""The palette over the window: typing, keys, what is opened and what is done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.hideout import set_part_count
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import THEME
from tarkov_desktop.ui.first_run.welcome import Welcome
from tarkov_desktop.ui.keys import KeysDialog
from tarkov_desktop.ui.palette.finding import Group
from tarkov_desktop.ui.palette.panel import HOLD_MS, Palette
from tarkov_desktop.ui.palette.rows import Head, Line, More, Row
from tarkov_desktop.ui.shell import Shell
from tests.app.worlds import DEBUT, FILTER, SHORTAGE

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(shell: Shell) -> Shell:
    shell.activateWindow()
    return shell


@pytest.fixture
def palette(shell: Shell) -> Palette:
    shell.search_asked.emit()
    palette = shell.floating().palette
    palette.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]  # lives as long as the palette
        palette.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    return palette


def names(palette: Palette, group: Group | None = None) -> list[str]:
    lines = [palette.model.line_at(at) for at in range(palette.model.rowCount())]
    return [line.name for line in lines if isinstance(line, Row) and group in {None, line.group}]


def chosen(palette: Palette) -> str:
    line = palette.model.chosen_at(palette.list.currentIndex().row())
    return line.name if isinstance(line, Row) else line.word if isinstance(line, More) else ""


def choose(qtbot: QtBot, palette: Palette, name: str) -> None:
    for _at in range(palette.model.rowCount()):
        if chosen(palette) == name:
            return
        qtbot.keyClick(palette.field, Key.Key_Down)
    pytest.fail(f"{name} is not in the palette")


def test_control_k_opens_it_over_the_middle_of_the_window(qtbot: QtBot, shell: Shell) -> None:
    qtbot.keyClick(shell, Key.Key_K, CTRL)

    palette = shell.floating().palette
    assert palette.isVisible()
    assert palette.size() == shell.size()
    panel = palette.panel.geometry()
    assert (panel.x(), panel.y(), panel.width()) == (320, 84, 640)


def test_control_k_opens_it_out_of_a_field_too(qtbot: QtBot, shell: Shell) -> None:
    shell.open_page("tasks")
    field = shell.page.regions()[1]  # type: ignore[union-attr]  # the page of tasks exists
    field.setFocus()

    qtbot.keyClick(field, Key.Key_K, CTRL)
    assert shell.floating().palette.isVisible()

    qtbot.keyClick(shell.floating().palette.field, Key.Key_K, CTRL)
    assert not shell.floating().palette.isVisible()


def test_the_search_field_opens_it_too(qtbot: QtBot, shell: Shell) -> None:
    qtbot.mouseClick(shell.top.search, Qt.MouseButton.LeftButton)

    assert shell.floating().palette.isVisible()


def test_it_offers_actions_and_pages_before_anything_is_typed(palette: Palette) -> None:
    heads = [palette.model.line_at(at) for at in range(palette.model.rowCount())]

    assert [line.group for line in heads if isinstance(line, Head)] == [Group.ACTION, Group.PAGE]


def test_escape_closes_it_and_gives_the_focus_back(qtbot: QtBot, shell: Shell) -> None:
    shell.top.search.setFocus()
    shell.search_asked.emit()
    palette = shell.floating().palette

    qtbot.keyClick(palette.field, Key.Key_Escape)

    assert not palette.isVisible()
    assert shell.top.search.hasFocus()


def test_the_same_key_and_a_click_beside_it_close_it(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(640, 100))
    assert palette.isVisible()

    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(20, 400))
    assert not palette.isVisible()

    shell.search_asked.emit()
    shell.search_asked.emit()
    assert not palette.isVisible()


def test_enter_opens_the_task_that_was_found(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    shell.open_page("now")
    qtbot.keyClicks(palette.field, "short")
    assert chosen(palette) == "Shortage"

    qtbot.keyClick(palette.field, Key.Key_Return)

    assert not palette.isVisible()
    assert shell.page_name == "tasks"
    assert shell.page is not None
    assert shell.page.view_state()["task"] == SHORTAGE


def test_control_enter_completes_it_and_undo_is_offered(
    qtbot: QtBot, shell: Shell, session: Session, palette: Palette
) -> None:
    set_level(session, 10)
    qtbot.keyClicks(palette.field, "debut")

    qtbot.keyClick(palette.field, Key.Key_Return, CTRL)

    assert session.derived.state(DEBUT) == "complete"
    assert shell._toast.toast is not None
    assert shell._toast.toast.undo is not None


def test_a_done_task_says_when_and_can_be_opened_again(
    qtbot: QtBot, session: Session, palette: Palette
) -> None:
    complete_task(session, DEBUT)
    qtbot.keyClicks(palette.field, "debut")

    line = palette.model.chosen_at(1)
    assert isinstance(line, Row)
    assert line.aside.startswith("Prapor · done ")
    choose(qtbot, palette, "Open Debut again")
    qtbot.keyClick(palette.field, Key.Key_Return)

    assert session.derived.state(DEBUT) != "complete"


def test_pin_and_ignore_are_one_row_away(qtbot: QtBot, session: Session, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "debut")
    choose(qtbot, palette, "Pin Debut")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert session.derived.is_pinned(DEBUT)

    palette.ask("ignore debut")
    choose(qtbot, palette, "Ignore Debut")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert session.derived.view(DEBUT).is_ignored


def test_a_section_of_settings_is_one_row_away(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "backups")
    choose(qtbot, palette, "Settings: Data and backups")
    qtbot.keyClick(palette.field, Key.Key_Return)

    assert shell.page_name == "settings"
    assert shell.page is not None
    assert shell.page.view_state() == {"section": "backups"}


def test_the_first_steps_can_be_called_from_the_palette(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "first steps")
    choose(qtbot, palette, "Show the first steps again")
    qtbot.keyClick(palette.field, Key.Key_Return)

    assert any(each.isVisible() for each in shell.findChildren(Welcome))


def test_an_item_says_who_needs_it(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "filter")

    line = palette.model.chosen_at(palette.list.currentIndex().row())

    assert isinstance(line, Row)
    assert (line.name, line.aside) == ("Filter", "needed by Generator level 1 · 0 of 3")


def test_what_is_needed_follows_the_progress(qtbot: QtBot, session: Session, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "filter")
    set_part_count(session, FILTER, 2)

    line = palette.model.chosen_at(palette.list.currentIndex().row())

    assert isinstance(line, Row)
    assert line.aside == "needed by Generator level 1 · 2 of 3"


def test_stations_and_pages_are_found_and_opened(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "genera")
    assert names(palette, Group.STATION) == ["Generator"]
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert shell.page_name == "hideout"

    palette.ask("profi")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert shell.page_name == "profile"


def test_a_sign_narrows_it_to_actions(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, ">theme")

    assert names(palette) == names(palette, Group.ACTION)
    assert "Use the light theme" in names(palette)


def test_a_team_of_none_is_said(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "@mira")

    assert palette.nothing.isVisible()
    assert palette.nothing.text().startswith("No teammate of that name.")


def test_actions_of_the_program_work(qtbot: QtBot, shell: Shell, session: Session, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, ">pve")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert session.mode == "pve"

    palette.ask(">light theme")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert session.settings.get(THEME) == "light"

    palette.ask(">streamer")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert session.account_document.value("preferences/streamerMode") is True

    palette.ask(">compact window")
    with qtbot.waitSignal(shell.compact_asked):
        qtbot.keyClick(palette.field, Key.Key_Return)


def test_undo_and_redo_are_offered_only_where_there_is_something(
    qtbot: QtBot, session: Session, palette: Palette
) -> None:
    qtbot.keyClicks(palette.field, ">undo the last")
    assert "Undo the last change" not in names(palette)
    complete_task(session, DEBUT)

    assert "Undo the last change" in names(palette)  # an open palette follows what changes
    choose(qtbot, palette, "Undo the last change")
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert session.derived.state(DEBUT) != "complete"
    palette.ask(">redo")
    assert "Redo what was undone" in names(palette)


def test_nothing_found_says_what_can_be_looked_for(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "zzzzqq")

    assert not palette.list.isVisible()
    assert "zzzzqq" in palette.nothing.text()
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert palette.isVisible()


def test_more_shows_the_whole_group_and_escape_goes_back(qtbot: QtBot, palette: Palette) -> None:
    choose(qtbot, palette, next(line.word for line in _mores(palette)))
    qtbot.keyClick(palette.field, Key.Key_Return)
    assert len({line.group for line in _lines(palette)}) == 1
    assert not _mores(palette)

    qtbot.keyClick(palette.field, Key.Key_Escape)
    assert palette.isVisible()
    assert _mores(palette)


def test_page_keys_jump_from_group_to_group(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClick(palette.field, Key.Key_PageDown)
    assert chosen(palette) == "Now"

    qtbot.keyClick(palette.field, Key.Key_PageUp)
    line = palette.model.chosen_at(palette.list.currentIndex().row())
    assert line is not None
    assert line.group is Group.ACTION


def test_typing_moves_no_row_right_after_an_arrow_key(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "de")
    qtbot.keyClick(palette.field, Key.Key_Down)
    before, held = names(palette), chosen(palette)

    qtbot.keyClicks(palette.field, "but")

    assert names(palette) == before
    with qtbot.waitSignal(palette._hold.timeout, timeout=10 * HOLD_MS):
        pass
    assert "Debut" in names(palette)
    assert chosen(palette) in {held, "Debut"}


def test_without_an_arrow_key_the_answer_comes_at_once(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "debut")

    assert chosen(palette) == "Debut"


def test_a_refused_action_is_said_in_the_palette(shell: Shell, palette: Palette) -> None:
    palette.leave()

    shell.floating()._say_refused("This cannot be done now.")

    assert palette.isVisible()
    assert palette.nothing.text() == "This cannot be done now."


def test_a_click_on_a_row_opens_it(qtbot: QtBot, shell: Shell, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "hideout")
    row = next(at for at, line in enumerate(_lines(palette)) if isinstance(line, Row))
    place = palette.list.visualRect(palette.model.index(row)).center()

    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert shell.page_name == "hideout"


def test_the_screen_reader_hears_the_chosen_row(qtbot: QtBot, palette: Palette) -> None:
    qtbot.keyClicks(palette.field, "debut")

    assert palette.field.accessibleDescription().startswith("Debut, Prapor")


@pytest.mark.parametrize(("width", "scale"), [(960, 1.0), (1280, 2.0)])
def test_it_stays_within_a_small_window(shell: Shell, palette: Palette, width: int, scale: float) -> None:
    shell._look.set_scale(scale)
    shell.resize(width, 640)

    inner = palette.panel.geometry()

    assert palette.rect().contains(inner)
    assert not palette.grab().isNull()


async def test_the_index_is_made_beside_the_window(shell: Shell) -> None:
    await shell.load_rest()

    answers = shell.floating().palette._answers
    assert answers._catalog is shell._session.catalog


def _lines(palette: Palette) -> list[Line]:
    lines = (palette.model.line_at(at) for at in range(palette.model.rowCount()))
    return [line for line in lines if line is not None]


def _mores(palette: Palette) -> list[More]:
    return [line for line in _lines(palette) if isinstance(line, More)]


def test_the_keys_of_all_places_fit_the_smallest_window(shell: Shell) -> None:
    dialog = KeysDialog(shell._look, shell)

    assert dialog.sizeHint().height() <= 640
