"""What a team's members look like together; each is judged by their own document (game-rules 15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.ids import ItemId, TaskId, UserId
from tarkov_desktop.domain.item_needs import MONEY
from tarkov_desktop.domain.needed import NeededFilter, NeedState, need_states
from tarkov_desktop.domain.state import DisplayState

ID_LETTERS = 6
"""How much of an id stands in for a name nobody gave."""


class Member(NamedTuple):
    """One member in view. ``derived`` is None while the document is not at hand."""

    user: UserId
    derived: Derived | None
    is_self: bool = False


class TeamTask(NamedTuple):
    """One task in the view of all: its state, and for whom it is available."""

    state: DisplayState
    available_to: tuple[UserId, ...] = ()
    is_shared_by_all: bool = False
    """At least two relevant members, and available to each of them."""


class TeamNeed(NamedTuple):
    """How many of an item each member still needs; members in ``not_known`` have no document at hand."""

    left: dict[UserId, int]
    not_known: tuple[UserId, ...]

    @property
    def total(self) -> int:
        """What the members known still need together."""
        return sum(self.left.values())


def card_name(profile_name: str | None, stored_name: str | None, user: UserId) -> str:
    """Return the name on a mate's card: of the profile, else as stored, else the beginning of the id."""
    return profile_name or stored_name or user[:ID_LETTERS]


def team_task(members: Iterable[Member], task_id: TaskId) -> TeamTask | None:
    """Return a task in the view of all members (hidden ones already left out), None if it concerns nobody."""
    states = {
        member.user: member.derived.state_without_mark(task_id)
        for member in members
        if member.derived is not None and is_relevant(member.derived, task_id)
    }
    if not states:
        return None
    available_to = tuple(user for user, state in states.items() if state is DisplayState.AVAILABLE)
    return TeamTask(
        _joint_state(tuple(states.values())),
        available_to,
        is_shared_by_all=len(states) > 1 and len(available_to) == len(states),
    )


def is_relevant(derived: Derived, task_id: TaskId) -> bool:
    """True when a member's faction and edition have the task."""
    situation = derived.situation
    task = derived.graph.nodes[task_id].task
    return situation.is_faction_right(task) and situation.is_edition_right(task_id)


def available_tasks(derived: Derived) -> tuple[TaskId, ...]:
    """Return the tasks a member can do now, in the order of the game data; ignored ones are left out."""
    return tuple(task for task in derived.graph.nodes if derived.state(task) is DisplayState.AVAILABLE)


def open_bits(members: Iterable[Member]) -> int:
    """Return the tasks open for any member, as the bit set that impact counts in."""
    bits = 0
    for member in members:
        if member.derived is not None:
            bits |= member.derived.open_bits
    return bits


def team_needs(members: Sequence[Member], wanted: NeededFilter) -> dict[ItemId, TeamNeed]:
    """Return, for every item that anyone needs, what each member still needs of it."""
    not_known = tuple(member.user for member in members if member.derived is None)
    needs: dict[ItemId, TeamNeed] = {}
    for member in members:
        for part in need_states(member.derived, wanted) if member.derived is not None else ():
            _add(needs, part, member.user, not_known)
    return needs


def _add(needs: dict[ItemId, TeamNeed], part: NeedState, user: UserId, not_known: tuple[UserId, ...]) -> None:
    item = part.need.item
    if item is None or item in MONEY:
        return
    need = needs.setdefault(item, TeamNeed({}, not_known))
    need.left[user] = need.left.get(user, 0) + part.cell.left


class TeamTasks:
    """What :func:`team_task` says of the tasks, worked out when first asked for and kept until it is forgotten."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._members = tuple(members)
        self._known: dict[TaskId, TeamTask | None] = {}

    def of(self, task_id: TaskId) -> TeamTask | None:
        """Return a task of the catalog in the view of all, None if it concerns nobody."""
        if task_id not in self._known:
            self._known[task_id] = team_task(self._members, task_id)
        return self._known[task_id]

    def available_to(self, task_id: TaskId) -> tuple[UserId, ...]:
        """Return for whom a task is available, in the order of the members."""
        found = self.of(task_id)
        return found.available_to if found is not None else ()

    def speaker(self, task_id: TaskId) -> Member | None:
        """Return the first member whose own state is that of all together: their reasons explain it."""
        found = self.of(task_id)
        if found is None:
            return None
        return next(
            (
                member
                for member in self._members
                if member.derived is not None and member.derived.state_without_mark(task_id) is found.state
            ),
            None,
        )

    def forget(self, task_ids: Iterable[TaskId]) -> None:
        """Work *task_ids* out anew: a member's own edit reached them."""
        for task_id in task_ids:
            self._known.pop(task_id, None)


def _joint_state(states: Sequence[DisplayState]) -> DisplayState:
    if all(state is DisplayState.COMPLETE for state in states):
        return DisplayState.COMPLETE
    return next((state for state in _FIRST_OF_ANY if state in states), DisplayState.BLOCKED)


_FIRST_OF_ANY = (
    DisplayState.AVAILABLE,
    DisplayState.UNKNOWN_GATE,
    DisplayState.LOCKED,
    DisplayState.FAILED,
)
