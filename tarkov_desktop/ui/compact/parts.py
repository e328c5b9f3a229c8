"""Parts of the compact window: its title, a pinned task, a counter in one line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.ids import ObjectiveId, TaskId
from tarkov_desktop.domain.nodes import ObjectiveNode
from tarkov_desktop.domain.objective_text import objective_line
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.detail_parts import ObjectiveRow
from tarkov_desktop.ui.pages.tasks.row_maker import progress_of
from tarkov_desktop.ui.pages.tasks.words import trader_name
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.translation import WORDS
from tarkov_desktop.ui.widgets.base import Surface, ThemedWidget
from tarkov_desktop.ui.widgets.button import IconButton
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tarkov_desktop.ui.widgets.marks import IconMark, TraderTile
from tarkov_desktop.ui.widgets.stepper import Stepper


def objective_words(session: Session, node: ObjectiveNode) -> str:
    """Return an objective's sentence."""
    return objective_line(session.catalog, node.objective, WORDS, number=number).text


def trader_tile(look: Look, session: Session, task_id: TaskId) -> TraderTile:
    """Return the tile of a task's trader."""
    trader_id = session.graph.task(task_id).trader
    trader = session.catalog.traders.get(trader_id)
    short = trader.normalized_name if trader else ""
    return TraderTile(look, short, trader_name(session, trader_id), size=20)


class CompactTitle(Surface):
    """Mode and buttons; a drag moves the window, a double click steps through its sizes."""

    stepped = Signal()

    def __init__(self, look: Look, mode: str, buttons: Mapping[str, IconButton]) -> None:
        super().__init__(look, Role.RAIL, edges=Qt.Edge.BottomEdge)
        gap = look.theme.gap
        word, icon = MODE_MARKS.get(mode, (mode, "help-rhombus-outline"))
        row = QHBoxLayout(self)
        row.setContentsMargins(gap(12), 0, gap(6), 0)
        row.setSpacing(gap(6))
        row.addWidget(IconMark(look, icon, size=16, role=Role.ACCENT))
        row.addWidget(Label(look, _(word), Text.SMALL, weight=500), 1)
        for button in buttons.values():
            row.addWidget(button)
        self.setFixedHeight(look.theme.px(36))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.window().windowHandle().startSystemMove()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.stepped.emit()


class PinnedTask(ThemedWidget):
    """One pinned task: name, how far it is, its objectives to tick and to count."""

    def __init__(self, context: PageContext, actions: TaskActions, task_id: TaskId) -> None:
        super().__init__(context.look)
        self._session = context.session
        self._task_id = task_id
        self._rows: dict[ObjectiveId, tuple[ObjectiveNode, ObjectiveRow]] = {}
        look, gap = context.look, self.theme.gap
        column = QVBoxLayout(self)
        column.setContentsMargins(gap(12), gap(10), gap(12), gap(8))
        column.setSpacing(gap(2))
        head = QHBoxLayout()
        head.setSpacing(gap(8))
        head.addWidget(trader_tile(look, self._session, task_id))
        task = self._session.graph.task(task_id)
        head.addWidget(ElidedLabel(look, task.name, Text.BODY, Role.TEXT, weight=600), 1)
        self._progress = Label(look, "", Text.SMALL, Role.TEXT2)
        head.addWidget(self._progress)
        column.addLayout(head)
        for node in self._session.graph.nodes[task_id].objectives:
            column.addWidget(self._row(context, actions, node))
        self.show_amounts()

    def show_amounts(self) -> None:
        """Show how much is done now."""
        session = self._session
        self._progress.setText(progress_of(session, session.graph.task(self._task_id))[2])
        is_open = session.derived.state(self._task_id) not in {DisplayState.COMPLETE, DisplayState.FAILED}
        for node, row in self._rows.values():
            amount = session.derived.amount(node.objective.id)
            is_full = amount.is_full(node.required)
            row.show_amount(amount.got(node.required), is_full=is_full, is_open=is_open)

    def _row(self, context: PageContext, actions: TaskActions, node: ObjectiveNode) -> ObjectiveRow:
        row = ObjectiveRow(
            context.look,
            objective_words(self._session, node),
            required=node.required,
            is_counted=node.counted,
            is_found_in_raid=node.objective.found_in_raid,
            most_lines=2,
        )
        row.ticked.connect(partial(actions.toggle, node.objective.id))
        row.count_asked.connect(partial(actions.set_count, node.objective.id))
        self._rows[node.objective.id] = (node, row)
        return row


class CounterRow(ThemedWidget):
    """One counter in one line; a double click steps through the sizes of the window."""

    stepped = Signal()

    def __init__(
        self, context: PageContext, actions: TaskActions, task_id: TaskId, node: ObjectiveNode
    ) -> None:
        super().__init__(context.look)
        self._session, self._node = context.session, node
        look, gap = context.look, self.theme.gap
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(gap(10), gap(5), gap(8), gap(5))
        self.row.setSpacing(gap(8))
        self.row.addWidget(trader_tile(look, self._session, task_id))
        words = objective_words(self._session, node)
        self.row.addWidget(ElidedLabel(look, words, Text.BODY, Role.TEXT), 1)
        self.stepper = Stepper(look, words, goal=node.required)
        self.stepper.asked.connect(partial(actions.set_count, node.objective.id))
        self.row.addWidget(self.stepper)
        self.show_amounts()

    def show_amounts(self) -> None:
        """Show how much is done now."""
        self.stepper.set_value(self._session.derived.amount(self._node.objective.id).got(self._node.required))

    def add(self, widget: QWidget) -> None:
        """Put something at the end of the line."""
        self.row.addWidget(widget)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.window().windowHandle().startSystemMove()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.stepped.emit()
