"""Findings are mended by operations, as single steps that can be taken back."""

from __future__ import annotations

from tarkov_desktop.app.operations.checks import mend
from tarkov_desktop.app.operations.journal import redo, undo
from tarkov_desktop.app.operations.tasks import complete_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.undo import NothingToUndo, Undone
from tarkov_desktop.domain.checks import Check, Finding, Fix
from tarkov_desktop.domain.document import Write
from tarkov_desktop.domain.plans.plan import Plan
from tests.app.worlds import DEBUT, HANDS, done, effective


def test_a_complete_task_with_an_open_objective_is_filled_and_that_is_one_step(session: Session) -> None:
    done(complete_task(session, DEBUT))
    complete = effective(session)
    session.commit(Plan((Write(f"taskObjectives/{HANDS}/complete", value=False),)), label="foreign")
    before = effective(session)
    finding = Finding(Check.OBJECTIVE_MISSING, (Fix.FILL, Fix.UNCOMPLETE), task=DEBUT)

    done(mend(session, finding, Fix.FILL))
    assert effective(session) == complete

    assert isinstance(undo(session), Undone)
    assert effective(session) == before
    assert isinstance(redo(session), Undone)
    assert effective(session) == complete
    assert redo(session) == NothingToUndo()
