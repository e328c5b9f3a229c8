"""One need in a detail pane: how far it is, who asks, a counter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.label import ElidedLabel, Link
from tarkov_desktop.ui.widgets.marks import IconMark, StateMark
from tarkov_desktop.ui.widgets.stepper import Stepper


class NeedRow(ThemedWidget):
    """A shape, a name that leads somewhere, what matters about it, and a stepper."""

    followed = Signal()
    count_asked = Signal(int)

    def __init__(
        self,
        look: Look,
        name: str,
        standing: str = "",
        *,
        goal: int,
        is_found_in_raid: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._goal = goal
        self._name = name
        self._mark = StateMark(look, Shape.AVAILABLE, "")
        self.stepper = Stepper(look, name, goal=goal)
        self.stepper.asked.connect(self.count_asked)
        link = Link(look, name)
        link.followed.connect(self.followed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.gap(10))
        row.addWidget(self._mark)
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(look.theme.gap(6))
        first.addWidget(link)
        if is_found_in_raid and not standing:
            first.addWidget(found_in_raid_mark(look))
        first.addStretch(1)
        words.addLayout(first)
        if standing:
            words.addLayout(_second_line(look, standing, is_found_in_raid=is_found_in_raid))
        row.addLayout(words, 1)
        row.addWidget(self.stepper, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(look.theme.px(34 if standing else 28))

    def show_amount(self, got: int, *, is_open: bool) -> None:
        """Show how many are there; what is handed over cannot be changed here."""
        is_full = got >= self._goal
        self._mark.set_state(Shape.DONE if is_full else Shape.AVAILABLE, share=got / self._goal)
        self._mark.setAccessibleName(_("enough") if is_full else _("not enough"))
        self.stepper.set_value(got)
        self.stepper.setEnabled(is_open)


def found_in_raid_mark(look: Look) -> IconMark:
    """Return the sign of found in raid, with its words for reader and tooltip."""
    words = _("Found in raid")
    icon = IconMark(look, "check-decagram-outline", size=14, role=Role.TEXT3, name=words)
    icon.setToolTip(words)
    return icon


def even_out(rows: list[NeedRow]) -> None:
    """Give the steppers of *rows* one width."""
    widest = max((row.stepper.sizeHint().width() for row in rows), default=0)
    for row in rows:
        row.stepper.setMinimumWidth(widest)


def _second_line(look: Look, standing: str, *, is_found_in_raid: bool) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(look.theme.gap(4))
    if is_found_in_raid:
        line.addWidget(found_in_raid_mark(look))
        standing = _("found in raid · {rest}").format(rest=standing)
    line.addWidget(ElidedLabel(look, standing, Text.CAPTION, Role.TEXT3), 1)
    return line
