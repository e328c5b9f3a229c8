"""Beside the cards: the tasks that are open for everybody online."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, listed, ngettext, number
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.pages.team.together import Together
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.clearing import clear
from tarkov_desktop.ui.widgets.label import Label, Link
from tarkov_desktop.ui.widgets.marks import Avatar, TraderTile
from tarkov_desktop.ui.widgets.section import Section

FEW = 4
MOST_FACES = 5


class AvailableSection(Section):
    """Tasks that are open for everybody online; ``opened`` carries the one that was followed."""

    opened = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _("Available for all online"), parent=parent)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.theme.gap(8))
        self.add(self._rows)
        self._unknown = Label(look, "", Text.SMALL, Role.TEXT3, wraps=True)
        self.add(self._unknown)
        self.more = Link(look, "", Text.SMALL)
        self.more.followed.connect(self._toggle)
        self.add(self.more)
        self._shown: tuple[object, ...] = ()
        self._fill: Callable[[], None] = lambda: None
        self._is_whole = False
        self.hide()

    def show_together(self, together: Together, session: Session) -> None:
        """Show the first tasks of *together*; nothing while nobody else is online."""
        people = tuple((person.name, person.letter, person.is_self) for person in together.people)
        shown = (together.tasks, people, together.unknown, id(session.catalog))
        if shown == self._shown:
            return
        self._shown = shown
        self.setVisible(len(people) > 1)
        self._fill = partial(self._show_tasks, together.tasks, session, people)
        self._fill()
        words = [] if together.tasks else [_("No task is open for all of you now.")]
        if together.unknown:
            names = listed(together.unknown)
            words.append(_("Not counted, because not known yet: {names}.").format(names=names))
        self._unknown.setText(" ".join(words))
        self._unknown.setVisible(bool(words))

    def _toggle(self) -> None:
        self._is_whole = not self._is_whole
        self._fill()

    def _show_tasks(
        self, tasks: Sequence[TaskId], session: Session, people: Sequence[tuple[str, str, bool]]
    ) -> None:
        clear(self._rows)
        for task_id in tasks if self._is_whole else tasks[:FEW]:
            row = self._row(session.catalog.tasks[task_id], session, people)
            self._rows.addWidget(row)
            row.show()
        count = number(len(tasks))
        if self.head is not None:
            self.head.set_count(ngettext("{count} task", "{count} tasks", len(tasks)).format(count=count))
        words = _("Show fewer") if self._is_whole else _("Show all {count}").format(count=count)
        self.more.setText(words)
        self.more.setAccessibleName(words)
        self.more.setVisible(len(tasks) > FEW)

    def _row(self, task: Task, session: Session, people: Sequence[tuple[str, str, bool]]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.theme.gap(10))
        trader = session.catalog.traders.get(task.trader)
        if trader is not None:
            row.addWidget(TraderTile(self._look, trader.normalized_name, trader.name))
        name = Link(self._look, task.name)
        name.followed.connect(lambda: self.opened.emit(task.id))
        row.addWidget(name)
        row.addStretch(1)
        for who, letter, is_self in people[:MOST_FACES]:
            row.addWidget(Avatar(self._look, letter, who, is_self=is_self))
        return holder
