"""What the program says of itself: its version, what is new, and under which licences its parts come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from tarkov_desktop import resources

LICENCE: Final = "MIT"
PARTS: Final = (
    "PySide6-Essentials",
    "qasync",
    "qtawesome",
    "fontpkg-inter",
    "supabase",
    "realtime",
    "httpx",
    "websockets",
    "certifi",
    "keyring",
    "msgspec",
    "platformdirs",
    "rapidfuzz",
    "babel",
    "typing-extensions",
)
"""What the program depends on at run time, as in ``pyproject.toml``; what those need stands in their own notices."""


@dataclass(frozen=True, slots=True)
class ReleaseNotes:
    """One release of the changelog: its version, and its notes by kind (Added, Fixed …) in order."""

    version: str
    notes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part that the program is made of, with its version and licence."""

    name: str
    version: str
    licence: str


def changelog() -> list[ReleaseNotes]:
    """Return what is new, newest release first, as the changelog tells it."""
    return list(_releases(resources.read_text("CHANGELOG.md")))


def parts() -> list[Part]:
    """Return the parts that this installation runs on, by name; what is not installed is left out."""
    found = []
    for name in PARTS:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # a build may leave the notes of a part out, and a system may not need it
        found.append(Part(about["Name"], about["Version"], _licence_of(about)))
    return sorted(found, key=lambda part: part.name.lower())


def _releases(text: str) -> Iterator[ReleaseNotes]:
    for block in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        version, _, rest = block.partition("\n")
        kinds = []
        for part in re.split(r"^### ", rest, flags=re.MULTILINE)[1:]:
            kind, _, lines = part.partition("\n")
            notes = re.split(r"^- ", lines, flags=re.MULTILINE)[1:]
            kinds.append((kind.strip(), tuple(" ".join(note.split()) for note in notes)))
        yield ReleaseNotes(version.strip(), tuple(kinds))


def _licence_of(about: metadata.PackageMetadata) -> str:
    """Return the licence as the package states it: the expression, else a classifier, else its first line."""
    told = about.get_all("License-Expression") or []
    classifiers = [
        each.rpartition(":: ")[2]
        for each in about.get_all("Classifier") or []
        if each.startswith("License ::") and not each.endswith("OSI Approved")
    ]
    lines = [line for text in about.get_all("License") or [] for line in text.splitlines()[:1]]
    return next((each.strip() for each in (*told, *classifiers, *lines) if each.strip()), "")
