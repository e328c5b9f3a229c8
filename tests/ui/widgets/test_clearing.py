"""A layout that is filled anew."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tarkov_desktop.ui.widgets.clearing import clear


def test_a_cleared_layout_holds_nothing_and_shows_nothing(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    label = QLabel("old")
    column.addWidget(label)
    column.addStretch(1)
    holder.show()

    clear(column)

    assert column.count() == 0
    assert not label.isVisible()
    with qtbot.waitSignal(label.destroyed):
        pass
