"""The keys of the program, shown by ``?``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.ui.room import LARGE_TEXT
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.skeleton import DetailScroll

EDGE_PX: Final = 24
"""What is left of the window around the dialog."""
KEYS: Final = (
    (
        mark("Everywhere"),
        (
            ("Ctrl K", mark("Search or jump to")),
            ("Ctrl 1 … Ctrl 9", mark("Open a page")),
            ("F6", mark("Next part of the window")),
            ("Ctrl Z", mark("Undo")),
            ("Ctrl Shift Z", mark("Redo")),
            ("Ctrl M", mark("Compact window")),
            ("Ctrl Q", mark("Quit")),
            ("?", mark("Show the keys")),
        ),
    ),
    (
        mark("Tasks"),
        (
            ("Space, Enter", mark("Complete")),
            ("U", mark("Open again")),
            ("F", mark("Fail")),
            ("A", mark("I have this task")),
            ("S", mark("Mark as started")),
            ("I", mark("Ignore")),
            ("P", mark("Pin")),
            ("T", mark("Tree of the chain, or the list again")),
            ("Left, Right", mark("Along the chain, in a tree")),
            ("/", mark("Filter the list")),
            ("Ctrl C", mark("Copy link")),
            ("Esc", mark("Back, or drop the selection")),
        ),
    ),
    (
        mark("In the palette"),
        (
            ("Enter", mark("Open what is chosen")),
            ("Ctrl Enter", mark("Do its main action")),
            ("Page Up, Page Down", mark("Jump from group to group")),
            (">", mark("Look for actions only")),
            ("@", mark("Look for teammates only")),
        ),
    ),
)
"""Group, then key and what it does."""


class _KeyCap(ThemedWidget):
    def __init__(self, look: Look, key: str) -> None:
        super().__init__(look)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        width = theme.metrics(Text.CAPTION).horizontalAdvance(self._key) + theme.gap(12)
        return QSize(round(width), theme.line(Text.CAPTION) + theme.gap(4))

    @override
    def paintEvent(self, _event: object) -> None:
        size = self.sizeHint()
        box = QRectF(0, (self.height() - size.height()) / 2, size.width(), size.height())
        self.painted.key_cap(QPainter(self), box, self._key)


class KeysDialog(QDialog):
    """All keys in two columns, with large text in one that scrolls; never larger than the window. Esc closes it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setWindowTitle(_("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        gap = look.theme.gap
        content = QWidget()
        sides = QHBoxLayout(content)
        sides.setContentsMargins(gap(24), gap(24), gap(24), gap(24))
        sides.setSpacing(gap(32))
        columns = [QVBoxLayout() for _side in range(1 if look.theme.scale >= LARGE_TEXT else 2)]
        for at, (group, keys) in enumerate(KEYS):
            self._add_group(columns[at % len(columns)], _(group), keys)
        for column in columns:
            column.addStretch(1)
            sides.addLayout(column, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(DetailScroll(look, content))
        window = parent.window()
        width = min(max(content.sizeHint().width(), look.theme.px(360)), window.width() - 2 * EDGE_PX)
        height = max(content.sizeHint().height(), content.heightForWidth(width))
        self.resize(width, min(height, window.height() - 2 * EDGE_PX))

    def _add_group(self, column: QVBoxLayout, word: str, keys: Sequence[tuple[str, str]]) -> None:
        look, gap = self._look, self._look.theme.gap
        column.setSpacing(gap(8))
        column.addWidget(Label(look, word, Text.SMALL, Role.TEXT2, weight=600))
        grid = QGridLayout()
        grid.setHorizontalSpacing(gap(16))
        grid.setVerticalSpacing(gap(4))
        grid.setColumnStretch(1, 1)
        for row, (key, words) in enumerate(keys):
            grid.addWidget(_KeyCap(look, key), row, 0)
            grid.addWidget(Label(look, _(words), wraps=True), row, 1)
        column.addLayout(grid)
        column.addSpacing(gap(8))

    @override
    def paintEvent(self, _event: object) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color(Role.PANEL))
