"""The page Tasks looks as it was drawn: compared with pictures that a person has looked at.

A changed look is a decision: look at the new picture, then write it with ``TARKOV_WRITE_PICTURES=1 pytest
tests/ui/pictures``. Inter comes from its package and hinting is off, so the same pixels appear everywhere but for a
little antialiasing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.operations.profile import set_faction, set_level
from tarkov_desktop.app.operations.tasks import make_available, pin_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import ObjectiveId
from tarkov_desktop.ui.pages.tasks.page import TasksPage
from tarkov_desktop.ui.shell import Shell
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Variant
from tests.app.worlds import a_session
from tests.ui.pictures.game import KILLS, PUNISHER, VITAMINS, PictureGame

FOLDER = Path(__file__).parent / "references"
CHANNEL_TOLERANCE = 24
"""By how much a channel of 0..255 may differ before a pixel counts as another one."""
SHARE_TOLERANCE = 0.004
"""Of the pixels."""

FORMS = {
    "dark": (Variant.DARK, 1.0, "pvp", "compact", (1280, 800)),
    "light-comfortable": (Variant.LIGHT, 1.0, "pve", "comfortable", (1280, 800)),
    "contrast": (Variant.CONTRAST, 1.0, "seasonal", "compact", (1280, 800)),
    "dark-960": (Variant.DARK, 1.0, "pvp", "compact", (960, 640)),
    "dark-200": (Variant.DARK, 2.0, "pvp", "compact", (1280, 800)),
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session with the game of the pictures."""
    opened = a_session(tmp_path, catalogs=PictureGame())
    yield opened
    opened.close()


def take(qtbot: QtBot, qapp: QApplication, look: Look, session: Session, form: str) -> QImage:
    """Return the window with the small game in *form*."""
    variant, scale, mode, density, size = FORMS[form]
    look.set_variant(variant)
    look.set_scale(scale)
    session.switch_mode(mode)  # type: ignore[arg-type]  # the words of the modes
    look.set_mode(mode)
    set_faction(session, "BEAR")
    set_level(session, 35)
    make_available(session, PUNISHER)
    set_objective_count(session, KILLS, 9)
    set_objective_count(session, ObjectiveId("usec"), 7)
    for task in (PUNISHER, VITAMINS):
        pin_task(session, task)
    shell = Shell(qapp, look, session, now_ms=lambda: 1_763_700_100_000)
    qtbot.addWidget(shell)
    shell.resize(*size)
    shell.show()
    page = shell.page
    assert isinstance(page, TasksPage)
    page._choose_density(density)
    page.view.choose(PUNISHER)
    qtbot.waitUntil(lambda: page.detail.task_id == PUNISHER and not page._index.isActive())
    return shell.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def difference(one: QImage, other: QImage) -> float:
    """Return the share of pixels that differ by more than the tolerance."""
    if one.size() != other.size():
        return 1.0
    left, right = bytes(one.constBits()), bytes(other.constBits())
    different = sum(
        1
        for at in range(0, len(left), 4)
        if left[at : at + 3] != right[at : at + 3]
        and max(abs(left[at + channel] - right[at + channel]) for channel in range(3)) > CHANNEL_TOLERANCE
    )
    return different / (len(left) / 4)


@pytest.mark.parametrize("form", list(FORMS))
def test_the_tasks_look_as_in_the_picture(
    qtbot: QtBot, qapp: QApplication, look: Look, session: Session, tmp_path: Path, form: str
) -> None:
    image = take(qtbot, qapp, look, session, form)
    path = FOLDER / f"tasks-{form}.png"
    if os.environ.get("TARKOV_WRITE_PICTURES"):
        image.save(str(path))
    reference = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)

    share = difference(image, reference)

    image.save(str(tmp_path / path.name))
    assert share <= SHARE_TOLERANCE, (
        f"{share:.2%} of the pixels differ; the new picture: {tmp_path / path.name}"
    )


def test_the_comparison_sees_a_changed_word() -> None:
    """Negative control: a patch of 100 x 40 in another colour is more than the tolerance."""
    picture = QImage(str(FOLDER / "tasks-dark.png")).convertToFormat(QImage.Format.Format_RGB32)
    changed = picture.copy()
    for x in range(100):
        for y in range(45):
            changed.setPixelColor(300 + x, 300 + y, QColor("#F2A06B"))

    assert difference(picture, changed) > SHARE_TOLERANCE


def test_a_picture_survives_being_kept() -> None:
    """PNG keeps every pixel, so that a reference is what was looked at."""
    picture = QImage(str(FOLDER / "tasks-dark.png"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes a str

    assert QImage.fromData(buffer.data()) == picture
