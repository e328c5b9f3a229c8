"""Status words of the game data, old and new spellings, as the three statuses there are (game-rules 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tarkov_desktop.domain.game import TaskRequirement, TaskStatus

STATUS_OF_WORD: Final[Mapping[str, TaskStatus]] = {
    "complete": TaskStatus.COMPLETE,
    "completed": TaskStatus.COMPLETE,
    "active": TaskStatus.ACTIVE,
    "accept": TaskStatus.ACTIVE,
    "accepted": TaskStatus.ACTIVE,
    "failed": TaskStatus.FAILED,
}


def statuses_of(requirement: TaskRequirement) -> frozenset[TaskStatus] | None:
    """Return what a requirement accepts (an empty list means complete), None when it cannot be read."""
    if not requirement.readable or requirement.task is None:
        return None
    words = requirement.statuses or (TaskStatus.COMPLETE,)
    found = [STATUS_OF_WORD.get(word.lower()) for word in words]
    return None if None in found else frozenset(status for status in found if status is not None)
