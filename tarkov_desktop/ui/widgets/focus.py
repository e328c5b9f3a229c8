"""The one focus ring: 2 px outside whatever holds the focus, and only while the keyboard leads."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import ThemedWidget

OWN_RING = "paintsOwnFocus"
"""Property of widgets (lists) whose rows show the focus themselves."""

_KEYS_THAT_MOVE = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F6}


def chain(parts: Iterable[QWidget]) -> None:
    """Let Tab go through *parts* in this order, and within each as its parts were made.

    Qt's order is that of creation; what is made late stands last without this.
    """
    stops = [
        widget
        for part in parts
        for widget in (part, *part.findChildren(QWidget))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    for one, next_one in itertools.pairwise(stops):
        QWidget.setTabOrder(one, next_one)


class FocusRing(ThemedWidget):
    """An overlay of *window* that follows the focus; a click takes it away, Tab brings it back."""

    def __init__(self, look: Look, window: QWidget, app: QApplication) -> None:
        super().__init__(look, window)
        self._window = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._is_keyboard = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app.focusChanged.connect(self._on_focus)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the window and what leads to the focus; a filter of the whole program would cost every event."""
        match event.type():
            case QEvent.Type.KeyPress:
                if event.key() in _KEYS_THAT_MOVE:  # type: ignore[attr-defined]  # a key event has a key
                    self._set_keyboard(leads=True)
            case QEvent.Type.MouseButtonPress:
                self._set_keyboard(leads=False)
            case QEvent.Type.Move | QEvent.Type.Resize | QEvent.Type.Hide | QEvent.Type.Show:
                self._follow()
            case _:
                pass
        return False

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color(Role.FOCUS), 2))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        radius = self.theme.gap(7)
        painter.drawRoundedRect(box, radius, radius)

    def _set_keyboard(self, *, leads: bool) -> None:
        if leads != self._is_keyboard:
            self._is_keyboard = leads
            self._follow()

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        is_ours = now is not None and now.window() is self._window
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        step = now if is_ours else None
        while step is not None and step is not self._window:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        if QApplication.mouseButtons() is not Qt.MouseButton.NoButton:
            self._is_keyboard = False
        self._target = now if is_ours and now is not None and not now.property(OWN_RING) else None
        self._follow()

    def _follow(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not self._is_keyboard or not target.isVisible():
            self.hide()
            return
        shown = target.visibleRegion().boundingRect()
        corner = target.mapTo(self._window, QPoint(0, 0))
        box = QRect(corner, target.size()) if not shown.isEmpty() else QRect()
        self.setGeometry(box.adjusted(-2, -2, 2, 2))
        self.raise_()
        self.setVisible(not box.isEmpty())
