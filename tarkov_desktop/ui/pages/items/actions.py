"""What the player does to needs: count up and down, fill. Shared by Items and Hideout."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from tarkov_desktop.app.operations.carry import Outcome
from tarkov_desktop.app.operations.hideout import set_part_count
from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import ObjectiveId, PartId
from tarkov_desktop.domain.item_needs import ItemNeed
from tarkov_desktop.domain.needed import NeedState, next_to_empty, next_to_fill
from tarkov_desktop.domain.plans.plan import Refusal
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.items.words import asker, need_item_name
from tarkov_desktop.ui.pages.tasks.words import task_name
from tarkov_desktop.ui.theme.shapes import Shape


class NeedActions(QObject):
    """Counts needs and says what came of it: a toast with Undo, or ``refused`` with a sentence to show."""

    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def set_count(self, need: ItemNeed, count: int) -> None:
        """Set how many are there for one need."""
        session = self._context.session
        before = need.paths.read(session.document).got(need.need)
        outcome: Outcome
        if need.task is not None:
            outcome = set_objective_count(session, ObjectiveId(need.key), count)
        else:
            outcome = set_part_count(session, PartId(need.key), count)
        match outcome:
            case Refusal():
                self.refused.emit(sentence(outcome, partial(task_name, session)))
            case Changes() if outcome:
                self._say(need, before)
            case Changes():
                pass

    def add_one(self, parts: Sequence[NeedState]) -> None:
        """Count one more for the first need that is not full."""
        self._step(parts, next_to_fill(parts), 1)

    def take_one(self, parts: Sequence[NeedState]) -> None:
        """Count one less for the last need that is not empty."""
        self._step(parts, next_to_empty(parts), -1)

    def fill(self, parts: Sequence[NeedState]) -> None:
        """Fill the first need that is not full."""
        key = next_to_fill(parts)
        for part in parts:
            if part.need.key == key:
                self.set_count(part.need, part.need.need)

    def _step(self, parts: Sequence[NeedState], key: ObjectiveId | PartId | None, step: int) -> None:
        for part in parts:
            if part.need.key == key:
                self.set_count(part.need, part.got + step)

    def _say(self, need: ItemNeed, before: int) -> None:
        session = self._context.session
        got = need.paths.read(session.document).got(need.need)
        words = _("{name}: {got} of {need} for {asker}.")
        for name, value in (
            ("got", number(got)),
            ("need", number(need.need)),
            ("asker", asker(session, need)),
        ):
            words = words.replace(f"{{{name}}}", value)
        shape = Shape.DONE if got >= need.need and got > before else Shape.AVAILABLE
        item = need_item_name(session, need)
        self._context.stage.toast(Toast(words, item, shape, self._undo))

    def _undo(self) -> None:
        self._context.session.undo()
