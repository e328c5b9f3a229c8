"""What the program says of itself."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tarkov_desktop.app.about import LICENCE, PARTS, changelog, parts

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_parts_are_those_that_the_project_depends_on() -> None:
    wanted = {re.split(r"[\[<>=;! ]", each, maxsplit=1)[0].lower() for each in PROJECT["dependencies"]}

    assert {name.lower() for name in PARTS} == wanted
    assert PROJECT["license"] == LICENCE


def test_every_part_tells_its_version_and_licence() -> None:
    found = parts()

    assert len(found) == len(PARTS)
    assert all(part.version and part.licence for part in found)
    assert [part.name.lower() for part in found] == sorted(part.name.lower() for part in found)


def test_the_changelog_is_read_whole_and_its_newest_release_is_this_one() -> None:
    releases = changelog()

    assert releases[0].version.startswith(PROJECT["version"])
    ((kind, notes), *_others) = releases[0].notes
    assert kind == "Added"
    assert all(note.endswith(".") and "\n" not in note for note in notes)
