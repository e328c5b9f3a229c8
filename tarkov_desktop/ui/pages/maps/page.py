"""Maps of the current mode: the places, and of the chosen one everything a raid there needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudState
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.game import GameMap
from tarkov_desktop.domain.ids import MapId, ObjectiveId
from tarkov_desktop.domain.planner import MapPlan
from tarkov_desktop.domain.registers import preference_path
from tarkov_desktop.domain.tarkov_time import FIXED_TIMES
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import Page, PageContext
from tarkov_desktop.ui.pages.maps.delegates import ExtractDelegate, PlaceDelegate
from tarkov_desktop.ui.pages.maps.objectives import PlaceObjectiveList
from tarkov_desktop.ui.pages.maps.rows import (
    PlaceObjectiveRow,
    PlaceObjectives,
    extract_rows,
    left_words,
    map_facts,
    place_rows,
)
from tarkov_desktop.ui.pages.now.delegates import BringDelegate
from tarkov_desktop.ui.pages.now.planning import ANYWHERE, Planning
from tarkov_desktop.ui.people import Person, people_of
from tarkov_desktop.ui.room import TWO_PANES_PX, USUAL_PX
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.raid_clock import RaidClock
from tarkov_desktop.ui.widgets.row_list import RowList
from tarkov_desktop.ui.widgets.section import line_of
from tarkov_desktop.ui.widgets.skeleton import DetailScroll

HEAD_PX: Final = 44
PLACES_PX: Final = 232
ASIDE_PX: Final = 340


class MapsPage(Page):
    """The page; see the package for its parts."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._place: MapId | None = None
        self._shown: MapId | None = None
        self._kept: set[ObjectiveId] = set()
        self._people: list[Person] = []
        self._planning = Planning(context.session, self._people)
        self._build_places()
        self._build_head()
        self._build_body()
        self._lay_out()
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(self._on_cloud))
        self._restyle()

    @property
    def place(self) -> MapId:
        """The place shown: the one chosen or shown before, else where most is to do."""
        for place in (self._place, self._shown):
            if place is not None and self._planning.plan(place) is not None:
                return place
        best = self._planning.best()
        first = next(iter(self.places.lines.row_keys()), ANYWHERE)
        return MapId(first) if best == ANYWHERE else best

    @override
    def refresh(self) -> None:
        self._kept.clear()
        self._follow()

    @override
    def apply(self, changes: Changes) -> None:
        if changes.origin is Origin.USER:
            rows = self.objectives.lines.lines
            self._kept |= {row.objective for row in rows if isinstance(row, PlaceObjectiveRow) and row.is_own}
        else:
            self._kept.clear()
        self._follow()

    @override
    def set_room(self, width_px: float) -> None:
        is_single = width_px < TWO_PANES_PX
        self._side.setVisible(not is_single)
        self._side.setFixedWidth(self.theme.px(PLACES_PX))
        self.choice.setVisible(is_single)
        self._title.setVisible(not is_single)
        is_narrow = width_px < USUAL_PX
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        self._aside.setMinimumWidth(0 if is_narrow else self.theme.px(ASIDE_PX))
        self._aside.setMaximumWidth(16_777_215 if is_narrow else self.theme.px(ASIDE_PX))
        self._columns.setStretchFactor(self._main_part, 0 if is_narrow else 1)
        self._columns.setStretchFactor(self._aside, 1 if is_narrow else 0)

    @override
    def go_to(self, target: str) -> None:
        groups = (plan.group for plan in self._planning.plans)
        found = next((group.id for group in groups if target == group.id or target in group.maps), None)
        if found is not None:
            self._choose(found)

    @override
    def view_state(self) -> Mapping[str, JsonValue]:
        return {"place": self._place}

    @override
    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        place = state.get("place")
        self._place = MapId(place) if isinstance(place, str) else None
        self._shown = None

    @override
    def regions(self) -> Sequence[QWidget]:
        return (self.places, self.choice, self.objectives)

    def _build_places(self) -> None:
        look = self._look
        self.places = RowList(look, PlaceDelegate(look), _("Places"))
        self.places.chosen.connect(self._choose)
        self.places.opened.connect(lambda _key: self.objectives.setFocus(Qt.FocusReason.TabFocusReason))
        ground = Surface(look, Role.LIST)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.places)
        column.addStretch(1)
        self._side = Surface(look, Role.LIST, edges=Qt.Edge.RightEdge)
        inner = QVBoxLayout(self._side)
        inner.setContentsMargins(0, 0, 1, 0)
        inner.addWidget(DetailScroll(look, ground))

    def _build_head(self) -> None:
        look = self._look
        self._head = Surface(look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        self._title = Label(look, "", Text.HEAD, Role.TEXT)
        self.choice = Button(look, "", Kind.FILTER, icon="map-outline", opens_list=True)
        self.choice.setToolTip(_("Choose another map"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.choice.clicked.connect(self._ask_place)
        self._facts = ElidedLabel(look, "", Text.SMALL, Role.TEXT2)
        self.clocks = [RaidClock(look, self.context.now_ms) for _each in range(2)]
        self._head_row = line_of(self._title, self.choice, self._facts, *self.clocks)
        self._head_row.setStretch(2, 1)
        self._head.setLayout(self._head_row)

    def _build_body(self) -> None:
        look = self._look
        self._left_words = Label(look, "", Text.SMALL, Role.TEXT2, weight=600)
        self.objectives = PlaceObjectiveList(self.context)
        self.objectives.task_opened.connect(lambda task: self.context.stage.open_page("tasks", task))
        self.objectives.acts.refused.connect(self._tell)
        self._refused = Label(look, "", Text.SMALL, Role.FAILED, wraps=True)
        self._refused.hide()
        self._empty = EmptyState(look, "map-check-outline", "")
        self.bring = RowList(look, BringDelegate(look), _("Keys and things to bring"), has_selection=False)
        self.extracts = RowList(look, ExtractDelegate(look), _("Extracts"), has_selection=False)
        self._bring_head = Label(look, _("Keys and things to bring"), Text.SMALL, Role.TEXT2, weight=600)
        self._extract_head = Label(look, _("Extracts"), Text.SMALL, Role.TEXT2, weight=600)
        self._no_keys = Label(look, _("Nothing special that we know of."), Text.BODY, Role.TEXT3, wraps=True)
        self._no_extracts = Label(
            look, _("None are in the game data on this computer."), Text.BODY, Role.TEXT3, wraps=True
        )

    def _lay_out(self) -> None:
        look = self._look
        main = self._main_part = Surface(look, Role.LIST)
        self._main = QVBoxLayout(main)
        for part in (self._left_words, self._refused, self.objectives, self._empty):
            self._main.addWidget(part)
        self._main.addStretch(1)
        self._aside = Surface(look, Role.PANEL, edges=Qt.Edge.LeftEdge)
        self._aside_column = QVBoxLayout(self._aside)
        for head, rows, none in (
            (self._bring_head, self.bring, self._no_keys),
            (self._extract_head, self.extracts, self._no_extracts),
        ):
            self._aside_column.addWidget(head)
            self._aside_column.addWidget(rows)
            self._aside_column.addWidget(none)
            self._aside_column.addSpacing(12)
        self._aside_column.addStretch(1)
        content = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self._columns.addWidget(main, 1)
        self._columns.addWidget(self._aside)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._head)
        right.addWidget(DetailScroll(look, content), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addLayout(right, 1)

    # What is shown.

    def _follow(self) -> None:
        people = people_of(self.context)
        hides = self.session.account_document.value(preference_path("mapTeamHideAll")) is True
        self._people = people[:1] if hides else people
        self._planning = Planning(self.session, self._people)
        plans = [plan for plan in self._planning.plans if plan.group.id != ANYWHERE or plan.score]
        self.places.lines.show_lines(place_rows(plans, self._people[0]))
        place = self.place
        self.places.blockSignals(True)  # noqa: FBT003 - following is not choosing
        self.places.choose(place)
        self.places.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._show_place(place)

    def _show_place(self, place: MapId) -> None:
        plan = self._planning.plan(place)
        if plan is None:
            return
        maps = [
            self.session.catalog.maps[each] for each in self.session.catalog.maps if each in plan.group.maps
        ]
        self._shown = place
        self._title.setText(plan.group.name)
        self.choice.set_text(plan.group.name)
        self._show_facts(maps)
        self._show_objectives(plan)
        brought = self._planning.bring_rows(plan)
        self.bring.lines.show_lines(brought)
        self.bring.setVisible(bool(brought))
        self._no_keys.setVisible(not brought)
        ways = extract_rows(maps)
        self.extracts.lines.show_lines(ways)
        self.extracts.setVisible(bool(ways))
        self._no_extracts.setVisible(not ways and bool(maps))
        self._extract_head.setVisible(bool(maps))

    def _show_facts(self, maps: Sequence[GameMap]) -> None:
        facts = [(game_map.name, map_facts(game_map)) for game_map in maps]
        is_one = len({each for _name, each in facts}) == 1
        words = (
            [facts[0][1]]
            if is_one
            else [_("{map} {facts}").format(map=name, facts=each) for name, each in facts]
        )
        self._facts.set_text(" · ".join(word for word in words if word))
        fixed = [game_map for game_map in maps if game_map.normalized_name in FIXED_TIMES]
        shown: list[GameMap | None] = [*fixed] if fixed else [None]
        for at, clock in enumerate(self.clocks):
            game_map = shown[at] if at < len(shown) else None
            clock.setVisible(at < len(shown))
            word = game_map.name if game_map is not None and len(shown) > 1 else ""
            clock.show_map(game_map, word)

    def _show_objectives(self, plan: MapPlan) -> None:
        mine = len(plan.objectives.get(self._people[0].member.user, ()))
        self._left_words.setText(left_words(mine, plan.score - mine))
        rows = PlaceObjectives(self.session, self._people).rows(plan, self._kept)
        self.objectives.lines.show_lines(rows)
        self.objectives.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._empty.say(
            "map-check-outline",
            _("Nothing to do on {map} now").format(map=plan.group.name),
            _("Objectives appear here when their task is available."),
        )
        self._refused.hide()

    # What is asked for.

    def _choose(self, key: str) -> None:
        if key != self.place:
            self._kept.clear()
        self._place = MapId(key)
        self.places.blockSignals(True)  # noqa: FBT003 - the list shows what was chosen elsewhere, too
        self.places.choose(key)
        self.places.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._show_place(self._place)

    def _ask_place(self) -> None:
        place = self.place
        names = {plan.group.id: plan.group.name for plan in self._planning.plans}
        entries = [
            Entry(names[MapId(key)], partial(self._choose, key), is_chosen=key == place)
            for key in self.places.lines.row_keys()
        ]
        open_menu(self._look, self.choice, entries)

    def _tell(self, sentence: str) -> None:
        self._refused.setText(sentence)
        self._refused.show()

    def _on_cloud(self, _state: CloudState) -> None:
        if self.isVisible():
            self._follow()
        else:
            self._is_stale = True

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._head.setFixedHeight(self.theme.control(HEAD_PX))
        self._head_row.setContentsMargins(gap(16), 0, gap(16), 1)
        self._head_row.setSpacing(gap(16))
        self._main.setContentsMargins(0, gap(12), 0, gap(12))
        self._main.setSpacing(gap(6))
        for label in (self._left_words, self._refused):
            label.setContentsMargins(gap(16), 0, gap(16), 0)
        self._aside_column.setContentsMargins(0, gap(12), 0, gap(12))
        self._aside_column.setSpacing(gap(4))
        for label in (self._bring_head, self._extract_head, self._no_keys, self._no_extracts):
            label.setContentsMargins(gap(20), 0, gap(16), 0)
