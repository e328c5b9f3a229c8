"""Lines of the journal in words: who, what, and what came with it. Nothing here draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tarkov_desktop.app.activity import ActivityLine, JournalKind, Touched
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, listed, mark, ngettext, number
from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.document import JsonValue, escape_key, unescape_key
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import StationId
from tarkov_desktop.ui.register_words import objective_parts, path_name, task_words
from tarkov_desktop.ui.top_bar import MODE_MARKS

MINE, GAME_LOG, DEVICES, IMPORTS = "mine", "game_log", "devices", "imports"


@dataclass(frozen=True, slots=True)
class OriginWords:
    """Icon and word of who did something, and the tab it stands under."""

    icon: str
    word: str
    tab: str


_ORIGINS: Final = {
    Origin.USER: OriginWords("account-outline", mark("You"), MINE),
    Origin.UNDO: OriginWords("undo-variant", mark("Undo"), MINE),
    Origin.GAME_LOG: OriginWords("text-box-search-outline", mark("Game log"), GAME_LOG),
    Origin.SYNC: OriginWords("laptop", mark("Your devices"), DEVICES),
    Origin.IMPORT: OriginWords("tray-arrow-down", mark("Import"), IMPORTS),
    Origin.DERIVED: OriginWords("chevron-triple-up", mark("Automatic level"), MINE),
}
_REDO: Final = OriginWords("redo-variant", mark("Redo"), MINE)


def origin_words(line: ActivityLine) -> OriginWords:
    """Return who did *line*."""
    return _REDO if line.kind is JournalKind.REDO else _ORIGINS[line.origin]


REPLACED: Final = "replaced_by_newer"
NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_ONE: Final[Mapping[str, str]] = {
    "complete_task": mark("Completed {name}"),
    "uncomplete_task": mark("Opened {name} again"),
    "fail_task": mark("Failed {name}"),
    "start_task": mark("Started {name}"),
    "make_available": mark("Made {name} available"),
    "ignore_task": mark("Ignored {name}"),
    "unignore_task": mark("Showed {name} again"),
    "pin_task": mark("Pinned {name}"),
    "unpin_task": mark("Unpinned {name}"),
    "set_note": mark("Note on {name}"),
    "confirm_gate": mark("Confirmed the gate of {name}"),
    "withdraw_gate": mark("Took back the word about {name}"),
    "set_objective_count": mark("{name}"),
    "toggle_objective": mark("{name}"),
    "build_level": mark("Built {name}"),
    "remove_level": mark("Took back {name}"),
    "set_part_count": mark("{name}"),
    "toggle_part": mark("{name}"),
    "set_level": mark("Level {name}"),
    "set_total_xp": mark("Experience {name}"),
    "set_faction": mark("Faction {name}"),
    "set_name": mark("Changed the name on the team card"),
    "set_prestige": mark("Prestige {name}"),
    "set_edition": mark("Edition {name}"),
    "set_trader_level": mark("Loyalty level with {name}"),
    "set_trader_reputation": mark("Reputation with {name}"),
    "set_skill": mark("Skill {name}"),
    "mend": mark("Mended what did not fit: {name}"),
    "try_again": mark("Tried again: {name}"),
    "reset_mode": mark("Reset the mode"),
    "wipe_mode": mark("Reset the mode after a wipe"),
    "prestige_mode": mark("Took a prestige"),
    "restore_archive": mark("Brought an archive back"),
    "start_season": mark("Began season {name}"),
    "import_join": mark("Brought in a file, joined"),
    "import_replace": mark("Brought in a file in place of everything"),
    REPLACED: mark("A newer change replaced {name}"),
}
_OTHER: Final = mark("Changed {name}")
_SHOWS_CHANGE: Final = frozenset(
    {
        "set_objective_count",
        "toggle_objective",
        "set_part_count",
        "toggle_part",
        "set_trader_level",
        "set_trader_reputation",
        REPLACED,
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """A line in words: ``before`` + ``name`` (heavier) + ``after``, and a second, smaller line."""

    before: str
    name: str
    after: str = ""
    second: str = ""

    @property
    def whole(self) -> str:
        """Everything as one sentence."""
        first = f"{self.before}{self.name}{self.after}"
        return f"{first}. {self.second}" if self.second else first


def said(session: Session, line: ActivityLine, device_names: Mapping[str, str] = NO_NAMES) -> Said:
    """Return *line* in words; *device_names* are the account's devices by id, as far as they are known."""
    graph = session.at(line.mode).graph if line.mode in MODE_MARKS else session.graph
    touched = line.entry.touched() if line.entry is not None else []
    name = _name(graph, line, touched)
    pattern = _(_ONE.get(line.label, _OTHER))
    if line.label == REPLACED:
        pattern = _replaced(line.subject, device_names)
    if line.kind is JournalKind.UNDO:
        pattern = _("Took back: {what}").format(what=_lower(pattern))
    before, found, after = pattern.partition("{name}")
    after += _change(line, touched)
    details = [_(MODE_MARKS[line.mode][0])] if line.mode != session.mode and line.mode in MODE_MARKS else []
    if line.label in _OF_OBJECTIVE:
        details.append(objective_parts(graph, line.subject)[1])
    details += _consequences(graph.catalog, line, touched)
    if line.is_undone:
        details.append(_("taken back since"))
    return Said(before, name if found else "", after, listed([each for each in details if each]))


def _replaced(device: str, names: Mapping[str, str]) -> str:
    if not device:
        return _("A newer change through the public API replaced {name}")
    if device in names:
        # The name is the player's own text, and may hold anything.
        known = names[device].replace("{", "(").replace("}", ")")
        return _("A newer change from {device} replaced {name}").replace("{device}", known)
    return _(_ONE[REPLACED])


_OF_OBJECTIVE: Final = frozenset({"set_objective_count", "toggle_objective"})
_FIELD_OF: Final[Mapping[str, str]] = {
    "build_level": "hideoutModules",
    "remove_level": "hideoutModules",
    "set_part_count": "hideoutParts",
    "toggle_part": "hideoutParts",
    "set_trader_level": "traders",
    "set_trader_reputation": "traders",
    "set_skill": "skillOffsets",
}
"""Where the subject of an operation is a key of that field."""


def _name(graph: GameGraph, line: ActivityLine, touched: list[Touched]) -> str:
    subject, catalog = line.subject, graph.catalog
    if line.label in _OF_OBJECTIVE:
        return objective_parts(graph, subject)[0]
    field = _FIELD_OF.get(line.label)
    if field is not None:
        return path_name(graph, f"{field}/{escape_key(subject)}")
    match line.label:
        case "set_level" | "set_total_xp" | "set_prestige":
            return number(int(subject)) if subject.isdecimal() else subject
        case "set_edition":
            titles = {str(each.value): each.title for each in catalog.editions}
            return titles.get(subject, subject)
        case "set_faction" | "start_season":
            return subject
        case "mend":
            return _mended(catalog, subject)
        case "try_again":
            return path_name(graph, subject)
        case _ if line.label == REPLACED:
            return path_name(graph, touched[0].path) if touched else _("a value")
        case _ if subject in catalog.tasks:
            return task_words(catalog, subject)
        case _:
            return _several(touched)


def _several(touched: list[Touched]) -> str:
    """Return how many tasks one operation on several was about; one without tasks counts its values."""
    fields = ("taskCompletions", "ignoredTasks", "pinnedTasks", "taskGates")
    tasks = {each.path for each in touched if each.path.partition("/")[0] in fields}
    if tasks:
        return ngettext("{count} task", "{count} tasks", len(tasks)).format(count=number(len(tasks)))
    return ngettext("{count} value", "{count} values", len(touched)).format(count=number(len(touched)))


def _mended(catalog: Catalog, subject: str) -> str:
    if subject in catalog.tasks:
        return task_words(catalog, subject)
    station = catalog.stations.get(StationId(subject))
    return station.name if station else _("a count")


def _change(line: ActivityLine, touched: list[Touched]) -> str:
    """Return ``: 3 → 4`` where a number or a tick is all that changed."""
    if line.label not in _SHOWS_CHANGE:
        return ""
    numbers = [each for each in touched if _is_number(each.after)] or touched[:1]
    if not numbers:
        return ""
    first = numbers[0]
    # A count that was never written is 0; a level with a trader that was never written is not stated.
    is_statement = first.path.startswith("traders/")
    before = 0 if first.before is None and _is_number(first.after) and not is_statement else first.before
    was, now = _value(before), _value(first.after)
    return f": {was} → {now}" if was and now else f": {now}" if now else ""


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(value: JsonValue) -> str:
    match value:
        case True:
            return _("done")
        case False:
            return _("open")
        case int() | float():
            return number(value)
        case None:
            return _("not stated")
        case _:
            return ""


def _consequences(catalog: Catalog, line: ActivityLine, touched: list[Touched]) -> list[str]:
    """Return what an operation on one thing did beside it."""
    found: list[str] = []
    if line.label.startswith("import_"):
        return [_things(touched)] if touched else []
    objectives = {each.path.split("/")[1] for each in touched if each.path.startswith("taskObjectives/")}
    parts = {each.path.split("/")[1] for each in touched if each.path.startswith("hideoutParts/")}
    if line.label == "complete_task" and objectives:
        words = ngettext("{count} objective filled in", "{count} objectives filled in", len(objectives))
        found.append(words.format(count=number(len(objectives))))
    if line.label == "build_level" and parts:
        words = ngettext("{count} part filled in", "{count} parts filled in", len(parts))
        found.append(words.format(count=number(len(parts))))
    failed = [
        task_words(catalog, unescape_key(each.path.partition("/")[2]))
        for each in touched
        if each.path.startswith("taskCompletions/")
        and _is_failed(each.after)
        and line.subject not in each.path
    ]
    if failed:
        found.append(_("also failed {tasks}").format(tasks=listed(failed)))
    return found


def _is_failed(value: JsonValue) -> bool:
    return isinstance(value, dict) and value.get("failed") is True


def _things(touched: list[Touched]) -> str:
    things = {tuple(each.path.split("/")[:2]) for each in touched}
    return ngettext("{count} thing changed", "{count} things changed", len(things)).format(
        count=number(len(things))
    )


def _lower(pattern: str) -> str:
    return pattern if pattern.startswith("{") else pattern[:1].lower() + pattern[1:]
