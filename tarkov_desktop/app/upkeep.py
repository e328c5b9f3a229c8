"""What the player may do to the files of the program: backups, game data, the cache. Settings asks here.

Everything that waits for the disk answers with a future; progress itself is changed by the session only.
"""

from __future__ import annotations

import functools
import shutil
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tarkov_desktop.app.backups import BEFORE_RESTORE, BY_HAND, Backup, NotBackedUp
from tarkov_desktop.app.folders import GUEST
from tarkov_desktop.app.game_data import OnProgress, RefreshOutcome, Source, open_library, refresh_game_data
from tarkov_desktop.app.settings import LOCAL_ONLY
from tarkov_desktop.app.threads import in_thread
from tarkov_desktop.domain.ids import MODES, GameMode

if TYPE_CHECKING:
    from tarkov_desktop.app.bootstrap import Program
    from tarkov_desktop.app.cloud.hub import CloudState
    from tarkov_desktop.app.operations.files import Preview
    from tarkov_desktop.domain.changes import Changes
    from tarkov_desktop.domain.files import Imported
    from tarkov_desktop.domain.foreign import Unreadable

GAME_DATA: Final = "catalog"
PICTURES: Final = "images"
"""Folders of the cache."""


@dataclass(frozen=True, slots=True)
class GameDataState:
    """Which game data of a mode is in use: its source, the day of its tasks, seconds since it was last checked.

    ``checked_s`` is None for data that came with the program and was never compared with the network's.
    """

    mode: GameMode
    source: Source
    as_of: datetime
    checked_s: float | None


@dataclass(frozen=True, slots=True)
class CacheSize:
    """Bytes on the disk that can be fetched again."""

    game_data: int
    pictures: int


@dataclass(frozen=True, slots=True)
class NotReadable:
    """A backup could not be read; ``reason`` is what the system says."""

    reason: str


class Upkeep:
    """The files of *program*."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @property
    def folder(self) -> Path:
        """Where progress, backups and settings are kept."""
        return self._program.folders.data

    @property
    def shown_folder(self) -> str:
        """The same for the screen, without the name of the home folder."""
        home, folder = str(Path.home()), str(self.folder)
        return f"~{folder.removeprefix(home)}" if folder.startswith(home) else folder

    # The first run.

    def is_first_run(self) -> bool:
        """Return whether this home is new: a guest without any progress, never welcomed before."""
        program = self._program
        if program.account != GUEST or program.folders.is_welcomed:
            return False
        session = program.session
        if any(session.scopes.document(session.scopes.of_mode(mode)).entries for mode in MODES):
            self.remember_welcome()
            return False
        return True

    def remember_welcome(self) -> None:
        """Never show the first run of this home by itself again."""
        self._program.folders.remember_welcome()

    # Backups.

    def backups(self) -> list[Backup]:
        """Return the backups of the account, newest first."""
        return self._program.backups.list()

    def back_up(self) -> Future[Path | NotBackedUp]:
        """Keep what is there now as a backup of its own."""
        return self._program.backups.keep(self._program.session.snapshot(), BY_HAND)

    def read(self, backup: Backup) -> Future[Imported | Unreadable | NotReadable]:
        """Read *backup* from the disk; nothing is changed."""
        from tarkov_desktop.domain.reading import skill_ids  # noqa: PLC0415 - not needed for the first window

        skills = skill_ids(self._program.session.catalog)

        def read() -> Imported | Unreadable | NotReadable:
            from tarkov_desktop.app.operations.files import read_progress_file  # noqa: PLC0415 - as above
            from tarkov_desktop.domain.files import read_file  # noqa: PLC0415 - as above

            try:
                content = read_progress_file(backup.path)
            except OSError as error:
                return NotReadable(error.strerror or type(error).__name__)
            return read_file(content, skills) if isinstance(content, bytes) else content

        return in_thread(read, name="read-backup")

    def preview(self, imported: Imported) -> Preview:
        """Return what restoring *imported* would change."""
        from tarkov_desktop.app.operations.files import preview_of  # noqa: PLC0415 - as above

        return preview_of(self._program.session, imported)

    def account_changes(self, imported: Imported) -> int:
        """Return how many preferences of the account, its edition among them, restoring *imported* would change."""
        from tarkov_desktop.domain.registers import same_value  # noqa: PLC0415 - as above

        session = self._program.session
        document = session.account_document
        is_other_edition = imported.edition not in {None, session.account.edition}
        return is_other_edition + sum(
            not same_value(document.value(path), value) for path, value in imported.preferences.items()
        )

    def set_aside(self, backup: Backup) -> Future[Path | NotBackedUp]:
        """Keep what is there now, because *backup* is about to take its place; *backup* stays too."""
        snapshot = self._program.session.snapshot()
        return self._program.backups.keep(snapshot, BEFORE_RESTORE, spared=backup.path)

    def restore(self, imported: Imported) -> Changes | Unreadable:
        """Make progress say what the backup says, as one step that can be undone; :meth:`set_aside` comes first."""
        from tarkov_desktop.app.operations.files import REPLACE, import_file  # noqa: PLC0415 - as above

        return import_file(self._program.session, imported, choice=REPLACE)

    # The report.

    def report(self, cloud: CloudState, *, now_ms: int) -> Future[str]:
        """Return the report for those who help, without anything private."""
        from tarkov_desktop.app.report import begin_report  # noqa: PLC0415 - as above

        return begin_report(self._program, cloud, home=str(Path.home()), now_ms=now_ms)

    # Game data and the cache.

    @property
    def may_fetch(self) -> bool:
        """Whether the player lets the program use the network."""
        return not self._program.session.settings.get(LOCAL_ONLY)

    def game_data(self) -> Future[GameDataState]:
        """Return the state of the game data of the mode in use."""
        mode = self._program.session.mode
        catalogs, options = self._program.catalogs, self._program.options
        used = catalogs.loaded(mode)

        def look() -> GameDataState:
            tasks = open_library(options, self._program.folders.cache).status(mode, catalogs.language)[0]
            return GameDataState(mode, used.source, used.as_of, tasks.age_s)

        return in_thread(look, name="game-data-state")

    async def refresh_game_data(self, on_progress: OnProgress) -> RefreshOutcome | None:
        """Fetch newer game data of the mode in use, due or not, and show it. Cancel the task to stop."""
        program = self._program
        return await refresh_game_data(program.session, program.catalogs, force=True, on_progress=on_progress)

    def cache_size(self) -> Future[CacheSize]:
        """Return how much the cache holds."""
        cache = self._program.folders.cache
        return in_thread(functools.partial(_measured, cache), name="cache-size")

    def clear_cache(self) -> Future[CacheSize]:
        """Remove what can be fetched again, and return what is left. The game data in use stays in use."""
        cache = self._program.folders.cache

        def clear() -> CacheSize:
            for name in (GAME_DATA, PICTURES):
                # Another copy of the program may be writing there: what cannot be removed now stays.
                shutil.rmtree(cache / name, ignore_errors=True)
            return _measured(cache)

        return in_thread(clear, name="clear-cache")


def _measured(cache: Path) -> CacheSize:
    return CacheSize(_bytes_below(cache / GAME_DATA), _bytes_below(cache / PICTURES))


def _bytes_below(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue  # swept away meanwhile
    return total
