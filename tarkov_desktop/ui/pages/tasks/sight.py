"""Through whose eyes tasks are seen: mine, everyone's, or one teammate's (game-rules 15). Nothing here draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.ids import TaskId, UserId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.team_views import Member, TeamTasks, open_bits
from tarkov_desktop.ui.people import ME, Person

MINE: Final = "me"
EVERYONE: Final = "all"
"""Beside a teammate's id, what a filter may ask for."""


class Sight:
    """Who is in view, and whose states count. ``people`` begins with the player, hidden teammates left out.

    ``whose`` is MINE, EVERYONE or a teammate's id; of somebody who is not in view it reads as MINE.
    """

    def __init__(self, own: Derived, people: Sequence[Person] = (), whose: str = MINE) -> None:
        self.people = people or [Person(Member(ME, own, is_self=True), "", "", is_online=True)]
        self._own = own
        self._person_of = {person.member.user: person for person in self.people}
        self._team = TeamTasks(person.member for person in self.people)
        self.whose = MINE
        self.mate: Person | None = None
        self.choose(whose)

    @property
    def mates(self) -> Sequence[Person]:
        """The teammates in view."""
        return self.people[1:]

    @property
    def is_of_all(self) -> bool:
        """Whether everyone's states count together."""
        return self.whose == EVERYONE

    @property
    def derived(self) -> Derived | None:
        """Whose records and counts are shown: a teammate's in their view (None: not at hand), else the player's."""
        return self.mate.member.derived if self.mate is not None else self._own

    def is_of(self, own: Derived) -> bool:
        """True when the player's part follows from *own*; another mode or other game data have another."""
        return self._own is own

    def choose(self, whose: str) -> None:
        """Look through other eyes."""
        person = self._person_of.get(UserId(whose)) if whose not in {MINE, EVERYONE} else None
        self.mate = person if person is not None and not person.is_self else None
        is_alone = whose == EVERYONE and not self.mates
        self.whose = MINE if is_alone or (whose != EVERYONE and self.mate is None) else whose

    def state(self, task_id: TaskId) -> DisplayState | None:
        """Return the state to list a task under, None where it concerns nobody in view or is not known."""
        if self.is_of_all:
            found = self._team.of(task_id)
            return found.state if found is not None else None
        if self.mate is None:
            return self._own.state(task_id)
        derived = self.mate.member.derived
        return derived.state_without_mark(task_id) if derived is not None else None

    def speaker(self, task_id: TaskId) -> tuple[Person, Derived]:
        """Return who explains the state of a task: the first whose own state it is, the player before others."""
        member = self._team.speaker(task_id) if self.is_of_all else None
        person = self.mate if member is None else self._person_of[member.user]
        person = person or self.people[0]
        return person, person.member.derived or self._own

    def is_shown(self, task_id: TaskId, *, is_blocked: bool, shows_blocked: bool, only_shared: bool) -> bool:
        """True unless faction, edition or prestige rule the task out for good, or not all share it as wanted."""
        if self.is_of_all:
            found = self._team.of(task_id)
            return found is not None and (found.is_shared_by_all or not only_shared)
        derived = self.derived
        return not is_blocked or shows_blocked or derived is None or derived.is_relevant(task_id)

    def has_it(self, task_id: TaskId) -> list[Person]:
        """Return for whom a task is available."""
        return [self._person_of[user] for user in self._team.available_to(task_id)]

    def marked(self, task_id: TaskId) -> list[Person]:
        """Return who stands in the squad column: whoever has the task, but for the one whose list this is."""
        looked_at = self.mate or (None if self.is_of_all else self.people[0])
        return [person for person in self.has_it(task_id) if person is not looked_at]

    def open_for_others(self) -> int:
        """Return the tasks open for those whose view this is beside ``derived``, as the bit set of impact."""
        return open_bits(person.member for person in self.mates) if self.is_of_all else 0

    def forget(self, task_ids: Iterable[TaskId]) -> None:
        """Hear that the player's own *task_ids* changed."""
        self._team.forget(task_ids)

    def fingerprint(self) -> list[tuple[object, ...]]:
        """Return what decides all this; equal ones show the same. What follows from a document changes in place."""
        return [
            (person.member.user, person.name, person.letter, person.is_online, *_state_of(person))
            for person in self.people
        ]


def _state_of(person: Person) -> tuple[object, ...]:
    """Return what a mate's states follow from; of the player's own changes the page hears by itself."""
    derived = person.member.derived
    if derived is None or person.is_self:
        return (derived is None,)
    return (derived.document, derived.situation.now_ms)
