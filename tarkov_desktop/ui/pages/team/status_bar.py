"""What one is doing, chosen from five words, and the map for two of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.state import Card
from tarkov_desktop.app.squad.statuses import Stated, status_now
from tarkov_desktop.app.texts import _, when
from tarkov_desktop.domain.game import GameMap
from tarkov_desktop.ui.pages.team.faces import map_name
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented

WITH_MAP = frozenset({"ready", "in_raid"})
NOT_PLAYED = "tutorial"


class StatusBar(ThemedWidget):
    """``asked`` carries the kind and the map's word, "" for none."""

    asked = Signal(str, str)

    def __init__(self, look: Look, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._session = session
        self._map = ""
        self._shown: Stated | None = None
        row = FlowLayout(self, gap=look.theme.gap(10))
        self.words = Segmented(
            look,
            [
                Choice("none", _("None")),
                Choice("looking", _("Looking")),
                Choice("ready", _("Ready")),
                Choice("in_raid", _("In raid")),
                Choice("away", _("Away")),
            ],
            "none",
        )
        self.words.setAccessibleName(_("My status"))
        self.words.chosen.connect(self._choose)
        self.map = Button(look, _("No map"), Kind.FILTER, icon="map-marker-outline", opens_list=True)
        self.map.clicked.connect(self._open_maps)
        self._until = Label(look, "", Text.SMALL, Role.TEXT3)
        row.addWidget(_Upright(look, _("My status")))
        row.addWidget(self.words)
        row.addWidget(self.map)
        row.addWidget(self._until)
        self._restyle()

    def show_card(self, card: Card, now_ms: int) -> None:
        """Show what the squad sees of oneself."""
        status = status_now(card, now_ms)
        if status == self._shown:
            return
        self._shown = status
        self.words.choose(status.kind)
        self._map = status.map or ""
        self.map.set_text(map_name(self._session, status.map) or _("No map"))
        self.map.setVisible(status.kind in WITH_MAP)
        ends = ""
        if status.until_ms is not None:
            ends = _("ends {time}").format(time=when(status.until_ms, now_ms=now_ms))
        self._until.setText(ends)
        self._until.setVisible(bool(ends))

    def revert(self, card: Card, now_ms: int) -> None:
        """Show what the squad still sees, because the choice was refused."""
        self._shown = None
        self.show_card(card, now_ms)

    def pick_map(self, word: str) -> None:
        """Say on which map; "" on none."""
        self._map = word
        self.asked.emit(self.words.current, word)

    def maps(self) -> list[GameMap]:
        """Return the maps to choose from, by name."""
        maps = self._session.catalog.maps.values()
        played = [each for each in maps if NOT_PLAYED not in each.normalized_name]
        return sorted(played, key=lambda each: each.name.casefold())

    def _choose(self, kind: str) -> None:
        self.asked.emit(kind, self._map if kind in WITH_MAP else "")

    def _open_maps(self) -> None:
        entries = [Entry(_("No map"), partial(self.pick_map, ""), is_chosen=not self._map)]
        entries += [
            Entry(
                each.name,
                partial(self.pick_map, each.normalized_name),
                is_chosen=self._map == each.normalized_name,
            )
            for each in self.maps()
        ]
        open_menu(self._look, self.map, entries)

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self.setContentsMargins(gap(16), gap(8), gap(16), gap(8))


class _Upright(Label):
    """A label as high as a control, so that it stands in the middle of its line."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(look, text, Text.SMALL, Role.TEXT2)
        self.setMinimumHeight(look.theme.control())
