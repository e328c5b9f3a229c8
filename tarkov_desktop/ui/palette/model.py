"""The list of the palette: at most a few dozen prepared lines, replaced as a whole by each answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from tarkov_desktop.ui.delegates.rows import ROW_ROLE
from tarkov_desktop.ui.palette.rows import Head, Line, More, Row, line_key

Index = QModelIndex | QPersistentModelIndex


class PaletteModel(QAbstractListModel):
    """Hands out lines; heads cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        match role:
            case _ if role == ROW_ROLE:
                return line
            case Qt.ItemDataRole.DisplayRole:
                return line.name if isinstance(line, Row) else line.word
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken if isinstance(line, Row) else line.word
            case Qt.ItemDataRole.ToolTipRole if isinstance(line, Row):
                return f"{line.name} · {line.aside}" if line.aside else line.name
            case _:
                return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._lines[index.row()], Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show *lines* in place of those before."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def line_at(self, row: int) -> Line | None:
        """Return a line, None outside of the list."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def chosen_at(self, row: int) -> Row | More | None:
        """Return a line that can be chosen."""
        line = self.line_at(row)
        return None if isinstance(line, Head) else line

    def row_of(self, line: Line | None) -> int:
        """Return where *line* stands now, -1 where it does not."""
        if line is None:
            return -1
        key = line_key(line)
        return next((at for at, each in enumerate(self._lines) if line_key(each) == key), -1)

    def next_row(self, row: int, step: int) -> int:
        """Return the next line in a direction that can be chosen, around the ends; -1 where there is none."""
        count = len(self._lines)
        for away in range(1, count + 1):
            at = (row + step * away) % count
            if self.chosen_at(at) is not None:
                return at
        return -1
