"""The base of all painted rows: ground, selection bar, hairline, focus frame, and cached texts.

A delegate derives from :class:`RowDelegate` and implements ``paint_row``. Rows are as high as ``row_height`` says;
a model marks group heads by answering ``HEAD_ROLE`` with a :class:`GroupHead`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QStaticText, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Painted
from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole)
"""The row itself: a value prepared by the page."""
HEAD_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""A GroupHead where the row is one, else None."""

_MOST_TEXTS: Final = 6000


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The head of a group inside a list: a word, and an icon before it."""

    word: str
    icon: str = ""


class RowDelegate(QStyledItemDelegate):
    """Paints what all rows share and leaves the columns to ``paint_row``."""

    has_line = True
    """Whether a hairline ends every row."""
    indent_px = 16
    """Where the words of group heads begin."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._texts: dict[tuple[str, int, Text, int], QStaticText] = {}
        self.is_keyboard = False
        """Whether the view is led by the keyboard, so that the current row shows the focus frame."""
        look.changed.connect(self._texts.clear)

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._look.theme

    @property
    def painted(self) -> Painted:
        """The shapes of the theme in use."""
        return self._look.painted

    def row_height(self) -> int:
        """Return the height of a row."""
        return self.theme.px(36)

    def head_height(self) -> int:
        """Return the height of a group head."""
        return self.theme.px(26)

    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        """Draw the columns of *row* in *box*; the ground is there already."""
        raise NotImplementedError

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        is_head = index.data(HEAD_ROLE) is not None
        return QSize(0, self.head_height() if is_head else self.row_height())

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(option.rect)
        head = index.data(HEAD_ROLE)
        if isinstance(head, GroupHead):
            self._paint_head(painter, box, head)
            return
        self._paint_ground(painter, box, option)
        self.paint_row(painter, box, index.data(ROW_ROLE), option)
        state = option.state
        if self.is_keyboard and state & QStyle.StateFlag.State_HasFocus:
            self._paint_focus(painter, box)

    def is_selected(self, option: QStyleOptionViewItem) -> bool:
        """Return whether the row is among the selected ones."""
        return bool(option.state & QStyle.StateFlag.State_Selected)

    def text(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        size: Text,
        role: Role,
        *,
        weight: int = 0,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> float:
        """Draw one line, elided at the right and centred in height; return the width it took."""
        if not text or box.width() <= 0:
            return 0
        static = self._static(text, int(box.width()), size, weight)
        taken = static.size()
        x = box.right() - taken.width() if align & Qt.AlignmentFlag.AlignRight else box.x()
        painter.setFont(self.theme.font(size, weight))
        painter.setPen(self.theme.color(role))
        painter.drawStaticText(QPointF(x, round(box.y() + (box.height() - taken.height()) / 2)), static)
        return taken.width()

    def width_of(self, text: str, size: Text, weight: int = 0) -> float:
        """Return how wide *text* is when nothing is cut."""
        return self.theme.metrics(size, weight).horizontalAdvance(text)

    def _static(self, text: str, width: int, size: Text, weight: int) -> QStaticText:
        key = (text, width, size, weight)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            metrics = self.theme.metrics(size, weight)
            found = QStaticText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
            found.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found.prepare(font=self.theme.font(size, weight))
            self._texts[key] = found
        return found

    def _paint_ground(self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
        theme = self.theme
        state = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(box, theme.color(Role.SELECTED))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color(Role.HOVER))
        if self.has_line:
            painter.fillRect(QRectF(box.x(), box.bottom() - 1, box.width(), 1), theme.color(Role.HAIR))
        if not is_selected:
            return
        painter.fillRect(QRectF(box.x(), box.y(), 3, box.height()), theme.color(Role.ACCENT))
        if theme.is_contrast:
            painter.setPen(QPen(theme.color(Role.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _paint_head(self, painter: QPainter, box: QRectF, head: GroupHead) -> None:
        theme = self.theme
        x = box.x() + theme.gap(self.indent_px)
        if head.icon:
            side = theme.icon(13)
            place = QRectF(x, box.y() + (box.height() - side) / 2, side, side)
            self.painted.icon(painter, head.icon, place, Role.TEXT3)
            x += side + theme.gap(8)
        self.text(
            painter,
            QRectF(x, box.y(), box.right() - x, box.height()),
            head.word,
            Text.CAPTION,
            Role.TEXT3,
            weight=600,
        )

    def _paint_focus(self, painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color(Role.FOCUS), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(7, 3, -3, -4), 5, 5)
        painter.restore()
