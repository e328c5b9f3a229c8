"""Where the program keeps its files on this computer."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tarkov_desktop.app.errors import UnusableFolder

logger = logging.getLogger(__name__)

APP_NAME: Final = "tarkov-desktop"
GUEST: Final = "guest"
REMOVE: Final = ".remove"
"""Suffix of the empty file that marks an account whose file is to be removed."""
_WELCOMED: Final = "welcomed"
_ACCOUNT: Final = re.compile(r"guest|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Folders:
    """``data`` is precious, ``cache`` can be fetched again, ``logs`` is for reports."""

    data: Path
    cache: Path
    logs: Path

    @property
    def accounts(self) -> Path:
        """One file per account, and the guest's."""
        return self.data / "accounts"

    @property
    def backups(self) -> Path:
        """Automatic backups, one folder per account."""
        return self.data / "backups"

    def account_file(self, account: str) -> Path:
        """Return the file of *account*: ``guest`` or a user id.

        Raises:
            ValueError: *account* is neither.
        """
        if not _ACCOUNT.fullmatch(account):
            raise ValueError(f"not an account: {account!r}")
        return self.accounts / f"{account}.sqlite"

    def mark_for_removal(self, account: str) -> None:
        """Let the file of *account* and its backups be removed at the next opening, when nobody holds them.

        Raises:
            ValueError: *account* is the guest, or no account at all.
        """
        if account == GUEST:
            raise ValueError("the guest's file is never removed")
        self.account_file(account).with_suffix(REMOVE).touch()

    def sweep_removed(self) -> None:
        """Remove what was marked; what cannot be removed now is tried again at the next opening."""
        for marker in self.accounts.glob(f"*{REMOVE}"):
            account = marker.stem
            if account == GUEST or not _ACCOUNT.fullmatch(account):
                continue
            import shutil  # noqa: PLC0415 - hardly ever needed, and the first window waits for this module

            try:
                for path in self.accounts.glob(f"{account}.*"):
                    if path != marker:
                        path.unlink()
                shutil.rmtree(self.backups / account, ignore_errors=True)
                marker.unlink()
            except OSError as error:
                logger.warning("an account could not be removed yet errno=%s", error.errno)

    def last_account(self) -> str:
        """Return the account last used here, ``guest`` at first."""
        try:
            name = (self.data / "last-account").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return GUEST  # not written yet, or unreadable: the guest is always there
        return name if _ACCOUNT.fullmatch(name) else GUEST

    def remember_account(self, account: str) -> None:
        """Make *account* the one last used."""
        target = self.data / "last-account"
        fresh = target.with_suffix(".new")
        fresh.write_text(self.account_file(account).stem + "\n", encoding="utf-8")
        fresh.replace(target)

    @property
    def is_welcomed(self) -> bool:
        """Whether the first run of this home is over."""
        return (self.data / _WELCOMED).exists()

    def remember_welcome(self) -> None:
        """Never show the first run by itself again; where that cannot be written it comes once more."""
        try:
            (self.data / _WELCOMED).touch()
        except OSError as error:
            logger.warning("the end of the first run cannot be noted: %s", error.strerror)


def find_folders(home: Path | None) -> Folders:
    """Return the folders of the program, below *home* or where this system keeps such things; made if missing.

    Raises:
        UnusableFolder: they cannot be made or written.
    """
    if home is not None:
        folders = Folders(home / "data", home / "cache", home / "logs")
    else:
        import platformdirs  # noqa: PLC0415 - 10 ms that a start with --home does not pay

        places = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
        folders = Folders(places.user_data_path, places.user_cache_path, places.user_log_path)
    try:
        for folder in (folders.accounts, folders.cache, folders.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UnusableFolder(
            f"The folder of the program cannot be used ({error.strerror}). Nothing was changed."
        ) from error
    return folders
