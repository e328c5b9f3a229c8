"""Sections of a detail pane: a head with a count, a body, a hairline below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.label import Label


class SectionHead(ThemedWidget):
    """``Objectives  1 of 3``: a head in text2 600, its count in text3, and room for something at the right."""

    def __init__(self, look: Look, title: str, count: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(look.theme.gap(8))
        self._title = Label(look, title, Text.SMALL, Role.TEXT2, weight=600)
        self._count = Label(look, count, Text.SMALL, Role.TEXT3)
        self._count.setVisible(bool(count))
        self.row.addWidget(self._title)
        self.row.addWidget(self._count)
        self.row.addStretch(1)
        self.setAccessibleName(f"{title} {count}".strip())

    def set_count(self, count: str) -> None:
        """Show another count."""
        self._count.setText(count)
        self._count.setVisible(bool(count))
        self.setAccessibleName(f"{self._title.text()} {count}".strip())


class Section(ThemedWidget):
    """One section: padding 12 / 20, its head, whatever is added to it, and one line at its end."""

    def __init__(
        self,
        look: Look,
        title: str = "",
        count: str = "",
        *,
        has_line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._body = QVBoxLayout()
        outer.addLayout(self._body)
        if has_line:
            outer.addWidget(Hairline(look))
        self.head: SectionHead | None = None
        if title:
            self.head = SectionHead(look, title, count)
            self._body.addWidget(self.head)
        self._space()

    def add(self, part: QWidget | QLayout) -> None:
        """Put *part* below what is there."""
        if isinstance(part, QLayout):
            self._body.addLayout(part)
        else:
            self._body.addWidget(part)

    @override
    def _restyle(self) -> None:
        self._space()

    def _space(self) -> None:
        gap = self.theme.gap
        self._body.setContentsMargins(gap(20), gap(12), gap(20), gap(12))
        self._body.setSpacing(gap(6))


def line_of(*parts: QWidget | int, gap: int = 8) -> QHBoxLayout:
    """Return *parts* side by side; a number is a stretch."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for part in parts:
        if isinstance(part, int):
            row.addStretch(part)
        else:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
