"""The filter bar of the tasks: text, trader, map, Kappa, Lightkeeper, whose; sort and density at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.task_lists import SortMode
from tarkov_desktop.ui.pages.tasks.filter_menus import (
    density_entries,
    first_of,
    grouped,
    place_entries,
    sort_entries,
    trader_entries,
)
from tarkov_desktop.ui.pages.tasks.filters import TaskFilter
from tarkov_desktop.ui.pages.tasks.listing import SORT_WORDS, TaskListing
from tarkov_desktop.ui.pages.tasks.sight import MINE
from tarkov_desktop.ui.pages.tasks.whose_menu import Company, WhoseCalls, whose_entries, whose_word
from tarkov_desktop.ui.room import TWO_PANES_PX, USUAL_PX
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, IconButton, Kind
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented

FIELD_PX = 236
NARROW_FIELD_PX = 168


class FilterBar(Surface):
    """Shows a :class:`TaskFilter` and says by ``changed`` that another one is wanted."""

    changed = Signal(object)
    sorted_by = Signal(str)
    reversed_order = Signal()
    density_chosen = Signal(str)
    status_chosen = Signal(str)
    preferred = Signal(str, bool)
    team_asked = Signal()
    tree_asked = Signal()

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
        self._company = Company()
        self._folded: set[QWidget] = set()
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
        self.whose.setAccessibleName(_("Whose tasks"))
        self.more = Button(look, _("More"), Kind.FILTER, icon="tune-variant")
        self.clear = Button(look, _("Clear"), Kind.QUIET)
        self.sort = Button(look, "", Kind.FILTER, icon="sort-ascending", opens_list=True)
        self.tree = IconButton(look, "file-tree-outline", _("Show as a tree"), key="T")
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

    def show_company(self, company: Company) -> None:
        """Hear whose tasks can be shown; :meth:`show_filter` follows."""
        self._company = company

    def show_statuses(self, statuses: Sequence[tuple[str, str]], counts: Mapping[str, int]) -> None:
        """Hear the words and counts that the one-column form shows in its list."""
        self._statuses, self._counts = statuses, counts
        word = dict(statuses).get(self._filter.status, "")
        self.status.set_text(f"{word}  {number(counts.get(self._filter.status, 0))}")
        self._fit()

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
        self.field.set_key("/" if is_all else "")
        self._row.setStretchFactor(self.field, 0 if is_all else 1)
        self._mend()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        first = (self.status, self.field, self.trader, self.place, self.kappa, self.lightkeeper, self.whose)
        for part in (*first, self.clear):
            self._row.addWidget(part, 0, middle)
        self._row.addStretch(0)
        last: tuple[QWidget, ...] = (self.more, self.sort, self.tree, self.density)
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
        self.tree.clicked.connect(self.tree_asked)
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
        self.trader.set_text(first_of(traders) or (_("Trader") if is_brief else _("All traders")))
        self.trader.set_in_use(is_in_use=bool(traders))
        self.place.set_text(first_of(places) or (_("Map") if is_brief else _("All maps")))
        self.place.set_in_use(is_in_use=bool(places))
        self.kappa.set_in_use(is_in_use=task_filter.is_kappa)
        self.lightkeeper.set_in_use(is_in_use=task_filter.is_lightkeeper)
        self.whose.set_text(whose_word(task_filter.whose, self._company))
        self.whose.setAccessibleName(_("Whose tasks: {whose}").format(whose=self.whose.text()))
        self.whose.set_in_use(is_in_use=task_filter.whose != MINE)
        self.clear.setVisible(bool(task_filter.used()))
        self._fit()

    def _fit(self) -> None:
        """Put into "More" what has no room: below the usual width always, above it only what words are too long for."""
        is_all, is_single = self._width_px >= USUAL_PX, self._width_px < TWO_PANES_PX
        folding = (self.lightkeeper, self.kappa, self.density, self.tree, self.whose, self.place, self.trader)
        folded = set(folding[:5]) if not is_all else set()
        if not is_all and not is_single and self._filter.whose != MINE:
            folded -= {self.whose}  # whose list this is must be seen
        if is_single:
            folded |= {self.place, self.trader}
        width_px = FIELD_PX if is_all else 0
        if is_all and self._wanted(folded) > self.width():
            width_px = NARROW_FIELD_PX
            for part in folding:
                if self._wanted(folded, field_px=width_px) <= self.width():
                    break
                folded.add(part)
        self.field.set_width(width_px)
        for part in folding:
            part.setVisible(part not in folded)
        self.more.setVisible(bool(folded))
        word = (
            whose_word(self._filter.whose, self._company) if is_single and self._filter.whose != MINE else ""
        )
        self.more.set_text(word or (_("Filters") if is_single else _("More")))
        self._give_way(is_single=is_single)
        self._folded = folded
        names = {
            self.kappa: "is_kappa",
            self.lightkeeper: "is_lightkeeper",
            self.whose: "whose",
            self.place: "places",
            self.trader: "traders",
        }
        hidden = {names[part] for part in folded if part in names}
        self.more.set_in_use(is_in_use=not hidden.isdisjoint(self._filter.used()))

    def _give_way(self, *, is_single: bool) -> None:
        """In one column: leave words to tooltips, and Clear to the list of filters, where the state needs the room."""
        for button in (self.sort, self.more):
            button.set_wordless(is_wordless=False)
        self.clear.setVisible(bool(self._filter.used()))
        if not is_single:
            return
        for button in (self.sort, self.more):
            if self._wanted_in_one_column() > self.width():
                button.set_wordless(is_wordless=True)
        if self._wanted_in_one_column() > self.width():
            self.clear.hide()

    def _wanted_in_one_column(self) -> int:
        theme = self._look.theme
        parts = (self.status, self.clear, self.more, self.sort)
        shown = [each for each in parts if not each.isHidden()]
        widths = sum(each.sizeHint().width() for each in shown) + self.field.minimumSizeHint().width()
        return widths + theme.gap(8) * (len(shown) + 1) + 2 * theme.gap(16)

    def _wanted(self, folded: AbstractSet[QWidget], *, field_px: int = FIELD_PX) -> int:
        """Return how wide the bar would have to be for all that is not *folded*."""
        theme = self._look.theme
        buttons = (self.trader, self.place, self.kappa, self.lightkeeper, self.whose, self.sort, self.tree)
        shown: list[QWidget] = [each for each in (*buttons, self.density) if each not in folded]
        shown += [self.more] if folded else []
        shown += [self.clear] if self._filter.used() else []
        widths = sum(each.sizeHint().width() for each in shown) + theme.px(field_px)
        return widths + theme.gap(8) * len(shown) + 2 * theme.gap(16)

    def _ask(self, task_filter: TaskFilter) -> None:
        self._filter = task_filter
        self.changed.emit(task_filter)  # whoever hears it shows the filter that came of it

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
        return trader_entries(self._session, self._filter, self._ask)

    def _place_entries(self) -> list[Entry]:
        return place_entries(self._listing.groups, self._filter, self._ask)

    def _open_traders(self) -> None:
        open_menu(self._look, self.trader, self._trader_entries())

    def _open_places(self) -> None:
        open_menu(self._look, self.place, self._place_entries())

    def _whose_entries(self) -> list[Entry]:
        calls = WhoseCalls(self._choose_whose, self.preferred.emit, self.team_asked.emit)
        return whose_entries(self._filter.whose, self._company, calls)

    def _choose_whose(self, whose: str) -> None:
        self._ask(replace(self._filter, whose=whose))

    def open_whose(self, below: QWidget) -> None:
        """Open the list of whose tasks may be shown."""
        open_menu(self._look, below, self._whose_entries())

    def _open_whose(self) -> None:
        self.open_whose(self.whose)

    def _open_more(self) -> None:
        entries: list[Entry] = []
        if self.clear.isHidden() and self._filter.used():
            entries.append(Entry(_("Clear"), self.drop_all))
        if self.kappa in self._folded:
            entries.append(Entry(_("Kappa"), self._toggle_kappa, is_chosen=self._filter.is_kappa))
        if self.lightkeeper in self._folded:
            chosen = self._filter.is_lightkeeper
            entries.append(Entry(_("Lightkeeper"), self._toggle_lightkeeper, is_chosen=chosen))
        if self.tree in self._folded:
            tree = Entry(_("Show as a tree"), self.tree_asked.emit, "file-tree-outline", "T")
            entries.append(replace(tree, begins_group=True))
        if self.density in self._folded and self._width_px >= USUAL_PX:
            entries += density_entries(self.density.current, self.density_chosen.emit)
        for part, group in (
            (self.whose, self._whose_entries),
            (self.trader, self._trader_entries),
            (self.place, self._place_entries),
        ):
            if part in self._folded:
                entries += grouped(group())
        open_menu(self._look, self.more, entries, at_right=True)

    def _open_sorts(self) -> None:
        mode = self._listing.sort_mode
        entries = sort_entries(mode, self.sorted_by.emit, self.reversed_order.emit)
        open_menu(self._look, self.sort, entries, at_right=True)
