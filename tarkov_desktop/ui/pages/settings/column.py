"""The column of one section: a head, what it is about, rows of settings, 780 wide at most."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.settings import Setting
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.clearing import clear
from tarkov_desktop.ui.widgets.form import SettingRow
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.toggle import Toggle

WIDTH_PX = 780


class Column(ThemedWidget):
    """What a section is filled into, from the top down."""

    def __init__(self, context: PageContext, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self.context = context
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._held = QWidget()
        self._rows = QVBoxLayout(self._held)
        self._rows.setSpacing(0)
        outer.addWidget(self._held, 1)
        outer.addStretch(0)
        self._rows.addWidget(Label(context.look, title, Text.TITLE))
        self._rows.addWidget(Label(context.look, about, Text.SMALL, Role.TEXT2, wraps=True))
        self._rows.addSpacing(12)
        self.tail = QVBoxLayout()
        self._rows.addLayout(self.tail)
        self._rows.addStretch(1)
        self._restyle()

    def add(self, part: QWidget) -> None:
        """Put *part* below what is there."""
        self.tail.addWidget(part)
        part.show()  # at once: a layout shows late what is added to a window that stands

    def add_row(self, label: str, control: QWidget, help_text: str = "") -> SettingRow:
        """Add a setting: its label with help below it, and its control at the right."""
        row = SettingRow(self._look, label, control, help_text=help_text)
        self.add(row)
        return row

    def add_switch(self, setting: Setting[bool], label: str, help_text: str) -> Toggle:
        """Add a setting of this computer that is on or off; it is kept as soon as it is switched."""
        settings = self.context.session.settings
        toggle = Toggle(self._look, label, is_on=settings.get(setting))
        toggle.toggled.connect(partial(settings.set, setting))
        self.add_row(label, toggle, help_text)
        return toggle

    def add_head(self, text: str) -> None:
        """Begin a group of rows."""
        self.tail.addSpacing(self.theme.gap(16))
        self.add(Label(self._look, text, Text.BODY, weight=600))

    def clear(self) -> None:
        """Take all rows away."""
        clear(self.tail)

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._rows.setContentsMargins(gap(32), gap(20), gap(32), gap(24))
        self._held.setMaximumWidth(self.theme.px(WIDTH_PX) + 2 * gap(32))


class Slot(QWidget):
    """A place in a column for parts that come and go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = QVBoxLayout(self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(0)

    def put(self, part: QWidget, *, is_left: bool = False) -> None:
        """Put *part* below what is there, as wide as the column or, ``is_left``, as it needs."""
        self._parts.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag(0))
        part.show()  # at once, as in the column

    def empty(self) -> None:
        """Take everything away."""
        clear(self._parts)
