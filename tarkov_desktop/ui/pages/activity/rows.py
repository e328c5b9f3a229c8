"""The list of what was done: prepared rows, newest first, with a head per day; and how a row is painted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from typing_extensions import override

from tarkov_desktop.app.activity import JournalEntry
from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.delegates.rows import HEAD_ROLE, ROW_ROLE, GroupHead, RowDelegate
from tarkov_desktop.ui.pages.activity.words import Said
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import rounded

_TIME_PX: Final = 40
_ORIGIN_PX: Final = 118
_BUTTON_PX: Final = 70


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line ready to be painted. ``verb`` is what the button does, "" where there is none."""

    id: int
    time: str
    icon: str
    origin: str
    said: Said
    verb: str
    is_redo: bool
    entry: JournalEntry

    @property
    def spoken(self) -> str:
        """The row for the screen reader."""
        way = _("Press Enter: {verb}").format(verb=self.verb) if self.verb else _("cannot be undone")
        return f"{self.time}, {self.origin}, {self.said.whole}. {way}"


Line = ActivityRow | GroupHead


class ActivityModel(QAbstractListModel):
    """Rows and the heads of days."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    @property
    def lines(self) -> Sequence[Line]:
        """Everything shown, in order."""
        return self._lines

    def rows(self) -> list[ActivityRow]:
        """Return the rows without the heads."""
        return [line for line in self._lines if isinstance(line, ActivityRow)]

    def row_at(self, index: QModelIndex | QPersistentModelIndex) -> ActivityRow | None:
        """Return the row of *index*, None for a head."""
        line = self._lines[index.row()] if index.isValid() else None
        return line if isinstance(line, ActivityRow) else None

    def place_of(self, number: int) -> int:
        """Return the line on which the row *number* stands, -1 if it is not shown."""
        places = (
            at for at, line in enumerate(self._lines) if isinstance(line, ActivityRow) and line.id == number
        )
        return next(places, -1)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show *lines* in place of what is there."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    @override
    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == ROW_ROLE:
            return line if isinstance(line, ActivityRow) else None
        if role == HEAD_ROLE:
            return line if isinstance(line, GroupHead) else None
        if isinstance(line, GroupHead):
            return (
                line.word
                if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
                else None
            )
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return line.said.whole
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken
            case _:
                return None

    @override
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if self.row_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemNeverHasChildren


class ActivityDelegate(RowDelegate):
    """Time, origin, what, and Undo: quiet, framed under the pointer, on the selection and with focus."""

    @override
    def row_height(self) -> int:
        theme = self.theme
        return max(theme.px(44), theme.line(Text.BODY) + theme.line(Text.SMALL) + theme.gap(9))

    def button(self, box: QRectF, row: ActivityRow) -> QRectF:
        """Return where the button of *row* is drawn in *box*."""
        theme = self.theme
        width = theme.gap(30) + self.width_of(row.verb, Text.SMALL, 500) + theme.gap(9)
        width = max(width, theme.px(_BUTTON_PX))
        height = theme.control(26)
        return QRectF(
            box.right() - theme.gap(16) - width, box.y() + (box.height() - height) / 2, width, height
        )

    @override
    def paint_row(self, painter: QPainter, box: QRectF, row: object, option: QStyleOptionViewItem) -> None:
        if not isinstance(row, ActivityRow):
            return
        theme = self.theme
        x = box.x() + theme.gap(16)
        time = theme.px(_TIME_PX)
        right = Qt.AlignmentFlag.AlignRight
        self.text(
            painter, QRectF(x, box.y(), time, box.height()), row.time, Text.SMALL, Role.TEXT3, align=right
        )
        x += time + theme.gap(12)
        side = theme.icon(16)
        place = QRectF(x, box.y() + (box.height() - side) / 2, side, side)
        self.painted.icon(painter, row.icon, place, Role.TEXT2)
        origin = theme.px(_ORIGIN_PX)
        words = QRectF(x + side + theme.gap(7), box.y(), origin - side - theme.gap(7), box.height())
        self.text(painter, words, row.origin, Text.SMALL, Role.TEXT2)
        x += origin + theme.gap(12)
        way = self._paint_way(painter, box, row, option)
        self._paint_what(painter, QRectF(x, box.y(), way - theme.gap(12) - x, box.height()), row.said)

    def _paint_way(
        self, painter: QPainter, box: QRectF, row: ActivityRow, option: QStyleOptionViewItem
    ) -> float:
        """Draw the button, or that there is none; return where it begins."""
        theme = self.theme
        if not row.verb:
            no_way = _("cannot be undone")
            width = self.width_of(no_way, Text.SMALL) + 2
            place = QRectF(box.right() - theme.gap(16) - width, box.y(), width, box.height())
            self.text(painter, place, no_way, Text.SMALL, Role.TEXT3)
            return place.x()
        place = self.button(box, row)
        lit = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected
        if option.state & lit:
            rounded(
                painter, place, theme.gap(5), fill=theme.color(Role.RAISED), border=theme.color(Role.LINE2)
            )
        side = theme.icon(16)
        icon = QRectF(place.x() + theme.gap(9), place.y() + (place.height() - side) / 2, side, side)
        self.painted.icon(painter, "redo-variant" if row.is_redo else "undo-variant", icon, Role.TEXT2)
        words = QRectF(icon.right() + theme.gap(5), place.y(), place.right() - icon.right(), place.height())
        self.text(painter, words, row.verb, Text.SMALL, Role.TEXT2, weight=500)
        return place.x()

    def _paint_what(self, painter: QPainter, box: QRectF, said: Said) -> None:
        theme = self.theme
        first, second = theme.line(Text.BODY), theme.line(Text.SMALL)
        top = box.y() + (box.height() - first - (second if said.second else 0)) / 2
        x = box.x()
        for text, weight in ((said.before, 0), (said.name, 500), (said.after, 0)):
            room = QRectF(x, top, box.right() - x, first)
            self.text(painter, room, text, Text.BODY, Role.TEXT, weight=weight)
            x += self.width_of(text, Text.BODY, weight)
        if said.second:
            self.text(
                painter,
                QRectF(box.x(), top + first, box.width(), second),
                said.second,
                Text.SMALL,
                Role.TEXT3,
            )
