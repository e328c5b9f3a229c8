"""No page cuts a word without telling it, covers one, or hides a control (issue: screenshots of all pages).

CI looks at the forms where room is scarcest; ``TARKOV_WHOLE_MATRIX=1`` at all of them (two minutes).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tarkov_desktop.app.session import Session
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role, Variant
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.skeleton import ListDetail
from tests.app.worlds import a_real_session
from tests.benchmarks.midgame import play
from tests.ui.looks.finder import flaws
from tests.ui.looks.matrix import HARDEST, WHOLE, Form, flaws_of, settle, walk
from tests.ui.looks.scenes import a_world, walk_scenes

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The offscreen platform cannot raise a tooltip or a dialog, and says so."""

FORMS = WHOLE if os.environ.get("TARKOV_WHOLE_MATRIX") else HARDEST


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The real game, in its middle."""
    session = a_real_session(tmp_path_factory.mktemp("played"))
    play(session)
    yield session
    session.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Session]:
    """The real game, not begun."""
    session = a_real_session(tmp_path)
    yield session
    session.close()


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_no_page_of_a_player_has_a_flaw(qapp: QApplication, look: Look, played: Session, form: Form) -> None:
    assert flaws_of(qapp, look, played, form) == {}


@pytest.mark.parametrize("form", FORMS[-1:], ids=str)
def test_no_page_of_a_beginner_has_a_flaw(qapp: QApplication, look: Look, fresh: Session, form: Form) -> None:
    assert flaws_of(qapp, look, fresh, form) == {}


@pytest.mark.parametrize("name", ["items", "hideout", "activity"])
def test_no_detail_in_one_column_has_a_flaw(
    qapp: QApplication, look: Look, played: Session, name: str
) -> None:
    for _page, shell in walk(qapp, look, played, HARDEST[-1], [name]):
        panes = shell.findChild(ListDetail)
        assert isinstance(panes, ListDetail)
        panes.show_detail()
        settle()

        assert flaws(shell) == []


@pytest.mark.parametrize("form", WHOLE if FORMS is WHOLE else HARDEST[-1:], ids=str)
def test_nothing_beyond_the_first_sight_has_a_flaw(
    qapp: QApplication, look: Look, tmp_path: Path, form: Form
) -> None:
    """Sections, kinds of tasks, squads, dialogs and what floats."""
    with a_world(tmp_path) as program:
        found = {name: flaws(seen) for name, seen in walk_scenes(qapp, look, program, form)}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_hint_in_a_field_is_as_readable_as_its_token(qtbot: QtBot, look: Look) -> None:
    """Qt would dim it by half, below what the tokens promise."""
    look.set_variant(Variant.CONTRAST)
    look.set_scale(2.0)
    field = Field(look, "Name", hint="IIIIIIII")
    qtbot.addWidget(field)
    field.resize(300, 60)
    image = field.grab().toImage()
    inside = [image.pixelColor(x, y) for x in range(12, 200) for y in range(15, 45)]

    brightest = max(inside, key=lambda colour: colour.lightness())

    assert brightest == look.theme.color(Role.TEXT3)
