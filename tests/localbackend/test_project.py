"""What the project's configuration file says, and what holds without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.localbackend.errors import StartFailedError
from tarkov_desktop.localbackend.project import Project, read_project


def test_without_a_file_supabases_defaults_hold(tmp_path: Path) -> None:
    assert read_project(tmp_path / "config.toml") == Project()


def test_the_file_is_followed_and_what_is_for_others_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[api]\nschemas = ["public"]\n[db]\nmajor_version = 17\n[functions.api]\nverify_jwt = false\n',
        "utf-8",
    )
    project = read_project(file)
    assert project.api.schemas == ("public",)
    assert not project.functions["api"].verify_jwt


@pytest.mark.parametrize("text", ["[api", '[api]\nmax_rows = "many"\n'])
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(StartFailedError):
        read_project(file)
