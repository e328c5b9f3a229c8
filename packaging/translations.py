#!/usr/bin/env python3
"""Brings the catalogues in resources/translations up to the texts in the code: ``python packaging/translations.py``.

New texts come in untranslated (English is shown for them), texts that are gone leave, translations stay.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "resources" / "translations"
LANGUAGES: Final = ("de", "fr", "ru", "es", "uk")
KEYWORDS: Final = {
    "_": None,
    "mark": None,
    "mark_plural": (1, 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "gettext": None,
}
PROJECT: Final = "Tarkov Desktop"


def template() -> Catalog:
    """Return every text of the program that a person reads."""
    catalog = Catalog(project=PROJECT, charset="utf-8")
    for part in ("ui", "app", "domain"):
        found = extract_from_dir(str(ROOT / "tarkov_desktop" / part), keywords=KEYWORDS)
        for _file, _line, message, _comments, context in found:
            catalog.add(message, context=context)
    return catalog


def updated(language: str, texts: Catalog) -> bytes:
    """Return the catalogue of *language* with exactly the messages of *texts*."""
    path = FOLDER / f"{language}.po"
    old = (
        read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    )
    new = Catalog(locale=language, project=PROJECT, charset="utf-8", fuzzy=False)
    new.header_comment = f"# Texts of {PROJECT}. An empty translation shows the English text."
    for message in texts:
        if message.id:
            kept = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            fits = kept is not None and kept.pluralizable == message.pluralizable
            new.add(message.id, kept.string if kept and fits else None, context=message.context)
    target = io.BytesIO()
    write_po(target, new, sort_output=True, omit_header=False, width=110, no_location=True)
    lines = target.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_DATED)).encode("utf-8")


_DATED: Final = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Generated-By',
    '"Report-Msgid',
)


def main() -> int:
    """Write the catalogues; say how many texts each lacks."""
    texts = template()
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES:
        content = updated(language, texts)
        (FOLDER / f"{language}.po").write_bytes(content)
        catalog = read_po(io.BytesIO(content), locale=language)
        lacking = sum(1 for message in catalog if message.id and not _is_translated(message.string))
        print(f"{language}: {len(texts)} texts, {lacking} still in English")
    return 0


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
