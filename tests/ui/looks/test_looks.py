"""No page cuts a word without telling it, covers one, or hides a control (issue: screenshots of all pages).

CI looks at the forms where room is scarcest; ``TARKOV_WHOLE_MATRIX=1`` at all of them (two minutes).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tarkov_desktop.app.session import Session
from tarkov_desktop.ui.theme.look import Look
from tests.app.worlds import a_real_session
from tests.benchmarks.midgame import play
from tests.ui.looks.matrix import HARDEST, WHOLE, Form, flaws_of

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
