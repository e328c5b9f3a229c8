"""What takes the place of tabs and filters above a tree: what it is of, whose, and the way back to the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tarkov_desktop.ui.widgets.menu import Entry, open_menu


class TreeBar(Surface):
    """Says ``The Punisher - Part 6  12 tasks, 5 done``; ``scope_asked`` and ``whose_asked`` open their lists."""

    scope_asked = Signal()
    whose_asked = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, Role.WINDOW, edges=Qt.Edge.BottomEdge, parent=parent)
        self.scope = Button(look, "", Kind.FILTER, icon="file-tree-outline", opens_list=True)
        self._title = ElidedLabel(look, "", Text.STRONG, Role.TEXT)
        self._count = Label(look, "", Text.SMALL, Role.TEXT3)
        self.whose = Button(look, _("Mine"), Kind.FILTER, icon="account-outline", opens_list=True)
        self.back = Button(look, _("List"), icon="view-headline", key="T")
        self.back.setAccessibleName(_("Back to the list"))
        self._row = QHBoxLayout(self)
        for part, stretch in (
            (self.scope, 0),
            (self._title, 1),
            (self._count, 0),
            (self.whose, 0),
            (self.back, 0),
        ):
            self._row.addWidget(part, stretch, Qt.AlignmentFlag.AlignVCenter)
        self.scope.clicked.connect(self.scope_asked)
        self.whose.clicked.connect(self.whose_asked)
        self.back.clicked.connect(self.left)
        look.changed.connect(self._space)
        self._space()

    def show_scope(self, kind: str, title: str, count: str) -> None:
        """Show what the tree is of."""
        self.scope.set_text(kind)
        self.scope.setAccessibleName(f"{kind}: {title}, {count}")
        self._title.set_text(title)
        self._count.setText(count)

    def show_whose(self, word: str, *, is_in_use: bool) -> None:
        """Show whose states the tree has."""
        self.whose.set_text(word)
        self.whose.setAccessibleName(_("Whose tasks: {whose}").format(whose=word))
        self.whose.set_in_use(is_in_use=is_in_use)

    def open_scopes(self, entries: Sequence[Entry]) -> None:
        """Open the list of what a tree can be of."""
        open_menu(self._look, self.scope, entries)

    def set_brief(self, *, is_brief: bool) -> None:
        """Leave out the count where there is one column only."""
        self._count.setVisible(not is_brief)

    def _space(self) -> None:
        gap = self._look.theme.gap
        self._row.setContentsMargins(gap(16), 0, gap(16), 1)
        self._row.setSpacing(gap(8))
        self.setFixedHeight(self._look.theme.control(48))
