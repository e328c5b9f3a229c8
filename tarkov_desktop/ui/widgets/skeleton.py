"""The one skeleton of most pages: list left, detail right; one column where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.room import TWO_PANES_PX, pane_width
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import Surface, ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.scroll import OverlayBar


class ListDetail(ThemedWidget):
    """*main* at the left, *detail* in a pane at the right (420, 400, 380 wide), or one of the two.

    Below 900 logical pixels the detail replaces the list; Back and Esc return. The page tells the room by
    :meth:`set_room`; ``is_single`` says which form is shown.
    """

    returned = Signal()

    def __init__(self, look: Look, main: QWidget, detail: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._main = main
        self._is_single = False
        self._is_detail_asked = False
        self._pane = Surface(look, Role.PANEL, edges=Qt.Edge.LeftEdge)
        column = QVBoxLayout(self._pane)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        self._back = Button(look, _("Back to the list"), Kind.QUIET, icon="arrow-left", key="Esc")
        self._back.clicked.connect(self.show_list)
        self._back.hide()
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(detail, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(main, 1)
        self._row.addWidget(self._pane)

    @property
    def is_single(self) -> bool:
        """Whether list and detail share one column now."""
        return self._is_single

    def set_room(self, width_px: float) -> None:
        """Take the form for a window *width_px* logical pixels wide (window width divided by text scale)."""
        self._is_single = width_px < TWO_PANES_PX
        if self._is_single:
            self._pane.setMinimumWidth(0)
            self._pane.setMaximumWidth(16_777_215)
        else:
            self._pane.setFixedWidth(self.theme.px(pane_width(width_px)))
            self._is_detail_asked = False
        self._arrange()

    def show_detail(self) -> None:
        """In one column: put the detail in place of the list."""
        self._is_detail_asked = True
        self._arrange()

    def show_list(self) -> None:
        """In one column: put the list back."""
        self._is_detail_asked = False
        self._arrange()
        self.returned.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_single and self._is_detail_asked:
            self.show_list()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        shows_detail = not self._is_single or self._is_detail_asked
        self._pane.setVisible(shows_detail)
        self._main.setVisible(not self._is_single or not self._is_detail_asked)
        self._back.setVisible(self._is_single and self._is_detail_asked)
        self._row.setStretchFactor(self._pane, 1 if self._is_single else 0)


class DetailScroll(QScrollArea):
    """A pane that scrolls upright only: its content is never wider than the pane."""

    def __init__(self, look: Look, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)  # setWidget switches it on
        OverlayBar(look, self)


class Pages(QWidget):
    """One of several widgets at a time: content, empty, loading."""

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QStackedLayout(self)
        for part in parts:
            self._stack.addWidget(part)

    def show_part(self, part: QWidget) -> None:
        """Show *part*."""
        self._stack.setCurrentWidget(part)

    @override
    def event(self, event: QEvent) -> bool:
        return super().event(event)
