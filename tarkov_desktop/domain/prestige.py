"""What a prestige asks for, against what is known of the player (game-rules 12)."""

from __future__ import annotations

from typing import NamedTuple

from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.game import Objective, Prestige
from tarkov_desktop.domain.records import task_record
from tarkov_desktop.domain.registers import task_path
from tarkov_desktop.domain.state import Verdict


class ConditionView(NamedTuple):
    """One condition; unknown where it is about the stash or the story."""

    condition: Objective
    verdict: Verdict


class PrestigeView(NamedTuple):
    """One prestige level with its conditions."""

    prestige: Prestige
    is_reached: bool
    conditions: tuple[ConditionView, ...]
    stories: tuple[str, ...]
    """Story requirements; nothing is known about them."""


def prestige_views(derived: Derived) -> tuple[PrestigeView, ...]:
    """Return every prestige of the mode, lowest first."""
    prestiges = sorted(derived.graph.catalog.prestiges, key=lambda prestige: prestige.level)
    return tuple(
        PrestigeView(
            prestige,
            derived.situation.prestige >= prestige.level,
            tuple(ConditionView(one, _verdict(derived, one)) for one in prestige.conditions),
            prestige.story_requirements,
        )
        for prestige in prestiges
    )


def _verdict(derived: Derived, condition: Objective) -> Verdict:
    match condition.type:
        case "playerLevel":
            return _yes_if(holds=derived.situation.level >= condition.level)
        case "skill" if condition.skill is not None:
            return _yes_if(holds=derived.skill(condition.skill) >= condition.level)
        case "hideoutStation" if condition.station is not None:
            return _yes_if(holds=derived.station_level_of(condition.station) >= condition.station_level)
        case "taskStatus" if condition.task is not None:
            record = task_record(derived.document, task_path(condition.task))
            statuses = condition.statuses or ("complete",)
            holds = {"complete": record.complete, "failed": record.failed, "active": record.started}
            return _yes_if(holds=any(holds.get(status, False) for status in statuses))
        case _:
            return Verdict.UNKNOWN


def _yes_if(*, holds: bool) -> Verdict:
    return Verdict.YES if holds else Verdict.NO
