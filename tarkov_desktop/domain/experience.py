"""XP, level and skills as tasks and corrections make them (game-rules 11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import SkillId, TaskId
from tarkov_desktop.domain.records import task_record, whole
from tarkov_desktop.domain.registers import LEVEL, XP_OFFSET, skill_offset_path

MAX_EFFECTIVE_SKILL: Final = 51
"""The highest a skill gets in the game: elite level."""


def complete_tasks(graph: GameGraph, document: Document) -> Iterable[TaskId]:
    """Return the tasks of the catalog that are complete, in its order."""
    return [task_id for task_id, node in graph.nodes.items() if task_record(document, node.path).complete]


def quest_xp(graph: GameGraph, complete: Iterable[TaskId]) -> int:
    """Return the XP that *complete* tasks gave."""
    return sum(graph.nodes[task_id].task.experience for task_id in complete)


def quest_skill(graph: GameGraph, complete: Iterable[TaskId], skill: SkillId) -> int:
    """Return the levels of *skill* that *complete* tasks gave."""
    return sum(
        levels
        for task_id in complete
        for rewarded, levels in graph.nodes[task_id].task.finish_rewards.skills
        if rewarded == skill
    )


def total_xp(document: Document, xp_of_tasks: int) -> int:
    """Return XP of tasks and the player's correction together, never below zero."""
    return max(0, xp_of_tasks + whole(document.value(XP_OFFSET), 0))


def stated_level(document: Document) -> int:
    """Return the level the player stated, 1 if none."""
    return whole(document.value(LEVEL), 1)


def effective_level(graph: GameGraph, document: Document, account: AccountFacts, xp_of_tasks: int) -> int:
    """Return the level the rules use: from XP when that is on, else the stated one."""
    if account.automatic_level:
        return graph.levels.level_at(total_xp(document, xp_of_tasks))
    return stated_level(document)


def effective_skill(document: Document, skill: SkillId, from_tasks: int) -> int:
    """Return a skill's level with the player's correction, 0..51."""
    offset = whole(document.value(skill_offset_path(skill)), 0)
    return max(0, min(MAX_EFFECTIVE_SKILL, from_tasks + offset))
