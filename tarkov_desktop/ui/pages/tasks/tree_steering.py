"""Leads from the list to a tree and back, and along the tree."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import TraderId
from tarkov_desktop.domain.task_lists import traders_in_order
from tarkov_desktop.ui.pages.tasks.list_view import TaskListView
from tarkov_desktop.ui.pages.tasks.tree import TreeListing, TreeScope
from tarkov_desktop.ui.pages.tasks.tree_bar import TreeBar
from tarkov_desktop.ui.pages.tasks.words import task_name, trader_name
from tarkov_desktop.ui.widgets.menu import Entry


class TreeSteering(QObject):
    """``turned`` says that another tree, or the list, is to be shown now."""

    turned = Signal()

    def __init__(
        self, session: Session, tree: TreeListing, bar: TreeBar, view: TaskListView, page: QWidget
    ) -> None:
        super().__init__(page)
        self._session = session
        self._tree = tree
        self._bar = bar
        self._view = view
        bar.scope_asked.connect(self._open_scopes)
        bar.left.connect(self.toggle)

    def toggle(self) -> None:
        """Show the chain of the current task, or the list again."""
        if self._tree.scope:
            self.show(TreeScope())
        else:
            self.show_chain()

    def show_chain(self) -> None:
        """Show the chain of the current task."""
        task_id = self._view.current_task()
        if task_id is not None:
            self.show(TreeScope(chain=task_id))

    def show(self, scope: TreeScope) -> None:
        """Show a tree, or without a scope the list; the current task stays current where it is shown."""
        if scope == self._tree.scope:
            return
        current = self._view.current_task()
        self._tree.scope = scope
        self.turned.emit()
        if current is not None and self._view.tasks.row_of(current) >= 0:
            self._view.choose(current)
            middle = QAbstractItemView.ScrollHint.PositionAtCenter
            self._view.scrollTo(self._view.currentIndex(), middle)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, *, is_before: bool) -> None:
        """Go to the task that the current one hangs under, or to the first that hangs under it."""
        current = self._view.current_task()
        task_id = self._tree.neighbour(current, is_before=is_before) if current is not None else None
        if task_id is not None:
            self._view.choose(task_id)

    def _open_scopes(self) -> None:
        """Offer the chain of the current task, and each trader."""
        entries = []
        current = self._view.current_task()
        if current is not None:
            words = _("Chain of {task}").format(task=task_name(self._session, current))
            entries.append(self._entry(words, TreeScope(chain=current)))
        traders = [self._of_trader(trader) for trader in traders_in_order(self._session.graph)]
        self._bar.open_scopes([*entries, *traders])

    def _of_trader(self, trader: TraderId) -> Entry:
        return self._entry(trader_name(self._session, trader), TreeScope(trader=trader))

    def _entry(self, words: str, scope: TreeScope) -> Entry:
        return Entry(words, partial(self.show, scope), is_chosen=self._tree.scope == scope)
