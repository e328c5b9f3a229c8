"""Beside the cards: the invite, hidden until it is asked for, and what the squad did last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QToolTip, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.invites import in_groups
from tarkov_desktop.app.squad.state import Squad
from tarkov_desktop.app.texts import _, listed, ngettext, number
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.pages.team.story import StoryLine
from tarkov_desktop.ui.pages.team.together import Together
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface, ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, IconButton
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label, Link
from tarkov_desktop.ui.widgets.marks import Avatar, TraderTile
from tarkov_desktop.ui.widgets.section import Section

FEW = 4
MOST_FACES = 5
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
DOTS = "•••• •••• •••• ••••"
CODE_WIDTH_PX = 176


class InviteSection(Section):
    """Places, the code behind dots, and what to do with it."""

    code_asked = Signal()
    link_asked = Signal()
    rotation_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _("Invite"), parent=parent)
        self.code = Field(look, _("Code of the team, hidden"), width_px=CODE_WIDTH_PX)
        self.code.setReadOnly(True)
        self.code.setText(DOTS)
        self.eye = IconButton(look, "eye-outline", _("Show the code"))
        self.copy = Button(look, _("Copy link"), icon="content-copy")
        self.rotate = IconButton(look, "refresh", _("Make a new code"))
        self.eye.clicked.connect(self._toggle)
        self.copy.clicked.connect(self.link_asked)
        self.rotate.clicked.connect(self.rotation_asked)
        self._tools = QWidget()
        row = FlowLayout(self._tools, gap=8)
        for part in (self.code, self.eye, self.copy, self.rotate):
            row.addWidget(part)
        self.add(self._tools)
        self._hint = Label(look, "", Text.SMALL, Role.TEXT3, wraps=True)
        self.add(self._hint)
        self._is_streaming = False
        self._shown: tuple[object, ...] = ()

    @property
    def is_code_shown(self) -> bool:
        """Whether the code can be read."""
        return self.code.text() != DOTS

    def show_squad(self, squad: Squad, *, may_invite: bool, is_streaming: bool) -> None:
        """Show the places, and the tools to whoever owns the team."""
        shown = (len(squad.cards), squad.team.max_members, may_invite, is_streaming)
        if shown == self._shown:
            return
        self._shown = shown
        if self.head is not None:
            count = _("{count} of {places} places").format(
                count=len(squad.cards), places=squad.team.max_members
            )
            self.head.set_count(count)
        self._is_streaming = is_streaming
        self._tools.setVisible(may_invite)
        self.eye.setEnabled(not is_streaming)
        if is_streaming or not may_invite:
            self.hide_code()
        if not may_invite:
            self._hint.setText(_("The owner of the team can invite."))
        elif is_streaming:
            self._hint.setText(_("Streamer mode is on, so the code stays hidden. Copying still works."))
        else:
            self._hint.setText(_("Hidden so that a stream cannot leak it."))

    def show_code(self, code: str) -> None:
        """Show *code*; "" hides it."""
        if not code or self._is_streaming:
            self.hide_code()
            return
        self.code.setText(in_groups(code))
        self.code.setCursorPosition(0)
        self.code.setAccessibleName(_("Code of the team"))
        self.eye.set_icon("eye-off-outline")
        self.eye.set_name(_("Hide the code"))

    def hide_code(self) -> None:
        """Put dots in its place."""
        if self.is_code_shown:
            self.code.setText(DOTS)
        self.code.setAccessibleName(_("Code of the team, hidden"))
        self.eye.set_icon("eye-outline")
        self.eye.set_name(_("Show the code"))

    def _toggle(self) -> None:
        if self.is_code_shown:
            self.hide_code()
        else:
            self.code_asked.emit()


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
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
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


class StorySection(Section):
    """What happened while we were listening, newest first; painted in one go, because ten members do ten things a second."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _("What happened"), has_line=False, parent=parent)
        self.lines = _Lines(look)
        self.add(self.lines)
        self._empty = Label(
            look,
            _("Nothing yet. What your teammates do while you are connected is listed here."),
            Text.SMALL,
            Role.TEXT3,
            wraps=True,
        )
        self.add(self._empty)

    def show_lines(self, lines: tuple[StoryLine, ...]) -> None:
        """Show *lines*."""
        if lines != self.lines.lines:
            self.lines.set_lines(lines)
        self.lines.setVisible(bool(lines))
        self._empty.setVisible(not lines)


class _Lines(ThemedWidget):
    """The lines themselves; the reader hears them as one text."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.lines: tuple[StoryLine, ...] = ()

    def set_lines(self, lines: tuple[StoryLine, ...]) -> None:
        """Show *lines*."""
        has_grown = len(lines) != len(self.lines)
        self.lines = lines
        text = "\n".join(f"{line.sentence}, {line.when}" for line in lines)
        self.setAccessibleName(text)
        if has_grown:
            self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, len(self.lines) * self._line_height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.pos().y() // self._line_height()
            QToolTip.showText(
                event.globalPos(), self.lines[at].sentence if at < len(self.lines) else "", self
            )
            return True
        return super().event(event)

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme, side = self.theme, self.theme.icon(22)
        for place, line in enumerate(self.lines):
            top = place * self._line_height()
            box = QRectF(0, top, side, side)
            self.painted.avatar(painter, box, line.letters, presence=line.presence, is_self=line.is_self)
            width = theme.metrics(Text.SMALL).horizontalAdvance(line.when)
            painter.setFont(theme.font(Text.SMALL))
            painter.setPen(theme.color(Role.TEXT3))
            painter.drawText(QRectF(self.width() - width - 1, top, width + 1, side), _MIDDLE, line.when)
            left = side + theme.gap(10)
            self._paint_words(
                painter, line, QRectF(left, top, self.width() - left - width - theme.gap(8), side)
            )

    def _paint_words(self, painter: QPainter, line: StoryLine, box: QRectF) -> None:
        for text, is_name in line.parts:
            weight, role = (500, Role.TEXT) if is_name else (0, Role.TEXT2)
            metrics = self.theme.metrics(Text.BODY, weight)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, round(box.width())) + 1)
            painter.setFont(self.theme.font(Text.BODY, weight))
            painter.setPen(self.theme.color(role))
            painter.drawText(box.adjusted(0, 0, 2, 0), _MIDDLE, shown)
            box.setLeft(box.left() + metrics.horizontalAdvance(text))
            if box.width() <= 0 or shown != text:
                return

    def _line_height(self) -> int:
        return max(self.theme.icon(22), self.theme.line(Text.BODY)) + self.theme.gap(10)


class Side(Surface):
    """The sections on the ground of a pane."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, Role.PANEL, edges=Qt.Edge.LeftEdge, parent=parent)
        self.invite = InviteSection(look)
        self.available = AvailableSection(look)
        self.story = StorySection(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.invite)
        column.addWidget(self.available)
        column.addWidget(self.story)
        column.addStretch(1)
