"""The gateway's packages: one install, begun anew when npm trips over its own tree, and no other failure hidden."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tarkov_desktop.localbackend.errors import StartFailedError
from tarkov_desktop.localbackend.node_packages import INSTALL_TRIES, install_packages

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fake npm is a shell script")

FAKE_NPM = """#!/bin/sh
echo "$@" >> calls
tripped=$(cat trips 2>/dev/null || echo 0)
if [ -d node_modules/half ]; then echo "a half-made tree was left"; exit 7; fi
if [ "$tripped" -lt {trips} ]; then
  mkdir -p node_modules/half
  echo $((tripped + 1)) > trips
  echo "npm error code {code}" >&2
  echo "npm error syscall rmdir" >&2
  exit 190
fi
mkdir -p node_modules/miniflare
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gateway's folder with nothing installed."""
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3}', encoding="utf-8")
    return tmp_path


def fake_npm(folder: Path, monkeypatch: pytest.MonkeyPatch, *, trips: int, code: str = "ENOTEMPTY") -> str:
    """Put an npm on PATH that fails so many times with *code*, leaving half a tree, and then installs."""
    programs = folder / "bin"
    programs.mkdir()
    npm = programs / "npm"
    npm.write_text(FAKE_NPM.format(trips=trips, code=code), encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    found = shutil.which("npm")
    assert found == str(npm)
    return found


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text(encoding="utf-8").splitlines()


def test_an_npm_that_trips_over_its_own_tree_begins_anew_without_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = fake_npm(folder, monkeypatch, trips=1)

    install_packages(npm, folder)
    install_packages(npm, folder)

    assert calls(folder) == ["ci --no-audit --no-fund"] * 2
    assert (folder / "node_modules" / "miniflare").is_dir()


def test_an_npm_that_trips_every_time_is_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = fake_npm(folder, monkeypatch, trips=INSTALL_TRIES)

    with pytest.raises(StartFailedError, match="ENOTEMPTY"):
        install_packages(npm, folder)

    assert len(calls(folder)) == INSTALL_TRIES


def test_another_failure_is_not_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = fake_npm(folder, monkeypatch, trips=1, code="E404")

    with pytest.raises(StartFailedError, match="E404"):
        install_packages(npm, folder)

    assert len(calls(folder)) == 1


def test_a_changed_lock_is_installed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = fake_npm(folder, monkeypatch, trips=0)
    install_packages(npm, folder)

    (folder / "package-lock.json").write_text('{"lockfileVersion": 4}', encoding="utf-8")
    install_packages(npm, folder)

    assert len(calls(folder)) == 2
