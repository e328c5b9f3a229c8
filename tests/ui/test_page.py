"""What every page has in common: when it is shown anew."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typing_extensions import override

from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import PVE
from tarkov_desktop.ui.page import Page, PageContext, Toast
from tarkov_desktop.ui.theme.look import Look


class NoStage:
    """A window that opens nothing."""

    def open_page(self, name: str, target: str = "") -> None: ...

    def toast(self, toast: Toast) -> None: ...


class CountingPage(Page):
    """Counts how often it was shown anew."""

    shown = 0

    @override
    def refresh(self) -> None:
        self.shown += 1


@pytest.fixture
def page(qtbot: QtBot, look: Look, session: Session, now_ms: int) -> CountingPage:
    page = CountingPage(PageContext(look, session, NoStage(), lambda: now_ms))
    qtbot.addWidget(page)
    page.show()
    return page


def test_a_switch_of_the_mode_is_shown(page: CountingPage, session: Session, qtbot: QtBot) -> None:
    before = page.shown

    session.switch_mode(PVE)

    qtbot.waitUntil(lambda: page.shown == before + 1)


def test_a_switch_the_shell_has_shown_is_not_shown_again(
    qtbot: QtBot, look: Look, session: Session, now_ms: int
) -> None:
    pages: list[CountingPage] = []

    def lead(_changes: Changes) -> None:
        for page in pages:
            page.take_view({})

    session.changes.subscribe(lead)  # before the page does, as the shell
    page = CountingPage(PageContext(look, session, NoStage(), lambda: now_ms))
    qtbot.addWidget(page)
    page.show()
    pages.append(page)
    before = page.shown

    session.switch_mode(PVE)
    QApplication.processEvents()

    assert page.shown == before + 1
