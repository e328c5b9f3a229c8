"""Negative controls of the finder: a page made up with each flaw, and one with none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.widgets.button import Button
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label, Link
from tests.ui.looks.finder import flaws

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The offscreen platform cannot raise a tooltip or a dialog, and says so."""

LONG = "Gemeinschaftsfortschritt auf diesem Computer gespeichert"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """An empty page of 300 x 200."""
    window = QWidget()
    window.resize(300, 200)
    qtbot.addWidget(window)
    window.show()
    return window


def kinds(window: QWidget) -> set[str]:
    return {flaw.kind for flaw in flaws(window)}


def put(child: QWidget, window: QWidget, x: int, y: int, width: int, height: int) -> None:
    child.setParent(window)
    child.setGeometry(x, y, width, height)
    child.show()


class TwoWords(QWidget):
    """Writes two words at the same place."""

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.drawText(QRectF(0, 0, 100, 20), "Progress")
        painter.drawText(QRectF(10, 2, 100, 20), "Map")


def test_a_page_in_order_has_no_flaw(window: QWidget, look: Look) -> None:
    column = QVBoxLayout(window)
    column.addWidget(Label(look, LONG, wraps=True))
    column.addWidget(ElidedLabel(look, LONG))

    assert flaws(window) == []


def test_a_text_wider_than_its_label_is_cut(window: QWidget, look: Look) -> None:
    put(Label(look, LONG), window, 10, 10, 80, 20)

    assert kinds(window) == {"cut"}


def test_a_text_higher_than_its_label_is_cut(window: QWidget, look: Look) -> None:
    put(Label(look, LONG, wraps=True), window, 10, 10, 120, 20)

    assert "cut" in kinds(window)


def test_an_ellipsis_without_tooltip_is_found_and_with_one_is_not(window: QWidget, look: Look) -> None:
    label = ElidedLabel(look, LONG)
    put(label, window, 10, 10, 80, 20)
    assert kinds(window) == set()

    label.setToolTip("")

    assert kinds(window) == {"elided"}


def test_an_elided_row_of_a_list_needs_a_tooltip(window: QWidget) -> None:
    rows = QListWidget()
    rows.setTextElideMode(Qt.TextElideMode.ElideRight)
    item = QListWidgetItem(LONG, rows)
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    put(rows, window, 0, 0, 100, 100)
    assert kinds(window)

    item.setToolTip(LONG)

    assert kinds(window) == set()


def test_a_widget_over_its_sibling_is_found(window: QWidget) -> None:
    put(QLabel("one"), window, 10, 10, 80, 20)
    put(QLabel("two"), window, 60, 15, 80, 20)

    assert "covered" in kinds(window)


def test_texts_over_each_other_are_found(window: QWidget) -> None:
    put(TwoWords(), window, 10, 10, 200, 40)

    assert kinds(window) == {"written over"}


def test_a_widget_beyond_its_parent_is_found_unless_that_scrolls(window: QWidget) -> None:
    area = QScrollArea()
    content = QWidget()
    content.resize(200, 900)
    area.setWidget(content)
    put(area, window, 0, 0, 250, 100)
    assert kinds(window) == set()

    put(QLabel("far"), window, 290, 150, 80, 20)

    assert "out of sight" in kinds(window)


def test_a_button_narrower_than_it_wants_to_be_is_found(window: QWidget, look: Look) -> None:
    button = Button(look, "Open", icon="magnify", opens_list=True)
    put(button, window, 10, 10, button.sizeHint().width(), 40)
    assert kinds(window) == set()

    button.resize(button.width() - 4, 40)

    assert kinds(window) == {"squeezed"}


def test_a_link_tells_what_is_cut_of_it(window: QWidget, look: Look) -> None:
    put(Link(look, LONG), window, 10, 10, 80, 20)
    assert kinds(window) == set()

    put(Label(look, LONG), window, 10, 80, 80, 20)

    assert kinds(window) == {"cut"}


def test_only_what_is_asked_for_is_looked_at_below_what_floats(window: QWidget, look: Look) -> None:
    """A panel over the window is looked at by itself: what lies below it is covered on purpose."""
    panel = QWidget()
    put(QLabel("below"), window, 10, 10, 80, 20)
    put(panel, window, 0, 0, 200, 100)
    put(Label(look, LONG), panel, 10, 10, 80, 20)

    assert kinds(panel) == {"cut"}
    assert "covered" in kinds(window)


def test_a_content_wider_than_what_scrolls_only_down_is_found(window: QWidget) -> None:
    area = QScrollArea()
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content = QWidget()
    content.resize(400, 900)
    area.setWidget(content)
    put(area, window, 0, 0, 250, 100)

    assert kinds(window) == {"out of sight"}
