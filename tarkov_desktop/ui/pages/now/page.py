"""What to do now: the next raid, the tasks with most impact, and how far everything is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudState
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import MapId, TaskId
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import Page, PageContext
from tarkov_desktop.ui.pages.now.next_tasks import NextTasks
from tarkov_desktop.ui.pages.now.planner import RaidPlanner
from tarkov_desktop.ui.pages.now.side import Standing
from tarkov_desktop.ui.room import TWO_PANES_PX, USUAL_PX, pane_width
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.raid_clock import RaidClock
from tarkov_desktop.ui.widgets.section import line_of
from tarkov_desktop.ui.widgets.skeleton import DetailScroll

HEAD_PX: Final = 44


class NowPage(Page):
    """The page; see the package for its parts."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._is_single: bool | None = None
        self._build_head()
        self.planner = RaidPlanner(context)
        self.next_tasks = NextTasks(context)
        self.standing = Standing(context)
        self._lay_out()
        self.planner.task_opened.connect(self._open_task)
        self.planner.map_opened.connect(lambda place: context.stage.open_page("maps", place))
        self.next_tasks.opened.connect(self._open_task)
        self.next_tasks.all_asked.connect(lambda: context.stage.open_page("tasks"))
        self.standing.page_asked.connect(context.stage.open_page)
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(self._on_cloud))
        self._restyle()

    @override
    def refresh(self) -> None:
        self.clock.follow()
        self.next_tasks.refresh()
        self._follow()

    @override
    def apply(self, changes: Changes) -> None:
        self.next_tasks.apply(changes)
        self._follow()

    @override
    def set_room(self, width_px: float) -> None:
        is_single = width_px < TWO_PANES_PX
        if not is_single:
            self._pane.setFixedWidth(self.theme.px(pane_width(width_px)))
        if is_single != self._is_single:
            self._is_single = is_single
            self._place_standing()
        self.planner.set_room(is_narrow=width_px < TWO_PANES_PX)
        self.next_tasks.set_room(is_wide=width_px >= USUAL_PX and not is_single)

    @override
    def go_to(self, target: str) -> None:
        self.planner.show_place(MapId(target))

    @override
    def view_state(self) -> Mapping[str, JsonValue]:
        return {"place": self.planner.chosen_place}

    @override
    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        place = state.get("place")
        self.planner.chosen_place = MapId(place) if isinstance(place, str) else None

    @override
    def regions(self) -> Sequence[QWidget]:
        return (self.planner.places, self.planner.tasks, self.next_tasks.view)

    def _build_head(self) -> None:
        self._head = Surface(self._look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        title = Label(self._look, _("Now"), Text.HEAD, Role.TEXT)
        self.clock = RaidClock(self._look, self.context.now_ms)
        self._head_row = line_of(title, 1, self.clock)
        self._head.setLayout(self._head_row)

    def _lay_out(self) -> None:
        main = Surface(self._look, Role.LIST)
        self._column = QVBoxLayout(main)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.planner)
        self._column.addWidget(self.next_tasks)
        self._column.addStretch(1)
        self._scroll = DetailScroll(self._look, main)
        self._pane = Surface(self._look, Role.PANEL, edges=Qt.Edge.LeftEdge)
        inner = QVBoxLayout(self._pane)
        inner.setContentsMargins(1, 0, 0, 0)
        self._pane_scroll = DetailScroll(self._look, self.standing)
        inner.addWidget(self._pane_scroll)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._scroll, 1)
        body.addWidget(self._pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(body, 1)

    def _place_standing(self) -> None:
        """In one column the right pane's content follows the list; else it has its pane."""
        if self._is_single:
            standing = self._pane_scroll.takeWidget()
            if standing is not None:
                self._column.insertWidget(self._column.count() - 1, standing)
                standing.show()
        elif self._pane_scroll.widget() is None:
            self._column.removeWidget(self.standing)
            self._pane_scroll.setWidget(self.standing)
            self.standing.setAutoFillBackground(False)
            self.standing.show()
        self._pane.setVisible(not self._is_single)

    def _follow(self) -> None:
        self.planner.follow()
        self.standing.follow()

    def _on_cloud(self, _state: CloudState) -> None:
        if self.isVisible():
            self.planner.follow()
            self.standing.follow_team()
        else:
            self._is_stale = True

    def _open_task(self, key: str) -> None:
        self.context.stage.open_page("tasks", TaskId(key))

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._head.setFixedHeight(self.theme.control(HEAD_PX))
        self._head_row.setContentsMargins(gap(16), 0, gap(16), 1)
