"""Tests of the window: one QApplication, one look, and coroutines on the loop the program itself uses (R-TEST-1)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import speak
from tarkov_desktop.ui.eventloop import QtLoop
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Variant
from tests.app.worlds import START_MS, a_session


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run coroutines of this folder on Qt's loop."""

    def make() -> asyncio.AbstractEventLoop:
        app = QApplication.instance() or QApplication([])
        return QtLoop(app)

    return {"qt": make}


@pytest.fixture(autouse=True)
def _one_application(qapp: QApplication) -> Iterator[None]:
    """Every test here finds a QApplication, also one that makes no widget, and English."""
    qapp.setQuitOnLastWindowClosed(False)
    speak("en")
    yield
    speak("en")
    # Closed widgets wait for a running loop to be deleted; thousands would pile up, each restyled with the look.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(scope="session")
def _wardrobe(qapp: QApplication) -> Look:
    """One look for all tests: loading the fonts is what takes its time."""
    return Look(qapp, is_motion_reduced=True)


@pytest.fixture
def look(_wardrobe: Look) -> Look:
    """The dark look at 100 %, without motion."""
    _wardrobe.set_variant(Variant.DARK)
    _wardrobe.set_scale(1.0)
    _wardrobe.set_mode("pvp")
    return _wardrobe


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session on a real file with a small game of four tasks."""
    session = a_session(tmp_path)
    yield session
    session.close()


@pytest.fixture
def now_ms() -> int:
    """The moment the session of the tests lives at."""
    return START_MS


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication, look: Look, session: Session, now_ms: int) -> Shell:
    """A window of the usual size around whatever session the test has."""
    shell = Shell(qapp, look, session, now_ms=lambda: now_ms)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    return shell
