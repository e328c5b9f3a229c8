"""The whole database of a backend: a cluster with the Supabase shape, our migrations and passwords of its own.

``open_database`` gives it running, by the quickest way there is: as it was left, copied from a template, or built.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import asyncpg

from tarkov_desktop import resources
from tarkov_desktop.localbackend.errors import MigrationFailedError, StartFailedError
from tarkov_desktop.localbackend.migrate import apply_migrations, read_migrations
from tarkov_desktop.localbackend.postgres.binaries import find_binaries
from tarkov_desktop.localbackend.postgres.child_user import child_user
from tarkov_desktop.localbackend.postgres.cluster import Cluster, ServerOptions
from tarkov_desktop.localbackend.postgres.credentials import Credentials, scram_verifier
from tarkov_desktop.localbackend.postgres.folder_lock import FolderLock
from tarkov_desktop.localbackend.postgres.places import kept_folder, sweep, throw_away_folder
from tarkov_desktop.localbackend.postgres.templates import Templates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tarkov_desktop.localbackend.migrate import Migration

logger = logging.getLogger(__name__)

_LAYOUT = "2"
"""Raise it when the way a template is built changes without any of its ingredients changing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseOptions:
    """What kind of database is wanted.

    Attributes:
        templates: where finished clusters are kept for copying.
        folder: where the cluster is kept; None = thrown away at the end.
        port: 0 = any free one.
        migrations: the folder of migrations; default ours.
        seeds: SQL files run as ``postgres`` after the migrations of a new database.
        strict_grants: without the wide default grants that older Supabase projects have.
        pg_bin: another PostgreSQL's folder of programs (``TARKOV_BACKEND_PG_BIN``).
        child_user: whom to run it as under root (``TARKOV_BACKEND_USER``).
        log_statements_ms: log statements slower than this.
    """

    templates: Path
    folder: Path | None = None
    port: int = 0
    migrations: Path = field(default_factory=lambda: resources.directory() / "supabase" / "migrations")
    seeds: tuple[Path, ...] = ()
    strict_grants: bool = False
    pg_bin: Path | None = None
    child_user: str | None = None
    log_statements_ms: int | None = None


@asynccontextmanager
async def open_database(options: DatabaseOptions) -> AsyncIterator[Cluster]:
    """A running, migrated database; stopped at the end, and removed if it was a throw-away one.

    Raises:
        BackendError: it could not be had; nothing is left running.
    """
    cluster, lock = await asyncio.to_thread(_occupy, options)
    try:
        try:
            await _bring_up(cluster, options)
            yield cluster
        finally:
            await asyncio.to_thread(cluster.stop)
    finally:
        lock.release()  # first: Windows does not remove a folder with a locked file in it
        if options.folder is None:
            await asyncio.to_thread(cluster.remove)


def _occupy(options: DatabaseOptions) -> tuple[Cluster, FolderLock]:
    user = child_user(options.child_user)
    server = ServerOptions(
        binaries=find_binaries(options.pg_bin),
        user=user,
        durable=options.folder is not None,
        port=options.port,
        log_statements_ms=options.log_statements_ms,
    )
    sweep(user, lambda folder: Cluster(folder, server).stop_leftover())
    folder = throw_away_folder(user) if options.folder is None else kept_folder(options.folder, user)
    lock = FolderLock(folder)
    lock.acquire()
    return Cluster(folder, server), lock


async def _bring_up(cluster: Cluster, options: DatabaseOptions) -> None:
    migrations = await asyncio.to_thread(read_migrations, options.migrations)
    bootstrap = resources.read_text("localbackend/bootstrap.sql")
    fresh = not cluster.finished
    if fresh:
        await asyncio.to_thread(cluster.clear)
        await _make(cluster, options, bootstrap, migrations)
    await asyncio.to_thread(cluster.start)
    if fresh:
        await _issue_passwords(cluster)
    else:
        await _shape(cluster, options, bootstrap)
        await _migrate(cluster, migrations)
    await _renew_partitions(cluster)
    if fresh:
        await asyncio.to_thread(cluster.finish)


async def _make(
    cluster: Cluster, options: DatabaseOptions, bootstrap: str, migrations: tuple[Migration, ...]
) -> None:
    """Leave a complete, stopped cluster in its folder: a copy of a template, or built and kept as one."""
    templates = Templates(options.templates)
    seeds = await asyncio.to_thread(_read_seeds, options.seeds)
    key = _template_key(cluster, options, [bootstrap, *(text for _, text in seeds)], migrations)
    if await asyncio.to_thread(templates.copy_to, cluster, key):
        return
    await asyncio.to_thread(cluster.initialise)
    await asyncio.to_thread(cluster.start)
    await _shape(cluster, options, bootstrap)
    await _issue_passwords(cluster)
    await _migrate(cluster, migrations)
    await _seed(cluster, seeds)
    await asyncio.to_thread(cluster.stop)
    await asyncio.to_thread(templates.keep, cluster, key)


def _read_seeds(files: tuple[Path, ...]) -> list[tuple[str, str]]:
    try:
        return [(file.name, file.read_text("utf-8")) for file in files]
    except (OSError, UnicodeDecodeError) as error:
        raise StartFailedError(f"a seed cannot be read: {error}") from error


def _template_key(
    cluster: Cluster, options: DatabaseOptions, texts: list[str], migrations: tuple[Migration, ...]
) -> str:
    parts = [_LAYOUT, cluster.server_version, str(options.strict_grants), *texts]
    parts += [text for migration in migrations for text in (migration.file_name, migration.text)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


async def _shape(cluster: Cluster, options: DatabaseOptions, bootstrap: str) -> None:
    """Give the database the Supabase shape, unless it has this very shape already."""
    strict = "on" if options.strict_grants else "off"
    version = hashlib.sha256(f"{strict}\0{bootstrap}".encode()).hexdigest()
    async with connected(cluster.dsn("supabase_admin")) as connection:
        known = await connection.fetchval("select to_regclass('localbackend.meta')")
        if known and version == await connection.fetchval(
            "select value from localbackend.meta where name = 'bootstrap'"
        ):
            return
        async with connection.transaction():
            await connection.execute("select set_config('localbackend.strict_grants', $1, true)", strict)
            await connection.execute(bootstrap)
            await connection.execute(
                "insert into localbackend.meta values ('bootstrap', $1) on conflict (name) do update set value = $1",
                version,
            )


async def _issue_passwords(cluster: Cluster) -> None:
    """Give every login role a password of this cluster's own, and the file its new secrets."""
    secrets = Credentials.random()
    async with connected(cluster.dsn("supabase_admin")) as connection, connection.transaction():
        for role, password in secrets.passwords().items():
            # Neither the role nor a verifier can hold a quote; PASSWORD takes no parameters.
            await connection.execute(f"alter role {role} password '{scram_verifier(password)}'")
    await asyncio.to_thread(secrets.save, cluster.secrets_path)
    cluster.credentials = secrets


async def _migrate(cluster: Cluster, migrations: tuple[Migration, ...]) -> None:
    async with connected(cluster.dsn("postgres")) as connection:
        await apply_migrations(connection, migrations)


async def _seed(cluster: Cluster, seeds: list[tuple[str, str]]) -> None:
    async with connected(cluster.dsn("postgres")) as connection:
        for name, text in seeds:
            try:
                async with connection.transaction():
                    await connection.execute(text)
            except asyncpg.PostgresError as error:
                raise MigrationFailedError(f"{name}: {error}") from error


async def _renew_partitions(cluster: Cluster) -> None:
    async with connected(cluster.dsn("supabase_admin")) as connection:
        await connection.execute("select localbackend.renew_message_partitions()")


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """One connection for the length of a block.

    Raises:
        StartFailedError: the server does not answer.
    """
    try:
        connection = await asyncpg.connect(dsn, timeout=10, ssl=False)
    except (OSError, TimeoutError) as error:
        raise StartFailedError("the database does not answer") from error
    try:
        yield connection
    finally:
        await connection.close()
