"""The task list: prepared rows in display order, with group heads between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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


Line = TaskId | GroupHead


class TaskListModel(QAbstractListModel):
    """Tasks and group heads in display order. A row is made by *make* when it is first looked at: few ever are."""

    def __init__(self, make: Callable[[TaskId], TaskRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._lines: list[Line] = []
        self._at: dict[TaskId, int] = {}
        self._handed_out: dict[TaskId, TaskRow] = {}

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
            return _of_head(line, role)
        if role == HEAD_ROLE:  # asked for every row when the list is laid out: no reason to make it
            return None
        match role:
            case _ if role == ROW_ROLE:
                return self.row(line)
            case Qt.ItemDataRole.DisplayRole:
                return self.row(line).name
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.row(line).spoken
            case Qt.ItemDataRole.ToolTipRole:
                return _tooltip(self.row(line))
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

    def row(self, task_id: TaskId) -> TaskRow:
        """Return the row of a task that is shown."""
        if task_id not in self._handed_out:
            self._handed_out[task_id] = self._make(task_id)
        return self._handed_out[task_id]

    def task_ids(self) -> list[TaskId]:
        """Return the tasks shown, in order."""
        return list(self._at)

    def row_of(self, task_id: TaskId) -> int:
        """Return the line of a task, -1 when it is not shown."""
        return self._at.get(task_id, -1)

    def task_at(self, index: QModelIndex | QPersistentModelIndex) -> TaskId | None:
        """Return the task of a line, None for a head."""
        line = self._lines[index.row()] if index.isValid() else None
        return None if line is None or isinstance(line, GroupHead) else line

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show *lines*: only repaints where the order is the same, else a new layout that keeps the selection."""
        new = list(lines)
        if new == self._lines:
            self._repaint()
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        kept = [self._lines[index.row()] for index in old]
        self._lines = new
        self._at = {line: at for at, line in enumerate(new) if not isinstance(line, GroupHead)}
        self._handed_out.clear()
        moved = [
            QModelIndex()
            if isinstance(line, GroupHead) or line not in self._at
            else self.index(self._at[line])
            for line in kept
        ]
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def _repaint(self) -> None:
        """Repaint the rows that were looked at and are different now."""
        for task_id, then in list(self._handed_out.items()):
            now = self._make(task_id)
            if now is not then and now != then:
                self._handed_out[task_id] = now
                index = self.index(self._at[task_id])
                self.dataChanged.emit(index, index)


def _of_head(head: GroupHead, role: int) -> object:
    if role == HEAD_ROLE:
        return head
    is_word = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
    return head.word if is_word else None


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
