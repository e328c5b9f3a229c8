"""Minus, a number, plus: counts of objectives and parts, levels."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget, rounded

_LARGE_PX = 30


class Stepper(ThemedWidget):
    """``9 / 15`` between minus and plus, or a plain number without a goal; a click on the number edits it.

    It shows what it was told and asks for another value by ``asked``; whoever owns the truth answers with
    :meth:`set_value`.
    """

    asked = Signal(int)

    def __init__(
        self,
        look: Look,
        name: str,
        value: int = 0,
        *,
        goal: int | None = None,
        lowest: int = 0,
        highest: int | None = None,
        height_px: int = 26,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._name = name
        self._lowest = lowest
        self._highest = goal if highest is None else highest
        self._goal = goal
        self._value = value
        self._height_px = height_px
        self._edit: QLineEdit | None = None
        self._hovered = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_value(value)

    @property
    def value(self) -> int:
        """The value shown."""
        return self._value

    def set_value(self, value: int, *, goal: int | None = None) -> None:
        """Show *value*, and another goal if one is given."""
        self._value = value
        if goal is not None:
            self._goal = self._highest = goal
        goal_word = _("{value} of {goal}").format(value=value, goal=self._goal)
        words = str(value) if self._goal is None else goal_word
        self.setAccessibleName(f"{self._name}: {words}")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        text = theme.metrics(Text.SMALL, 600).horizontalAdvance(self._widest())
        middle = max(theme.px(46), round(text) + theme.gap(8))
        return QSize(2 * self._side() + middle, theme.control(self._height_px))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        rounded(painter, box, theme.gap(5), fill=theme.color(Role.WINDOW), border=theme.color(Role.LINE2))
        side = self._side()
        for x in (side, self.width() - side - 1):
            painter.fillRect(QRectF(x, 1, 1, box.height() - 2), theme.color(Role.LINE2))
        self._draw_sign(
            painter, QRectF(0, 0, side, box.height()), "minus", self._can(-1), self._hovered == -1
        )
        plus = QRectF(self.width() - side, 0, side, box.height())
        self._draw_sign(painter, plus, "plus", self._can(1), self._hovered == 1)
        if self._edit is None:
            is_full = self._goal is not None and self._value >= self._goal
            painter.setFont(theme.font(Text.SMALL if self._height_px < _LARGE_PX else Text.BODY, 600))
            painter.setPen(theme.color(Role.DONE if is_full else Role.TEXT))
            painter.drawText(self._middle(), Qt.AlignmentFlag.AlignCenter, self._words())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        where = self._part(event.position().x())
        if where:
            self._step(where)
        else:
            self._begin_edit()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._part(event.position().x())
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = 0
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Up | Qt.Key.Key_Right | Qt.Key.Key_Equal:
                self._step(1)
            case Qt.Key.Key_Minus | Qt.Key.Key_Down | Qt.Key.Key_Left:
                self._step(-1)
            case Qt.Key.Key_Home:
                self._ask(self._lowest)
            case Qt.Key.Key_End if self._highest is not None:
                self._ask(self._highest)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._begin_edit()
            case _:
                super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page over a number must not change it

    def _side(self) -> int:
        return self.theme.control(self._height_px) + 1

    def _middle(self) -> QRectF:
        return QRectF(self._side(), 0, self.width() - 2 * self._side(), self.height())

    def _words(self) -> str:
        if self._goal is None:
            return number(self._value)
        return f"{number(self._value)} / {number(self._goal)}"

    def _widest(self) -> str:
        if self._goal is None:
            return number(self._highest if self._highest is not None else self._value)
        return f"{number(self._goal)} / {number(self._goal)}"

    def _part(self, x: float) -> int:
        return -1 if x < self._side() else 1 if x >= self.width() - self._side() else 0

    def _can(self, step: int) -> bool:
        if step < 0:
            return self._value > self._lowest
        return self._highest is None or self._value < self._highest

    def _step(self, step: int) -> None:
        if self._can(step) and self.isEnabled():
            self.asked.emit(self._value + step)

    def _ask(self, value: int) -> None:
        value = max(self._lowest, value if self._highest is None else min(value, self._highest))
        if value != self._value:
            self.asked.emit(value)

    def _draw_sign(self, painter: QPainter, box: QRectF, icon: str, is_able: bool, is_lit: bool) -> None:  # noqa: FBT001 - private
        side = self.theme.icon(16)
        place = QRectF(box.x() + (box.width() - side) / 2, box.y() + (box.height() - side) / 2, side, side)
        role = Role.TEXT if is_lit and is_able else Role.TEXT2 if is_able else Role.TRACK
        self.painted.icon(painter, icon, place, role)

    def _begin_edit(self) -> None:
        if self._edit is not None or not self.isEnabled():
            return
        self._edit = QLineEdit(str(self._value), self)
        self._edit.setFrame(False)
        self._edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._edit.setFont(self.theme.font(Text.SMALL, 600))
        self._edit.setValidator(QIntValidator(self._lowest, self._highest or 999_999_999, self._edit))
        self._edit.setAccessibleName(_("{name}, type a number").format(name=self._name))
        self._edit.setGeometry(self._middle().adjusted(2, 2, -2, -2).toRect())
        self._edit.selectAll()
        self._edit.show()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._edit.editingFinished.connect(self._end_edit)
        self.update()

    def _end_edit(self) -> None:
        if self._edit is None:
            return
        edit, self._edit = self._edit, None
        text = edit.text()
        edit.deleteLater()
        self.update()
        if text.isdigit():
            self._ask(int(text))
