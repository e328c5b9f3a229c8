"""Finds a setting by what its row says, in every section, whichever is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.form import SettingRow
from tarkov_desktop.ui.widgets.skeleton import DetailScroll


@dataclass(slots=True)
class Found:
    """What a search found: names of sections in their order, and the rows in them. Rows wear the accent meanwhile."""

    sections: list[str] = field(default_factory=list)
    rows: list[tuple[str, SettingRow]] = field(default_factory=list)


class SettingFinder:
    """Searches the sections *names*; *word_of* gives the word of one, *scroll_of* makes and gives its column."""

    def __init__(
        self, names: Iterable[str], word_of: Callable[[str], str], scroll_of: Callable[[str], DetailScroll]
    ) -> None:
        self._names = list(names)
        self._word_of = word_of
        self._scroll_of = scroll_of
        self._found = Found()

    def find(self, text: str) -> Found:
        """Return what says all words of *text* and mark its rows; no words find every section and no row."""
        self._unmark()
        words = text.casefold().split()
        if not words:
            return Found(list(self._names))
        for name in self._names:
            rows = [row for row in self._scroll_of(name).findChildren(SettingRow) if _says(row, words)]
            for row in rows:
                row.label.set_role(Role.ACCENT)
            self._found.rows += [(name, row) for row in rows]
            if rows or all(word in self._word_of(name).casefold() for word in words):
                self._found.sections.append(name)
        return self._found

    def show_first(self) -> str:
        """Bring the first row that was found into view; return the section to open, "" for none."""
        if not self._found.rows:
            return next(iter(self._found.sections), "")
        name, row = self._found.rows[0]
        self._scroll_of(name).ensureWidgetVisible(row)
        return name

    def enter_first(self) -> None:
        """Put the keyboard on the control of the first row that was found."""
        for _name, row in self._found.rows[:1]:
            control = next((each for each in row.findChildren(QWidget) if _is_reached(each)), None)
            if control is not None:
                control.setFocus(Qt.FocusReason.TabFocusReason)

    def _unmark(self) -> None:
        for _name, row in self._found.rows:
            if isValid(row):  # a section may have been filled anew meanwhile
                row.label.set_role(Role.TEXT)
        self._found = Found()


def _says(row: SettingRow, words: list[str]) -> bool:
    said = f"{row.label.text()} {row.help.text()}".casefold()
    return all(word in said for word in words)


def _is_reached(part: QWidget) -> bool:
    return part.isEnabled() and bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
