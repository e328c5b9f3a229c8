"""The level in the top bar has room for what it says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tarkov_desktop.app import texts
from tarkov_desktop.app.pseudo import PSEUDO_LANGUAGE
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.top_bar import LevelProgress, LevelWords
from tests.ui.looks.finder import flaws


@pytest.mark.parametrize("form", ["words", "brief"])
def test_a_longer_word_after_a_short_one_is_not_written_over(qtbot: QtBot, look: Look, form: str) -> None:
    texts.speak(PSEUDO_LANGUAGE)
    look.set_scale(2.0)
    host = QWidget()
    qtbot.addWidget(host)
    row = QHBoxLayout(host)
    progress = LevelProgress(look)
    row.addWidget(progress)
    progress.set_form(form)
    progress.show_level(LevelWords(1, "BEAR", 0.5, 2))
    host.show()

    progress.show_level(LevelWords(79, "USEC", 1.0, None))
    QCoreApplication.sendPostedEvents()
    found = flaws(progress)
    look.set_scale(1.0)
    texts.speak(texts.SOURCE_LANGUAGE)

    assert found == []
