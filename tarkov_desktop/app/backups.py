"""Automatic backups: progress files with stamps, once a day and before what changes much; the last 14 stay."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tarkov_desktop.app.threads import in_thread
from tarkov_desktop.app.whole_file import write_whole
from tarkov_desktop.domain.registers import GAME_EDITION
from tarkov_desktop.store.errors import StoreError
from tarkov_desktop.store.recovery import Salvaged
from tarkov_desktop.sync.registers import ACCOUNT, Register, Scope
from tarkov_desktop.sync.stamp import Stamp

if TYPE_CHECKING:
    from tarkov_desktop.app.exporting import Snapshot
    from tarkov_desktop.domain.files import Exported, Imported

logger = logging.getLogger(__name__)

KEPT: Final = 14
SUFFIX: Final = ".tarkov-progress.json"
DAILY: Final = "daily"
BY_HAND: Final = "by-hand"
BEFORE_RESTORE: Final = "restore"
_MOMENT: Final = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: when it was made (UTC), what for, and how large it is."""

    path: Path
    made_at: datetime
    reason: str
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class NotBackedUp:
    """A backup could not be written; ``reason`` is what the system says. The ones there are untouched."""

    reason: str


class Backups:
    """The backups of one account in ``folder``, which is made when the first is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._begun: list[Future[Path | NotBackedUp]] = []

    def list(self) -> list[Backup]:
        """Return the backups, newest first; files of another name are not looked at."""
        return sorted(self._found(), key=lambda backup: backup.path.name, reverse=True)

    def is_due(self, now_ms: int) -> bool:
        """True when no daily backup was made today (UTC)."""
        today = _moment(now_ms).date()
        return not any(each.made_at.date() == today and each.reason == DAILY for each in self._found())

    def begin(self, snapshot: Snapshot, reason: str) -> None:
        """Write *snapshot* beside the window; a failure is logged and stops nothing."""
        self.keep(snapshot, reason)

    def keep(
        self, snapshot: Snapshot, reason: str, *, spared: Path | None = None
    ) -> Future[Path | NotBackedUp]:
        """Write *snapshot* beside the window and tell what came of it; *spared* stays, however old it is."""

        def write() -> Path | NotBackedUp:
            try:
                return self.write(snapshot.exported(), reason, snapshot.at_ms, spared=spared)
            except (OSError, StoreError) as error:
                # The progress itself is safe in its file; the next start tries again.
                logger.warning("backup reason=%s failed: %s", reason, error)
                return NotBackedUp(getattr(error, "strerror", None) or str(error))

        self._begun = [each for each in self._begun if not each.done()]
        self._begun.append(in_thread(write, name="backup"))
        return self._begun[-1]

    def wait(self) -> None:
        """Wait until every backup begun is written."""
        for begun in self._begun:
            begun.exception()
        self._begun.clear()

    def write(self, exported: Exported, reason: str, at_ms: int, *, spared: Path | None = None) -> Path:
        """Write one backup, durable when this returns, and remove the oldest beyond the last 14 but *spared*.

        Raises:
            OSError: it could not be written; the ones there are untouched.
        """
        from tarkov_desktop.domain.files import file_text  # noqa: PLC0415 - not needed for the first window

        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self.folder / f"{_moment(at_ms).strftime(_MOMENT)}-{reason}{SUFFIX}"
        write_whole(target, file_text(exported))
        for old in self.list()[KEPT:]:
            if old.path != spared:
                old.path.unlink(missing_ok=True)
        return target

    def newest_readable(self) -> tuple[Backup, Salvaged] | None:
        """Return the newest backup that can be read, and what it holds."""
        from tarkov_desktop.domain.files import Imported, read_file  # noqa: PLC0415 - as above

        for backup in self.list():
            try:
                content = backup.path.read_bytes()
            except OSError as error:
                logger.warning("a backup cannot be read: %s", error.strerror)
                continue
            imported = read_file(content)
            if isinstance(imported, Imported) and not imported.is_digest_wrong:
                return backup, _salvaged(imported)
        return None

    def _found(self) -> Iterator[Backup]:
        for path in self.folder.glob(f"*{SUFFIX}"):
            moment, _, reason = path.name.removesuffix(SUFFIX).partition("-")
            try:
                made_at = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)
                size_bytes = path.stat().st_size
            except (ValueError, FileNotFoundError):
                continue  # somebody else's file, or one that has just given way to a newer one
            yield Backup(path, made_at, reason, size_bytes)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _salvaged(imported: Imported) -> Salvaged:
    registers: dict[Scope, dict[str, Register]] = {}
    epochs: dict[Scope, int] = {}
    for mode in imported.modes:
        scope = Scope(mode.mode, mode.season)
        epoch = max((stamp[0] for stamp in mode.stamps.values()), default=0)
        epochs[scope] = epoch
        registers[scope] = {
            path: Register(entry.value, Stamp(*mode.stamps.get(path, (epoch, entry.ms, 0, "import"))))
            for path, entry in mode.document.entries.items()
        }
    nothing_known = Stamp(0, 0, 0, "import")
    account = {path: Register(value, nothing_known) for path, value in imported.preferences.items()}
    if imported.edition is not None:
        account[GAME_EDITION] = Register(imported.edition, nothing_known)
    registers[ACCOUNT] = account
    return Salvaged(registers, epochs)
