"""The template cache: at most three, and never a reason not to start."""

from __future__ import annotations

import dataclasses
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tarkov_desktop.localbackend.database import connected, open_database
from tarkov_desktop.localbackend.postgres.binaries import find_binaries
from tarkov_desktop.localbackend.postgres.child_user import child_user
from tarkov_desktop.localbackend.postgres.cluster import Cluster, ServerOptions
from tarkov_desktop.localbackend.postgres.templates import Templates
from tests.backend_support import database_options


def stopped_cluster(folder: Path, *, content: str | None = None) -> Cluster:
    """A cluster as the cache sees it, a folder of files: with *content*, or still empty."""
    folder.mkdir()
    cluster = Cluster(folder, ServerOptions(binaries=find_binaries(), user=child_user(), durable=False))
    if content is not None:
        cluster.data.mkdir()
        (cluster.data / "PG_VERSION").write_text(content, "utf-8")
        cluster.credentials.save(cluster.secrets_path)
    return cluster


def test_a_kept_cluster_is_copied_with_its_secrets(tmp_path: Path) -> None:
    templates = Templates(tmp_path / "templates")
    made = stopped_cluster(tmp_path / "made", content="18")
    templates.keep(made, "key")
    copy = stopped_cluster(tmp_path / "copy")
    assert templates.copy_to(copy, "key")
    assert (copy.data / "PG_VERSION").read_text("utf-8") == "18"
    assert copy.secrets_path.read_bytes() == made.secrets_path.read_bytes()


def test_there_is_no_copy_of_what_was_not_kept(tmp_path: Path) -> None:
    copy = stopped_cluster(tmp_path / "copy")
    assert not Templates(tmp_path / "templates").copy_to(copy, "key")
    assert not copy.data.exists()


def test_the_three_last_used_are_kept(tmp_path: Path) -> None:
    templates = Templates(tmp_path / "templates")
    made = stopped_cluster(tmp_path / "made", content="18")
    for age, key in enumerate(("oldest", "older", "old")):
        templates.keep(made, key)
        os.utime(tmp_path / "templates" / key, (1_000 + age, 1_000 + age))
    assert templates.copy_to(stopped_cluster(tmp_path / "copy"), "oldest")  # used: now the youngest
    templates.keep(made, "new")
    assert {entry.name for entry in (tmp_path / "templates").iterdir() if entry.is_dir()} == {
        "oldest",
        "old",
        "new",
    }


def test_a_damaged_template_counts_as_none(tmp_path: Path) -> None:
    templates = Templates(tmp_path / "templates")
    templates.keep(stopped_cluster(tmp_path / "made", content="18"), "key")
    (tmp_path / "templates" / "key" / "secrets.json").unlink()
    copy = stopped_cluster(tmp_path / "copy")
    assert not templates.copy_to(copy, "key")
    assert not copy.data.exists()


def test_copies_and_replacements_at_once_never_give_half_a_cluster(tmp_path: Path) -> None:
    """Two test workers build the same template: whoever copies meanwhile gets all files or none."""
    templates = Templates(tmp_path / "templates")
    made = stopped_cluster(tmp_path / "made", content="18")
    for number in range(200):
        (made.data / f"file-{number:03}").touch()
    templates.keep(made, "key")
    whole = len(list(made.data.iterdir()))
    with ThreadPoolExecutor(4) as pool:
        keeping = [pool.submit(templates.keep, made, "key") for _ in range(10)]
        copies = [stopped_cluster(tmp_path / f"copy-{number}") for number in range(10)]
        for copied, copy in zip(
            [pool.submit(templates.copy_to, copy, "key") for copy in copies], copies, strict=True
        ):
            assert copied.result() is False or len(list(copy.data.iterdir())) == whole
        for kept in keeping:
            kept.result()


async def test_a_place_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder", "utf-8")
    options = dataclasses.replace(
        database_options(), templates=blocked / "templates", migrations=tmp_path / "none"
    )
    async with open_database(options) as cluster, connected(cluster.dsn("postgres")) as connection:
        assert await connection.fetchval("select 1") == 1
    assert "no template kept" in caplog.text
