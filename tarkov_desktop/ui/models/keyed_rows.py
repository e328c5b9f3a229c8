"""A list of prepared rows with keys: what most painted lists need of a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from tarkov_desktop.ui.delegates.rows import ROW_ROLE


class KeyedRow(Protocol):
    """What a row says of itself beside what its delegate paints. Two rows with one key are one thing."""

    @property
    def key(self) -> str:
        """What the row stands for."""
        ...

    @property
    def name(self) -> str:
        """Its name, as typed to find it."""
        ...

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        ...


class KeyedRows(QAbstractListModel):
    """Rows in display order; those that stay keep selection and place when others come and go."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[KeyedRow] = []
        self._at: dict[str, int] = {}

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case _ if role == ROW_ROLE:
                return row
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return row.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.spoken
            case _:
                return None

    @override
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    @property
    def rows(self) -> Sequence[KeyedRow]:
        """Everything shown, in order."""
        return self._rows

    def keys(self) -> list[str]:
        """Return the keys shown, in order."""
        return list(self._at)

    def row_of(self, key: str) -> int:
        """Return the line of *key*, -1 when it is not shown."""
        return self._at.get(key, -1)

    def key_at(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the key of a line, "" for none."""
        return self._rows[index.row()].key if index.isValid() else ""

    def show_rows(self, rows: Iterable[KeyedRow]) -> None:
        """Show *rows*: only repaints where keys and order are the same, else a new layout."""
        new = list(rows)
        keys = [row.key for row in new]
        if keys == self.keys():
            self._repaint(new)
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        kept = [self._rows[index.row()].key for index in old]
        self._rows = new
        self._at = {key: at for at, key in enumerate(keys)}
        moved = [self.index(self._at[key]) if key in self._at else QModelIndex() for key in kept]
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def _repaint(self, new: list[KeyedRow]) -> None:
        changed = [at for at, (now, then) in enumerate(zip(new, self._rows, strict=True)) if now != then]
        self._rows = new
        for at in changed:
            index = self.index(at)
            self.dataChanged.emit(index, index)
