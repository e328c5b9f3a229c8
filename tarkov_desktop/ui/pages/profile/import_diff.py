"""What an import would change, line by line in words: ``Debut: open → done``. Nothing here draws or changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tarkov_desktop.app.operations.files import JOIN, ModePreview, Preview
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, mark, ngettext, number
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.domain.plans.importing import Difference
from tarkov_desktop.domain.registers import DISPLAY_NAME
from tarkov_desktop.ui.register_words import path_name
from tarkov_desktop.ui.top_bar import MODE_MARKS

MOST_OF_A_GROUP: Final = 40
"""So many of one kind are named: what follows is more of the same, and its number says how much."""

_GROUPS: Final = {
    "profile": mark("Level, faction and the like"),
    "taskCompletions": mark("Tasks"),
    "taskObjectives": mark("Objectives"),
    "hideoutModules": mark("Hideout levels"),
    "hideoutParts": mark("Hideout parts"),
    "traders": mark("Traders"),
    "skillOffsets": mark("Skills"),
    "taskNotes": mark("Notes"),
    "ignoredTasks": mark("Ignored tasks"),
    "pinnedTasks": mark("Pinned tasks"),
    "taskGates": mark("Your word on what cannot be known"),
}
"""Fields of the document by the head above their changes; all others are values of the profile."""
_SECRET: Final = frozenset({"taskNotes", DISPLAY_NAME})
"""Told without their words: a note can be long, and a name is hidden in streamer mode."""
_TICKS: Final = {
    "taskObjectives": (mark("open"), mark("done")),
    "hideoutModules": (mark("not built"), mark("built")),
    "hideoutParts": (mark("open"), mark("done")),
    "ignoredTasks": (mark("not ignored"), mark("ignored")),
    "pinnedTasks": (mark("not pinned"), mark("pinned")),
}
"""What false and true of a field are called."""


def import_diff(session: Session, preview: Preview, choice: str) -> str:
    """Return every change that bringing the file in would make, by mode and kind; empty where there is none.

    What would be lost stands first in its group, so that it is never among the ones left out.
    """
    blocks = [block for each in preview.modes for block in _mode_blocks(session, each, choice)]
    return "\n\n".join(blocks)


def _mode_blocks(session: Session, preview: ModePreview, choice: str) -> Iterator[str]:
    found = preview.differences.join if choice == JOIN else preview.differences.replace
    if not found:
        return
    graph = session.at(GameMode(preview.mode)).graph
    kinds: dict[str, dict[str, list[Difference]]] = {kind: {} for kind in _GROUPS}
    for each in found:
        field, _slash, rest = each.path.partition("/")
        entries = kinds.get(field, kinds["profile"])
        entries.setdefault(f"{field}/{rest.partition('/')[0]}", []).append(each)
    for kind, head in _GROUPS.items():
        if kinds[kind]:
            title = _("{mode}, {what}").format(mode=_(MODE_MARKS[preview.mode][0]), what=_(head))
            yield "\n".join([title, *_lines(graph, kinds[kind].values())])


def _lines(graph: GameGraph, entries: Iterable[list[Difference]]) -> Iterator[str]:
    ordered = sorted(entries, key=lambda entry: not any(_is_loss(each) for each in entry))
    for entry in ordered[:MOST_OF_A_GROUP]:
        yield f"  {_line(graph, entry)}"
    more = len(ordered) - MOST_OF_A_GROUP
    if more > 0:
        yield "  " + ngettext("{count} more", "{count} more", more).format(count=number(more))


def _line(graph: GameGraph, entry: list[Difference]) -> str:
    """Return name and change of one entry, whose flag and count are told as one."""
    name = path_name(graph, entry[0].path)
    field = entry[0].path.partition("/")[0]
    if field in _SECRET:
        first = entry[0]
        what = _("goes away") if not first.after else _("is changed") if first.before else _("is added")
        return f"{name}: {what}"
    return f"{name}: " + ", ".join(_change(field, each) for each in entry)


def _change(field: str, each: Difference) -> str:
    was, now = _value(field, each.before), _value(field, each.after)
    if was == now:
        return _("is changed")
    change = f"{was} → {now}"
    if field != "traders":
        return change
    words = _("reputation {change}") if each.path.endswith("/reputation") else _("level {change}")
    return words.format(change=change)


def _value(field: str, value: JsonValue) -> str:
    match value:
        case dict():
            return _record(field, value)
        case bool():
            no, yes = _TICKS.get(field, (mark("no"), mark("yes")))
            return _(yes) if value else _(no)
        case int() | float():
            return number(value)
        case None:
            return _("not stated")
        case _:
            return str(value)


def _record(field: str, value: dict[str, JsonValue]) -> str:
    """Return the state of a task, a station level or a confirmed gate."""
    if field == "taskGates":
        return _("confirmed") if value.get("confirmed") is True else _("not confirmed")
    if field == "hideoutModules":
        return _("built") if value.get("complete") is True else _("not built")
    if value.get("failed") is True:
        return _("failed")
    if value.get("complete") is True:
        return _("done")
    return _("started") if value.get("active") is True else _("open")


def _is_loss(each: Difference) -> bool:
    """Return whether something that stands here would stand lower, or be gone."""
    if isinstance(each.before, dict):
        flags = ("complete", "confirmed", "active")
        after = each.after if isinstance(each.after, dict) else {}
        return any(each.before.get(flag) is True and after.get(flag) is not True for flag in flags)
    if isinstance(each.before, int | float) and isinstance(each.after, int | float):
        return each.after < each.before
    return bool(each.before) and not each.after
