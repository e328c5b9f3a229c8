"""The parts of the page Tasks and where they stand: bars above, the list at the left, the pane at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tarkov_desktop.app.settings import DENSITY
from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.delegates.tasks import Room
from tarkov_desktop.ui.models.tasks import TaskListModel
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.commands import TaskCommands
from tarkov_desktop.ui.pages.tasks.detail import TaskDetail
from tarkov_desktop.ui.pages.tasks.filter_bar import FilterBar
from tarkov_desktop.ui.pages.tasks.filters import ALL, TaskFilter
from tarkov_desktop.ui.pages.tasks.list_view import ColumnHeads, TaskListView
from tarkov_desktop.ui.pages.tasks.listing import TaskListing
from tarkov_desktop.ui.pages.tasks.selection_bar import SelectionBar
from tarkov_desktop.ui.pages.tasks.tree_bar import TreeBar
from tarkov_desktop.ui.pages.tasks.words import STATES
from tarkov_desktop.ui.rail import NARROW_PX
from tarkov_desktop.ui.room import LARGE_TEXT, TWO_PANES_PX, USUAL_PX, pane_width
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.skeleton import ListDetail, Pages
from tarkov_desktop.ui.widgets.tabs import StatusTabs, Tab


class TasksFrame:
    """Makes the parts, lays them out in the page, and gives them the form for the room there is."""

    def __init__(
        self,
        context: PageContext,
        listing: TaskListing,
        model: TaskListModel,
        *,
        commands: TaskCommands,
        keys: Mapping[Qt.Key, Callable[[], None]],
        detail: TaskDetail,
    ) -> None:
        look, theme = context.look, context.look.theme
        self._context = context
        self._room_px = 0.0
        words = [Tab(state.value, _(words.word)) for state, words in STATES.items()]
        self.tabs = StatusTabs(look, [*words, Tab(ALL, _("All"))], TaskFilter().status)
        self.tabs.setAccessibleName(_("Tasks by state"))
        self._head = Surface(look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.gap(6), 0, theme.gap(16), 0)
        row.addWidget(self.tabs)
        self.bar = FilterBar(look, context.session, listing)
        self.tree_bar = TreeBar(look)
        self.tree_bar.hide()
        self.picked = SelectionBar(look, _operations(commands))
        self.picked.hide()
        self.view = TaskListView(look, model, keys)
        self.heads = ColumnHeads(look, self.view.rows)
        self.empty = EmptyState(look, "clipboard-check-outline", "")
        self.parts = Pages(self.view, self.empty)
        self.detail = detail
        main = Surface(look, Role.LIST)
        _stack(main, self.heads, self.parts)
        self.panes = ListDetail(look, main, detail)

    def lay_out(self, page: QWidget) -> None:
        """Put everything into *page*."""
        _stack(page, self._head, self.bar, self.tree_bar, self.picked, self.panes)

    def set_room(self, width_px: float) -> None:
        """Hear how wide the window is, in logical pixels; :meth:`arrange` follows."""
        self._room_px = width_px
        theme, is_single = self._context.look.theme, width_px < TWO_PANES_PX
        self.bar.set_room(width_px if theme.scale < LARGE_TEXT else min(width_px, TWO_PANES_PX - 1))
        self.tree_bar.set_brief(is_brief=is_single)
        self.panes.set_room(width_px)
        pane_px = width_px - NARROW_PX if is_single else pane_width(width_px)
        self.detail.set_room(theme.px(pane_px), is_brief=width_px < USUAL_PX)

    def arrange(self, *, is_tree: bool) -> None:
        """Put the bars and the form of the rows in step with the room, the selection, and list or tree."""
        is_single = self._room_px < TWO_PANES_PX
        are_several = len(self.view.selectionModel().selectedIndexes()) > 1
        is_large = self._context.look.theme.scale >= LARGE_TEXT
        self._head.setVisible(not is_single and not is_tree and not is_large)
        self.picked.setVisible(are_several)
        self.bar.setVisible(not are_several and not is_tree)
        self.tree_bar.setVisible(not are_several and is_tree)
        room = Room.SINGLE if is_single else Room.WIDE if self._room_px >= USUAL_PX else Room.NARROW
        is_comfortable = self._context.session.settings.get(DENSITY) == "comfortable"
        self.view.rows.is_tree = is_tree
        self.view.set_form(room, is_comfortable=is_comfortable and not is_single and not is_tree)
        self.heads.update()


def _operations(commands: TaskCommands) -> Sequence[tuple[str, str, Callable[[], object]]]:
    """Return what can be done to several tasks: word, key, call."""
    return [
        (_("Complete"), _("Space"), commands.complete),
        (_("Fail"), "F", commands.fail),
        (_("Ignore"), "I", commands.ignore),
        (_("Pin"), "P", commands.pin),
        (_("Open again"), "U", commands.uncomplete),
    ]


def _stack(holder: QWidget, *parts: QWidget) -> None:
    """Put *parts* below each other; the last takes what is left."""
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part, 1 if part is parts[-1] else 0)
