"""Popups: lists of actions and of choices, opened below a button and never with a nested loop (R-LOOP-4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu: its word, what it does, its icon and key; a reason switches it off and explains why."""

    text: str
    act: Callable[[], object]
    icon: str = ""
    key: str = ""
    is_chosen: bool | None = None
    reason: str = ""
    begins_group: bool = False


def open_menu(
    look: Look,
    below: QWidget,
    entries: Sequence[Entry],
    *,
    at_right: bool = False,
) -> QMenu:
    """Show *entries* below a widget; the menu goes away by itself and with that widget."""
    menu = QMenu(below)
    menu.setStyleSheet(look.sheet)
    menu.setToolTipsVisible(True)
    for entry in entries:
        if entry.begins_group:
            menu.addSeparator()
        action = QAction(entry.text.replace("&", "&&"), menu)
        if entry.icon:
            side = look.theme.icon(18)
            action.setIcon(look.icons.icon(entry.icon, side, look.theme.color(Role.TEXT2)))
        if entry.key:
            action.setShortcut(QKeySequence(entry.key))
            action.setShortcutVisibleInContextMenu(True)
        if entry.is_chosen is not None:
            action.setCheckable(True)
            action.setChecked(entry.is_chosen)
        if entry.reason:
            action.setEnabled(False)
            action.setToolTip(entry.reason)
        action.triggered.connect(_without_argument(entry.act))
        menu.addAction(action)
    menu.aboutToHide.connect(menu.deleteLater)
    corner = QPoint(0, below.height() + 4)
    if at_right:
        corner.setX(below.width() - menu.sizeHint().width())
    menu.popup(below.mapToGlobal(corner))
    return menu


def _without_argument(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        act()

    return run
