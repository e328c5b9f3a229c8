"""Stating the loyalty level with a trader where a task asks for it: a link or a button that opens a short menu."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QMenu, QWidget

from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import TraderId
from tarkov_desktop.domain.registers import trader_path
from tarkov_desktop.domain.state import Reason, ReasonKind
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.subject import Subject
from tarkov_desktop.ui.widgets.menu import Entry, open_menu

_USUAL_LEVELS: Final = 4
"""Levels to choose from even where the game data lists fewer: what a player states may be newer."""


def can_state(subject: Subject, reason: Reason) -> bool:
    """Return whether *reason* is a loyalty level that the player may state here; a mate's is the mate's to state."""
    is_level = reason.kind is ReasonKind.TRADER_LEVEL and reason.trader in subject.session.catalog.traders
    return is_level and not subject.is_read_only


def open_levels(subject: Subject, actions: TaskActions, trader_id: TraderId, below: QWidget) -> QMenu:
    """Offer the levels with a trader, the stated one marked, and to take the statement back."""
    trader = subject.session.catalog.traders[trader_id]
    stated = subject.session.document.value(trader_path(trader_id, "level"))
    highest = max([_USUAL_LEVELS, *(each.level for each in trader.levels)])
    entries = [
        Entry(
            _("Level {level} with {trader}").format(level=level, trader=trader.name),
            partial(actions.state_level, trader_id, level),
            is_chosen=level == stated,
        )
        for level in range(1, highest + 1)
    ]
    if stated is not None:
        withdraw = partial(actions.state_level, trader_id, None)
        entries.append(Entry(_("Not stated"), withdraw, begins_group=True))
    return open_menu(subject.look, below, entries)
