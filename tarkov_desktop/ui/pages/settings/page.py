"""Sections left, the chosen one right."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.ui.page import Page, PageContext
from tarkov_desktop.ui.pages.settings.finding import SettingFinder
from tarkov_desktop.ui.rail import RailEntry
from tarkov_desktop.ui.room import TWO_PANES_PX
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.skeleton import DetailScroll

LIST_PX = 216
SEARCH_PX = 220


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section: its module below this package, its word and its icon."""

    name: str
    word: str
    icon: str


SECTIONS: Final = (
    SectionEntry("account", mark("Account"), "account-circle-outline"),
    SectionEntry("tokens", mark("Devices and tokens"), "key-outline"),
    SectionEntry("notifications", mark("Notifications"), "bell-outline"),
    SectionEntry("appearance", mark("Appearance"), "palette-outline"),
    SectionEntry("language", mark("Language"), "translate"),
    SectionEntry("privacy", mark("Privacy"), "incognito"),
    SectionEntry("backups", mark("Data and backups"), "database-outline"),
    SectionEntry("about", mark("Updates and about"), "update"),
    SectionEntry("diagnostics", mark("Diagnostics"), "stethoscope"),
)


class SettingsPage(Page):
    """The page; a section is made when it is first opened."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._open = ""
        self._made: dict[str, DetailScroll] = {}
        self._entries: dict[str, RailEntry] = {}
        self._group = QButtonGroup(self)
        self._stack = QStackedWidget()
        self._finder = SettingFinder(
            [section.name for section in SECTIONS],
            lambda name: self._entries[name].text(),
            self._scroll_of,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._build_list())
        body.addWidget(self._stack, 1)
        column.addLayout(body, 1)
        self.open_section(SECTIONS[0].name)

    @property
    def section(self) -> str:
        """The name of the open section."""
        return self._open

    def open_section(self, name: str) -> None:
        """Show the section *name*; an unknown one shows the first."""
        if name not in self._entries:
            name = SECTIONS[0].name
        self._open = name
        self._stack.setCurrentWidget(self._scroll_of(name))
        self._entries[name].setChecked(True)
        self._pick.set_text(self._entries[name].text())

    def look_for(self, text: str) -> None:
        """Show the sections that say *text*, and the first row that does."""
        found = self._finder.find(text)
        for name, entry in self._entries.items():
            entry.setVisible(name in found.sections)
        self._nothing.setVisible(not found.sections)
        if text.strip() and found.sections:
            self.open_section(self._finder.show_first())

    @override
    def go_to(self, target: str) -> None:
        self.open_section(target)

    @override
    def view_state(self) -> Mapping[str, JsonValue]:
        return {"section": self._open}

    @override
    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        name = state.get("section")
        self.open_section(name if isinstance(name, str) else SECTIONS[0].name)

    @override
    def regions(self) -> Sequence[QWidget]:
        return (self._pick if self._pick.isVisible() else self._entries[self._open], self._stack)

    @override
    def set_room(self, width_px: float) -> None:
        wanted = max(entry.wanted_width() for entry in self._entries.values()) + 2 * self.theme.gap(8)
        widest = self.theme.px(width_px / 3)
        self._list.setFixedWidth(min(max(self.theme.px(min(LIST_PX, width_px / 4)), wanted), widest))
        is_narrow = width_px < TWO_PANES_PX
        self._list.setVisible(not is_narrow)
        self._pick.setVisible(is_narrow)
        self.search.set_width(0 if is_narrow else SEARCH_PX)

    def _build_head(self) -> QWidget:
        head = Surface(self._look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        row = QHBoxLayout(head)
        row.setContentsMargins(self.theme.gap(16), self.theme.gap(6), self.theme.gap(16), self.theme.gap(6))
        row.addWidget(Label(self._look, _("Settings"), Text.HEAD))
        row.addStretch(1)
        self._pick = Button(self._look, "", Kind.FILTER, opens_list=True)
        self._pick.setAccessibleName(_("Section"))
        self._pick.clicked.connect(self._offer_sections)
        row.addWidget(self._pick)
        self.search = Field(
            self._look, _("Find a setting"), hint=_("Find a setting"), icon="magnify", width_px=SEARCH_PX
        )
        self.search.textChanged.connect(self.look_for)
        self.search.returnPressed.connect(self._finder.enter_first)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        row.addWidget(self.search)
        return head

    def _scroll_of(self, name: str) -> DetailScroll:
        """Return the column of section *name*, made now if need be."""
        if name not in self._made:
            module = importlib.import_module(f"tarkov_desktop.ui.pages.settings.{name}")
            self._made[name] = DetailScroll(self._look, module.build(self.context))
            self._stack.addWidget(self._made[name])
        return self._made[name]

    def _offer_sections(self) -> None:
        entries = [
            Entry(_(section.word), partial(self.open_section, section.name), icon=section.icon)
            for section in SECTIONS
        ]
        open_menu(self._look, self._pick, entries, at_right=True)

    def _build_list(self) -> QWidget:
        self._list = Surface(self._look, Role.WINDOW, edges=Qt.Edge.RightEdge)
        column = QVBoxLayout(self._list)
        gap = self.theme.gap
        column.setContentsMargins(gap(8), gap(12), gap(8), gap(12))
        column.setSpacing(0)
        for section in SECTIONS:
            entry = RailEntry(self._look, section.icon, _(section.word))
            entry.setCheckable(True)
            entry.clicked.connect(partial(self.open_section, section.name))
            self._group.addButton(entry)
            self._entries[section.name] = entry
            column.addWidget(entry)
        self._nothing = Label(self._look, _("No setting says that."), Text.SMALL, Role.TEXT2, wraps=True)
        self._nothing.hide()
        column.addWidget(self._nothing)
        column.addStretch(1)
        return self._list
