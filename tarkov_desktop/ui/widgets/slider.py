"""A number on a line between two ends, with the number beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget, rounded
from tarkov_desktop.ui.widgets.label import Label

_WIDTH, _GROOVE, _KNOB = 220, 4, 16


class Slider(QSlider):
    """The line and its knob. ``sliderMoved`` tells while it is dragged, ``valueChanged`` once it is let go."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self.setTracking(False)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.recoloured.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        return QSize(theme.icon(_WIDTH), theme.control(26))

    @override
    def minimumSizeHint(self) -> QSize:
        theme = self._look.theme
        return QSize(theme.icon(_WIDTH // 2), theme.control(26))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self._look.theme
        knob, height = float(theme.icon(_KNOB)), float(theme.gap(_GROOVE))
        top = (self.height() - height) / 2
        rounded(painter, QRectF(0, top, self.width(), height), height / 2, fill=theme.color(Role.TRACK))
        x = self._share() * (self.width() - knob)
        rounded(painter, QRectF(0, top, x + knob / 2, height), height / 2, fill=theme.color(Role.ACCENT))
        ring = theme.color(Role.CONTROL) if not theme.tokens.is_dark else None
        place = QRectF(x, (self.height() - knob) / 2, knob, knob)
        fill = theme.color(Role.TEXT if theme.tokens.is_dark else Role.PANEL)
        rounded(painter, place, knob / 2, fill=fill, border=ring)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._drag_to(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._drag_to(event.position().x())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page over it must not change it

    def _share(self) -> float:
        span = self.maximum() - self.minimum()
        return (self.sliderPosition() - self.minimum()) / span if span else 0.0

    def _drag_to(self, x: float) -> None:
        knob = self._look.theme.icon(_KNOB)
        room = self.width() - knob
        share = min(1.0, max(0.0, (x - knob / 2) / room)) if room > 0 else 0.0
        step = max(1, self.singleStep())
        steps = round(share * (self.maximum() - self.minimum()) / step)
        self.setSliderPosition(min(self.maximum(), self.minimum() + steps * step))
        self.update()


class SliderField(ThemedWidget):
    """The slider between the words of its ends, and the value at the right; ``chosen`` tells a new one."""

    chosen = Signal(int)

    def __init__(
        self,
        look: Look,
        name: str,
        value: int,
        *,
        ends: tuple[int, int],
        step: int,
        words: Callable[[int], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._words = words
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.slider = Slider(look, name)
        self.slider.setRange(*ends)
        self.slider.setSingleStep(step)
        self.slider.setPageStep(5 * step)
        self.slider.setValue(value)
        self._value = Label(look, "", Text.BODY, weight=600)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(Label(look, words(ends[0]), Text.SMALL, Role.TEXT3))
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(Label(look, words(ends[1]), Text.SMALL, Role.TEXT3))
        self._row.addWidget(self._value)
        self.slider.sliderMoved.connect(self._say)
        self.slider.valueChanged.connect(self._on_value)
        self.setFocusProxy(self.slider)
        self._say(value)
        self._restyle()

    def show_value(self, value: int) -> None:
        """Show another value, without saying so."""
        self.slider.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.slider.setValue(value)
        self.slider.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._say(value)
        self.slider.update()

    def _on_value(self, value: int) -> None:
        self._say(value)
        self.chosen.emit(value)

    def _say(self, value: int) -> None:
        self._value.setText(self._words(value))
        self.slider.setAccessibleDescription(self._words(value))

    @override
    def _restyle(self) -> None:
        self._row.setSpacing(self.theme.gap(12))
        widest = self.theme.metrics(Text.BODY, 600).horizontalAdvance(self._words(self.slider.maximum()))
        self._value.setMinimumWidth(round(widest) + 2)
