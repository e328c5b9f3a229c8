"""One mode's progress from anywhere, read into registers: the good is kept, the bad is named (progress document 7)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from tarkov_desktop.domain.document import Document, Entry, JsonValue, escape_key
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import PVP
from tarkov_desktop.domain.import_report import ReadProblem, Report, Reported
from tarkov_desktop.domain.limits import (
    MAX_COUNT,
    MAX_LEVEL,
    MAX_NOTE_LENGTH,
    MAX_PRESTIGE,
    MAX_REPUTATION,
    MAX_SKILL,
    MAX_STORED_NAME_LENGTH,
    MAX_TRADER_LEVEL,
    MAX_UNKNOWN_REGISTERS,
    MAX_XP_OFFSET,
)
from tarkov_desktop.domain.publishing import TIMESTAMP
from tarkov_desktop.domain.registers import (
    DISPLAY_NAME,
    DOCUMENT_FIELDS,
    FACTION,
    FACTIONS,
    LEVEL,
    PRESTIGE,
    XP_OFFSET,
    check_write,
    is_key,
)
from tarkov_desktop.domain.scalars import read_bool, read_number, read_reputation, read_timestamp, read_whole
from tarkov_desktop.domain.wording import clean_line, clean_note


class ReadDocument(NamedTuple):
    """Registers read, each with the time the source gave it (0: none), and what was not taken."""

    document: Document
    report: tuple[Reported, ...]


def skill_ids(english: Catalog) -> dict[str, str]:
    """Return English skill names that exactly one skill has, folded, to its id."""
    names: dict[str, list[str]] = {}
    for skill in english.skills.values():
        names.setdefault(skill.name.casefold(), []).append(skill.id)
    return {name: ids[0] for name, ids in names.items() if len(ids) == 1}


def read_document(source: JsonValue, skills: Mapping[str, str] | None = None) -> ReadDocument:
    """Return what *source* says of one mode. *skills*: folded English names to ids (:func:`skill_ids`)."""
    reader = _Reader(skills or {})
    if isinstance(source, dict):
        reader.read(source)
    elif source is not None:
        reader.report.add("", ReadProblem.NOT_AN_OBJECT)
    return ReadDocument(Document(reader.entries), reader.report.found())


class _Reader:
    """Walks one document; every method reads one field and files what it found."""

    def __init__(self, skills: Mapping[str, str]) -> None:
        self.entries: dict[str, Entry] = {}
        self.report = Report()
        self._skills = skills
        self._unknown = 0

    def read(self, source: dict[str, JsonValue]) -> None:
        for field, value in source.items():
            scalar, of_map = _SCALARS.get(field), _MAPS.get(field)
            if field not in DOCUMENT_FIELDS:
                self._unknown_register(f"x/{escape_key(field)}", field, value, 0)
            elif value is None:
                continue
            elif scalar is not None:
                scalar(self, field, value)
            elif of_map is not None:
                for key, entry in self._entries(field, value):
                    of_map(self, field, key, entry)

    def _entries(self, field: str, value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
        """Yield good keys with entries that say something."""
        if not isinstance(value, dict):
            if value != []:
                self.report.add(field, ReadProblem.NOT_AN_OBJECT)
            return
        for raw_key, entry in value.items():
            key = unicodedata.normalize("NFC", raw_key.strip())
            if not is_key(key):
                self.report.add(f"{field}/{raw_key}", ReadProblem.BAD_KEY)
            elif entry is not None:
                yield key, entry

    def level(self, field: str, value: JsonValue) -> None:
        self._whole(field, value, 1, MAX_LEVEL)

    def xp_offset(self, field: str, value: JsonValue) -> None:
        self._whole(field, value, -MAX_XP_OFFSET, MAX_XP_OFFSET)

    def prestige(self, field: str, value: JsonValue) -> None:
        self._whole(field, value, 0, MAX_PRESTIGE)

    def faction(self, field: str, value: JsonValue) -> None:
        word = value.strip().upper() if isinstance(value, str) else ""
        if word in FACTIONS:
            self._keep(field, word)
        else:
            self.report.add(field, ReadProblem.UNKNOWN_WORD)

    def name(self, field: str, value: JsonValue) -> None:
        self._text(field, value, clean_line, MAX_STORED_NAME_LENGTH)

    def skill(self, field: str, key: str, entry: JsonValue) -> None:
        path = f"{field}/{escape_key(self._skill_id(key))}"
        number = read_number(entry.get("level") if isinstance(entry, dict) else entry)
        if number is None:
            self.report.add(path, ReadProblem.NOT_A_NUMBER)
        elif not 0 <= number <= MAX_SKILL:
            self.report.add(path, ReadProblem.OUT_OF_RANGE)
        else:
            self._keep(path, int(number) if number.is_integer() else number)

    def skill_offset(self, field: str, key: str, entry: JsonValue) -> None:
        self._whole(f"{field}/{escape_key(self._skill_id(key))}", entry, -MAX_SKILL, MAX_SKILL)

    def trader(self, field: str, key: str, entry: JsonValue) -> None:
        path = f"{field}/{escape_key(key)}"
        if not isinstance(entry, dict):
            self.report.add(path, ReadProblem.NOT_AN_ENTRY)
            return
        level, reputation = entry.get("level"), entry.get("reputation")
        if level is not None:
            self._whole(f"{path}/level", level, 0, MAX_TRADER_LEVEL)
        if reputation is not None:
            number = read_reputation(reputation)
            if number is None:
                self.report.add(f"{path}/reputation", ReadProblem.NOT_A_NUMBER)
            elif abs(number) > MAX_REPUTATION:
                self.report.add(f"{path}/reputation", ReadProblem.OUT_OF_RANGE)
            else:
                self._keep(f"{path}/reputation", number)

    def task(self, field: str, key: str, entry: JsonValue) -> None:
        self._state(f"{field}/{escape_key(key)}", entry, ("complete", "failed", "active", "manual"))

    def module(self, field: str, key: str, entry: JsonValue) -> None:
        self._state(f"{field}/{escape_key(key)}", entry, ("complete",))

    def amount(self, field: str, key: str, entry: JsonValue) -> None:
        path = f"{field}/{escape_key(key)}"
        if isinstance(entry, bool):
            self._keep(f"{path}/complete", entry)
        elif isinstance(entry, int | float):
            self._whole(f"{path}/count", entry, 0, MAX_COUNT)
        elif isinstance(entry, dict):
            self._amount_leaves(path, entry)
        else:
            self.report.add(path, ReadProblem.NOT_AN_ENTRY)

    def note(self, field: str, key: str, entry: JsonValue) -> None:
        self._text(f"{field}/{escape_key(key)}", entry, clean_note, MAX_NOTE_LENGTH)

    def mark(self, field: str, key: str, entry: JsonValue) -> None:
        self._bool(f"{field}/{escape_key(key)}", entry, 0)

    def gate(self, field: str, key: str, entry: JsonValue) -> None:
        path = f"{field}/{escape_key(key)}"
        if check_write(PVP, path, entry) is None:
            self._keep(path, entry)
        else:
            self.report.add(path, ReadProblem.NOT_AN_ENTRY)

    def _amount_leaves(self, path: str, entry: dict[str, JsonValue]) -> None:
        ms = read_timestamp(entry.get(TIMESTAMP))
        for leaf, value in entry.items():
            if leaf == TIMESTAMP or value is None:
                continue
            if leaf == "complete":
                self._bool(f"{path}/complete", value, ms)
            elif leaf == "count":
                self._whole(f"{path}/count", value, 0, MAX_COUNT, ms)
            else:
                self._unknown_register(f"{path}/{leaf}", f"{path}/{leaf}", value, ms)

    def _state(self, path: str, entry: JsonValue, flags: tuple[str, ...]) -> None:
        """Read a task or a station level: its flags, its time, and keys of a newer version."""
        if isinstance(entry, bool):
            entry = {"complete": entry}
        if not isinstance(entry, dict):
            self.report.add(path, ReadProblem.NOT_AN_ENTRY)
            return
        stated: dict[str, bool] = {}
        is_spoilt = False
        for flag in flags:
            value = entry.get(flag)
            answer = None if value is None else read_bool(value)
            if answer is not None:
                stated[flag] = answer
            elif value is not None:
                is_spoilt = True
                self.report.add(f"{path}/{flag}", ReadProblem.NOT_A_BOOL)
        if is_spoilt and not any(stated.values()):
            return
        extras = {key: value for key, value in entry.items() if key not in flags and key != TIMESTAMP}
        ms = read_timestamp(entry.get(TIMESTAMP))
        state = _task_state(stated) if "failed" in flags else {"complete": stated.get("complete", False)}
        if check_write(PVP, path, {**extras, **state}) is not None:
            self.report.add(path, ReadProblem.TOO_LARGE)
            extras = {}
        self._keep(path, {**extras, **state}, ms)

    def _whole(self, path: str, value: JsonValue, least: int, most: int, ms: int = 0) -> None:
        read = read_whole(value, least, most)
        if read is None:
            self.report.add(path, ReadProblem.NOT_A_NUMBER)
            return
        whole, was_moved = read
        if was_moved:
            self.report.add(path, ReadProblem.OUT_OF_RANGE)
        self._keep(path, whole, ms)

    def _bool(self, path: str, value: JsonValue, ms: int) -> None:
        answer = read_bool(value)
        if answer is None:
            self.report.add(path, ReadProblem.NOT_A_BOOL)
        else:
            self._keep(path, answer, ms)

    def _text(self, path: str, value: JsonValue, clean: Callable[[str], str], most: int) -> None:
        if not isinstance(value, str):
            self.report.add(path, ReadProblem.NOT_A_TEXT)
            return
        text = clean(value)
        if len(text) > most:
            self.report.add(path, ReadProblem.TOO_LONG)
            text = text[:most].rstrip()
        if text:
            self._keep(path, text)

    def _unknown_register(self, path: str, place: str, value: JsonValue, ms: int) -> None:
        """Keep what a newer version may understand, as far as there is room for it."""
        if value is None:
            return
        problem = check_write(PVP, path, value)
        if self._unknown >= MAX_UNKNOWN_REGISTERS:
            self.report.add(place, ReadProblem.TOO_MANY_UNKNOWN)
        elif problem is not None:
            is_bad_path = problem == "invalid_path"
            self.report.add(place, ReadProblem.BAD_KEY if is_bad_path else ReadProblem.TOO_LARGE)
        else:
            self._unknown += 1
            self.entries[path] = Entry(value, ms)

    def _keep(self, path: str, value: JsonValue, ms: int = 0) -> None:
        if check_write(PVP, path, value) is None:
            self.entries[path] = Entry(value, ms)
        else:
            self.report.add(path, ReadProblem.BAD_KEY)

    def _skill_id(self, key: str) -> str:
        return self._skills.get(key.casefold(), key)


def _task_state(stated: Mapping[str, bool]) -> dict[str, JsonValue]:
    """Return the published shape: failed tasks are complete too, and a settled task is not active."""
    failed = stated.get("failed", False)
    complete = failed or stated.get("complete", False)
    marks: dict[str, JsonValue] = {}
    if stated.get("active") and not complete:
        marks["active"] = True
    if stated.get("manual"):
        marks["manual"] = True
    return {"complete": complete, "failed": failed, **marks}


_SCALARS: Final[Mapping[str, Callable[[_Reader, str, JsonValue], None]]] = {
    LEVEL: _Reader.level,
    FACTION: _Reader.faction,
    DISPLAY_NAME: _Reader.name,
    XP_OFFSET: _Reader.xp_offset,
    PRESTIGE: _Reader.prestige,
}

_MAPS: Final[Mapping[str, Callable[[_Reader, str, str, JsonValue], None]]] = {
    "skills": _Reader.skill,
    "skillOffsets": _Reader.skill_offset,
    "traders": _Reader.trader,
    "taskCompletions": _Reader.task,
    "taskObjectives": _Reader.amount,
    "hideoutModules": _Reader.module,
    "hideoutParts": _Reader.amount,
    "taskNotes": _Reader.note,
    "ignoredTasks": _Reader.mark,
    "pinnedTasks": _Reader.mark,
    "taskGates": _Reader.gate,
}
