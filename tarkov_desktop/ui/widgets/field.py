"""Fields to type into: plain ones, and the search field with its lens and its key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text


def is_palette_key(event: QEvent) -> bool:
    """Return whether a field is asked for Ctrl+K, which on some desktops deletes to the end of the line."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return event.key() == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier


class Field(QLineEdit):
    """One line of text in our frame; an icon at the left and a key at the right if given."""

    escaped = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        *,
        hint: str = "",
        icon: str = "",
        key: str = "",
        width_px: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = icon
        self._key = key
        self._width_px = width_px
        self.setObjectName("field")
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if width_px else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        look.changed.connect(self._dress)
        self.textChanged.connect(self._on_text)
        self._dress()

    def set_width(self, width_px: int) -> None:
        """Take another width; 0 fills the room."""
        self._width_px = width_px
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if width_px else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        self.updateGeometry()

    def set_key(self, key: str) -> None:
        """Show another key at the right, or none."""
        self._key = key
        self._dress()

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        return QSize(theme.px(self._width_px or 160), theme.control())

    @override
    def minimumSizeHint(self) -> QSize:
        theme = self._look.theme
        return QSize(theme.px(self._width_px or 96), theme.control())

    @override
    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]  # Qt passes its QPaintEvent
        painter = QPainter(self)
        theme = self._look.theme
        box = QRectF(self.rect())
        if self._icon:
            side = theme.icon(18)
            place = QRectF(theme.gap(10), (box.height() - side) / 2, side, side)
            self._look.painted.icon(painter, self._icon, place, Role.TEXT3)
        if self._key and not self.text():
            width = self._key_width()
            height = theme.line(Text.CAPTION) + theme.gap(2)
            cap = QRectF(box.right() - theme.gap(10) - width, (box.height() - height) / 2, width, height)
            self._look.painted.key_cap(painter, cap, self._key)

    @override
    def event(self, event: QEvent) -> bool:
        if is_palette_key(event):
            event.ignore()
            return False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.escaped.emit()
            return
        super().keyPressEvent(event)

    def _on_text(self) -> None:
        self.update()

    def _key_width(self) -> float:
        theme = self._look.theme
        return float(
            max(theme.metrics(Text.CAPTION).horizontalAdvance(self._key) + theme.gap(11), theme.gap(16))
        )

    def _dress(self) -> None:
        theme = self._look.theme
        self.setStyleSheet(self._look.sheet)
        self.setFont(theme.font(Text.BODY))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, theme.color(Role.TEXT))
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.color(Role.TEXT3))
        self.setPalette(palette)
        left = theme.gap(10) + theme.icon(18) + theme.gap(6) if self._icon else theme.gap(8)
        right = round(self._key_width()) + theme.gap(12) if self._key else theme.gap(8)
        self.setTextMargins(left, 0, right, 0)
        self.updateGeometry()
