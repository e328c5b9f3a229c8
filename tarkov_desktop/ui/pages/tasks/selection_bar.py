"""What takes the place of the filter bar while several tasks are selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.label import Label


class SelectionBar(Surface):
    """Says ``4 selected``, with the operations on all of them; each is one step to undo."""

    dropped = Signal()

    def __init__(
        self,
        look: Look,
        operations: Sequence[tuple[str, str, Callable[[], object]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, Role.WINDOW, edges=Qt.Edge.BottomEdge, parent=parent)
        self._count = Label(look, "", Text.BODY, Role.TEXT, weight=600)
        self._row = FlowLayout(self, gap=look.theme.gap(8))
        self._count.setFixedHeight(look.theme.control())
        self._count.setContentsMargins(0, 0, look.theme.gap(8), 0)
        self._row.addWidget(self._count)
        for at, (word, key, act) in enumerate(operations):
            button = Button(look, word, Kind.MAIN if at == 0 else Kind.PLAIN, key=key)
            button.clicked.connect(act)
            self._row.addWidget(button)
        drop = Button(look, _("Drop the selection"), Kind.QUIET, key="Esc")
        drop.clicked.connect(self.dropped)
        self._row.addWidget(drop)
        look.changed.connect(self._space)
        self._space()

    def show_count(self, count: int) -> None:
        """Say how many are selected."""
        self._count.setText(ngettext("{count} selected", "{count} selected", count).format(count=count))

    def _space(self) -> None:
        gap = self._look.theme.gap
        self._row.setContentsMargins(gap(16), gap(8), gap(16), gap(8))
