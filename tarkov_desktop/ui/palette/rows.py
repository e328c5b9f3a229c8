"""What the palette shows: prepared rows, heads of groups, and how many of each group have room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tarkov_desktop.app.texts import _, mark, ngettext, number
from tarkov_desktop.ui.palette.finding import Group, Span
from tarkov_desktop.ui.theme.shapes import Presence, Shape

MOST_ROWS: Final = 9
PER_GROUP: Final = 3
MOST_EXPANDED: Final = 60

GROUP_WORDS: Final = {
    Group.TASK: mark("Tasks"),
    Group.ACTION: mark("Actions"),
    Group.ITEM: mark("Items"),
    Group.STATION: mark("Stations"),
    Group.PAGE: mark("Pages"),
    Group.TEAMMATE: mark("Teammates"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a name: a state shape, an icon, or a teammate's letter."""

    shape: Shape | None = None
    icon: str = ""
    letter: str = ""
    share: float = 0.0
    is_started: bool = False
    presence: Presence = Presence.NONE


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to open or to do. ``act`` is Enter's work, ``do`` that of Ctrl+Enter where it has one."""

    group: Group
    id: str
    name: str
    mark: Mark
    act: Callable[[], object] = field(compare=False)
    name_spans: tuple[Span, ...] = ()
    aside: str = ""
    aside_spans: tuple[Span, ...] = ()
    key: str = ""
    do: Callable[[], object] | None = field(default=None, compare=False)

    @property
    def spoken(self) -> str:
        """Return the row for a screen reader."""
        return ", ".join(filter(None, [self.name, self.aside, _(GROUP_WORDS[self.group]), self.key]))


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a group; ``count`` is how many were found where not all are shown."""

    group: Group
    count: int = 0

    @property
    def word(self) -> str:
        """Return the word of the group."""
        return _(GROUP_WORDS[self.group])


@dataclass(frozen=True, slots=True)
class More:
    """Stands for the rows of a group that have no room; Enter shows them."""

    group: Group
    count: int

    @property
    def word(self) -> str:
        """Return ``3 more``."""
        return ngettext("{count} more", "{count} more", self.count).format(count=number(self.count))


Line = Row | Head | More


def line_key(line: Line) -> tuple[str, int, str]:
    """Return what makes *line* the same line in another answer."""
    match line:
        case Row():
            return "row", line.group, line.id
        case Head():
            return "head", line.group, ""
        case More():
            return "more", line.group, ""


def arranged(found: Mapping[Group, Sequence[Row]], counts: Mapping[Group, int]) -> list[Line]:
    """Return heads, rows and ``more`` lines; *counts* says how many were found where fewer were prepared."""
    shown = _room(found)
    lines: list[Line] = []
    for group in Group:
        rows = found.get(group, ())[: shown.get(group, 0)]
        if not rows:
            continue
        total = max(counts.get(group, 0), len(found[group]))
        left = total - len(rows)
        lines.append(Head(group, total if left else 0))
        lines += rows
        if left:
            lines.append(More(group, left))
    return lines


def expanded(group: Group, rows: Sequence[Row], count: int) -> list[Line]:
    """Return all rows of one group, MOST_EXPANDED at most."""
    return [Head(group, count), *rows[:MOST_EXPANDED]]


def _room(found: Mapping[Group, Sequence[Row]]) -> dict[Group, int]:
    """Share MOST_ROWS: each group its first PER_GROUP as long as there is room, then the first groups more."""
    groups = [group for group in Group if found.get(group)]
    shown = dict.fromkeys(groups, 0)
    left = MOST_ROWS
    for most in (1, PER_GROUP, MOST_ROWS):
        if most == MOST_ROWS and len(groups) > 1:
            break
        for group in groups:
            more = min(most, len(found[group]), shown[group] + left) - shown[group]
            if more > 0:
                shown[group] += more
                left -= more
    return shown
