"""The pair of Python and PySide6: refused when it would crash, probed when it should not."""

from __future__ import annotations

import sys
from collections.abc import Callable

import PySide6
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tarkov_desktop.ui.qt_build import refusal

CALLS = 2000
DRIFT = 100


@pytest.mark.parametrize(
    ("python", "qt", "refused"),
    [
        ((3, 11), "6.11.3", False),
        ((3, 11), "6.12.0", True),
        ((3, 11), "6.13.1", True),
        ((3, 11), "7.0.0", True),
        ((3, 12), "6.12.0", False),
        ((3, 13), "6.12.0", False),
    ],
)
def test_only_the_broken_pair_is_refused(python: tuple[int, int], qt: str, *, refused: bool) -> None:
    assert (refusal(python, qt) is not None) is refused


def test_this_installation_is_not_refused() -> None:
    assert refusal(sys.version_info[:2], PySide6.__version__) is None


class _Speaker(QObject):
    said = Signal(bool)


def drift(value: object, call: Callable[[], object]) -> int:
    """Return by how much *call*, made 2000 times, moved the reference count of *value*."""
    before = sys.getrefcount(value)
    for _ in range(CALLS):
        call()
    return abs(sys.getrefcount(value) - before)


immortal = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None and True are immortal, the count is constant"
)


@immortal
@pytest.mark.libfacts
def test_set_text_leaves_the_references_to_none_alone(qtbot: QtBot) -> None:
    """R-QT-2."""
    label = QLabel()
    qtbot.addWidget(label)

    assert drift(None, lambda: label.setText("text")) < DRIFT


@immortal
@pytest.mark.libfacts
def test_emitting_a_bool_leaves_the_references_to_true_alone() -> None:
    speaker = _Speaker()

    assert drift(True, lambda: speaker.said.emit(True)) < DRIFT


@immortal
def test_the_probe_sees_a_dropped_reference() -> None:
    """Negative control: a call that keeps one reference each time is noticed."""
    kept: list[object] = []

    assert drift(None, lambda: kept.append(None)) >= DRIFT
