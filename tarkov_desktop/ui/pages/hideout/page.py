"""The hideout of the current mode: stations as cards, and the chosen one beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudState
from tarkov_desktop.app.texts import _, listed, ngettext, number
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.hideout import StationState
from tarkov_desktop.domain.ids import StationId
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.models.keyed_rows import KeyedRows
from tarkov_desktop.ui.page import Page, PageContext
from tarkov_desktop.ui.pages.hideout.actions import StationActions
from tarkov_desktop.ui.pages.hideout.cards import CardDelegate, CardGrid
from tarkov_desktop.ui.pages.hideout.detail import StationDetail
from tarkov_desktop.ui.pages.hideout.listing import ALL, TAB_WORDS, StationListing, parts_of
from tarkov_desktop.ui.pages.items.actions import NeedActions
from tarkov_desktop.ui.pages.tasks.words import of_words
from tarkov_desktop.ui.room import TWO_PANES_PX, USUAL_PX
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import Bar
from tarkov_desktop.ui.widgets.skeleton import ListDetail, Pages
from tarkov_desktop.ui.widgets.tabs import StatusTabs, Tab

MOST_NAMES = 5
"""So many stations at the top level are named before an ellipsis."""


class HideoutPage(Page):
    """The page; see the package for its parts."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._tab = ALL
        self._first = ""
        self.listing = StationListing(context.session)
        self.acts = StationActions(context, self)
        self.needs = NeedActions(context, self)
        self.model = KeyedRows(self)
        self._build_head()
        self._build_body()
        self._connect()
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(self._on_cloud))

    @override
    def refresh(self) -> None:
        self._show_cards()
        self._first = ""

    @override
    def apply(self, changes: Changes) -> None:
        self._show_cards(keeps_order=True)

    @override
    def set_room(self, width_px: float) -> None:
        self.view.is_single = width_px < TWO_PANES_PX
        self.panes.set_room(width_px)
        self._levels.setVisible(width_px >= USUAL_PX)
        self.view.restyle()

    @override
    def go_to(self, target: str) -> None:
        """Show the station *target*, in the tab of its state if it is not in this one."""
        view = self.session.derived.stations().get(StationId(target))
        if view is None:
            return
        if self.model.row_of(target) < 0:
            self._tab = view.state.value if view.state is StationState.MAXED else ALL
            self._show_cards()
        self.view.choose(target)
        self.panes.show_detail()

    @override
    def view_state(self) -> Mapping[str, JsonValue]:
        return {"tab": self._tab, "station": self.view.current_key()}

    @override
    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        tab, station = state.get("tab"), state.get("station")
        self._tab = tab if isinstance(tab, str) and tab in TAB_WORDS else ALL
        self._first = station if isinstance(station, str) else ""

    @override
    def regions(self) -> Sequence[QWidget]:
        return (self.tabs, self.view, self.detail)

    def current_station(self) -> StationId | None:
        """Return the chosen station."""
        key = self.view.current_key()
        return StationId(key) if key else None

    def _build_head(self) -> None:
        words = [Tab(key, _(word)) for key, word in TAB_WORDS.items()]
        self.tabs = StatusTabs(self._look, words, self._tab)
        self.tabs.setAccessibleName(_("Stations by state"))
        self._levels = QWidget()
        row = QHBoxLayout(self._levels)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.gap(10))
        self._level_words = Label(self._look, "", Text.SMALL, Role.TEXT2)
        self._level_bar = Bar(self._look, width_px=120)
        row.addWidget(self._level_words)
        row.addWidget(self._level_bar)
        self._head = Surface(self._look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        across = QHBoxLayout(self._head)
        across.setContentsMargins(self.theme.gap(6), 0, self.theme.gap(16), 0)
        across.addWidget(self.tabs, 1)
        across.addWidget(self._levels)

    def _build_body(self) -> None:
        keys = {
            Qt.Key.Key_B: self._build,
            Qt.Key.Key_Space: self._build,
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_U: self._take_back,
            Qt.Key.Key_Plus: self._add,
            Qt.Key.Key_Equal: self._add,
            Qt.Key.Key_Minus: self._take,
            Qt.Key.Key_Underscore: self._take,
        }
        self.rows = CardDelegate(self._look, self)
        self.view = CardGrid(self._look, self.model, self.rows, _("Hideout stations"), keys)
        self._fold = Button(self._look, "", Kind.QUIET, icon="check-circle")
        self._empty = EmptyState(self._look, "home-city-outline", "")
        self._parts = Pages(self.view, self._empty)
        main = Surface(self._look, Role.LIST)
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._parts, 1)
        below = QHBoxLayout()
        below.setContentsMargins(self.theme.gap(8), self.theme.gap(4), self.theme.gap(8), self.theme.gap(4))
        below.addWidget(self._fold)
        below.addStretch(1)
        column.addLayout(below)
        self.detail = StationDetail(self.context, self.acts, self.needs)
        self.panes = ListDetail(self._look, main, self.detail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(self.panes, 1)

    def _connect(self) -> None:
        self._detail_turn = QTimer(self, singleShot=True, interval=0)
        self._detail_turn.timeout.connect(self._show_current)
        self.tabs.chosen.connect(self._choose_tab)
        self.view.current_changed.connect(self._detail_turn.start)
        self.view.opened.connect(self.panes.show_detail)
        self.panes.returned.connect(self.view.setFocus)
        self.detail.jumped.connect(self.go_to)
        self.detail.page_asked.connect(self.context.stage.open_page)
        self._fold.clicked.connect(self._show_top_level)
        self._empty.asked.connect(self._show_all)

    # What is shown.

    def _show_cards(self, *, keeps_order: bool = False) -> None:
        near, current = self.view.currentIndex().row(), self.view.current_key()
        cards = self.listing.cards(self._tab)
        if keeps_order:
            place = {key: at for at, key in enumerate(self.model.keys())}
            cards.sort(key=lambda card: place.get(card.key, len(place)))
        self.model.show_rows(cards)
        if self._first or self.model.row_of(current) < 0:
            self.view.choose(self._first, is_near=max(0, near))
        self._show_frame()
        self._parts.show_part(self.view if cards else self._empty)
        if not cards:
            self._say_why_empty()
        self._show_current()

    def _show_frame(self) -> None:
        self.tabs.choose(self._tab)
        counts = self.listing.counts()
        self.tabs.set_counts({key: counts[key] for key in TAB_WORDS})
        built, total = self.listing.levels()
        words = _("{progress} levels").format(progress=of_words(built, total))
        self._level_words.setText(words)
        self._level_bar.set_share(built / total if total else 0.0)
        self._level_bar.setAccessibleName(words)
        names = self.listing.at_the_top()
        shown = listed(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
        sentence = ngettext(
            "{count} at the top level: {names}", "{count} at the top level: {names}", len(names)
        )
        self._fold.set_text(sentence.format(count=number(len(names)), names=shown))
        self._fold.setVisible(bool(names) and self._tab == ALL)

    def _show_current(self) -> None:
        self.detail.show_station(self.current_station())

    def _say_why_empty(self) -> None:
        if self._tab == ALL:
            self._empty.say("home-city-outline", _("Every station is at its top level"))
            return
        sentence = _("No station is in this state now")
        self._empty.say("home-city-outline", sentence, "", _("Show all stations"))

    def _on_cloud(self, _state: CloudState) -> None:
        if self.isVisible():
            self._show_current()

    # What is asked for.

    def _choose_tab(self, tab: str) -> None:
        self._tab = tab
        self._show_cards()
        self.view.scrollToTop()

    def _show_top_level(self) -> None:
        self._choose_tab(StationState.MAXED.value)

    def _show_all(self) -> None:
        self._choose_tab(ALL)

    def _build(self) -> None:
        station = self.current_station()
        if station is not None:
            self.acts.build_next(station)

    def _take_back(self) -> None:
        station = self.current_station()
        if station is not None:
            self.acts.take_back(station)

    def _enter(self) -> None:
        if self.panes.is_single:
            self.panes.show_detail()
        else:
            self._build()

    def _add(self) -> None:
        station = self.current_station()
        if station is not None:
            self.needs.add_one(parts_of(self.session, self.session.derived.stations()[station]))

    def _take(self) -> None:
        station = self.current_station()
        if station is not None:
            self.needs.take_one(parts_of(self.session, self.session.derived.stations()[station]))
