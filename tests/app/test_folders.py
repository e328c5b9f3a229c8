"""Where the files of the program are, and whose."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.app.errors import UnusableFolder
from tarkov_desktop.app.folders import GUEST, find_folders
from tarkov_desktop.app.options import read_options

USER = "3f0c1f4e-7a39-4a0e-9a41-0c1c1f7f2b11"


def test_the_argument_wins_over_the_variable(tmp_path: Path) -> None:
    variables = {"TARKOV_DESKTOP_HOME": "/elsewhere", "TARKOV_DATA_URL": ""}

    options = read_options(variables, home=str(tmp_path))

    assert options.home == tmp_path
    assert read_options(variables).home == Path("/elsewhere")
    assert read_options(variables).data_url is None


def test_without_a_home_the_platforms_own_folders_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))

    folders = find_folders(None)

    assert tmp_path in folders.data.parents
    assert len({folders.data, folders.cache, folders.logs}) == 3


def test_accounts_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    assert find_folders(tmp_path / "home").accounts.stat().st_mode & 0o077 == 0


def test_the_account_last_used_is_remembered(tmp_path: Path) -> None:
    folders = find_folders(tmp_path)
    assert folders.last_account() == GUEST

    folders.remember_account(USER)

    assert folders.last_account() == USER


@pytest.mark.parametrize("content", [b"", b"../guest", b"\xff\xfe"])
def test_a_note_of_the_last_account_that_makes_no_sense_is_the_guest(tmp_path: Path, content: bytes) -> None:
    folders = find_folders(tmp_path)
    (folders.data / "last-account").write_bytes(content)

    assert folders.last_account() == GUEST


def test_a_name_that_is_no_account_has_no_file(tmp_path: Path) -> None:
    folders = find_folders(tmp_path)

    for name in ("../guest", "", USER.upper(), f"{USER}/x"):
        with pytest.raises(ValueError, match="not an account"):
            folders.account_file(name)


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")

    with pytest.raises(UnusableFolder):
        find_folders(tmp_path / "home")
