"""The available tasks with most impact: a short list that leads to the page Tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.task_lists import SortMode, TaskOrder, sort_tasks
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.delegates.tasks import Room, TaskDelegate
from tarkov_desktop.ui.models.tasks import TaskRow
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.filters import TaskFilter
from tarkov_desktop.ui.pages.tasks.listing import TaskListing
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.label import Label, Link
from tarkov_desktop.ui.widgets.row_list import RowList
from tarkov_desktop.ui.widgets.section import line_of

MOST: Final = 12
"""Tasks shown; the rest is a click away."""


@dataclass(frozen=True, slots=True)
class NextRow:
    """A task row as a :class:`RowList` takes it."""

    row: TaskRow

    @property
    def key(self) -> str:
        """The task."""
        return self.row.id

    @property
    def spoken(self) -> str:
        """The task in words."""
        return self.row.spoken

    @property
    def tip(self) -> str:
        """The name, which may be cut in the row."""
        return self.row.name


class NextDelegate(TaskDelegate):
    """Paints tasks as the page Tasks does."""

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if isinstance(row, NextRow):
            super().paint_row(painter, box, row.row, option)


class NextTasks(ThemedWidget):
    """``opened`` names a task to show; Space completes the current one, as on the page Tasks."""

    opened = Signal(str)
    all_asked = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self._session = context.session
        self._listing = TaskListing(context.session, context.now_ms)
        self.acts = TaskActions(context, self)
        look = self._look
        self._delegate = NextDelegate(look)
        self.view = RowList(look, self._delegate, _("Tasks to do next"), is_click_opening=True)
        self.view.listen_for(Qt.Key.Key_Space)
        self.view.key_pressed.connect(self._complete)
        self.view.opened.connect(self.opened)
        self.all = Link(look, "", Text.SMALL)
        self.all.followed.connect(self.all_asked)
        title = Label(look, _("Do next"), Text.BODY, Role.TEXT, weight=600)
        hint = Label(look, _("available, by impact"), Text.SMALL, Role.TEXT2)
        self._head = line_of(title, hint, 1, self.all)
        self._empty = Label(look, "", Text.BODY, Role.TEXT2, wraps=True)
        self._empty.setText(_("No task is available now. The page Tasks says what each one waits for."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(Hairline(look, role=Role.HAIR))
        column.addWidget(self._empty)
        column.addWidget(self.view)
        self._restyle()

    def refresh(self) -> None:
        """Show everything anew."""
        self._listing.forget()
        self._show()

    def apply(self, changes: Changes) -> None:
        """Show what *changes* names."""
        self._listing.forget(changes.tasks)
        self._show()

    def set_room(self, *, is_wide: bool) -> None:
        """Show all columns, or fewer."""
        self._delegate.room = Room.WIDE if is_wide else Room.NARROW
        self.view.viewport().update()

    def _show(self) -> None:
        found, _counts = self._listing.shown(TaskFilter())
        ordered = sort_tasks(self._session.derived, found, TaskOrder(SortMode.IMPACT))
        self.view.lines.show_lines(self._lines(ordered))
        self.view.setVisible(bool(found))
        self._empty.setVisible(not found)
        self.all.setText(_("All {count}").format(count=number(len(found))) if found else _("All tasks"))
        self.all.setAccessibleName(_("All available tasks"))

    def _lines(self, ordered: Sequence[TaskId]) -> list[NextRow | GroupHead]:
        shown = ordered[:MOST]
        pinned = [task_id for task_id in shown if self._session.derived.is_pinned(task_id)]
        rows = [self._row(task_id) for task_id in shown]
        if not pinned:
            return [*rows]
        rest = rows[len(pinned) :]
        heads = [GroupHead(_("By impact"))] if rest else []
        return [GroupHead(_("Pinned"), "pin"), *rows[: len(pinned)], *heads, *rest]

    def _row(self, task_id: TaskId) -> NextRow:
        row = self._listing.row(task_id)
        return NextRow(replace(row, sort_value=number(self._session.derived.impact(task_id))))

    def _complete(self, _key: int, task: str) -> None:
        self.acts.complete([TaskId(task)])

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap
        self._head.setContentsMargins(gap(16), gap(8), gap(16), gap(8))
        self._empty.setContentsMargins(gap(16), gap(12), gap(16), gap(12))
