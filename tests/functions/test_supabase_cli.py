"""Supabase's own command line puts our migrations into an empty database, once, and lists them as applied."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend_support import database_options, running_cluster
from tests.functions.generated_types import CLI, install_cli

ROOT = Path(__file__).resolve().parent.parent.parent
MIGRATIONS = sorted((ROOT / "resources" / "supabase" / "migrations").glob("*.sql"))
pytestmark = pytest.mark.xdist_group("supabase-cli")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A Supabase-shaped database without anything of ours."""
    (tmp_path / "none").mkdir()
    options = dataclasses.replace(database_options(), migrations=tmp_path / "none", seeds=())
    with running_cluster(options) as cluster:
        yield f"{cluster.dsn('postgres')}?sslmode=disable"


def supabase(home: Path, *words: str) -> str:
    """What the command prints; it must succeed."""
    node = shutil.which("node")
    assert node is not None, "node is needed for Supabase's command line"
    package = json.loads((CLI / "node_modules" / "supabase" / "package.json").read_text("utf-8"))
    command = package["bin"]["supabase"] if isinstance(package["bin"], dict) else package["bin"]
    done = subprocess.run(
        [node, str(CLI / "node_modules" / "supabase" / command), "--workdir", "resources", *words],
        cwd=ROOT,
        env={
            **{"PATH": os.environ["PATH"], "HOME": str(home)},
            **{"DO_NOT_TRACK": "1", "SUPABASE_TELEMETRY_DISABLED": "1"},
        },
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def test_migrations_are_pushed_once_and_listed(address: str, tmp_path: Path) -> None:
    install_cli()

    first = supabase(tmp_path, "db", "push", f"--remote={address}", "--yes")
    again = supabase(tmp_path, "db", "push", f"--remote={address}", "--yes")
    listed = supabase(tmp_path, "migration", "list", f"--remote={address}")

    assert all(migration.name in first for migration in MIGRATIONS)
    assert "up to date" in again
    for migration in MIGRATIONS:
        version = migration.name.split("_")[0]
        assert listed.count(f"`{version}`") == 2, f"{version} is not listed as local and applied"
