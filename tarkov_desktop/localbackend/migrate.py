"""Brings a database to the state of a folder of migrations, and keeps the record that the Supabase CLI keeps.

Each file is one transaction, run as ``postgres`` (which is not a superuser, as on a hosted project) and recorded in
``supabase_migrations.schema_migrations``, so that ``supabase db push`` and this runner may take turns on one database.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncpg

from tarkov_desktop.localbackend.errors import MigrationChangedError, MigrationFailedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

_FILE_NAME = re.compile(r"(?P<version>\d+)_(?P<name>.+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: ``<version>_<name>.sql``."""

    version: str
    name: str
    text: str

    @property
    def file_name(self) -> str:
        """The name a person looks for in the folder."""
        return f"{self.version}_{self.name}.sql"


def read_migrations(folder: Path) -> tuple[Migration, ...]:
    """The migrations of *folder* in the order they are applied: by file name. A missing folder has none."""
    return tuple(
        Migration(version=match["version"], name=match["name"], text=file.read_text("utf-8"))
        for file in sorted(folder.glob("*.sql"))
        if (match := _FILE_NAME.fullmatch(file.name))
    )


async def apply_migrations(connection: asyncpg.Connection, migrations: Sequence[Migration]) -> int:
    """Apply what the database has not seen; gives how many were applied.

    Raises:
        MigrationChangedError: a recorded migration is gone or differs; nothing was applied.
        MigrationFailedError: one does not apply; those before it are in, it is not.
    """
    recorded = await connection.fetch(
        "select version, name, statements from supabase_migrations.schema_migrations"
    )
    _refuse_changed(recorded, {migration.version: migration for migration in migrations})
    seen = {row["version"] for row in recorded}
    waiting = [migration for migration in migrations if migration.version not in seen]
    for migration in waiting:
        await _apply(connection, migration)
    return len(waiting)


async def _apply(connection: asyncpg.Connection, migration: Migration) -> None:
    try:
        async with connection.transaction():
            await connection.execute(migration.text)
            await connection.execute("reset all")  # a `set` of one file must not reach the next
            await connection.execute(
                "insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)",
                migration.version,
                [migration.text],
                migration.name,
            )
    except asyncpg.PostgresError as error:
        raise MigrationFailedError(f"{migration.file_name}{_line(migration.text, error)}: {error}") from error
    logger.info("applied migration %s", migration.file_name)


def _refuse_changed(recorded: Sequence[asyncpg.Record], present: dict[str, Migration]) -> None:
    for row in recorded:
        migration = present.get(row["version"])
        if migration is None:
            raise MigrationChangedError(
                f"migration {row['version']}_{row['name']}.sql was applied, and its file is gone"
            )
        if row["statements"] is not None and _essence("".join(row["statements"])) != _essence(migration.text):
            raise MigrationChangedError(f"migration {migration.file_name} was changed after it was applied")


def _essence(text: str) -> str:
    """The text without white space and semicolons: the CLI records split, trimmed statements, we record the file."""
    return re.sub(r"[\s;]+", "", text)


def _line(text: str, error: asyncpg.PostgresError) -> str:
    position: str | None = getattr(error, "position", None)
    return f", line {text.count(chr(10), 0, int(position) - 1) + 1}" if position else ""
