"""What keys and buttons of the list ask for, on the tasks chosen there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, listed
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.sight import Sight
from tarkov_desktop.ui.pages.tasks.words import STATES, task_name

_TO_DO: Final = {DisplayState.AVAILABLE, DisplayState.UNKNOWN_GATE}


class TaskCommands:
    """Carries out what is asked for on the player's own tasks.

    In a teammate's view nothing is changed: the page says so by ``refused`` of the actions. In everyone's view a task
    that is open only to others is not completed by a key meant for one's own.
    """

    def __init__(
        self,
        session: Session,
        acts: TaskActions,
        chosen: Callable[[], list[TaskId]],
        sight: Callable[[], Sight],
    ) -> None:
        self._session = session
        self._acts = acts
        self._chosen = chosen
        self._sight = sight

    def complete(self) -> None:
        """Complete the chosen tasks."""
        chosen = self._own()
        mine = chosen
        if self._sight().is_of_all:
            mine = [task for task in chosen if self._session.derived.state(task) in _TO_DO]
        if mine:
            self._acts.complete(mine)
        elif chosen:
            self._acts.refused.emit(self._why_not_mine(chosen[0]))

    def uncomplete(self) -> None:
        """Take the chosen tasks back."""
        chosen = self._own()
        if chosen:
            self._acts.uncomplete(chosen)

    def ignore(self) -> None:
        """Ignore the chosen tasks, or show them again."""
        chosen = self._own()
        if chosen:
            is_ignored = self._session.derived.view(chosen[0]).is_ignored
            self._acts.set_ignored(chosen, is_ignored=not is_ignored)

    def pin(self) -> None:
        """Pin the chosen tasks, or unpin them."""
        chosen = self._own()
        if chosen:
            self._acts.set_pinned(chosen, is_pinned=not self._session.derived.is_pinned(chosen[0]))

    def fail(self) -> None:
        """Fail the chosen tasks."""
        chosen = self._own()
        if chosen:
            self._acts.fail(chosen)

    def have_it(self) -> None:
        """Say that the player has the first of the chosen tasks, also where that was not possible yet."""
        for task_id in self._own()[:1]:
            is_offered = self._session.derived.state(task_id) is DisplayState.AVAILABLE
            (self._acts.start if is_offered else self._acts.make_available)(task_id)

    def start(self) -> None:
        """Say that the first of the chosen tasks is under way."""
        for task_id in self._own()[:1]:
            self._acts.start(task_id)

    def _own(self) -> Sequence[TaskId]:
        """Return the chosen tasks, none of them while a teammate's are shown."""
        chosen, mate = self._chosen(), self._sight().mate
        if mate is None or not chosen:
            return chosen
        words = _("These are the tasks of {name}. Show your own to change them.")
        self._acts.refused.emit(words.format(name=mate.name))
        return []

    def _why_not_mine(self, task_id: TaskId) -> str:
        state = _(STATES[self._session.derived.state(task_id)].word)
        others = [person.name for person in self._sight().has_it(task_id) if not person.is_self]
        words = _("{task} is not open for you. For you it is: {state}.")
        if others:
            words = _("{task} is available for {names}. For you it is: {state}.")
        name = task_name(self._session, task_id)
        return words.format(task=name, state=state, names=listed(others))
