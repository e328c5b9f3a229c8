"""A player at random: whatever is done, undo goes back through the same documents and a restart changes nothing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tarkov_desktop.app.operations import hideout, modes, objectives, profile, tasks
from tarkov_desktop.app.operations.carry import Outcome
from tarkov_desktop.app.operations.files import (
    JOIN,
    REPLACE,
    Preview,
    export_text,
    import_file,
    preview_import,
)
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.undo import NothingToUndo, Undone
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import JsonValue
from tests.app.worlds import (
    DEBUT,
    FILTER,
    GATED,
    GENERATOR,
    HANDS,
    KILLS,
    PRAPOR,
    SHORTAGE,
    SPLIT_A,
    SPLIT_B,
    START_MS,
    WAIT_S,
    a_session,
    effective,
)

TASKS = st.sampled_from([DEBUT, SHORTAGE, GATED, SPLIT_A, SPLIT_B])
ON_TASKS = st.sampled_from(
    [
        tasks.complete_task,
        tasks.uncomplete_task,
        tasks.fail_task,
        tasks.start_task,
        tasks.make_available,
        tasks.ignore_task,
        tasks.unignore_task,
        tasks.pin_task,
        tasks.unpin_task,
    ]
)
DAY_MS = 86_400_000


class Player(RuleBasedStateMachine):
    """One mode of one account; ``past`` are the documents undo must lead back through, ``future`` those of redo."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.starts = 0
        self.session: Session = a_session(self.folder)
        self.past: list[dict[str, JsonValue]] = []
        self.future: list[dict[str, JsonValue]] = []
        self.shown: dict[str, JsonValue] = {}
        self.file = export_text(self.session)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            shutil.rmtree(self.folder)

    def did(self, outcome: Outcome) -> None:
        """Note what an operation came to."""
        if isinstance(outcome, Changes) and outcome:
            self.past.append(self.shown)
            self.future.clear()
        self.shown = effective(self.session)

    @rule(operation=ON_TASKS, task=TASKS)
    def change_a_task(self, operation: object, task: object) -> None:
        self.did(operation(self.session, task))  # type: ignore[operator]  # sampled_from of functions is untyped

    @rule(count=st.integers(-1, 5))
    def count(self, count: int) -> None:
        self.did(objectives.set_objective_count(self.session, KILLS, count))

    @rule()
    def tick(self) -> None:
        self.did(objectives.toggle_objective(self.session, HANDS))

    @rule(level=st.integers(0, 31))
    def level(self, level: int) -> None:
        self.did(profile.set_level(self.session, level))

    @rule(level=st.sampled_from([None, 0, 2]))
    def trader(self, level: int | None) -> None:
        self.did(profile.set_trader_level(self.session, PRAPOR, level))

    @rule(level=st.integers(1, 2), builds=st.booleans())
    def build(self, level: int, *, builds: bool) -> None:
        change = hideout.build_level if builds else hideout.remove_level
        self.did(change(self.session, GENERATOR, level))

    @rule(count=st.integers(0, 3))
    def collect(self, count: int) -> None:
        self.did(hideout.set_part_count(self.session, FILTER, count))

    @rule()
    def reset(self) -> None:
        self.did(modes.wipe_mode(self.session))

    @rule()
    def export(self) -> None:
        self.file = export_text(self.session)

    @rule(choice=st.sampled_from([JOIN, REPLACE]))
    def import_the_last_export(self, choice: str) -> None:
        preview = preview_import(self.session, self.file.encode())
        assert isinstance(preview, Preview)
        outcome = import_file(self.session, preview.imported, choice=choice)
        assert isinstance(outcome, Changes)
        self.did(outcome)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        assert isinstance(self.session.undo(), Undone)
        self.future.append(self.shown)
        self.shown = self.past.pop()

    @precondition(lambda self: not self.past)
    @rule()
    def undo_nothing(self) -> None:
        assert self.session.undo() == NothingToUndo()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        assert isinstance(self.session.redo(), Undone)
        self.past.append(self.shown)
        self.shown = self.future.pop()

    @rule()
    def restart(self) -> None:
        self.session.saving.wait(WAIT_S)
        self.session.close()
        self.starts += 1
        self.session = a_session(self.folder, start_ms=START_MS + self.starts * DAY_MS)

    @invariant()
    def the_document_is_the_expected_one(self) -> None:
        if hasattr(self, "session"):
            assert effective(self.session) == self.shown

    @invariant()
    def what_is_derived_is_what_a_fresh_start_would_derive(self) -> None:
        if hasattr(self, "session"):
            session = self.session
            fresh = Derived(session.graph, session.document, session.account, START_MS * 2)
            assert {task: session.derived.state(task) for task in session.graph.nodes} == {
                task: fresh.state(task) for task in session.graph.nodes
            }


TestPlayer = Player.TestCase
TestPlayer.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
