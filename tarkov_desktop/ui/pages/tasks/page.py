"""Tasks of the current mode: a list, and the chosen task beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.settings import DENSITY
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.task_lists import SortMode
from tarkov_desktop.ui.models.tasks import Line, TaskListModel, TaskRow
from tarkov_desktop.ui.page import Page, PageContext, Toast
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.commands import TaskCommands
from tarkov_desktop.ui.pages.tasks.detail import TaskDetail
from tarkov_desktop.ui.pages.tasks.empty_list import why_empty
from tarkov_desktop.ui.pages.tasks.filters import ALL, TaskFilter, filter_memory, remembered_filter
from tarkov_desktop.ui.pages.tasks.frame import TasksFrame
from tarkov_desktop.ui.pages.tasks.listing import MOST_FIRST, SORT_WORDS, WITH_VALUE, TaskListing
from tarkov_desktop.ui.pages.tasks.row_maker import REASONED
from tarkov_desktop.ui.pages.tasks.sight import MINE, Sight
from tarkov_desktop.ui.pages.tasks.squad_watch import SquadWatch
from tarkov_desktop.ui.pages.tasks.tree import TreeListing, TreeScope, tree_words
from tarkov_desktop.ui.pages.tasks.tree_steering import TreeSteering
from tarkov_desktop.ui.theme.shapes import Shape

LINGER_MS = 4000
"""How long a settled task stays in a list it has left."""
INDEX_STEP = 25
"""Tasks whose texts are made searchable, then whose rows are made, in one turn of the loop: some 3 ms."""


class TasksPage(Page):
    """The page; see the package for its parts."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._filter = TaskFilter()
        self._lingering: set[TaskId] = set()
        self._counts: Counter[str] = Counter()
        self._to_drop: tuple[str, ...] = ()
        self._to_choose: TaskId | None = None
        self.listing = TaskListing(context.session, context.now_ms)
        self.squad = SquadWatch(context, self.listing, self)
        self.tree = TreeListing(context.session, self.listing, context.now_ms)
        self.acts = TaskActions(context, self)
        self.commands = TaskCommands(context.session, self.acts, self._chosen, lambda: self.listing.sight)
        self.model = TaskListModel(self._row, self)
        self._build_parts()
        self._connect()
        self._add_shortcuts()

    @override
    def refresh(self) -> None:
        self.squad.look(self._filter.whose)
        self._lingering.clear()
        self._arrange()
        self._show_lines()
        if self._to_choose is not None:
            self.view.choose(self._to_choose, is_near=0)
            self._to_choose = None
        self._show_current()
        self._index.start()

    @override
    def apply(self, changes: Changes) -> None:
        if self.squad.is_concerned(changes):
            self.squad.look(self._filter.whose)
        self.listing.forget(changes.tasks)
        if changes.origin is Origin.USER:
            self._let_linger(changes)
        self._show_lines()
        self.detail.apply(changes.tasks)

    @override
    def set_room(self, width_px: float) -> None:
        self.frame.set_room(width_px)
        self._arrange()

    def _arrange(self) -> None:
        self.frame.arrange(is_tree=bool(self.tree.scope))

    @override
    def go_to(self, target: str) -> None:
        task_id = TaskId(target)
        if task_id not in self.session.graph.nodes:
            return
        if self.model.row_of(task_id) < 0 and self.tree.scope:
            self.steering.show(TreeScope(chain=task_id))
        if self.model.row_of(task_id) < 0:
            self.steering.show(TreeScope())
            state = self.listing.sight.state(task_id)
            if state is None:  # a task that does not concern whoever is shown
                self.listing.sight.choose(MINE)
                state = self.session.derived.state(task_id)
            self._take_filter(TaskFilter(status=state.value, whose=self.listing.sight.whose))
        self.view.choose(task_id)
        self.panes.show_detail()

    @override
    def view_state(self) -> Mapping[str, JsonValue]:
        task, tree = self.view.current_task() or "", self.tree.scope.key
        return {**filter_memory(self._filter), "task": task, "tree": tree}

    @override
    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        self._filter = remembered_filter(state)
        self.tree.scope = TreeScope.read(state.get("tree"), self.session.graph)
        task = state.get("task")
        self._to_choose = TaskId(task) if isinstance(task, str) else None

    @override
    def regions(self) -> Sequence[QWidget]:
        if self.tree.scope:
            return (self.tree_bar.scope, self.view, self.detail)
        return (self.tabs, self.bar.field, self.view, self.detail)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and len(self.view.chosen_tasks()) > 1:
            self._drop_selection()
        else:
            super().keyPressEvent(event)

    def _build_parts(self) -> None:
        commands = self.commands
        keys = {
            Qt.Key.Key_Space: commands.complete,
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_F: commands.fail,
            Qt.Key.Key_I: commands.ignore,
            Qt.Key.Key_P: commands.pin,
            Qt.Key.Key_U: commands.uncomplete,
            Qt.Key.Key_A: commands.have_it,
            Qt.Key.Key_S: commands.start,
            Qt.Key.Key_Slash: self._to_field,
            Qt.Key.Key_T: self._toggle_tree,
            Qt.Key.Key_Left: self._to_left,
            Qt.Key.Key_Right: self._to_right,
        }
        self.detail = TaskDetail(self.context, self.acts, lambda: self.listing.sight)
        frame = TasksFrame(
            self.context, self.listing, self.model, commands=commands, keys=keys, detail=self.detail
        )
        self.frame, self.view, self.heads, self.panes = frame, frame.view, frame.heads, frame.panes
        self.tabs, self.bar, self.tree_bar, self.picked = frame.tabs, frame.bar, frame.tree_bar, frame.picked
        self._empty, self._parts = frame.empty, frame.parts
        frame.lay_out(self)
        self.steering = TreeSteering(self.session, self.tree, self.tree_bar, self.view, self)

    def _connect(self) -> None:
        self._detail_turn = QTimer(self, singleShot=True, interval=0)
        self._detail_turn.timeout.connect(self._show_current)
        self._linger = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._linger.timeout.connect(self._end_lingering)
        self._index = QTimer(self, interval=0)
        self._index.timeout.connect(self._index_some)
        self.squad.moved.connect(self._show_moves)
        self.squad.heard.connect(partial(self.detail.apply, ()))
        self.tabs.chosen.connect(self._choose_status)
        self.bar.status_chosen.connect(self._choose_status)
        self.bar.changed.connect(self._take_filter)
        self.bar.sorted_by.connect(self._sort_by)
        self.bar.reversed_order.connect(self._turn_order)
        self.bar.density_chosen.connect(self._choose_density)
        self.bar.preferred.connect(partial(set_preference, self.session))
        self.steering.turned.connect(self._show_turned)
        self.bar.tree_asked.connect(self.steering.toggle)
        self.tree_bar.whose_asked.connect(partial(self.bar.open_whose, self.tree_bar.whose))
        self.detail.chain_asked.connect(self.steering.show_chain)
        self.bar.team_asked.connect(partial(self.context.stage.open_page, "team"))
        self.bar.field.escaped.connect(self.view.setFocus)
        self.view.current_changed.connect(self._detail_turn.start)
        self.view.selection_changed.connect(self._show_selection)
        self.view.opened.connect(self.panes.show_detail)
        self.view.pointer_left.connect(self._end_lingering)
        self.picked.dropped.connect(self._drop_selection)
        self.panes.returned.connect(self.view.setFocus)
        self.detail.jumped.connect(self.go_to)
        self.detail.whose_asked.connect(self._choose_whose)
        self.detail.page_asked.connect(self.context.stage.open_page)
        self._empty.asked.connect(self._drop_filters)

    def _add_shortcuts(self) -> None:
        for keys, act in (("/", self._to_field), ("Ctrl+F", self._to_field), ("Ctrl+C", self._copy_link)):
            shortcut = QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(act)

    # What is shown.

    def _row(self, task_id: TaskId) -> TaskRow:
        return self.tree.row(task_id) if self.tree.scope else self.listing.row(task_id)

    def _show_lines(self) -> None:
        near = self.view.currentIndex().row()
        current = self.view.current_task()
        lines: list[Line] = []
        if self.tree.scope:
            tasks, states = self.tree.lines()
            lines = [*tasks]
            kind = _("Chain") if self.tree.scope.chain is not None else _("Trader")
            self.tree_bar.show_scope(kind, self.tree.title(), tree_words(states))
        else:
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
        self.bar.show_company(self.squad.company())
        sight = self.listing.sight
        self.bar.show_filter(replace(self._filter, whose=sight.whose))
        self.tree_bar.show_whose(self.bar.whose.text(), is_in_use=sight.whose != MINE)
        self.bar.show_statuses(self.tabs.words(), self._counts)
        order = self.listing.order
        self.bar.show_order(order.mode, is_descending=order.is_descending)
        self.bar.density.choose(self.session.settings.get(DENSITY))
        self.view.rows.are_reasons = self._filter.status in REASONED
        self.view.rows.has_squad = bool(self.listing.sight.mates)
        self.heads.show_sort(_(SORT_WORDS[order.mode]) if order.mode in WITH_VALUE else "")

    def _say_why_empty(self) -> None:
        why = why_empty(self.listing, replace(self._filter, whose=self.listing.sight.whose))
        self._to_drop = why.drops
        self._empty.say(why.icon, why.sentence, why.why, why.action)

    def _show_current(self) -> None:
        self._detail_turn.stop()
        self.detail.show_task(self.view.current_task())

    def _show_selection(self) -> None:
        count = len(self.view.selectionModel().selectedIndexes())
        self.picked.show_count(count)
        self._arrange()

    def _let_linger(self, changes: Changes) -> None:
        shown = set(self.model.task_ids())
        gone = {task_id for task_id in changes.tasks & shown if self._left_the_tab(task_id)}
        if gone:
            self._lingering |= gone
            self._linger.start()

    def _left_the_tab(self, task_id: TaskId) -> bool:
        if task_id not in self.session.graph.nodes or self._filter.status == ALL or self.tree.scope:
            return False
        state = self.listing.sight.state(task_id)
        return state is None or self._filter.status != state.value

    def _end_lingering(self) -> None:
        if self._lingering:
            self._lingering.clear()
            self._linger.stop()
            self._show_lines()

    def _index_some(self) -> None:
        if not self.listing.index_texts(INDEX_STEP) and not self.listing.make_rows(INDEX_STEP):
            self._index.stop()

    def _show_turned(self) -> None:
        """Show another tree, or the list after a tree."""
        self._lingering.clear()
        self._arrange()
        self._show_lines()

    def _show_moves(self, before: Sight) -> None:
        """Show what teammates did meanwhile; selection and place in the list stay."""
        if before.mate is not None and self.listing.sight.mate is None:
            self._filter = replace(self._filter, whose=MINE)
            self.squad.look(MINE)
            words = _("{name} is no longer in view. These are your tasks.")
            self.context.stage.toast(Toast(words, before.mate.name, Shape.AVAILABLE))
        place = self.view.verticalScrollBar().value()
        self._show_lines()
        self.view.verticalScrollBar().setValue(place)

    # What is asked for.

    def _toggle_tree(self) -> None:
        self.steering.toggle()

    def _to_left(self) -> None:
        if self.tree.scope:
            self.steering.step(is_before=True)

    def _to_right(self) -> None:
        if self.tree.scope:
            self.steering.step(is_before=False)
        elif self.panes.is_single:
            self.panes.show_detail()

    def _choose_whose(self, whose: str) -> None:
        self._take_filter(replace(self._filter, whose=whose))

    def _take_filter(self, task_filter: TaskFilter) -> None:
        is_other_sight = task_filter.whose != self.listing.sight.whose
        self._filter = task_filter
        self._lingering.clear()
        if is_other_sight:
            self.squad.look(self._filter.whose)
        self._show_lines()
        if is_other_sight:
            self._show_current()

    def _choose_status(self, status: str) -> None:
        self._take_filter(replace(self._filter, status=status))
        self.view.scrollToTop()

    def _drop_filters(self) -> None:
        self._take_filter(self._filter.without(*self._to_drop))

    def _sort_by(self, mode: str) -> None:
        direction = "desc" if SortMode(mode) in MOST_FIRST else None
        set_preference(self.session, "taskSortDirection", direction)
        set_preference(self.session, "taskSortMode", mode)

    def _turn_order(self) -> None:
        turned = "asc" if self.listing.order.is_descending else "desc"
        set_preference(self.session, "taskSortDirection", turned)

    def _choose_density(self, density: str) -> None:
        self.session.settings.set(DENSITY, density)
        self._arrange()

    def _chosen(self) -> list[TaskId]:
        return self.view.chosen_tasks()

    def _enter(self) -> None:
        if self.panes.is_single:
            self.panes.show_detail()
        elif self.tree.scope:
            self.detail.take_focus()
        else:
            self.commands.complete()

    def _to_field(self) -> None:
        self.steering.show(TreeScope())
        self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.field.selectAll()

    def _copy_link(self) -> None:
        task_id = self.view.current_task()
        if task_id is not None:
            self.acts.copy_link(task_id)

    def _drop_selection(self) -> None:
        self.view.choose(self.view.current_task())
