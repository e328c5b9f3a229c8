"""What a trader asks for, against what the player stated or could have (game-rules 4.6)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Final

from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.game import TraderRequirement
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TraderId
from tarkov_desktop.domain.records import number
from tarkov_desktop.domain.registers import trader_path
from tarkov_desktop.domain.state import Reason, ReasonKind, Verdict

HIGHEST_LOYALTY: Final = 4
"""Loyalty levels a trader has when the catalog does not know him."""

COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
}


def trader_reason(
    graph: GameGraph, document: Document, level: int, requirement: TraderRequirement
) -> Reason | None:
    """Return why *requirement* is not met, or not known to be; None when it is. *level*: effective PMC level."""
    compare = COMPARISONS.get(requirement.compare)
    value = requirement.value
    kind = _KINDS.get(requirement.kind)
    if kind is None or compare is None or value is None or value - value != 0:
        return Reason(
            ReasonKind.UNREADABLE, Verdict.UNKNOWN, trader=requirement.trader, word=requirement.kind
        )
    stated = number(document.value(trader_path(requirement.trader, requirement.kind)))
    if stated is not None:
        answers = {compare(stated, value)}
    elif kind is ReasonKind.TRADER_LEVEL:
        highest = highest_loyalty(graph, requirement.trader, level)
        answers = {compare(loyalty, value) for loyalty in range(1, highest + 1)}
    else:
        answers = {True, False}
    if answers == {True}:
        return None
    verdict = Verdict.NO if answers == {False} else Verdict.UNKNOWN
    return Reason(
        kind, verdict, trader=requirement.trader, compare=requirement.compare, needed=value, actual=stated
    )


def highest_loyalty(graph: GameGraph, trader_id: TraderId, level: int) -> int:
    """Return the highest loyalty level that PMC level *level* can have with a trader, at least 1."""
    trader = graph.catalog.traders.get(trader_id)
    if trader is None:
        return HIGHEST_LOYALTY
    return max((loyalty.level for loyalty in trader.levels if loyalty.player_level <= level), default=1)


_KINDS: Final[Mapping[str, ReasonKind]] = {
    "level": ReasonKind.TRADER_LEVEL,
    "reputation": ReasonKind.TRADER_REPUTATION,
}
