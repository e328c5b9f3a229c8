"""The left rail: the mark, the pages with their counts, Compact and Collapse."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.pages import PAGES
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.theme import Theme
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface, ThemedButton, ThemedWidget, rounded

WIDE_PX = 176
NARROW_PX = 56
PROGRAM_NAME = "Tarkov Desktop"


def narrow_width(theme: Theme) -> int:
    """Return how wide the rail is without words: 56, and 80 at 200 % text."""
    return round(NARROW_PX + 24 * (theme.scale - 1))


class RailEntry(ThemedButton):
    """One line of the rail: icon, word, count; collapsed only the icon, the rest in the tooltip."""

    def __init__(self, look: Look, icon: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._icon = icon
        self._count = ""
        self._is_wide = True
        self.setText(word)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._name_it()

    def set_count(self, count: str) -> None:
        """Show another count; an empty one shows nothing."""
        if count == self._count:
            return
        self._count = count
        self._name_it()
        self.update()

    def set_wide(self, *, is_wide: bool) -> None:
        """Show the word, or only the icon."""
        self._is_wide = is_wide
        self._name_it()
        self.updateGeometry()

    def wanted_width(self) -> int:
        """Return the width at which neither word nor count is cut."""
        theme = self.theme
        word = theme.metrics(Text.BODY, 500).horizontalAdvance(self.text())
        count = (
            theme.metrics(Text.CAPTION).horizontalAdvance(self._count) + theme.gap(12) if self._count else 0
        )
        return round(2 * theme.gap(10) + theme.icon(19) + theme.gap(12) + word + count) + 2

    def set_entry(self, icon: str, word: str) -> None:
        """Show another icon and word."""
        self._icon = icon
        self.setText(word)
        self._name_it()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        if self._is_wide:
            return QSize(theme.px(WIDE_PX - 16), theme.control(36))
        return QSize(narrow_width(theme) - 2 * theme.gap(8) - 1, theme.px(20) + 20)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.theme.icon(19) + 4)

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        is_lit = self.isChecked() or self.underMouse()
        self._paint_ground(painter, box)
        side = theme.icon(19)
        left = theme.gap(10) if self._is_wide else (box.width() - side) / 2
        place = QRectF(left, (box.height() - side) / 2, side, side)
        self.painted.icon(painter, self._icon, place, Role.TEXT if is_lit else Role.TEXT2)
        if not self._is_wide:
            return
        painter.setFont(theme.font(Text.BODY, 500))
        painter.setPen(theme.color(Role.TEXT if is_lit else Role.TEXT2))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(left + side + theme.gap(12), 0, 0, 0), middle, self._shown())
        painter.setFont(theme.font(Text.CAPTION))
        painter.setPen(theme.color(Role.TEXT2 if self.isChecked() else Role.TEXT3))
        painter.drawText(
            box.adjusted(0, 0, -theme.gap(10), 0), middle | Qt.AlignmentFlag.AlignRight, self._count
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_it()

    def _shown(self) -> str:
        """Return the word, elided before the count."""
        theme = self.theme
        room = self.width() - theme.gap(10) - theme.icon(19) - theme.gap(12) - theme.gap(4)
        if self._count:
            room -= round(theme.metrics(Text.CAPTION).horizontalAdvance(self._count)) + theme.gap(12)
        return theme.metrics(Text.BODY, 500).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def _paint_ground(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        if self.isChecked():
            if theme.is_contrast:
                rounded(painter, box, 6, fill=theme.color(Role.RAISED), border=theme.color(Role.ACCENT))
                rounded(painter, box.adjusted(1, 1, -1, -1), 5, border=theme.color(Role.ACCENT))
            else:
                rounded(painter, box, theme.gap(6), fill=theme.color(Role.RAISED))
            inset = theme.gap(9)
            bar = QRectF(0, inset, 3, box.height() - 2 * inset)
            rounded(painter, bar, 1.5, fill=theme.color(Role.ACCENT))
        elif self.underMouse():
            rounded(painter, box, theme.gap(6), fill=theme.color(Role.HOVER))

    def _name_it(self) -> None:
        name = f"{self.text()}, {self._count}" if self._count else self.text()
        self.setAccessibleName(name)
        self.setToolTip("" if self._is_wide and self._shown() == self.text() else name)


class ProgramMark(ThemedWidget):
    """The program's mark, and its name where there is room."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._is_wide = True
        self.setAccessibleName(PROGRAM_NAME)

    def set_wide(self, *, is_wide: bool) -> None:
        """Show the name, or only the mark."""
        self._is_wide = is_wide
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(40), self.theme.control(52))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        side = theme.icon(24)
        left = theme.gap(8) if self._is_wide else (self.width() - side) / 2
        paint_mark(painter, QRectF(left, (self.height() - side) / 2, side, side), theme.color(Role.ACCENT))
        if self._is_wide:
            painter.setFont(theme.font(Text.BODY, 600))
            painter.setPen(theme.color(Role.TEXT))
            box = QRectF(self.rect()).adjusted(left + side + theme.gap(10), 0, 0, -1)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, PROGRAM_NAME)


def paint_mark(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Draw the mark: a T in a rounded frame."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    unit = box.width() / 24
    painter.setPen(QPen(colour, 2 * unit))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(unit, unit, -unit, -unit), 5.5 * unit, 5.5 * unit)
    painter.setPen(QPen(colour, 3 * unit, c=Qt.PenCapStyle.FlatCap))
    x, y = box.x(), box.y()
    painter.drawLine(QPointF(x + 6.5 * unit, y + 8 * unit), QPointF(x + 17.5 * unit, y + 8 * unit))
    painter.drawLine(QPointF(x + 12 * unit, y + 8 * unit), QPointF(x + 12 * unit, y + 18 * unit))
    painter.restore()


def program_icon(colour: QColor) -> QIcon:
    """Return the mark as the icon of the window."""
    icon = QIcon()
    for side in (16, 24, 32, 48, 64, 128):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_mark(painter, QRectF(0, 0, side, side), colour)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


class Rail(Surface):
    """Pages to choose from. ``chosen`` names a page; the shell decides."""

    chosen = Signal(str)
    compact_asked = Signal()
    width_asked = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, Role.RAIL, edges=Qt.Edge.RightEdge, parent=parent)
        self.setAccessibleName(_("Pages"))
        self._is_wide = True
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._mark = ProgramMark(look)
        self._column.addWidget(self._mark)
        self._below_mark = QSpacerItem(0, 0)
        self._column.addSpacerItem(self._below_mark)
        self._entries = {
            page.name: self._add_page(look, page.name, page.icon, _(page.word)) for page in PAGES
        }
        self._column.addStretch(1)
        self._compact = RailEntry(look, "dock-window", _("Compact"))
        self._compact.clicked.connect(self.compact_asked)
        self._column.addWidget(self._compact)
        self._collapse = RailEntry(look, "chevron-double-left", _("Collapse"))
        self._collapse.clicked.connect(self._on_collapse)
        self._column.addWidget(self._collapse)
        look.changed.connect(self._space)
        self._space()

    def choose(self, name: str) -> None:
        """Show page *name* as the open one."""
        if name in self._entries:
            self._entries[name].setChecked(True)

    def set_counts(self, counts: Mapping[str, str]) -> None:
        """Show the counts by page; a page that is missing keeps its own."""
        for name, count in counts.items():
            if name in self._entries:
                self._entries[name].set_count(count)

    def set_wide(self, *, is_wide: bool) -> None:
        """Show words, or only icons."""
        self._is_wide = is_wide
        for entry in (*self._entries.values(), self._compact, self._collapse):
            entry.set_wide(is_wide=is_wide)
        self._mark.set_wide(is_wide=is_wide)
        if is_wide:
            self._collapse.set_entry("chevron-double-left", _("Collapse"))
        else:
            self._collapse.set_entry("chevron-double-right", _("Expand"))
        self._space()

    def first_entry(self) -> QWidget:
        """Return where the focus goes when it comes to the rail."""
        return next((entry for entry in self._entries.values() if entry.isChecked()), self._compact)

    def _add_page(self, look: Look, name: str, icon: str, word: str) -> RailEntry:
        entry = RailEntry(look, icon, word)
        entry.setCheckable(True)
        self._group.addButton(entry)
        entry.clicked.connect(self._on_entry)
        entry.setProperty("page", name)
        self._column.addWidget(entry)
        return entry

    def _on_entry(self) -> None:
        entry = self.sender()
        if isinstance(entry, RailEntry):
            self.chosen.emit(entry.property("page"))

    def _on_collapse(self) -> None:
        self.width_asked.emit(not self._is_wide)

    def _space(self) -> None:
        theme = self._look.theme
        margin = theme.gap(8)
        self._column.setContentsMargins(margin, 0, margin + 1, margin)
        self._column.setSpacing(theme.gap(2) if self._is_wide else theme.gap(4))
        self._below_mark.changeSize(0, theme.gap(6 if self._is_wide else 3))
        self._column.invalidate()
        self.setFixedWidth(theme.px(WIDE_PX) if self._is_wide else narrow_width(theme))
