"""Small pictures as widgets: trader tile, avatar, state shape, icon, bar, ring, level badge, icon in a square."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Presence, Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget, rounded

_LARGE_BADGE_PX = 28


class _Square(ThemedWidget):
    """A square mark of a fixed drawn size."""

    def __init__(self, look: Look, size: int, name: str, parent: QWidget | None) -> None:
        super().__init__(look, parent)
        self._size = size
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        side = self.theme.icon(self._size)
        return QSize(side, side)


class StateMark(_Square):
    """The shape of a state, its name for the reader."""

    def __init__(
        self,
        look: Look,
        shape: Shape,
        name: str,
        *,
        share: float = 0.0,
        is_started: bool = False,
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, size, name, parent)
        self._shape, self._share, self._is_started = shape, share, is_started

    def set_state(self, shape: Shape, *, share: float = 0.0, is_started: bool = False) -> None:
        """Show another state."""
        self._shape, self._share, self._is_started = shape, share, is_started
        self.update()

    @override
    def paintEvent(self, _event: object) -> None:
        box = QRectF(self.rect())
        self.painted.state(QPainter(self), self._shape, box, share=self._share, is_started=self._is_started)


class IconMark(_Square):
    """An icon that is not pressed."""

    def __init__(
        self,
        look: Look,
        icon: str,
        *,
        size: int = 16,
        role: Role = Role.TEXT2,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, size, name, parent)
        self._icon, self._role = icon, role

    def set_icon(self, icon: str, role: Role) -> None:
        """Show another icon."""
        self._icon, self._role = icon, role
        self.update()

    @override
    def paintEvent(self, _event: object) -> None:
        self.painted.icon(QPainter(self), self._icon, QRectF(self.rect()), self._role)


class IconTile(_Square):
    """An icon on a raised square: the head of a detail pane or a card."""

    def __init__(
        self,
        look: Look,
        icon: str,
        *,
        size: int = 36,
        icon_px: int = 20,
        role: Role = Role.TEXT2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, size, "", parent)
        self._icon, self._icon_px, self._role = icon, icon_px, role

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        border = self.theme.color(Role.LINE2) if self.theme.is_contrast else None
        rounded(painter, box, self.theme.gap(6), fill=self.theme.color(Role.RAISED), border=border)
        inset = (box.width() - self.theme.icon(self._icon_px)) / 2
        self.painted.icon(painter, self._icon, box.adjusted(inset, inset, -inset, -inset), self._role)


class TraderTile(_Square):
    """A trader's square."""

    def __init__(
        self, look: Look, normalized_name: str, name: str, *, size: int = 22, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, size, name, parent)
        self._normalized_name, self._name = normalized_name, name

    @override
    def paintEvent(self, _event: object) -> None:
        self.painted.tile(QPainter(self), QRectF(self.rect()), self._normalized_name, self._name)


class Avatar(_Square):
    """A person's circle with a letter and the mark of presence."""

    def __init__(
        self,
        look: Look,
        letter: str,
        name: str,
        *,
        presence: Presence = Presence.NONE,
        is_self: bool = False,
        size: int = 22,
        ground: Role = Role.PANEL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, size, name, parent)
        self._letter, self._presence, self._is_self, self._ground = letter, presence, is_self, ground

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() + (QSize(2, 2) if self._presence is not Presence.NONE else QSize())

    @override
    def paintEvent(self, _event: object) -> None:
        side = self.theme.icon(self._size)
        self.painted.avatar(
            QPainter(self),
            QRectF(0, 0, side, side),
            self._letter,
            presence=self._presence,
            is_self=self._is_self,
            ground=self._ground,
        )


class Bar(ThemedWidget):
    """A progress bar of a share 0..1."""

    def __init__(
        self,
        look: Look,
        share: float = 0.0,
        *,
        name: str = "",
        role: Role = Role.ACCENT,
        width_px: int = 0,
        height_px: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._share, self._role, self._width_px, self._height_px = share, role, width_px, height_px
        self.setAccessibleName(name)
        across = QSizePolicy.Policy.Fixed if width_px else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, role: Role | None = None) -> None:
        """Show another share, in another colour if one is given."""
        self._share, self._role = share, role or self._role
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(self._width_px or 60), self.theme.gap(self._height_px))

    @override
    def paintEvent(self, _event: object) -> None:
        self.painted.bar(QPainter(self), QRectF(self.rect()), self._share, self._role)


class Ring(_Square):
    """A progress ring with its percent in the middle."""

    def __init__(
        self,
        look: Look,
        share: float,
        words: str,
        *,
        name: str = "",
        size: int = 68,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, size, name, parent)
        self._share, self._words = share, words

    def set_share(self, share: float, words: str) -> None:
        """Show another share."""
        self._share, self._words = share, words
        self.update()

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        shown = max(self._share, 0.0001)
        self.painted.ring(painter, box, shown, pen_px=6 * 16 / self._size)
        painter.setFont(self.theme.font(Text.STRONG))
        painter.setPen(self.theme.color(Role.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._words)


class LevelBadge(ThemedWidget):
    """A level in its frame, 34 x 28 in the top bar."""

    def __init__(
        self,
        look: Look,
        level: int,
        *,
        width_px: int = 34,
        height_px: int = 28,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._level, self._width_px, self._height_px = level, width_px, height_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_level(self, level: int) -> None:
        """Show another level."""
        self._level = level
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        return QSize(theme.icon(self._width_px), theme.control(self._height_px))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        rounded(painter, box, theme.gap(6), fill=theme.color(Role.PANEL), border=theme.color(Role.LINE2))
        size = Text.NAME if self._height_px >= _LARGE_BADGE_PX else Text.STRONG
        painter.setFont(theme.font(size, 600))
        painter.setPen(theme.color(Role.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._level))
