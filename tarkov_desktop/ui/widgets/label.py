"""Texts by role: plain labels that follow the look, and labels that elide."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import MODE_ROLES, Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget


class Label(QLabel):
    """A text in a size and a colour by role; wraps on request, never shows markup."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        size: Text = Text.BODY,
        role: Role = Role.TEXT,
        *,
        weight: int = 0,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._size = size
        self._role = role
        self._weight = weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        look.changed.connect(self._dress)
        look.recoloured.connect(self._colour)
        self._dress()

    def set_role(self, role: Role) -> None:
        """Show the text in another colour."""
        self._role = role
        self._put_on_colour()

    def _dress(self) -> None:
        theme = self._look.theme
        self.setFont(theme.font(self._size, self._weight))
        self.setMinimumHeight(theme.line(self._size))
        self._put_on_colour()

    def _colour(self) -> None:
        """Hear that the mode is another one: most texts look the same in all."""
        if self._role in MODE_ROLES:
            self._put_on_colour()

    def _put_on_colour(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._look.theme.color(self._role))
        self.setPalette(palette)


class ElidedLabel(ThemedWidget):
    """One line that gives way: elided at the right (people's names in the middle), whole in the tooltip."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        size: Text = Text.BODY,
        role: Role = Role.TEXT,
        *,
        weight: int = 0,
        is_name: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._text = ""
        self._size = size
        self._role = role
        self._weight = weight
        self._align = align
        self._mode = Qt.TextElideMode.ElideMiddle if is_name else Qt.TextElideMode.ElideRight
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self._mend_tooltip()
        self.updateGeometry()
        self.update()

    def set_role(self, role: Role) -> None:
        """Show the text in another colour."""
        self._role = role
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.theme.metrics(self._size, self._weight)
        return QSize(int(metrics.horizontalAdvance(self._text)) + 2, self.theme.line(self._size))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(24), self.theme.line(self._size))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._mend_tooltip()

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setFont(self.theme.font(self._size, self._weight))
        painter.setPen(self.theme.color(self._role))
        painter.drawText(QRectF(self.rect()), self._align | Qt.AlignmentFlag.AlignVCenter, self._shown())

    def _shown(self) -> str:
        metrics = self.theme.metrics(self._size, self._weight)
        return metrics.elidedText(self._text, self._mode, self.width())

    def _mend_tooltip(self) -> None:
        self.setToolTip(self._text if self._shown() != self._text else "")


class Link(QLabel):
    """A text that leads somewhere: underlined, reached by Tab, followed by click, Enter or Space."""

    followed = Signal()

    def __init__(
        self,
        look: Look,
        text: str,
        size: Text = Text.BODY,
        *,
        weight: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._size = size
        self._weight = weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._dress)
        self._dress()

    @override
    def setText(self, text: str) -> None:
        """Show another text; the reader says it too, unless it was given a name of its own."""
        if self.accessibleName() == self.text():
            self.setAccessibleName(text)
        super().setText(text)

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(0, 1)

    @override
    def paintEvent(self, event: object) -> None:
        """Draw the text and a faint line close below it, as wide as the text."""
        theme = self._look.theme
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(self.font())
        painter.setPen(theme.color(Role.TEXT))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        below = (self.height() + metrics.ascent() - metrics.descent()) // 2 + 2
        painter.fillRect(0, below, metrics.horizontalAdvance(shown), 1, theme.color(Role.CONTROL))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.theme.px(40), self.sizeHint().height())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.followed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.followed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.updateGeometry()

    @override
    def event(self, event: QEvent) -> bool:
        """Tell the whole text where it is elided, unless a tooltip says more."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and not self.toolTip():
            is_cut = QFontMetrics(self.font()).horizontalAdvance(self.text()) > self.width()
            QToolTip.showText(event.globalPos(), self.text() if is_cut else "", self)
            return True
        return super().event(event)

    def _dress(self) -> None:
        self.setFont(self._look.theme.font(self._size, self._weight))
        self.update()
