"""What the tests of pages share: the window a page stands in, around whatever session the test has."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.session import Session
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication, look: Look, session: Session, now_ms: int) -> Shell:
    """A window of the usual size with the session of the test."""
    shell = Shell(qapp, look, session, now_ms=lambda: now_ms)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    return shell
