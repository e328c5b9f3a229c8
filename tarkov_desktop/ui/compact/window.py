"""The compact window: pinned tasks beside the game, on top if wanted. No overlay inside the game, no input hooks."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.settings import COMPACT_ON_TOP, COMPACT_OPACITY
from tarkov_desktop.app.texts import _, number, percent
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.compact.foot import CompactFoot
from tarkov_desktop.ui.compact.parts import CompactTitle, CounterRow, PinnedTask
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget, rounded
from tarkov_desktop.ui.widgets.button import Button, IconButton, Kind
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.scroll import OverlayBar

WIDTH_PX = 348
LINE_WIDTH_PX = 460
MOST_HEIGHT_PX = 560
OPACITIES = (1.0, 0.85, 0.7, 0.5)


class Form(Enum):
    """The three sizes."""

    TASKS = "tasks"
    COUNTERS = "counters"
    LINE = "line"


class CompactWindow(ThemedWidget):
    """Pinned tasks of the mode in use. *show_main* brings the main window back."""

    def __init__(self, context: PageContext, show_main: Callable[[], object]) -> None:
        super().__init__(context.look)
        self._context = context
        self._session = context.session
        self._show_main = show_main
        self._actions = TaskActions(context, self)
        self._shown: tuple[object, ...] = ()
        self._parts: list[PinnedTask | CounterRow] = []
        self._at = 0
        self.form = Form.TASKS
        self.setWindowTitle(_("Tarkov Desktop, compact"))
        self.setWindowFlags(self._flags())
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        OverlayBar(context.look, self._area)
        self._trouble = Label(context.look, "", Text.SMALL, Role.FAILED, wraps=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._area, 1)
        self._column.addWidget(self._trouble)
        self._foot = CompactFoot(context)
        self._column.addWidget(self._foot)
        self._title: CompactTitle | None = None
        self._actions.refused.connect(self._say)
        QShortcut(QKeySequence("Ctrl+M"), self).activated.connect(self.close)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(self._session.undo)
        track(self, self._session.changes.subscribe(self._on_changes))
        track(self, self._session.settings.changed.subscribe(self._on_setting))
        self._fill()

    def step(self) -> None:
        """Take the next of the three sizes."""
        forms = list(Form)
        self.form = forms[(forms.index(self.form) + 1) % len(forms)]
        self._fill()

    def opacity_now(self) -> float:
        """Return the opacity to show: full under the pointer and with the focus."""
        is_used = self.underMouse() or self.isActiveWindow()
        return 1.0 if is_used else self._session.settings.get(COMPACT_OPACITY)

    def set_opacity(self, opacity: float) -> None:
        """Keep another opacity, 0.3 to 1."""
        self._session.settings.set(COMPACT_OPACITY, opacity)

    def toggle_on_top(self) -> None:
        """Stand above other windows, or among them, from now on."""
        self._session.settings.set(COMPACT_ON_TOP, not self._session.settings.get(COMPACT_ON_TOP))

    def _on_setting(self, name: str) -> None:
        if name == COMPACT_OPACITY.key:
            self._follow_opacity()
        elif name == COMPACT_ON_TOP.key:
            self._follow_on_top()

    def _follow_on_top(self) -> None:
        was_visible = self.isVisible()
        self.setWindowFlags(self._flags())
        self._fill()
        self.setVisible(was_visible)

    def pinned(self) -> list[TaskId]:
        """Return the pinned tasks that are not settled, in the order of the game."""
        derived = self._session.derived
        return [
            task.id
            for task in self._session.graph.tasks
            if derived.is_pinned(task.id) and derived.view(task.id).record.open
        ]

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._follow_opacity()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._follow_opacity()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange:
            self._follow_opacity()
        super().changeEvent(event)

    @override
    def paintEvent(self, _event: object) -> None:
        theme = self.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(Role.PANEL))
        rounded(painter, QRectF(self.rect()), 0, border=theme.color(Role.LINE2))

    @override
    def _restyle(self) -> None:
        self._fill()

    def _flags(self) -> Qt.WindowType:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint
        if self._session.settings.get(COMPACT_ON_TOP):
            flags |= Qt.WindowType.WindowStaysOnTopHint
        return flags

    def _on_changes(self, changes: Changes) -> None:
        self._trouble.hide()
        if changes.everything or (self._session.mode, *self.pinned()) != self._shown:
            self._fill()
            return
        for part in self._parts:
            part.show_amounts()

    def _fill(self) -> None:
        """Show everything anew; the old parts go in the next turn, one of them may be what was clicked."""
        self._trouble.hide()
        pinned = self.pinned()
        self._shown = (self._session.mode, *pinned)
        self._parts = []
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        counters = [] if self.form is Form.TASKS else self._counters(pinned)
        if counters:
            self._add_counters(column, counters)
        elif pinned:
            self._add_tasks(column, pinned)
        else:
            self._add_nothing(column)
        column.addStretch(1)
        self._show_title(is_shown=not counters)
        self._foot.setVisible(bool(pinned) and not counters)
        self._foot.follow()
        old = self._area.takeWidget()
        if old is not None:
            old.deleteLater()
        self._area.setWidget(body)
        body.setAutoFillBackground(False)  # setWidget switches it on
        self._fit(body, is_line=bool(counters) and self.form is Form.LINE)

    def _fit(self, body: QWidget, *, is_line: bool) -> None:
        width = self.theme.px(LINE_WIDTH_PX if is_line else WIDTH_PX)
        layout = body.layout()
        needed = body.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(width - 2)
        title = self._title.height() if self._title is not None else 0
        foot = self._foot.height() if not self._foot.isHidden() else 0
        self.setFixedSize(width, min(needed + title + foot + 2, self.theme.px(MOST_HEIGHT_PX)))

    def _show_title(self, *, is_shown: bool) -> None:
        if self._title is not None:
            self._title.hide()
            self._title.deleteLater()
            self._title = None
        if is_shown:
            self._title = CompactTitle(self._look, self._session.mode, self._buttons())
            self._title.stepped.connect(self.step)
            self._column.insertWidget(0, self._title)

    def _buttons(self) -> dict[str, IconButton]:
        is_on_top = self._session.settings.get(COMPACT_ON_TOP)
        top_words = _("Let other windows cover this one") if is_on_top else _("Keep on top of other windows")
        role = Role.ACCENT if is_on_top else Role.TEXT2
        buttons = {
            "opacity": IconButton(self._look, "circle-opacity", _("Opacity"), size=26),
            "top": IconButton(
                self._look, "pin" if is_on_top else "pin-outline", top_words, size=26, role=role
            ),
            "main": IconButton(self._look, "arrow-expand", _("Show the main window"), size=26),
            "close": IconButton(self._look, "close", _("Close"), size=26, key="Ctrl M"),
        }
        buttons["opacity"].clicked.connect(partial(self._choose_opacity, buttons["opacity"]))
        buttons["top"].clicked.connect(self.toggle_on_top)
        buttons["main"].clicked.connect(self._show_main)
        buttons["close"].clicked.connect(self.close)
        return buttons

    def _choose_opacity(self, below: QWidget) -> None:
        now = self._session.settings.get(COMPACT_OPACITY)
        entries = [
            Entry(percent(each), partial(self.set_opacity, each), is_chosen=each == now) for each in OPACITIES
        ]
        open_menu(self._look, below, entries)

    def _add_tasks(self, column: QVBoxLayout, pinned: list[TaskId]) -> None:
        for at, task_id in enumerate(pinned):
            if at:
                column.addWidget(Hairline(self._look))
            part = PinnedTask(self._context, self._actions, task_id)
            self._parts.append(part)
            column.addWidget(part)

    def _counters(self, pinned: list[TaskId]) -> list[CounterRow]:
        nodes = self._session.graph.nodes
        return [
            CounterRow(self._context, self._actions, task_id, node)
            for task_id in pinned
            for node in nodes[task_id].objectives
            if node.counted
        ]

    def _add_counters(self, column: QVBoxLayout, counters: list[CounterRow]) -> None:
        if self.form is Form.LINE:
            self._at %= len(counters)
            place = _("{at} of {count}").format(at=number(self._at + 1), count=number(len(counters)))
            following = IconButton(self._look, "chevron-right", _("Next counter"), size=26)
            following.clicked.connect(self._next)
            counters = counters[self._at : self._at + 1]
            counters[0].add(Label(self._look, place, Text.SMALL, Role.TEXT2))
            counters[0].add(following)
        for at, row in enumerate(counters):
            if at:
                column.addWidget(Hairline(self._look))
            row.stepped.connect(self.step)
            self._parts.append(row)
            column.addWidget(row)

    def _add_nothing(self, column: QVBoxLayout) -> None:
        gap = self.theme.gap
        inner = QVBoxLayout()
        inner.setContentsMargins(gap(20), gap(20), gap(20), gap(20))
        inner.setSpacing(gap(8))
        inner.addWidget(Label(self._look, _("Nothing pinned yet"), Text.BODY, weight=600))
        why = _("Pin a task with P in the list of tasks; its counters appear here.")
        inner.addWidget(Label(self._look, why, Text.SMALL, Role.TEXT2, wraps=True))
        choose = Button(self._look, _("Choose tasks"), Kind.MAIN)
        choose.clicked.connect(self._choose_tasks)
        inner.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(inner)

    def _choose_tasks(self) -> None:
        self._context.stage.open_page("tasks")
        self._show_main()

    def _next(self) -> None:
        self._at += 1
        self._fill()

    def _say(self, sentence: str) -> None:
        self._trouble.setText(sentence)
        self._trouble.show()

    def _follow_opacity(self) -> None:
        opacity = self.opacity_now()
        if abs(self.windowOpacity() - opacity) > 0.01:  # noqa: PLR2004 - the platform keeps steps of 1/255
            self.setWindowOpacity(opacity)
