"""A text to be read and scrolled, by mouse and by keyboard, in no more room than its window can give."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.type_scale import Text


class ReadingView(QPlainTextEdit):
    """A text of many lines: at most *most_lines* of them are seen at once, never fewer than *fewest_lines*.

    Between the two it takes a third of the height of *around*, the window it is asked in.
    """

    def __init__(
        self,
        look: Look,
        name: str,
        around: QWidget,
        *,
        fewest_lines: int = 3,
        most_lines: int = 10,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._lines = (fewest_lines, most_lines)
        self._around_px = around.height()
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._dress)
        self._dress()

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        fewest, most = self._lines
        room = self._around_px // 3 // theme.line(Text.SMALL)
        lines = max(fewest, min(most, room, self.blockCount() + 1))
        return QSize(theme.px(200), lines * theme.line(Text.SMALL) + theme.gap(8))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _dress(self) -> None:
        self.setFont(self._look.theme.font(Text.SMALL))
        self.setStyleSheet(self._look.sheet)
        self.updateGeometry()
