"""The filter bar of the tasks: text, trader, map, Kappa, Lightkeeper, whose; sort and density at the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.ids import MapId, TraderId
from tarkov_desktop.domain.task_lists import SortMode, trader_rank
from tarkov_desktop.ui.pages.tasks.listing import SORT_WORDS, TaskFilter, TaskListing
from tarkov_desktop.ui.room import TWO_PANES_PX, USUAL_PX
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented

FIELD_PX = 236


class FilterBar(Surface):
    """Shows a :class:`TaskFilter` and says by ``changed`` that another one is wanted."""

    changed = Signal(object)
    sorted_by = Signal(str)
    reversed_order = Signal()
    density_chosen = Signal(str)
    status_chosen = Signal(str)

    def __init__(
        self, look: Look, session: Session, listing: TaskListing, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, Role.WINDOW, edges=Qt.Edge.BottomEdge, parent=parent)
        self._session = session
        self._listing = listing
        self._filter = TaskFilter()
        self._width_px = 0.0
        self._statuses: Sequence[tuple[str, str]] = ()
        self._counts: Mapping[str, int] = {}
        self.status = Button(look, "", Kind.FILTER, opens_list=True)
        self.field = Field(
            look,
            _("Filter tasks, items, text"),
            hint=_("Filter tasks, items, text"),
            icon="magnify",
            key="/",
            width_px=FIELD_PX,
        )
        self.trader = Button(look, "", Kind.FILTER, opens_list=True)
        self.place = Button(look, "", Kind.FILTER, opens_list=True)
        self.kappa = Button(look, _("Kappa"), Kind.FILTER, icon="alpha-k-box-outline")
        self.lightkeeper = Button(look, _("Lightkeeper"), Kind.FILTER, icon="alpha-l-box-outline")
        self.whose = Button(look, _("Mine"), Kind.FILTER, icon="account-outline", opens_list=True)
        self.more = Button(look, _("More"), Kind.FILTER, icon="tune-variant")
        self.clear = Button(look, _("Clear"), Kind.QUIET)
        self.sort = Button(look, "", Kind.FILTER, icon="sort-ascending", opens_list=True)
        self.density = Segmented(
            look,
            [
                Choice("compact", "", "view-headline", _("Compact rows")),
                Choice("comfortable", "", "view-agenda-outline", _("Comfortable rows")),
            ],
        )
        self._row = QHBoxLayout(self)
        self._lay_out()
        self._connect()
        look.changed.connect(self._space)
        self._space()

    def show_filter(self, task_filter: TaskFilter) -> None:
        """Show *task_filter* as the one in force, without saying so."""
        self._filter = task_filter
        if self.field.text() != task_filter.text:
            self.field.blockSignals(True)  # noqa: FBT003 - Qt's signature
            self.field.setText(task_filter.text)
            self.field.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._mend()

    def show_statuses(self, statuses: Sequence[tuple[str, str]], counts: Mapping[str, int]) -> None:
        """Hear the words and counts that the one-column form shows in its list."""
        self._statuses, self._counts = statuses, counts
        word = dict(statuses).get(self._filter.status, "")
        self.status.set_text(f"{word}  {number(counts.get(self._filter.status, 0))}")

    def show_order(self, mode: SortMode, *, is_descending: bool) -> None:
        """Show what the list is sorted by."""
        self.sort.set_text(_(SORT_WORDS[mode]))
        self.sort.set_icon("sort-descending" if is_descending else "sort-ascending")
        self.sort.setAccessibleName(_("Sorted by {key}").format(key=_(SORT_WORDS[mode])))

    def set_room(self, width_px: float) -> None:
        """Take the form for *width_px* logical pixels."""
        self._width_px = width_px
        is_all, is_single = width_px >= USUAL_PX, width_px < TWO_PANES_PX
        self.status.setVisible(is_single)
        for part in (self.kappa, self.lightkeeper, self.whose, self.density):
            part.setVisible(is_all)
        for part in (self.trader, self.place):
            part.setVisible(not is_single)
        self.more.setVisible(not is_all)
        self.more.set_text(_("Filters") if is_single else _("More"))
        self.field.set_width(FIELD_PX if is_all else 0)
        self.field.set_key("/" if is_all else "")
        self._row.setStretchFactor(self.field, 0 if is_all else 1)
        self._mend()

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        first = (self.status, self.field, self.trader, self.place, self.kappa, self.lightkeeper, self.whose)
        for part in (*first, self.clear):
            self._row.addWidget(part, 0, middle)
        self._row.addStretch(0)
        last: tuple[QWidget, ...] = (self.more, self.sort, self.density)
        for each in last:
            self._row.addWidget(each, 0, middle)

    def _connect(self) -> None:
        self.status.clicked.connect(self._open_statuses)
        self.field.textChanged.connect(self._on_text)
        self.trader.clicked.connect(self._open_traders)
        self.place.clicked.connect(self._open_places)
        self.kappa.clicked.connect(self._toggle_kappa)
        self.lightkeeper.clicked.connect(self._toggle_lightkeeper)
        self.whose.clicked.connect(self._open_whose)
        self.more.clicked.connect(self._open_more)
        self.clear.clicked.connect(self.drop_all)
        self.sort.clicked.connect(self._open_sorts)
        self.density.chosen.connect(self.density_chosen)

    def drop_all(self) -> None:
        """Ask for everything of the status."""
        self._ask(TaskFilter(status=self._filter.status))

    def _space(self) -> None:
        gap = self._look.theme.gap
        self._row.setContentsMargins(gap(16), 0, gap(16), 1)
        self._row.setSpacing(gap(8))
        self.setFixedHeight(self._look.theme.control(48))

    def _mend(self) -> None:
        task_filter = self._filter
        is_brief = self._width_px < USUAL_PX
        traders = [
            self._session.catalog.traders[t].name
            for t in task_filter.traders
            if t in self._session.catalog.traders
        ]
        places = [self._listing.groups[p].name for p in task_filter.places if p in self._listing.groups]
        self.trader.set_text(_first_of(traders) or (_("Trader") if is_brief else _("All traders")))
        self.trader.set_in_use(is_in_use=bool(traders))
        self.place.set_text(_first_of(places) or (_("Map") if is_brief else _("All maps")))
        self.place.set_in_use(is_in_use=bool(places))
        self.kappa.set_in_use(is_in_use=task_filter.is_kappa)
        self.lightkeeper.set_in_use(is_in_use=task_filter.is_lightkeeper)
        hidden = {"is_kappa", "is_lightkeeper"} | (
            {"traders", "places"} if self._width_px < TWO_PANES_PX else set()
        )
        self.more.set_in_use(is_in_use=not hidden.isdisjoint(task_filter.used()))
        self.clear.setVisible(bool(task_filter.used()))

    def _ask(self, task_filter: TaskFilter) -> None:
        self.show_filter(task_filter)
        self.changed.emit(task_filter)

    def _on_text(self, text: str) -> None:
        self._ask(replace(self._filter, text=text))

    def _toggle_kappa(self) -> None:
        self._ask(replace(self._filter, is_kappa=not self._filter.is_kappa))

    def _toggle_lightkeeper(self) -> None:
        self._ask(replace(self._filter, is_lightkeeper=not self._filter.is_lightkeeper))

    def _open_statuses(self) -> None:
        entries = [
            Entry(
                f"{word}  {number(self._counts.get(key, 0))}",
                partial(self.status_chosen.emit, key),
                is_chosen=key == self._filter.status,
            )
            for key, word in self._statuses
        ]
        open_menu(self._look, self.status, entries)

    def _trader_entries(self) -> list[Entry]:
        catalog = self._session.catalog
        firsts = {task.trader: task for task in self._session.graph.tasks}
        traders = sorted(
            (t for t in firsts if t in catalog.traders), key=lambda t: trader_rank(catalog, firsts[t])
        )
        chosen = self._filter.traders
        none: frozenset[TraderId] = frozenset()
        every = Entry(
            _("All traders"), lambda: self._ask(replace(self._filter, traders=none)), is_chosen=not chosen
        )
        return [every] + [
            Entry(catalog.traders[t].name, partial(self._toggle_trader, t), is_chosen=t in chosen)
            for t in traders
        ]

    def _place_entries(self) -> list[Entry]:
        chosen = self._filter.places
        none: frozenset[MapId] = frozenset()
        every = Entry(
            _("All maps"), lambda: self._ask(replace(self._filter, places=none)), is_chosen=not chosen
        )
        groups = sorted(self._listing.groups.values(), key=lambda group: group.name.casefold())
        return [every] + [
            Entry(group.name, partial(self._toggle_place, group.id), is_chosen=group.id in chosen)
            for group in groups
        ]

    def _open_traders(self) -> None:
        open_menu(self._look, self.trader, self._trader_entries())

    def _open_places(self) -> None:
        open_menu(self._look, self.place, self._place_entries())

    def _toggle_trader(self, trader: TraderId) -> None:
        self._ask(replace(self._filter, traders=self._filter.traders ^ {trader}))

    def _toggle_place(self, place: MapId) -> None:
        self._ask(replace(self._filter, places=self._filter.places ^ {place}))

    def _open_whose(self) -> None:
        reason = _("Join a team to see the tasks of teammates")
        entries = [
            Entry(_("Mine"), lambda: None, "account-outline", is_chosen=True),
            Entry(
                _("Everyone in the team"),
                lambda: None,
                "account-group-outline",
                is_chosen=False,
                reason=reason,
            ),
        ]
        open_menu(self._look, self.whose, entries)

    def _open_more(self) -> None:
        entries = [
            Entry(_("Kappa"), self._toggle_kappa, is_chosen=self._filter.is_kappa),
            Entry(_("Lightkeeper"), self._toggle_lightkeeper, is_chosen=self._filter.is_lightkeeper),
        ]
        if self._width_px < TWO_PANES_PX:
            entries += _grouped(self._trader_entries()) + _grouped(self._place_entries())
        open_menu(self._look, self.more, entries, at_right=True)

    def _open_sorts(self) -> None:
        mode = self._listing.sort_mode
        entries = [
            Entry(_(word), partial(self.sorted_by.emit, key.value), is_chosen=key is mode)
            for key, word in SORT_WORDS.items()
        ]
        turn = Entry(_("Turn the order round"), self.reversed_order.emit, "swap-vertical", begins_group=True)
        open_menu(self._look, self.sort, [*entries, turn], at_right=True)


def _first_of(names: Iterable[str]) -> str:
    first, *rest = sorted(names) or [""]
    return _("{first} +{count}").format(first=first, count=len(rest)) if rest else first


def _grouped(entries: list[Entry]) -> list[Entry]:
    return [replace(entries[0], begins_group=True), *entries[1:]]
