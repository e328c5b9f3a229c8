"""How a task stands: its display state, and the reasons in a form the interface can put into words."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple

import msgspec

from tarkov_desktop.domain.ids import StationId, TaskId, TraderId
from tarkov_desktop.domain.records import TaskRecord


class DisplayState(StrEnum):
    """What a task is shown as; exactly one, the first that holds (game-rules 5)."""

    FAILED = "failed"
    COMPLETE = "complete"
    IGNORED = "ignored"
    BLOCKED = "blocked"
    AVAILABLE = "available"
    UNKNOWN_GATE = "unknown"
    LOCKED = "locked"


class Verdict(IntEnum):
    """Answer of a condition. The least of several is the answer of all together."""

    NO = 0
    UNKNOWN = 1
    YES = 2


class ReasonKind(StrEnum):
    """Why a task is not (surely) available, or no longer possible."""

    TASK = "task"
    """``task`` must first reach one of ``statuses``."""
    VIA_TASK = "via_task"
    """It depends on ``task``, which has an unknown gate."""
    MISSING_TASK = "missing_task"
    """``task`` is required and is not in the game data."""
    UNREADABLE = "unreadable"
    """The game data holds a requirement of a kind not known here."""
    LEVEL = "level"
    """PMC level ``needed`` is not reached."""
    FACTION = "faction"
    EDITION = "edition"
    PRESTIGE_TOO_LOW = "prestige_too_low"
    PRESTIGE_PASSED = "prestige_passed"
    PRESTIGE_ABSENT = "prestige_absent"
    """A prestige is required in a mode without prestige."""
    TRADER_LEVEL = "trader_level"
    """``compare`` ``needed`` on ``trader``; ``actual`` None: not stated."""
    TRADER_REPUTATION = "trader_reputation"
    GATE = "gate"
    """A gate of kind ``word`` whose counters are not public."""
    OPENS_AT = "opens_at"
    """Closed until ``at_ms``."""
    OPENS_UNTIL = "opens_until"
    """Opens at some moment before ``at_ms``."""
    STATION = "station"
    """Hideout: ``station`` must reach level ``needed``."""
    SKILL = "skill"
    """Hideout: skill ``word`` must reach level ``needed``."""
    PREREQUISITE_FAILED = "prerequisite_failed"
    PREREQUISITE_DONE = "prerequisite_done"
    """It needs ``task`` failed, and ``task`` is complete."""
    PREREQUISITE_BLOCKED = "prerequisite_blocked"
    OTHER_BRANCH = "other_branch"
    """``task`` was completed, which fails this one."""


class Reason(msgspec.Struct, frozen=True, gc=False):
    """One reason: the kind says which of the other fields speak."""

    kind: ReasonKind
    verdict: Verdict = Verdict.NO
    task: TaskId | None = None
    statuses: tuple[str, ...] = ()
    trader: TraderId | None = None
    station: StationId | None = None
    compare: str = ""
    needed: float | None = None
    actual: float | None = None
    at_ms: int = 0
    word: str = ""


CONFIRMABLE = frozenset(
    {
        ReasonKind.MISSING_TASK,
        ReasonKind.UNREADABLE,
        ReasonKind.TRADER_LEVEL,
        ReasonKind.TRADER_REPUTATION,
        ReasonKind.GATE,
    }
)
"""Unknowns that a confirmation turns into yes (game-rules 4.8); others are confirmed elsewhere or wait."""


class Availability(NamedTuple):
    """Whether the game offers a task. ``next_ms``: when the answer may change by itself, 0 if it does not."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    next_ms: int = 0


class TaskView(NamedTuple):
    """Everything derived about one task. ``reasons`` belong to the state: blocked, unknown or locked."""

    id: TaskId
    state: DisplayState
    record: TaskRecord
    reasons: tuple[Reason, ...]
    is_ignored: bool
    is_pinned: bool
    note: str | None
    has_gate: bool
    """There is something the player can confirm, or has confirmed."""
    is_gate_confirmed: bool

    @property
    def is_started(self) -> bool:
        """True when the game log or the player said that the task is under way."""
        return self.record.started

    @property
    def opens_at_ms(self) -> int:
        """The moment a delay ends (0: none runs)."""
        return next((reason.at_ms for reason in self.reasons if reason.kind in _DELAYS), 0)


_DELAYS = frozenset({ReasonKind.OPENS_AT, ReasonKind.OPENS_UNTIL})
