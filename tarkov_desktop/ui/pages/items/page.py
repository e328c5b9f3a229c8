"""Needed items of the current mode: a list, and the chosen item beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudState
from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.needed import FirFilter, NeededFilter, NeededView
from tarkov_desktop.ui.delegates.tasks import Room
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.models.keyed_rows import KeyedRows
from tarkov_desktop.ui.page import Page, PageContext
from tarkov_desktop.ui.pages.items.actions import NeedActions
from tarkov_desktop.ui.pages.items.detail import ItemDetail, line_with
from tarkov_desktop.ui.pages.items.filter_bar import ItemFilterBar
from tarkov_desktop.ui.pages.items.listing import (
    FLAGS,
    Grouping,
    ItemLine,
    ItemSort,
    NeededListing,
    in_kept_order,
    used_filters,
    with_flags,
    without,
)
from tarkov_desktop.ui.pages.items.mates import mates_of
from tarkov_desktop.ui.pages.items.rows import ItemDelegate, ItemHeads
from tarkov_desktop.ui.pages.items.words import money_words
from tarkov_desktop.ui.people import Person
from tarkov_desktop.ui.room import TWO_PANES_PX, USUAL_PX
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconMark
from tarkov_desktop.ui.widgets.pick_list import PickList
from tarkov_desktop.ui.widgets.skeleton import ListDetail, Pages
from tarkov_desktop.ui.widgets.tabs import StatusTabs, Tab

TAB_WORDS = {
    NeededView.ALL: mark("All"),
    NeededView.TASKS: mark("Tasks"),
    NeededView.HIDEOUT: mark("Hideout"),
    NeededView.COMPLETED: mark("Completed"),
}
_Word = TypeVar("_Word", bound=StrEnum)
_DROP_WORDS = {
    "text": mark("Drop the text"),
    "fir": mark("Drop found in raid"),
    "kappa_only": mark("Drop Kappa only"),
    "next_level_only": mark("Drop next level only"),
    "available_only": mark("Drop available only"),
    "hides_special_equipment": mark("Show special equipment"),
}


class ItemsPage(Page):
    """The page; see the package for its parts."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._filter = NeededFilter()
        self._grouping, self._sort = Grouping.ITEM, ItemSort.LEFT
        self._lines: list[ItemLine] = []
        self._mates: list[Person] = []
        self._to_drop: list[str] = []
        self._first = ""
        self.listing = NeededListing(context.session)
        self.acts = NeedActions(context, self)
        self.model = KeyedRows(self)
        self._build_head()
        self._build_body()
        self._connect()
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(self._on_cloud))

    @override
    def refresh(self) -> None:
        self._show_lines()
        self._first = ""

    @override
    def apply(self, changes: Changes) -> None:
        is_about_items = changes.items or changes.stations
        if is_about_items or any(path.startswith("preferences/") for path in changes.paths):
            self._show_lines(keeps_order=True)

    @override
    def set_room(self, width_px: float) -> None:
        is_single = width_px < TWO_PANES_PX
        self.rows.room = Room.SINGLE if is_single else Room.WIDE if width_px >= USUAL_PX else Room.NARROW
        self.view.is_single = is_single
        self.view.restyle()
        self.bar.set_room(width_px)
        self.panes.set_room(width_px)
        self._money.setVisible(width_px >= USUAL_PX)
        self.heads.update()

    @override
    def go_to(self, target: str) -> None:
        """Show the item *target*: among what is needed, else among what was handed over."""
        if self.model.row_of(target) < 0:
            self._filter, self._grouping = NeededFilter(), Grouping.ITEM
            self._show_lines()
        if self.model.row_of(target) < 0:
            self._filter = NeededFilter(view=NeededView.COMPLETED)
            self._show_lines()
        if self.model.row_of(target) >= 0:
            self.view.choose(target)
            self.panes.show_detail()

    @override
    def view_state(self) -> Mapping[str, JsonValue]:
        wanted = self._filter
        return {
            "view": wanted.view.value,
            "fir": wanted.fir.value,
            "text": wanted.text,
            "grouping": self._grouping.value,
            "sort": self._sort.value,
            "flags": [name for name in FLAGS if getattr(wanted, name)],
            "item": self.view.current_key(),
        }

    @override
    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        flags = state.get("flags")
        kept = flags if isinstance(flags, list) else []
        text = state.get("text")
        wanted = NeededFilter(
            text=text if isinstance(text, str) else "",
            view=_one_of(NeededView, state.get("view"), NeededView.ALL),
            fir=_one_of(FirFilter, state.get("fir"), FirFilter.ALL),
        )
        self._filter = with_flags(wanted, {name: True for name in FLAGS if name in kept})
        self._grouping = _one_of(Grouping, state.get("grouping"), Grouping.ITEM)
        self._sort = _one_of(ItemSort, state.get("sort"), ItemSort.LEFT)
        item = state.get("item")
        self._first = item if isinstance(item, str) else ""

    @override
    def regions(self) -> Sequence[QWidget]:
        return (self.tabs, self.bar.field, self.view, self.detail)

    def current_line(self) -> ItemLine | None:
        """Return the chosen line."""
        return line_with(self._lines, self.view.current_key())

    def _build_head(self) -> None:
        words = [Tab(view.value, _(word)) for view, word in TAB_WORDS.items()]
        self.tabs = StatusTabs(self._look, words, self._filter.view.value)
        self.tabs.setAccessibleName(_("Needed items by who asks for them"))
        self._money = QWidget()
        row = QHBoxLayout(self._money)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.gap(6))
        row.addWidget(IconMark(self._look, "cash-multiple", size=16, role=Role.TEXT3))
        row.addWidget(Label(self._look, _("Money still needed"), Text.SMALL, Role.TEXT2))
        self._sums = Label(self._look, "", Text.SMALL, Role.TEXT, weight=600)
        row.addWidget(self._sums)
        self._head = Surface(self._look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        across = QHBoxLayout(self._head)
        across.setContentsMargins(self.theme.gap(6), 0, self.theme.gap(16), 0)
        across.addWidget(self.tabs, 1)
        across.addWidget(self._money)
        self.bar = ItemFilterBar(self._look)

    def _build_body(self) -> None:
        keys = {
            Qt.Key.Key_Plus: self._add,
            Qt.Key.Key_Equal: self._add,
            Qt.Key.Key_Minus: self._take,
            Qt.Key.Key_Underscore: self._take,
            Qt.Key.Key_Space: self._fill,
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_Slash: self._to_field,
        }
        self.rows = ItemDelegate(self._look, self)
        self.view = PickList(self._look, self.model, self.rows, _("Needed items"), keys)
        self.heads = ItemHeads(self._look, self.rows)
        self._empty = EmptyState(self._look, "cube-outline", "")
        self._parts = Pages(self.view, self._empty)
        main = Surface(self._look, Role.LIST)
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heads)
        column.addWidget(self._parts, 1)
        self.detail = ItemDetail(self.context, self.acts)
        self.panes = ListDetail(self._look, main, self.detail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self._head, self.bar):
            whole.addWidget(part)
        whole.addWidget(self.panes, 1)

    def _connect(self) -> None:
        self._detail_turn = QTimer(self, singleShot=True, interval=0)
        self._detail_turn.timeout.connect(self._show_current)
        self.tabs.chosen.connect(self._choose_tab)
        self.bar.changed.connect(self._take_filter)
        self.bar.grouped_by.connect(self._group_by)
        self.bar.sorted_by.connect(self._sort_by)
        self.bar.field.escaped.connect(self.view.setFocus)
        self.view.current_changed.connect(self._detail_turn.start)
        self.view.opened.connect(self.panes.show_detail)
        self.panes.returned.connect(self.view.setFocus)
        self.detail.page_asked.connect(self.context.stage.open_page)
        self._empty.asked.connect(self._drop_filters)
        for keys in ("/", "Ctrl+F"):
            scope = Qt.ShortcutContext.WidgetWithChildrenShortcut
            shortcut = QShortcut(QKeySequence(keys), self, context=scope)
            shortcut.activated.connect(self._to_field)

    # What is shown.

    def _show_lines(self, *, keeps_order: bool = False) -> None:
        near, current = self.view.currentIndex().row(), self.view.current_key()
        self._mates = mates_of(self.context)
        self.listing.mates = [mate.member for mate in self._mates]
        lines = self.listing.lines(self._filter, self._grouping, self._sort)
        self._lines = in_kept_order(lines, self.model.keys()) if keeps_order else lines
        self.model.show_rows(self._lines)
        if self._first or self.model.row_of(current) < 0:
            self.view.choose(self._first, is_near=max(0, near))
        self._show_frame()
        self._parts.show_part(self.view if self._lines else self._empty)
        if not self._lines:
            self._say_why_empty()
        self._show_current()

    def _show_frame(self) -> None:
        """Put tabs, filters, money and heads in step with the filter."""
        self.tabs.choose(self._filter.view.value)
        self.tabs.set_counts(self.listing.counts(self._filter))
        self.bar.show_filter(self._filter, self._grouping, self._sort)
        sums = [money_words(item, left) for item, left in self.listing.money(self._filter)]
        self._sums.setText(" · ".join(sums) or _("none"))
        self.rows.has_team = bool(self._mates)
        self.heads.update()

    def _show_current(self) -> None:
        line = self.current_line()
        team = self.listing.team_need(line.item if line else None, self._filter)
        self.detail.show_line(line, self._mates, team)

    def _say_why_empty(self) -> None:
        used = used_filters(self._filter)
        if not used:
            is_done = self._filter.view is NeededView.COMPLETED
            why = _("What you hand over and build in will be listed here.") if is_done else ""
            sentence = _("Nothing handed over yet") if is_done else _("Nothing is needed any more")
            self._empty.say("cube-outline", sentence, why)
            return
        helping = [name for name in used if self._has_lines_without(name)]
        self._to_drop = helping[:1] or used
        action = _(_DROP_WORDS[helping[0]]) if helping else _("Drop all filters")
        self._empty.say("magnify", _("No item passes these filters"), "", action)

    def _has_lines_without(self, name: str) -> bool:
        return bool(self.listing.lines(without(self._filter, name), self._grouping, self._sort))

    def _on_cloud(self, _state: CloudState) -> None:
        if self.isVisible() and mates_of(self.context) != self._mates:
            self._show_lines(keeps_order=True)

    # What is asked for.

    def _take_filter(self, wanted: NeededFilter) -> None:
        self._filter = wanted
        self._show_lines()

    def _choose_tab(self, view: str) -> None:
        self._take_filter(replace(self._filter, view=NeededView(view)))
        self.view.scrollToTop()

    def _group_by(self, grouping: str) -> None:
        self._grouping = Grouping(grouping)
        self._show_lines()

    def _sort_by(self, sort: str) -> None:
        self._sort = ItemSort(sort)
        self._show_lines()
        self.view.scrollToTop()

    def _drop_filters(self) -> None:
        self._take_filter(without(self._filter, *self._to_drop))

    def _add(self) -> None:
        line = self.current_line()
        if line is not None:
            self.acts.add_one(line.parts)

    def _take(self) -> None:
        line = self.current_line()
        if line is not None:
            self.acts.take_one(line.parts)

    def _fill(self) -> None:
        line = self.current_line()
        if line is not None:
            self.acts.fill(line.parts)

    def _enter(self) -> None:
        if self.panes.is_single:
            self.panes.show_detail()
        else:
            self._fill()

    def _to_field(self) -> None:
        self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.field.selectAll()


def _one_of(kind: type[_Word], value: JsonValue, otherwise: _Word) -> _Word:
    return next((each for each in kind if each.value == value), otherwise)
