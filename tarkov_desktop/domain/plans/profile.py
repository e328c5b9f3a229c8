"""Plans on the profile: level, XP, faction, name, prestige, edition, traders, skills."""

from __future__ import annotations

import math

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document, JsonValue, Write
from tarkov_desktop.domain.experience import MAX_EFFECTIVE_SKILL, complete_tasks, quest_skill, quest_xp
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import ACCOUNT_SCOPE, SkillId, TraderId
from tarkov_desktop.domain.limits import (
    MAX_EDITION,
    MAX_LEVEL,
    MAX_NAME_LENGTH,
    MAX_REPUTATION,
    MAX_SKILL,
    MAX_TRADER_LEVEL,
    MAX_XP_OFFSET,
)
from tarkov_desktop.domain.plans.draft import Draft
from tarkov_desktop.domain.plans.plan import Plan, Refusal, RefusalCode
from tarkov_desktop.domain.registers import (
    DISPLAY_NAME,
    FACTION,
    FACTIONS,
    GAME_EDITION,
    LEVEL,
    PRESTIGE,
    XP_OFFSET,
    neutral,
    same_value,
    skill_offset_path,
    trader_path,
)
from tarkov_desktop.domain.scalars import read_reputation
from tarkov_desktop.domain.wording import clean_line


def plan_level(graph: GameGraph, document: Document, account: AccountFacts, level: int) -> Plan | Refusal:
    """Set the PMC level: the stated one, or the XP correction when the level follows from XP."""
    highest = min(MAX_LEVEL, graph.levels.highest)
    if not 1 <= level <= highest:
        return _out_of_range(1, highest)
    if not account.automatic_level:
        return _one(graph, document, account, LEVEL, level)
    return plan_total_xp(graph, document, account, graph.levels.total_at(level))


def plan_total_xp(graph: GameGraph, document: Document, account: AccountFacts, total: int) -> Plan | Refusal:
    """Set the total XP; what tasks gave is subtracted and the rest kept as a correction."""
    offset = total - quest_xp(graph, complete_tasks(graph, document))
    if total < 0 or abs(offset) > MAX_XP_OFFSET:
        return _out_of_range(0, MAX_XP_OFFSET)
    return _one(graph, document, account, XP_OFFSET, offset)


def plan_faction(graph: GameGraph, document: Document, account: AccountFacts, faction: str) -> Plan | Refusal:
    """Set USEC or BEAR."""
    if faction not in FACTIONS:
        return Refusal(RefusalCode.OUT_OF_RANGE)
    return _one(graph, document, account, FACTION, faction)


def plan_name(graph: GameGraph, document: Document, account: AccountFacts, name: str) -> Plan | Refusal:
    """Set the name on the team card, at most 15 characters; an empty one clears it."""
    cleaned = clean_line(name)
    if len(cleaned) > MAX_NAME_LENGTH:
        return Refusal(RefusalCode.TOO_LONG, choices={"most": MAX_NAME_LENGTH})
    return _one(graph, document, account, DISPLAY_NAME, cleaned or None)


def plan_prestige_level(
    graph: GameGraph, document: Document, account: AccountFacts, prestige: int
) -> Plan | Refusal:
    """Set the prestige level, within what the catalog of the mode has."""
    highest = len(graph.catalog.prestiges)
    return _one(graph, document, account, PRESTIGE, max(0, min(prestige, highest)))


def plan_edition(account: AccountFacts, edition: int) -> Plan | Refusal:
    """Set the game edition; the write belongs to scope ``account``."""
    if not 1 <= edition <= MAX_EDITION:
        return _out_of_range(1, MAX_EDITION)
    return Plan() if edition == account.edition else Plan((Write(GAME_EDITION, edition),))


def plan_preference(preferences: Document, path: str, value: JsonValue) -> Plan:
    """Set one synced preference; the write belongs to scope ``account``, whose registers are *preferences*."""
    stored = preferences.value(path) if path in preferences.entries else neutral(path, scope=ACCOUNT_SCOPE)
    return Plan() if same_value(stored, value) else Plan((Write(path, value),))


def plan_trader_level(
    graph: GameGraph, document: Document, account: AccountFacts, trader: TraderId, level: int | None
) -> Plan | Refusal:
    """State the loyalty level with a trader; None withdraws the statement."""
    if trader not in graph.catalog.traders:
        return Refusal(RefusalCode.UNKNOWN_TRADER)
    if level is not None and not 0 <= level <= MAX_TRADER_LEVEL:
        return _out_of_range(0, MAX_TRADER_LEVEL)
    return _one(graph, document, account, trader_path(trader, "level"), level)


def plan_trader_reputation(
    graph: GameGraph, document: Document, account: AccountFacts, trader: TraderId, reputation: float | None
) -> Plan | Refusal:
    """State the reputation with a trader, at most four decimals; None withdraws the statement."""
    if trader not in graph.catalog.traders:
        return Refusal(RefusalCode.UNKNOWN_TRADER)
    if reputation is not None and not -MAX_REPUTATION <= reputation <= MAX_REPUTATION:
        return _out_of_range(-MAX_REPUTATION, MAX_REPUTATION)
    value = None if reputation is None else read_reputation(reputation)
    return _one(graph, document, account, trader_path(trader, "reputation"), value)


def plan_skill(
    graph: GameGraph, document: Document, account: AccountFacts, skill: SkillId, level: float
) -> Plan | Refusal:
    """Set a skill's level; what tasks gave is subtracted and the rest kept as a correction."""
    known = graph.catalog.skills
    if known and skill not in known and skill_offset_path(skill) not in document.entries:
        return Refusal(RefusalCode.UNKNOWN_SKILL)
    if not math.isfinite(level) or level < 0:
        return _out_of_range(0, MAX_EFFECTIVE_SKILL)
    offset = math.floor(level) - quest_skill(graph, complete_tasks(graph, document), skill)
    if abs(offset) > MAX_SKILL:
        return _out_of_range(0, MAX_EFFECTIVE_SKILL)
    return _one(graph, document, account, skill_offset_path(skill), offset)


def _one(graph: GameGraph, document: Document, account: AccountFacts, path: str, value: JsonValue) -> Plan:
    draft = Draft(graph, document, account)
    draft.write(path, value)
    return Plan(draft.writes())


def _out_of_range(least: int, most: int) -> Refusal:
    return Refusal(RefusalCode.OUT_OF_RANGE, choices={"least": least, "most": most})
