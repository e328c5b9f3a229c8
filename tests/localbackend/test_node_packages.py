"""The gateway's packages: one install whoever else wants it at the same time, and no failure hidden."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tarkov_desktop.localbackend.errors import StartFailedError
from tarkov_desktop.localbackend.node_packages import install_packages

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fake npm is a shell script")

FAKE_NPM = """#!/bin/sh
echo "$@" >> calls
if [ -d node_modules/half ]; then echo "npm error code ENOTEMPTY"; exit 190; fi
mkdir -p node_modules/half
{act}
rmdir node_modules/half
mkdir -p node_modules/miniflare
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gateway's folder with nothing installed."""
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3}', encoding="utf-8")
    return tmp_path


def fake_npm(folder: Path, act: str = ":") -> str:
    """An npm that stumbles over a tree in the making, as the real one does; in the midst of its own it does *act*."""
    npm = folder / "npm"
    npm.write_text(FAKE_NPM.format(act=act), encoding="utf-8")
    npm.chmod(0o755)
    return str(npm)


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text(encoding="utf-8").splitlines()


def test_two_at_once_install_once_and_neither_stumbles(folder: Path) -> None:
    npm = fake_npm(folder, "sleep 0.5")
    program = f"from pathlib import Path\nfrom {install_packages.__module__} import install_packages\n"
    program += f"install_packages({npm!r}, Path({str(folder)!r}))"

    both = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    ends = [each.wait(30) for each in both]

    assert ends == [0, 0]
    assert calls(folder) == ["ci --no-audit --no-fund"]
    assert (folder / "node_modules" / "miniflare").is_dir()


def test_two_at_once_without_the_lock_would_stumble(folder: Path) -> None:
    npm = fake_npm(folder, "sleep 1")

    with subprocess.Popen([npm, "ci"], cwd=folder) as first:
        while not (folder / "node_modules" / "half").is_dir():
            assert first.poll() is None
        second = subprocess.run([npm, "ci"], cwd=folder, check=False, stdout=subprocess.DEVNULL)

    assert (first.returncode, second.returncode) == (0, 190)


def test_a_failure_is_told_and_nothing_counts_as_installed(folder: Path) -> None:
    npm = fake_npm(folder, "echo npm error code E404; exit 1")

    with pytest.raises(StartFailedError, match="E404"):
        install_packages(npm, folder)

    assert not (folder / "node_modules" / ".installed-from").exists()


def test_a_changed_lock_is_installed_again(folder: Path) -> None:
    npm = fake_npm(folder)
    install_packages(npm, folder)
    install_packages(npm, folder)

    (folder / "package-lock.json").write_text('{"lockfileVersion": 4}', encoding="utf-8")
    install_packages(npm, folder)

    assert len(calls(folder)) == 2
