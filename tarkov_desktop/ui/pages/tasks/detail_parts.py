"""Rows of the detail pane: an objective, a requirement, a line with a value, a note."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedButton, ThemedWidget
from tarkov_desktop.ui.widgets.label import Label, Link
from tarkov_desktop.ui.widgets.marks import IconMark, StateMark
from tarkov_desktop.ui.widgets.stepper import Stepper


class StateTick(ThemedButton):
    """A state shape that is pressed to tick and untick."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._shape, self._share = Shape.AVAILABLE, 0.0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, shape: Shape, share: float) -> None:
        """Show another state."""
        self._shape, self._share = shape, share
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = self.theme.icon(24)
        return QSize(side, side)

    @override
    def paintEvent(self, _event: object) -> None:
        side = self.theme.icon(16)
        box = QRectF(0, (self.height() - side) / 2, side, side)
        self.painted.state(QPainter(self), self._shape, box, share=self._share)


class WrappedText(ThemedWidget):
    """A text that wraps to three lines at most; what is left stands in the tooltip."""

    def __init__(
        self,
        look: Look,
        text: str,
        role: Role = Role.TEXT,
        *,
        most_lines: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._text = text
        self._role = role
        self._most_lines = most_lines
        self._broken: dict[tuple[int, float], list[str]] = {}
        self.setAccessibleName(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_role(self, role: Role) -> None:
        """Show the text in another colour."""
        self._role = role
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.line(Text.BODY))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(60), self.theme.line(Text.BODY))

    @override
    def heightForWidth(self, width: int) -> int:
        return len(self._lines(width)) * self.theme.line(Text.BODY)

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setFont(self.theme.font(Text.BODY))
        painter.setPen(self.theme.color(self._role))
        line = self.theme.line(Text.BODY)
        lines = self._lines(self.width())
        for at, words in enumerate(lines):
            painter.drawText(QRectF(0, at * line, self.width(), line), Qt.AlignmentFlag.AlignVCenter, words)
        self.setToolTip(self._text if lines and lines[-1].endswith("\N{HORIZONTAL ELLIPSIS}") else "")

    def _lines(self, width: int) -> list[str]:
        """Return the text broken for *width*; layouts ask many times for the same one."""
        key = (width, self.theme.scale)
        if key not in self._broken:
            self._broken[key] = self._break(width)
        return self._broken[key]

    def _break(self, width: int) -> list[str]:
        metrics = QFontMetrics(self.theme.font(Text.BODY))
        lines: list[str] = []
        current = ""
        words = self._text.split()
        for at, word in enumerate(words):
            longer = f"{current} {word}".strip()
            if current and metrics.horizontalAdvance(longer) > width:
                if len(lines) == self._most_lines - 1:
                    current = " ".join([current, *words[at:]])
                    break
                lines.append(current)
                current = word
            else:
                current = longer
        return [*lines, metrics.elidedText(current, Qt.TextElideMode.ElideRight, width)]


class ObjectiveRow(ThemedWidget):
    """One objective: its tick, its text, and a stepper where it is counted."""

    ticked = Signal()
    count_asked = Signal(int)

    def __init__(
        self,
        look: Look,
        text: str,
        *,
        required: int,
        is_counted: bool,
        is_found_in_raid: bool,
        says_found_in_raid: bool = False,
        is_read_only: bool = False,
        most_lines: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._required = required
        self._text = WrappedText(look, text, most_lines=most_lines)
        self._tick = StateTick(look, text)
        self._tick.clicked.connect(self.ticked)
        self._stepper: Stepper | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.gap(2))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._tick, 0, top)
        words = QVBoxLayout()
        words.setContentsMargins(0, look.theme.gap(3), 0, look.theme.gap(3))
        words.addWidget(self._text)
        row.addLayout(words, 1)
        if is_found_in_raid:
            beside = QVBoxLayout()
            beside.setContentsMargins(0, look.theme.gap(4), 0, 0)
            beside.addWidget(_found_in_raid(look), 0, top)
            row.addLayout(beside)
        if is_found_in_raid and says_found_in_raid:
            words.addWidget(Label(look, _("Found in raid"), Text.SMALL, Role.TEXT3))
        self._count = Label(look, "", Text.SMALL, Role.TEXT2)
        self._count.setVisible(is_counted and is_read_only)
        if is_counted and is_read_only:
            row.addSpacing(look.theme.gap(10))
            row.addWidget(self._count, 0, top)
            self._count.setContentsMargins(0, look.theme.gap(4), 0, 0)
        elif is_counted:
            self._stepper = Stepper(look, text, goal=required)
            self._stepper.asked.connect(self.count_asked)
            row.addSpacing(look.theme.gap(10))
            row.addWidget(self._stepper, 0, top)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def stepper(self) -> Stepper | None:
        """The counter of a counted objective."""
        return self._stepper

    def show_amount(self, got: int, *, is_full: bool, is_open: bool) -> None:
        """Show how much is done; a settled task's objectives cannot be changed."""
        self._tick.set_state(Shape.DONE if is_full else Shape.AVAILABLE, got / self._required)
        self._tick.setEnabled(is_open)
        self._text.set_role(Role.TEXT2 if is_full else Role.TEXT)
        self._count.setText(f"{number(got)} / {number(self._required)}")
        state = _("done") if is_full else _("open")
        self._tick.setAccessibleName(f"{self._text.accessibleName()}, {state}")
        if self._stepper is not None:
            self._stepper.set_value(got)
            self._stepper.setEnabled(is_open)


def _found_in_raid(look: Look) -> QWidget:
    words = _("Found in raid")
    icon = IconMark(look, "check-decagram-outline", size=15, role=Role.TEXT2, name=words)
    icon.setToolTip(words)
    return icon


class FactRow(ThemedWidget):
    """One line: a shape or icon, words (a link if they lead somewhere), a value at the right."""

    followed = Signal()

    def __init__(
        self,
        look: Look,
        words: str,
        value: str = "",
        *,
        mark: QWidget | None = None,
        is_link: bool = False,
        role: Role = Role.TEXT,
        value_role: Role = Role.TEXT3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.theme.gap(2), 0, look.theme.gap(2))
        row.setSpacing(look.theme.gap(10))
        if mark is not None:
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        if is_link:
            link = Link(look, words)
            link.followed.connect(self.followed)
            row.addWidget(link)
            row.addStretch(1)
        else:
            row.addWidget(Label(look, words, Text.BODY, role, wraps=True), 1)
        self._value = Label(look, value, Text.SMALL, value_role)
        self._value.setVisible(bool(value))
        row.addWidget(self._value)

    def set_value(self, value: str, role: Role) -> None:
        """Show another value."""
        self._value.setText(value)
        self._value.setVisible(bool(value))
        self._value.set_role(role)


def condition_mark(look: Look, *, is_met: bool | None) -> StateMark:
    """Return the shape of a condition: met, not met, or to be checked."""
    shape = Shape.TO_CHECK if is_met is None else Shape.DONE if is_met else Shape.LOCKED
    name = _("to check") if is_met is None else _("met") if is_met else _("not yet")
    return StateMark(look, shape, name)


class NoteEdit(QPlainTextEdit):
    """A private note; it is kept when the focus leaves it."""

    left = Signal(str)

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._look = look
        self._kept = text
        self.setPlaceholderText(_("Only you can read this"))
        self.setAccessibleName(_("Note"))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.updateGeometry)
        self.setFont(look.theme.font(Text.BODY))
        self.setStyleSheet(look.sheet)

    @override
    def sizeHint(self) -> QSize:
        lines = min(8, max(2, self.document().blockCount()))
        theme = self._look.theme
        return QSize(theme.px(200), lines * theme.line(Text.BODY) + theme.gap(20))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keep()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    @override
    def hideEvent(self, event: QEvent) -> None:
        self.keep()

    def keep(self) -> None:
        """Hand over what was typed, if it is different."""
        text = self.toPlainText()
        if text != self._kept:
            self._kept = text
            self.left.emit(text)
