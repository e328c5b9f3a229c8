"""A list of prepared rows of any kind: for pages whose lists are short and made anew as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from tarkov_desktop.ui.delegates.rows import HEAD_ROLE, ROW_ROLE, GroupHead


class Row(Protocol):
    """What the model asks of a row; the rest is between the page and its delegate."""

    @property
    def key(self) -> str:
        """What the row is about; two rows of a list never share it."""
        ...

    @property
    def spoken(self) -> str:
        """The row in words, for the screen reader."""
        ...

    @property
    def tip(self) -> str:
        """What the pointer is told, empty for nothing."""
        ...


class RowListModel(QAbstractListModel):
    """Rows and group heads; showing others keeps what is selected if its key is still there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Row | GroupHead] = []
        self._at: dict[str, int] = {}

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
        if isinstance(line, GroupHead):
            is_word = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            return line if role == HEAD_ROLE else line.word if is_word else None
        match role:
            case _ if role == ROW_ROLE:
                return line
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken
            case Qt.ItemDataRole.ToolTipRole:
                return line.tip or None
            case _:
                return None

    @override
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._lines[index.row()], GroupHead):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    @property
    def lines(self) -> Sequence[Row | GroupHead]:
        """Everything shown, in order."""
        return self._lines

    def row_keys(self) -> list[str]:
        """Return what the rows are about, in order."""
        return list(self._at)

    def row_of(self, key: str) -> int:
        """Return the line of a row, -1 when it is not shown."""
        return self._at.get(key, -1)

    def key_at(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return what a line is about, empty for a head and for no line."""
        line = self._lines[index.row()] if index.isValid() else None
        return "" if line is None or isinstance(line, GroupHead) else line.key

    def show_lines(self, lines: Iterable[Row | GroupHead]) -> None:
        """Show *lines*: only repaints where the order is the same, else a new layout that keeps the selection."""
        new = list(lines)
        old, self._lines = self._lines, new
        if _keys(new) == _keys(old):
            for at, (now, then) in enumerate(zip(new, old, strict=True)):
                if now != then:
                    self.dataChanged.emit(self.index(at), self.index(at))
            return
        self._lines = old
        self.layoutAboutToBeChanged.emit()
        persistent = self.persistentIndexList()
        kept = [self.key_at(index) for index in persistent]
        self._lines = new
        self._at = {line.key: at for at, line in enumerate(new) if not isinstance(line, GroupHead)}
        moved = [self.index(self._at[key]) if key in self._at else QModelIndex() for key in kept]
        self.changePersistentIndexList(persistent, moved)
        self.layoutChanged.emit()


def _keys(lines: Sequence[Row | GroupHead]) -> list[str]:
    return [f"#{line.word}" if isinstance(line, GroupHead) else line.key for line in lines]
