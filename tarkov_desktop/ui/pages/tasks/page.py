"""Tasks of the current mode: a list, and the chosen task beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.settings import DENSITY
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import MapId, TaskId, TraderId
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.delegates.tasks import Room
from tarkov_desktop.ui.models.tasks import TaskListModel
from tarkov_desktop.ui.page import Page, PageContext
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.detail import TaskDetail
from tarkov_desktop.ui.pages.tasks.filter_bar import FilterBar
from tarkov_desktop.ui.pages.tasks.list_view import ColumnHeads, TaskListView
from tarkov_desktop.ui.pages.tasks.listing import ALL, SORT_WORDS, TaskFilter, TaskListing
from tarkov_desktop.ui.pages.tasks.selection_bar import SelectionBar
from tarkov_desktop.ui.pages.tasks.words import STATES
from tarkov_desktop.ui.rail import NARROW_PX
from tarkov_desktop.ui.room import LARGE_TEXT, TWO_PANES_PX, USUAL_PX, pane_width
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.skeleton import ListDetail, Pages
from tarkov_desktop.ui.widgets.tabs import StatusTabs, Tab

LINGER_MS = 4000
"""How long a settled task stays in a list it has left."""
INDEX_STEP = 25
"""Tasks whose texts are made searchable in one turn of the loop: some 3 ms."""


class TasksPage(Page):
    """The page; see the package for its parts."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._filter = TaskFilter()
        self._lingering: set[TaskId] = set()
        self._counts: Counter[str] = Counter()
        self._to_drop: list[str] = []
        self._to_choose: TaskId | None = None
        self.listing = TaskListing(context.session, context.now_ms)
        self.acts = TaskActions(context, self)
        self.model = TaskListModel(self)
        self._build_head()
        self._build_body()
        self._lay_out()
        self._connect()
        self._add_shortcuts()

    @override
    def refresh(self) -> None:
        self.listing.forget()
        self._lingering.clear()
        self._show_lines()
        if self._to_choose is not None:
            self.view.choose(self._to_choose, is_near=0)
            self._to_choose = None
        self._show_current()
        self._index.start()

    @override
    def apply(self, changes: Changes) -> None:
        if any(path.startswith("preferences/") for path in changes.paths):
            self.listing.forget()
        self.listing.forget(changes.tasks)
        if changes.origin is Origin.USER:
            self._let_linger(changes)
        self._show_lines()
        self.detail.apply(changes.tasks)

    @override
    def set_room(self, width_px: float) -> None:
        is_single = width_px < TWO_PANES_PX
        self._head.setVisible(not is_single and self.theme.scale < LARGE_TEXT)
        self.bar.set_room(width_px if self.theme.scale < LARGE_TEXT else min(width_px, TWO_PANES_PX - 1))
        room = Room.SINGLE if is_single else Room.WIDE if width_px >= USUAL_PX else Room.NARROW
        is_comfortable = self.session.settings.get(DENSITY) == "comfortable" and not is_single
        self.view.set_form(room, is_comfortable=is_comfortable)
        self.panes.set_room(width_px)
        pane_px = width_px - NARROW_PX if is_single else pane_width(width_px)
        self.detail.set_room(self.theme.px(pane_px), is_brief=width_px < USUAL_PX)
        self.heads.update()

    @override
    def go_to(self, target: str) -> None:
        task_id = TaskId(target)
        if task_id not in self.session.graph.nodes:
            return
        if self.model.row_of(task_id) < 0:
            self._filter = TaskFilter(status=self.session.derived.state(task_id).value)
            self._show_lines()
        self.view.choose(task_id)
        self.panes.show_detail()

    @override
    def view_state(self) -> Mapping[str, JsonValue]:
        each = self._filter
        return {
            "status": each.status,
            "text": each.text,
            "traders": [*sorted(each.traders)],
            "places": [*sorted(each.places)],
            "kappa": each.is_kappa,
            "lightkeeper": each.is_lightkeeper,
            "task": self.view.current_task() or "",
        }

    @override
    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        status = state.get("status")
        known = {ALL, *(each.value for each in DisplayState)}
        text = state.get("text")
        self._filter = TaskFilter(
            status=status if isinstance(status, str) and status in known else DisplayState.AVAILABLE.value,
            text=text if isinstance(text, str) else "",
            traders=frozenset(map(TraderId, _strings(state.get("traders")))),
            places=frozenset(map(MapId, _strings(state.get("places")))),
            is_kappa=state.get("kappa") is True,
            is_lightkeeper=state.get("lightkeeper") is True,
        )
        task = state.get("task")
        self._to_choose = TaskId(task) if isinstance(task, str) else None

    @override
    def regions(self) -> Sequence[QWidget]:
        return (self.tabs, self.bar.field, self.view, self.detail)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and len(self.view.chosen_tasks()) > 1:
            self._drop_selection()
        else:
            super().keyPressEvent(event)

    def _build_head(self) -> None:
        words = [Tab(state.value, _(words.word)) for state, words in STATES.items()]
        self.tabs = StatusTabs(self._look, [*words, Tab(ALL, _("All"))], self._filter.status)
        self.tabs.setAccessibleName(_("Tasks by state"))
        self._head = Surface(self._look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(self.theme.gap(6), 0, self.theme.gap(16), 0)
        row.addWidget(self.tabs)
        self.bar = FilterBar(self._look, self.session, self.listing)
        self.picked = SelectionBar(
            self._look,
            [
                (_("Complete"), _("Space"), self._complete),
                (_("Ignore"), "I", self._ignore),
                (_("Pin"), "P", self._pin),
                (_("Open again"), "U", self._uncomplete),
            ],
        )
        self.picked.hide()

    def _build_body(self) -> None:
        keys = {
            Qt.Key.Key_Space: self._complete,
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_F: self._fail,
            Qt.Key.Key_I: self._ignore,
            Qt.Key.Key_P: self._pin,
            Qt.Key.Key_U: self._uncomplete,
            Qt.Key.Key_A: self._have_it,
            Qt.Key.Key_S: self._start,
            Qt.Key.Key_Slash: self._to_field,
        }
        self.view = TaskListView(self._look, self.model, keys)
        self.heads = ColumnHeads(self._look, self.view.rows)
        self._empty = EmptyState(self._look, "clipboard-check-outline", "")
        self._parts = Pages(self.view, self._empty)
        main = Surface(self._look, Role.LIST)
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heads)
        column.addWidget(self._parts, 1)
        self.detail = TaskDetail(self.context, self.acts)
        self.panes = ListDetail(self._look, main, self.detail)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._head, self.bar, self.picked):
            column.addWidget(part)
        column.addWidget(self.panes, 1)

    def _connect(self) -> None:
        self._detail_turn = QTimer(self, singleShot=True, interval=0)
        self._detail_turn.timeout.connect(self._show_current)
        self._linger = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._linger.timeout.connect(self._end_lingering)
        self._index = QTimer(self, interval=0)
        self._index.timeout.connect(self._index_some)
        self.tabs.chosen.connect(self._choose_status)
        self.bar.status_chosen.connect(self._choose_status)
        self.bar.changed.connect(self._take_filter)
        self.bar.sorted_by.connect(self._sort_by)
        self.bar.reversed_order.connect(self._turn_order)
        self.bar.density_chosen.connect(self._choose_density)
        self.bar.field.escaped.connect(self.view.setFocus)
        self.view.current_changed.connect(self._detail_turn.start)
        self.view.selection_changed.connect(self._show_selection)
        self.view.opened.connect(self.panes.show_detail)
        self.view.pointer_left.connect(self._end_lingering)
        self.picked.dropped.connect(self._drop_selection)
        self.panes.returned.connect(self.view.setFocus)
        self.detail.jumped.connect(self.go_to)
        self.detail.page_asked.connect(self.context.stage.open_page)
        self._empty.asked.connect(self._drop_filters)

    def _add_shortcuts(self) -> None:
        for keys, act in (("/", self._to_field), ("Ctrl+F", self._to_field), ("Ctrl+C", self._copy_link)):
            shortcut = QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(act)

    # What is shown.

    def _show_lines(self) -> None:
        near = self.view.currentIndex().row()
        current = self.view.current_task()
        lines, self._counts = self.listing.lines(self._filter, self._lingering)
        self.model.show_lines(lines)
        if current is None or self.model.row_of(current) < 0:
            self.view.choose(None, is_near=max(0, near))
        self._show_frame()
        self._parts.show_part(self.view if lines else self._empty)
        if not lines:
            self._say_why_empty()

    def _show_frame(self) -> None:
        """Put tabs, filters, counts and heads in step with the filter and the order."""
        self.tabs.choose(self._filter.status)
        self.tabs.set_counts({key: self._counts.get(key, 0) for key, _word in self.tabs.words()})
        self.bar.show_filter(self._filter)
        self.bar.show_statuses(self.tabs.words(), self._counts)
        order = self.listing.order
        self.bar.show_order(order.mode, is_descending=order.is_descending)
        self.bar.density.choose(self.session.settings.get(DENSITY))
        has_value = order.mode.value in {"impact", "level", "xp"}
        self.heads.show_sort(_(SORT_WORDS[order.mode]) if has_value else "")

    def _say_why_empty(self) -> None:
        used = self._filter.used()
        if not used:
            self._empty.say("clipboard-check-outline", _("Nothing here"), _("No task is in this state now."))
            return
        words = {
            "text": _("Drop the text"),
            "traders": _("Drop the trader"),
            "places": _("Drop the map"),
            "is_kappa": _("Drop Kappa"),
            "is_lightkeeper": _("Drop Lightkeeper"),
        }
        helping = [name for name in used if self.listing.shown(self._filter.without(name))[0]]
        self._to_drop = helping[:1] or used
        action = words[helping[0]] if helping else _("Drop all filters")
        self._empty.say("magnify", _("No task passes these filters"), "", action)

    def _show_current(self) -> None:
        self._detail_turn.stop()
        self.detail.show_task(self.view.current_task())

    def _show_selection(self) -> None:
        count = len(self.view.selectionModel().selectedIndexes())
        self.picked.show_count(count)
        self.picked.setVisible(count > 1)
        self.bar.setVisible(count <= 1)

    def _let_linger(self, changes: Changes) -> None:
        shown = set(self.model.task_ids())
        gone = {task_id for task_id in changes.tasks & shown if self._left_the_tab(task_id)}
        if gone:
            self._lingering |= gone
            self._linger.start()

    def _left_the_tab(self, task_id: TaskId) -> bool:
        is_known = task_id in self.session.graph.nodes
        return is_known and self._filter.status not in {ALL, self.session.derived.state(task_id).value}

    def _end_lingering(self) -> None:
        if self._lingering:
            self._lingering.clear()
            self._linger.stop()
            self._show_lines()

    def _index_some(self) -> None:
        if not self.listing.index_texts(INDEX_STEP):
            self._index.stop()

    # What is asked for.

    def _take_filter(self, task_filter: TaskFilter) -> None:
        self._filter = task_filter
        self._lingering.clear()
        self._show_lines()

    def _choose_status(self, status: str) -> None:
        self._take_filter(replace(self._filter, status=status))
        self.view.scrollToTop()

    def _drop_filters(self) -> None:
        self._take_filter(self._filter.without(*self._to_drop))

    def _sort_by(self, mode: str) -> None:
        set_preference(self.session, "taskSortDirection", None)
        set_preference(self.session, "taskSortMode", mode)
        self.listing.forget()
        self._show_lines()

    def _turn_order(self) -> None:
        turned = "asc" if self.listing.order.is_descending else "desc"
        set_preference(self.session, "taskSortDirection", turned)
        self._show_lines()

    def _choose_density(self, density: str) -> None:
        self.session.settings.set(DENSITY, density)
        self.set_room(self.window().width() / self.theme.scale)

    def _complete(self) -> None:
        chosen = self.view.chosen_tasks()
        if chosen:
            self.acts.complete(chosen)

    def _enter(self) -> None:
        if self.panes.is_single:
            self.panes.show_detail()
        else:
            self._complete()

    def _uncomplete(self) -> None:
        chosen = self.view.chosen_tasks()
        if chosen:
            self.acts.uncomplete(chosen)

    def _fail(self) -> None:
        for task_id in self.view.chosen_tasks()[:1]:
            self.acts.fail(task_id)

    def _ignore(self) -> None:
        chosen = self.view.chosen_tasks()
        if chosen:
            is_ignored = self.session.derived.view(chosen[0]).is_ignored
            self.acts.set_ignored(chosen, is_ignored=not is_ignored)

    def _pin(self) -> None:
        chosen = self.view.chosen_tasks()
        if chosen:
            self.acts.set_pinned(chosen, is_pinned=not self.session.derived.is_pinned(chosen[0]))

    def _have_it(self) -> None:
        for task_id in self.view.chosen_tasks()[:1]:
            self.acts.make_available(task_id)

    def _start(self) -> None:
        for task_id in self.view.chosen_tasks()[:1]:
            self.acts.start(task_id)

    def _to_field(self) -> None:
        self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.field.selectAll()

    def _copy_link(self) -> None:
        task_id = self.view.current_task()
        if task_id is not None:
            self.acts.copy_link(task_id)

    def _drop_selection(self) -> None:
        self.view.choose(self.view.current_task())


def _strings(value: JsonValue) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
