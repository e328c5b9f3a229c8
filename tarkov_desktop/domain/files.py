"""Progress files: the text of an export, and reading one back (progress document 9). Pure; no file is touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.foreign import FORMAT, VERSION, Foreign, Shape, Unreadable, recognise
from tarkov_desktop.domain.ids import ACCOUNT_SCOPE, PVP, SEASONAL, GameMode
from tarkov_desktop.domain.import_report import ReadProblem, Report, Reported
from tarkov_desktop.domain.limits import MAX_EDITION
from tarkov_desktop.domain.preferences import PREFERENCE_OF_NAME
from tarkov_desktop.domain.publishing import publish_row
from tarkov_desktop.domain.reading import read_document
from tarkov_desktop.domain.registers import GAME_EDITION, check_scope, check_write, neutral, preference_path
from tarkov_desktop.domain.scalars import read_whole

SUFFIX: Final = ".tarkov-progress.json"
MAX_FILE_BYTES: Final = 16 * 1024 * 1024
MAX_FILE_DEPTH: Final = 32
MAX_FILE_VALUES: Final = 200_000
DIGEST: Final = "digest"

StampParts = tuple[int, int, int, str]
"""Epoch, milliseconds, counter and node of a register's last write."""

OLD_SWITCHES: Final = {
    "hideNonKappaTasks": ("showKappaTasks", True),
    "showNonSpecialTasks": ("showOtherTasks", False),
}
"""Web preferences read as ours: new name, and whether the value is turned round."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What goes into a file. Stamps are left out, and notes with them, when the file is for sharing."""

    documents: Mapping[GameMode, Document]
    edition: int
    current: GameMode
    season: int
    app_version: str
    exported_at: str
    """Instant in UTC, ISO 8601 with Z."""
    catalog_versions: Mapping[GameMode, str] = field(default_factory=dict)
    stamps: Mapping[GameMode, Mapping[str, StampParts]] = field(default_factory=dict)
    preferences: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedMode:
    """One mode of a file: its registers (with the source's times), stamps of our own files, what was not taken."""

    mode: GameMode
    season: int
    document: Document
    stamps: Mapping[str, StampParts]
    report: tuple[Reported, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that could be read. ``is_digest_wrong``: it was edited or cut; the player may go on."""

    shape: Shape
    modes: tuple[ImportedMode, ...]
    edition: int | None
    preferences: Mapping[str, JsonValue]
    """Register path in scope ``account`` to value."""
    is_digest_wrong: bool = False
    report: tuple[Reported, ...] = ()
    """What was not taken of the account; each mode has its own."""

    def filed_under(self, mode: GameMode) -> Imported:
        """Return a flat file as one of *mode*; files that name their modes stay as they are."""
        if self.shape is not Shape.FLAT:
            return self
        return replace(self, modes=tuple(replace(one, mode=mode) for one in self.modes))


def file_text(exported: Exported, *, for_sharing: bool = False) -> str:
    """Return the text of a progress file: keys sorted, two spaces, line feeds, one at the end."""
    documents = {
        mode: _without_notes(document) if for_sharing else document
        for mode, document in exported.documents.items()
    }
    row = publish_row(documents, edition=exported.edition, current=exported.current, season=exported.season)
    content: dict[str, JsonValue] = {
        "format": FORMAT,
        "version": VERSION,
        "exportedAt": exported.exported_at,
        "app": exported.app_version,
        "catalog": {str(mode): version for mode, version in exported.catalog_versions.items()},
        "progress": row,
        "preferences": {} if for_sharing else dict(exported.preferences),
    }
    if not for_sharing:
        content["stamps"] = {
            mode: {path: list(stamp) for path, stamp in stamps.items()}
            for mode, stamps in exported.stamps.items()
        }
    content[DIGEST] = digest_of(content)
    return json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def digest_of(content: Mapping[str, JsonValue]) -> str:
    """Return the digest of a file's content, the digest itself left out."""
    kept = {key: value for key, value in content.items() if key != DIGEST}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def read_file(content: bytes, skills: Mapping[str, str] | None = None) -> Imported | Unreadable:
    """Return what a file holds, or why it is refused as a whole. *skills*: see ``reading.skill_ids``."""
    source = decode(content)
    if isinstance(source, Unreadable):
        return source
    foreign = recognise(source.value)
    if isinstance(foreign, Unreadable):
        return foreign
    modes = tuple(_read_mode(foreign, mode, value, skills or {}) for mode, value in foreign.modes.items())
    if any(check_scope(mode.mode, mode.document.entries) for mode in modes):
        return Unreadable.OVER_LIMITS
    report = Report()
    return Imported(
        foreign.shape,
        modes,
        _read_edition(foreign.edition, report),
        _read_preferences(foreign.preferences),
        is_digest_wrong=_is_digest_wrong(source.value),
        report=report.found(),
    )


@dataclass(frozen=True, slots=True)
class Decoded:
    """A JSON value within the limits of an import."""

    value: JsonValue


def decode(content: bytes) -> Decoded | Unreadable:
    """Return the JSON of a file within the limits; the last of doubled keys wins, a BOM is skipped."""
    if len(content) > MAX_FILE_BYTES:
        return Unreadable.TOO_LARGE
    try:
        value: JsonValue = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Unreadable.NOT_UTF8
    except RecursionError:
        return Unreadable.TOO_DEEP
    except ValueError:
        return Unreadable.NOT_JSON
    return _within_limits(value)


def _within_limits(value: JsonValue) -> Decoded | Unreadable:
    count, depth, level = 0, 0, [value]
    while level:
        count += len(level)
        if count > MAX_FILE_VALUES:
            return Unreadable.TOO_MANY_VALUES
        if depth > MAX_FILE_DEPTH:
            return Unreadable.TOO_DEEP
        depth += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return Decoded(value)


def _read_mode(
    foreign: Foreign, mode: GameMode, source: JsonValue, skills: Mapping[str, str]
) -> ImportedMode:
    read = read_document(source, skills)
    stamps = _read_stamps(foreign.stamps.get(mode))
    entries = dict(read.document.entries)
    for path, stamp in stamps.items():
        # What an export leaves out (null and withdrawn statements) is still a write of its time.
        value = entries[path].value if path in entries else neutral(path)
        entries[path] = Entry(value, stamp[1])
    season = foreign.season if mode == SEASONAL else 0
    return ImportedMode(mode, season, Document(entries), stamps, read.report)


def _read_edition(value: JsonValue, report: Report) -> int | None:
    read = read_whole(value, 1, MAX_EDITION)
    if read is not None and not read[1]:
        return read[0]
    if value is not None:
        report.add(GAME_EDITION, ReadProblem.NOT_A_NUMBER if read is None else ReadProblem.OUT_OF_RANGE)
    return None


def _read_stamps(source: JsonValue) -> dict[str, StampParts]:
    if not isinstance(source, dict):
        return {}
    read = ((path, _stamp(path, stamp)) for path, stamp in source.items())
    return {path: stamp for path, stamp in read if stamp is not None}


def _stamp(path: str, value: JsonValue) -> StampParts | None:
    match value:
        case [int() as epoch, int() as ms, int() as counter, str() as node] if (
            epoch >= 0 and 0 <= ms < 2**53 and 0 <= counter < 2**31 and _may_be_neutral(path)
        ):
            return epoch, ms, counter, node
        case _:
            return None


def _may_be_neutral(path: str) -> bool:
    try:
        return check_write(PVP, path, neutral(path)) is None
    except ValueError:
        return False


def _read_preferences(source: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return synced preferences by register path; what does not fit is left out, old web switches are turned."""
    old = {
        OLD_SWITCHES[name][0]: _turned(name, value) for name, value in source.items() if name in OLD_SWITCHES
    }
    own = {name: value for name, value in source.items() if name in PREFERENCE_OF_NAME}
    found = {preference_path(name): value for name, value in {**old, **own}.items()}
    return {path: value for path, value in found.items() if check_write(ACCOUNT_SCOPE, path, value) is None}


def _turned(name: str, value: JsonValue) -> JsonValue:
    """Return the value of an old switch as ours: hiding a kind is not showing it."""
    is_turned = OLD_SWITCHES[name][1]
    return not value if is_turned and isinstance(value, bool) else value


def _is_digest_wrong(source: JsonValue) -> bool:
    return isinstance(source, dict) and DIGEST in source and source[DIGEST] != digest_of(source)


def _without_notes(document: Document) -> Document:
    return Document(
        {path: entry for path, entry in document.entries.items() if not path.startswith("taskNotes/")}
    )
