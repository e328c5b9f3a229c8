"""What the player does to stations: build, take back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from tarkov_desktop.app.operations.carry import Outcome
from tarkov_desktop.app.operations.hideout import build_level, remove_level
from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.app.texts import _, listed
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import StationId
from tarkov_desktop.domain.plans.hideout import plan_removal
from tarkov_desktop.domain.plans.plan import Plan, Refusal
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.items.words import station_level_words, station_name
from tarkov_desktop.ui.pages.tasks.words import task_name
from tarkov_desktop.ui.theme.shapes import Shape


class StationActions(QObject):
    """Builds and takes back, and says what came of it: a toast with Undo, or ``refused`` with a sentence."""

    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def build_next(self, station: StationId) -> None:
        """Build the next level. Unmet conditions do not bind: the player knows what the game allowed."""
        session = self._context.session
        view = session.derived.stations()[station]
        if view.next_level is not None:
            level = view.next_level.level
            outcome = build_level(session, station, level)
            self._say(outcome, station, level, _("{name} is built."), Shape.DONE)

    def take_back(self, station: StationId) -> None:
        """Take the highest built level back; stations that needed it are named, and stay as they are."""
        session = self._context.session
        level = session.derived.station_level_of(station)
        plan = plan_removal(session.graph, session.document, session.account, station, level)
        words = _("{name} is taken back.")
        if isinstance(plan, Plan) and plan.stations:
            names = listed([station_name(session, other) for other in plan.stations])
            words = _("{name} is taken back. Built on it and left as they are: {stations}.")
            words = words.replace("{stations}", names)
        outcome = remove_level(session, station, level)
        self._say(outcome, station, level, words, Shape.AVAILABLE)

    def _say(self, outcome: Outcome, station: StationId, level: int, words: str, shape: Shape) -> None:
        session = self._context.session
        match outcome:
            case Refusal():
                self.refused.emit(sentence(outcome, partial(task_name, session)))
            case Changes() if outcome:
                name = station_level_words(session, station, level)
                self._context.stage.toast(Toast(words, name, shape, self._undo))
            case Changes():
                pass

    def _undo(self) -> None:
        self._context.session.undo()
