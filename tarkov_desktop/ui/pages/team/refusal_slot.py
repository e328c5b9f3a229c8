"""Where a refusal is said: below what was asked, with the time that is left, until it is over."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tarkov_desktop.ui.pages.team.refusals import refusal_words
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.notice import Notice

TICK_MS = 1000


class RefusalSlot(QWidget):
    """Shows one refusal at a time; one that ends by itself goes away when its time is over."""

    def __init__(self, look: Look, now_ms: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._now_ms = now_ms
        self._what = self._code = self.sentence = ""
        self._until_ms: int | None = None
        self._notice: Notice | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, look.theme.gap(12), 0, 0)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.hide()

    def refuse(self, what: str, code: str, wait_s: float) -> None:
        """Say that *what* was refused; *wait_s* is negative when no time was told."""
        self._what, self._code = what, code
        self._until_ms = self._now_ms() + math.ceil(wait_s * 1000) if wait_s >= 0 else None
        if self._until_ms is not None:
            self._timer.start()
        self.tick()

    def say(self, sentence: str) -> None:
        """Say *sentence*, which was found on this computer."""
        self._what = self._code = ""
        self._until_ms = None
        self._show(sentence)

    def clear(self) -> None:
        """Take the sentence away."""
        self._timer.stop()
        self._until_ms = None
        self._show("")

    def tick(self) -> None:
        """Count down."""
        left_s = None if self._until_ms is None else (self._until_ms - self._now_ms()) / 1000
        if left_s is not None and left_s <= 0:
            self.clear()
        elif self._code:
            self._show(refusal_words(self._code, self._what, left_s))

    def _show(self, sentence: str) -> None:
        if sentence == self.sentence:
            return
        self.sentence = sentence
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if sentence:
            role = Role.FAILED if self._until_ms is None else Role.CHECK
            self._notice = Notice(self._look, role, sentence, is_closable=True)
            self._notice.closed.connect(self.clear)
            self._column.addWidget(self._notice)
            self._notice.show()
        self.setVisible(bool(sentence))
