"""What planning answers: a plan with its consequences, or a refusal the player can act on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tarkov_desktop.domain.document import Write
from tarkov_desktop.domain.ids import StationId, TaskId


@dataclass(frozen=True, slots=True)
class Plan:
    """Register writes of one operation, and what they do beyond the thing itself."""

    writes: tuple[Write, ...] = ()
    completes: tuple[TaskId, ...] = ()
    """Other tasks that become complete."""
    fails: tuple[TaskId, ...] = ()
    """Other tasks that become failed."""
    reopens: tuple[TaskId, ...] = ()
    """Other tasks that become open again."""
    conflicts: tuple[TaskId, ...] = ()
    """Tasks that contradict the result and are left as they are (check K2)."""
    raises_level_to: int | None = None
    stations: tuple[StationId, ...] = ()
    """Other stations that need what is taken away; they are not changed."""

    def __bool__(self) -> bool:
        """True when there is anything to write."""
        return bool(self.writes)

    @property
    def is_plain(self) -> bool:
        """True when nothing but the thing itself is touched: no preview needed."""
        return not (self.completes or self.fails or self.reopens or self.conflicts or self.stations)


class RefusalCode(StrEnum):
    """Why an operation is not possible now."""

    UNKNOWN_TASK = "unknown_task"
    UNKNOWN_OBJECTIVE = "unknown_objective"
    UNKNOWN_STATION = "unknown_station"
    UNKNOWN_PART = "unknown_part"
    UNKNOWN_TRADER = "unknown_trader"
    UNKNOWN_SKILL = "unknown_skill"
    ALREADY_COMPLETE = "already_complete"
    ALREADY_FAILED = "already_failed"
    ALREADY_AVAILABLE = "already_available"
    NOT_SETTLED = "not_settled"
    """The task is neither complete nor failed, so there is nothing to take back."""
    TASK_CLOSED = "task_closed"
    """The task is complete or failed; its objectives follow it."""
    NOT_RESTARTABLE = "not_restartable"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    NOT_FOR_THIS_PLAYER = "not_for_this_player"
    """Faction, edition or prestige rule the task out."""
    CONFLICT = "conflict"
    """Records named in ``tasks`` contradict each other or the plan."""
    OUT_OF_RANGE = "out_of_range"
    TOO_LONG = "too_long"
    TOO_MANY_NOTES = "too_many_notes"
    LEVEL_BUILT = "level_built"
    GIVEN_BY_EDITION = "given_by_edition"
    NO_SUCH_LEVEL = "no_such_level"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An operation that cannot be done, and the tasks that stand in its way."""

    code: RefusalCode
    tasks: tuple[TaskId, ...] = ()
    choices: dict[str, int] = field(default_factory=dict)
    """Limits that were passed, by name (``least``, ``most``)."""
