"""What the README tells people to type exists and works, and what it points to is there."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from tarkov_desktop.app.commands.words import Usage, read_words
from tarkov_desktop.cli import _add_backend_options, main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = "python3 packaging/dev.py run"
COMMANDS = sorted({line.partition("#")[0] for line in re.findall(rf"{re.escape(RUN)} ?([^`\n]*)", README)})
HERE = [command for command in COMMANDS if command.startswith(("task ", "export "))]
HOUSE = README.partition("```\ntarkov_desktop/")[2].partition("\nresources/")[0]
FOLDERS = re.findall(r"(?<=  )(\w+)/ ", HOUSE)
TOP_FOLDERS = re.findall(r"^(\w+)/ ", README, re.MULTILINE)


def is_understood(command: str) -> bool:
    try:
        read_words(shlex.split(command), _add_backend_options)
    except Usage:
        return False
    except SystemExit as ended:  # --help
        return ended.code == 0
    return True


def test_every_command_is_understood() -> None:
    assert {command: is_understood(command) for command in COMMANDS} == dict.fromkeys(COMMANDS, True)
    assert len(COMMANDS) > 5
    assert not is_understood("task lists"), "the control"


def test_the_commands_for_one_s_own_progress_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    codes = {command: main(["--home", str(tmp_path / "home"), *shlex.split(command)]) for command in HERE}

    assert codes == dict.fromkeys(HERE, 0), capsys.readouterr().err
    assert len(HERE) == 3


def test_what_it_points_to_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    named = re.findall(r"`((?:resources|packaging|tests|tarkov_desktop)/[\w./-]+)`", README)

    missing = [path for path in [*links, *named] if not (ROOT / path).exists()]

    assert missing == []
    assert len(links) > 5


def test_the_map_of_the_house_names_every_floor() -> None:
    package = ROOT / "tarkov_desktop"
    floors = {path.name for path in package.iterdir() if path.is_dir() and not path.name.startswith("_")}

    assert set(FOLDERS) == floors
    assert [folder for folder in TOP_FOLDERS if not (ROOT / folder).is_dir()] == []


def test_the_modules_it_runs_exist() -> None:
    modules = re.findall(r"python -m ([\w.]+)", README)

    assert [module for module in modules if importlib.util.find_spec(module) is None] == []
    assert modules != []
