"""The document as others read it: the published JSON, made of registers just as the server makes it.

Progress document, section 5; ``private.patch_document`` in the SQL gives the same for the same registers.
"""

from __future__ import annotations

from typing import Final

from tarkov_desktop.domain.document import Document, Entry, JsonValue, unescape_key
from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL, GameMode

COLUMN_OF_MODE: Final = {PVP: "pvp_data", PVE: "pve_data", SEASONAL: "seasonal_data"}
"""Where a mode stands in a row of the server and in our files."""

MAP_FIELDS: Final = (
    "skills skillOffsets traders taskCompletions taskObjectives hideoutModules hideoutParts taskNotes "
    "ignoredTasks pinnedTasks taskGates"
).split()
STAMPED_FIELDS: Final = frozenset({"taskCompletions", "taskObjectives", "hideoutModules", "hideoutParts"})
"""Maps whose entries say when they were last written."""

TIMESTAMP: Final = "timestamp"


def publish(document: Document, season: int = 0) -> dict[str, JsonValue]:
    """Return the JSON of one mode; an untouched one is empty. *season* is 0 in modes without seasons."""
    published: dict[str, JsonValue] = {}
    maps: dict[str, dict[str, JsonValue]] = {field: {} for field in MAP_FIELDS}
    for path, entry in document.entries.items():
        field, _, rest = path.partition("/")
        if not rest:
            published[field] = entry.value
        elif field != "x":
            _lay(maps[field], field, rest, entry)
        elif entry.value is not None:
            published[unescape_key(rest)] = entry.value
    if document.entries:
        published |= {
            field: {key: one for key, one in entries.items() if one not in ({}, None)}
            for field, entries in maps.items()
        }
    return {**published, "seasonNumber": season} if season else published


def publish_row(
    documents: dict[GameMode, Document], *, edition: int, current: GameMode, season: int
) -> dict[str, JsonValue]:
    """Return what a file holds under ``progress``: the row of the server without owner and dates."""
    row: dict[str, JsonValue] = {"current_game_mode": current, "game_edition": edition}
    for mode, column in COLUMN_OF_MODE.items():
        in_season = season if mode == SEASONAL else 0
        row[column] = publish(documents.get(mode, Document()), in_season)
    return row


def _lay(entries: dict[str, JsonValue], field: str, rest: str, entry: Entry) -> None:
    """Lay one register into its map."""
    escaped, _, leaf = rest.partition("/")
    key = unescape_key(escaped)
    value = entry.value
    if leaf:
        there = entries.get(key)
        whole = dict(there) if isinstance(there, dict) else {}
        if value is not None:
            whole[leaf] = value
    elif isinstance(value, dict):
        whole = dict(value)
    else:
        entries[key] = value
        return
    if field in STAMPED_FIELDS:
        former = whole.get(TIMESTAMP)
        whole[TIMESTAMP] = max(entry.ms, former if isinstance(former, int) else 0)
    entries[key] = whole
