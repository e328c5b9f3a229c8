"""The filter bar of the items: text, found in raid, next level, Kappa, grouping; the order at the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.needed import FirFilter, NeededFilter
from tarkov_desktop.ui.pages.items.listing import (
    GROUPING_WORDS,
    SORT_WORDS,
    Grouping,
    ItemSort,
    next_fir,
    used_filters,
    with_flags,
    without,
)
from tarkov_desktop.ui.room import USUAL_PX
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, IconButton, Kind
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.menu import Entry, open_menu

FIELD_PX = 236


class ItemFilterBar(Surface):
    """Shows a :class:`NeededFilter` and says by ``changed`` that another one is wanted."""

    changed = Signal(object)
    grouped_by = Signal(str)
    sorted_by = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, Role.WINDOW, edges=Qt.Edge.BottomEdge, parent=parent)
        self._filter = NeededFilter()
        self._grouping, self._sort = Grouping.ITEM, ItemSort.LEFT
        self._is_all = True
        words = _("Filter items and needs")
        self.field = Field(look, words, hint=words, icon="magnify", key="/", width_px=FIELD_PX)
        self.fir = Button(look, _("Found in raid"), Kind.FILTER, icon="check-decagram-outline")
        self.next_level = Button(look, _("Next level only"), Kind.FILTER, icon="home-city-outline")
        self.kappa = Button(look, _("Kappa only"), Kind.FILTER, icon="alpha-k-box-outline")
        self.grouping = Button(look, "", Kind.FILTER, icon="format-list-text", opens_list=True)
        self.more = IconButton(look, "tune-variant", _("More filters"))
        self.clear = Button(look, _("Clear"), Kind.QUIET)
        self.sort = Button(look, "", Kind.FILTER, icon="sort-descending", opens_list=True)
        self._row = QHBoxLayout(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        for part in (self.field, self.fir, self.next_level, self.kappa, self.grouping, self.more, self.clear):
            self._row.addWidget(part, 0, middle)
        self._row.addStretch(1)
        self._row.addWidget(self.sort, 0, middle)
        self._connect()
        look.changed.connect(self._space)
        self._space()
        self._mend()

    def show_filter(self, wanted: NeededFilter, grouping: Grouping, sort: ItemSort) -> None:
        """Show what is in force, without saying so."""
        self._filter, self._grouping, self._sort = wanted, grouping, sort
        if self.field.text() != wanted.text:
            self.field.blockSignals(True)  # noqa: FBT003 - Qt's signature
            self.field.setText(wanted.text)
            self.field.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._mend()

    def set_room(self, width_px: float) -> None:
        """Take the form for *width_px* logical pixels: what has no room goes into more."""
        self._is_all = width_px >= USUAL_PX
        self.field.set_width(FIELD_PX if self._is_all else 0)
        self.field.set_key("/" if self._is_all else "")
        self._row.setStretchFactor(self.field, 0 if self._is_all else 1)
        for part in (self.fir, self.next_level, self.kappa, self.grouping):
            part.setVisible(self._is_all)
        self._mend()

    def drop_all(self) -> None:
        """Ask for everything of the tab."""
        self.changed.emit(without(self._filter, *used_filters(self._filter)))

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_text)
        self.fir.clicked.connect(self._turn_fir)
        self.next_level.clicked.connect(partial(self._toggle, "next_level_only"))
        self.kappa.clicked.connect(partial(self._toggle, "kappa_only"))
        self.grouping.clicked.connect(self._open_groupings)
        self.more.clicked.connect(self._open_more)
        self.clear.clicked.connect(self.drop_all)
        self.sort.clicked.connect(self._open_sorts)

    def _mend(self) -> None:
        wanted = self._filter
        is_non_fir = wanted.fir is FirFilter.NON_FIR
        self.fir.set_text(_("Not found in raid") if is_non_fir else _("Found in raid"))
        self.fir.set_in_use(is_in_use=wanted.fir is not FirFilter.ALL)
        self.next_level.set_in_use(is_in_use=wanted.next_level_only)
        self.kappa.set_in_use(is_in_use=wanted.kappa_only)
        self.grouping.set_text(_(GROUPING_WORDS[self._grouping]))
        self.sort.set_text(_(SORT_WORDS[self._sort]))
        self.sort.setAccessibleName(_("Sorted by {key}").format(key=_(SORT_WORDS[self._sort])))
        hidden = wanted.available_only or wanted.hides_special_equipment
        self.more.set_icon("tune-variant", Role.ACCENT if hidden else Role.TEXT2)
        self.clear.setVisible(bool(used_filters(wanted)) and self._is_all)

    def _on_text(self, text: str) -> None:
        self.changed.emit(replace(self._filter, text=text.strip()))

    def _turn_fir(self) -> None:
        self.changed.emit(replace(self._filter, fir=next_fir(self._filter.fir)))

    def _toggle(self, name: str) -> None:
        self.changed.emit(with_flags(self._filter, {name: not getattr(self._filter, name)}))

    def _open_groupings(self) -> None:
        open_menu(self._look, self.grouping, self._grouping_entries())

    def _grouping_entries(self) -> list[Entry]:
        return [
            Entry(_(word), partial(self.grouped_by.emit, each.value), is_chosen=each is self._grouping)
            for each, word in GROUPING_WORDS.items()
        ]

    def _open_more(self) -> None:
        open_menu(self._look, self.more, self.more_entries())

    def more_entries(self) -> list[Entry]:
        """Return what "more" offers in the room there is."""
        wanted = self._filter
        entries = [
            Entry(
                _("Tasks available now only"),
                partial(self._toggle, "available_only"),
                is_chosen=wanted.available_only,
            ),
            Entry(
                _("Hide special equipment"),
                partial(self._toggle, "hides_special_equipment"),
                is_chosen=wanted.hides_special_equipment,
            ),
        ]
        if self._is_all:
            return entries
        fir = [
            Entry(_(word), partial(self._set_fir, each), is_chosen=wanted.fir is each)
            for each, word in (
                (FirFilter.FIR, _("Found in raid")),
                (FirFilter.NON_FIR, _("Not found in raid")),
            )
        ]
        others = [
            Entry(_("Next level only"), self.next_level.click, is_chosen=wanted.next_level_only),
            Entry(_("Kappa only"), self.kappa.click, is_chosen=wanted.kappa_only),
        ]
        groups = self._grouping_entries()
        groups[0] = replace(groups[0], begins_group=True)
        drop = [Entry(_("Clear"), self.drop_all, begins_group=True)] if used_filters(wanted) else []
        return [*fir, *others, *entries, *groups, *drop]

    def _set_fir(self, fir: FirFilter) -> None:
        is_set = self._filter.fir is fir
        self.changed.emit(replace(self._filter, fir=FirFilter.ALL if is_set else fir))

    def _open_sorts(self) -> None:
        entries = [
            Entry(_(word), partial(self.sorted_by.emit, each.value), is_chosen=each is self._sort)
            for each, word in SORT_WORDS.items()
        ]
        open_menu(self._look, self.sort, entries, at_right=True)

    def _space(self) -> None:
        gap = self._look.theme.gap
        self._row.setContentsMargins(gap(16), gap(8), gap(16), gap(8))
        self._row.setSpacing(gap(8))
