"""What every reader of records is given: where it is, the wording, and what it collects on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tarkov_desktop.catalog.findings import FindingKind
from tarkov_desktop.catalog.raw import Place, Record
from tarkov_desktop.catalog.wording import Wording


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over the documents of a mode."""

    place: Place
    wording: Wording
    labels: dict[str, str] = field(default_factory=dict)
    """Texts of target kinds, body parts, effects and exits, by their key; filled while reading."""
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name and short name of records that were only met as a reference; filled while reading."""

    def at(self, *parts: object) -> Reading:
        """Return the same reading one level below."""
        return replace(self, place=self.place.at(*parts))

    def note(self, kind: FindingKind, word: object) -> None:
        """Count a finding at this place."""
        self.place.note(kind, word)

    def unknown_fields(self, record: Record, known: frozenset[str]) -> None:
        """Count the fields of *record* that no reader knows; they are left out."""
        for name in record:
            if name not in known:
                self.note(FindingKind.UNKNOWN_FIELD, name)

    def remember_names(self, value: object) -> None:
        """Keep the names that references carry beside their ids."""
        for reference in value if isinstance(value, list) else [value]:
            if isinstance(reference, list):
                self.remember_names(reference)
            elif isinstance(reference, Mapping) and isinstance(reference.get("id"), str):
                name = reference.get("name")
                if isinstance(name, str) and name:
                    short = reference.get("shortName")
                    self.names.setdefault(
                        str(reference["id"]), (str(name), str(short) if isinstance(short, str) else "")
                    )

    def label_keys(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the plain keys, and keep their texts where they have one of their own."""
        plain = tuple(str(key)[:200] for key in keys)
        for key, bare in zip(keys, plain, strict=True):
            text = self.wording.label(key)
            if text != bare:
                self.labels[bare] = text
        return plain
