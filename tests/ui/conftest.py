"""Tests of the window: one QApplication, and coroutines on the loop the program itself uses (R-TEST-1)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest
from PySide6.QtWidgets import QApplication

from tarkov_desktop.ui.eventloop import QtLoop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run coroutines of this folder on Qt's loop."""

    def make() -> asyncio.AbstractEventLoop:
        app = QApplication.instance() or QApplication([])
        return QtLoop(app)

    return {"qt": make}


@pytest.fixture(autouse=True)
def _one_application(qapp: QApplication) -> None:
    """Every test here finds a QApplication, also one that makes no widget."""
    qapp.setQuitOnLastWindowClosed(False)
