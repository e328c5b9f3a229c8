"""Small controls: what a click, a key and a number do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role, Variant
from tarkov_desktop.ui.widgets.button import Button, IconButton, Kind
from tarkov_desktop.ui.widgets.chip import Chip
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import ElidedLabel, Link
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented
from tarkov_desktop.ui.widgets.stepper import Stepper
from tarkov_desktop.ui.widgets.tabs import StatusTabs, Tab
from tarkov_desktop.ui.widgets.toggle import Toggle


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.resize(widget.sizeHint())
    widget.show()


def test_plus_and_minus_ask_for_the_next_value_and_change_nothing_themselves(
    qtbot: QtBot, look: Look
) -> None:
    stepper = Stepper(look, "Dogtags", 4, goal=7)
    shown(qtbot, stepper)
    asked: list[int] = []
    stepper.asked.connect(asked.append)

    qtbot.mouseClick(stepper, Qt.MouseButton.LeftButton, pos=QPoint(stepper.width() - 5, 10))
    qtbot.mouseClick(stepper, Qt.MouseButton.LeftButton, pos=QPoint(5, 10))

    assert asked == [5, 3]
    assert stepper.value == 4


@pytest.mark.parametrize(("value", "key"), [(7, Qt.Key.Key_Plus), (0, Qt.Key.Key_Minus)])
def test_a_stepper_does_not_leave_its_range(qtbot: QtBot, look: Look, value: int, key: Qt.Key) -> None:
    stepper = Stepper(look, "Dogtags", value, goal=7)
    shown(qtbot, stepper)

    with qtbot.assertNotEmitted(stepper.asked):
        qtbot.keyClick(stepper, key)


def test_a_click_on_the_number_edits_it_and_takes_no_more_than_the_goal(qtbot: QtBot, look: Look) -> None:
    stepper = Stepper(look, "Dogtags", 4, goal=7)
    shown(qtbot, stepper)
    qtbot.mouseClick(stepper, Qt.MouseButton.LeftButton, pos=stepper.rect().center())
    edit = stepper.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    edit.setText("6")

    with qtbot.waitSignal(stepper.asked) as asked:
        qtbot.keyClick(edit, Qt.Key.Key_Return)

    assert asked.args == [6]


def test_a_stepper_tells_the_reader_its_name_and_value(qtbot: QtBot, look: Look) -> None:
    stepper = Stepper(look, "Dogtags", 4, goal=7)
    shown(qtbot, stepper)

    stepper.set_value(5)

    assert stepper.accessibleName() == "Dogtags: 5 of 7"


def test_a_segment_is_chosen_by_click_and_says_so_once(qtbot: QtBot, look: Look) -> None:
    switch = Segmented(look, [Choice("usec", "USEC"), Choice("bear", "BEAR")], "usec")
    shown(qtbot, switch)

    with qtbot.waitSignal(switch.chosen) as chosen:
        qtbot.mouseClick(switch._segments["bear"], Qt.MouseButton.LeftButton)

    assert chosen.args == ["bear"]
    assert switch.current == "bear"


def test_choosing_by_code_says_nothing(qtbot: QtBot, look: Look) -> None:
    switch = Segmented(look, [Choice("usec", "USEC"), Choice("bear", "BEAR")], "usec")
    shown(qtbot, switch)

    with qtbot.assertNotEmitted(switch.chosen):
        switch.choose("bear")


def tabs(qtbot: QtBot, look: Look) -> StatusTabs:
    row = StatusTabs(look, [Tab(word, word) for word in ("Available", "Not yet", "Done", "All")], "Available")
    row.set_counts({"Available": 55, "Not yet": 241, "Done": 197, "All": 510})
    shown(qtbot, row)
    return row


def test_tabs_that_do_not_fit_go_into_more_from_the_right(qtbot: QtBot, look: Look) -> None:
    row = tabs(qtbot, look)

    row.resize(290, row.height())

    assert row._more.isVisible()
    assert [key for key, button in row._buttons.items() if button.isVisible()] == ["Available", "Not yet"]


def test_the_chosen_tab_is_always_seen(qtbot: QtBot, look: Look) -> None:
    row = tabs(qtbot, look)
    row.resize(290, row.height())

    row.choose("All")

    assert row._buttons["All"].isVisible()


def test_arrow_keys_move_along_the_tabs(qtbot: QtBot, look: Look) -> None:
    row = tabs(qtbot, look)

    with qtbot.waitSignal(row.chosen) as chosen:
        qtbot.keyClick(row, Qt.Key.Key_Right)

    assert chosen.args == ["Not yet"]


def test_a_toggle_turns_with_space(qtbot: QtBot, look: Look) -> None:
    toggle = Toggle(look, "Reduce motion")
    shown(qtbot, toggle)

    qtbot.keyClick(toggle, Qt.Key.Key_Space)

    assert toggle.isChecked()


def test_a_link_is_followed_with_enter_and_by_click(qtbot: QtBot, look: Look) -> None:
    link = Link(look, "The Punisher - Part 5")
    shown(qtbot, link)
    followed: list[bool] = []
    link.followed.connect(lambda: followed.append(True))

    qtbot.keyClick(link, Qt.Key.Key_Return)
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)

    assert len(followed) == 2


def test_an_elided_text_stands_whole_in_the_tooltip(qtbot: QtBot, look: Look) -> None:
    label = ElidedLabel(look, "Secure container Epsilon")
    shown(qtbot, label)
    assert label.toolTip() == ""

    label.resize(60, label.height())

    assert label.toolTip() == "Secure container Epsilon"


def test_escape_empties_a_field_first_and_leaves_it_second(qtbot: QtBot, look: Look) -> None:
    field = Field(look, "Filter", icon="magnify", key="/")
    shown(qtbot, field)
    field.setText("pun")

    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == ""
    with qtbot.waitSignal(field.escaped):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_a_typed_word_opens_the_way_to_what_cannot_be_undone(qtbot: QtBot, look: Look) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    question = Question(
        look, "Reset PvP?", "197 tasks go.", "Reset PvP", is_danger=True, typed_word="PvP", parent=parent
    )

    assert not question._do.isEnabled()
    question._on_typed("pvp")

    assert question._do.isEnabled()


def test_a_question_calls_back_only_when_it_is_answered_with_the_verb(qtbot: QtBot, look: Look) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    answers: list[str] = []
    question = Question(look, "Leave Night Shift?", "Your progress stays.", "Leave", parent=parent)
    question.ask(lambda: answers.append("left"))

    qtbot.mouseClick(question._do, Qt.MouseButton.LeftButton)

    assert answers == ["left"]


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_control_paints_in_every_look(qtbot: QtBot, look: Look, variant: Variant, scale: float) -> None:
    look.set_variant(variant)
    look.set_scale(scale)
    parts = [
        *(Button(look, "Complete", kind, icon="check", key="Space", opens_list=True) for kind in Kind),
        IconButton(look, "close", "Close"),
        Chip(look, "Kappa", icon="alpha-k-box-outline"),
        EmptyState(look, "magnify", "Nothing found", "Drop a filter", "Drop the map"),
        Notice(look, Role.FAILED, "Not saved.", "The disk is full.", action="Try again", is_closable=True),
        Toggle(look, "automatic, from XP", is_on=True, shows_word=True),
        Stepper(look, "Level", 35, highest=79),
    ]

    for part in parts:
        qtbot.addWidget(part)
        part.resize(part.sizeHint())
        assert not part.grab().isNull()


def test_a_button_grows_with_its_text(look: Look, qtbot: QtBot) -> None:
    short, long = Button(look, "Save"), Button(look, "Auf diesem Computer gespeichert")
    qtbot.addWidget(short)
    qtbot.addWidget(long)

    assert long.minimumSizeHint().width() > short.minimumSizeHint().width() * 3
