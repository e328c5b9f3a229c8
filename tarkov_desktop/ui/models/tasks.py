"""The task list: prepared rows in display order, with group heads between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from tarkov_desktop.app.texts import _, listed
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.delegates.rows import HEAD_ROLE, ROW_ROLE, GroupHead
from tarkov_desktop.ui.theme.shapes import Shape


@dataclass(frozen=True, slots=True)
class SquadMark:
    """A teammate as a letter in a row."""

    letter: str
    name: str
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """Where a row stands in a tree: its depth, and the lines to its neighbours."""

    depth: int = 0
    is_branch: bool = False
    """It leaves the lane to its left."""
    is_followed: bool = False
    """Its lane comes from above."""
    is_continued: bool = False
    """Its lane goes on below."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task ready to be painted. ``aside`` is the progress, or the nearest reason in its place."""

    id: TaskId
    name: str
    trader: str
    trader_name: str
    shape: Shape
    spoken: str
    share: float = 0.0
    is_started: bool = False
    is_kappa: bool = False
    is_lightkeeper: bool = False
    where: str = ""
    aside: str = ""
    is_reason: bool = False
    sort_value: str = ""
    second_line: str = ""
    squad: tuple[SquadMark, ...] = field(default=())
    lane: Lane | None = None
    beside: str = ""
    """In a tree: what a task needs beside the one it hangs under."""
    told: str = ""
    """What is said in ``aside``, with the name of the teammate of whom it is said; "" for the player's own."""


Line = TaskRow | GroupHead


class TaskListModel(QAbstractListModel):
    """Rows and group heads. Give it a whole list, or only the rows that are different now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._at: dict[TaskId, int] = {}

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
        is_head = isinstance(line, GroupHead)
        match role:
            case _ if role == ROW_ROLE:
                return None if is_head else line
            case _ if role == HEAD_ROLE:
                return line if is_head else None
            case Qt.ItemDataRole.DisplayRole:
                return line.word if isinstance(line, GroupHead) else line.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.word if isinstance(line, GroupHead) else line.spoken
            case Qt.ItemDataRole.ToolTipRole if isinstance(line, TaskRow):
                return _tooltip(line)
            case _:
                return None

    @override
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._lines[index.row()], GroupHead):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    @property
    def lines(self) -> Sequence[Line]:
        """Everything shown, in order."""
        return self._lines

    def task_ids(self) -> list[TaskId]:
        """Return the tasks shown, in order."""
        return list(self._at)

    def row_of(self, task_id: TaskId) -> int:
        """Return the line of a task, -1 when it is not shown."""
        return self._at.get(task_id, -1)

    def task_at(self, index: QModelIndex | QPersistentModelIndex) -> TaskId | None:
        """Return the task of a line, None for a head."""
        line = self._lines[index.row()] if index.isValid() else None
        return line.id if isinstance(line, TaskRow) else None

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show *lines*: only repaints where the order is the same, else a new layout that keeps the selection."""
        new = list(lines)
        if _keys(new) == _keys(self._lines):
            self._repaint(new)
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        kept = [self._lines[index.row()] for index in old]
        self._lines = new
        self._at = {line.id: at for at, line in enumerate(new) if isinstance(line, TaskRow)}
        moved = [
            self.index(self._at[line.id])
            if isinstance(line, TaskRow) and line.id in self._at
            else QModelIndex()
            for line in kept
        ]
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def replace(self, rows: Iterable[TaskRow]) -> None:
        """Repaint *rows*, and no others; a row that is not shown is passed over."""
        for row in rows:
            at = self._at.get(row.id)
            if at is not None and self._lines[at] != row:
                self._lines[at] = row
                index = self.index(at)
                self.dataChanged.emit(index, index)

    def _repaint(self, new: list[Line]) -> None:
        changed = [at for at, (now, then) in enumerate(zip(new, self._lines, strict=True)) if now != then]
        self._lines = new
        for at in changed:
            index = self.index(at)
            self.dataChanged.emit(index, index)


def _tooltip(row: TaskRow) -> str:
    """Return what a row may have to cut, and the names behind the letters of the squad."""
    parts = [f"{row.name}: {row.aside}" if row.is_reason and not row.told else row.name]
    if row.told:
        parts.append(row.told)
    if row.beside:
        parts.append(row.beside)
    if row.squad:
        names = listed([mate.name for mate in row.squad])
        parts.append(_("Available for {names}").format(names=names))
    return "\n".join(parts)


def _keys(lines: Sequence[Line]) -> list[str]:
    return [line.id if isinstance(line, TaskRow) else f"#{line.word}" for line in lines]
