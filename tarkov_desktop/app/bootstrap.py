"""The composition root: everything the program is made of is put together here, and only here."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tarkov_desktop.app.backups import DAILY, Backups
from tarkov_desktop.app.catalogs import ENGLISH, Catalogs
from tarkov_desktop.app.commands.requests import Failure, Reply, Request
from tarkov_desktop.app.errors import UnknownAccount
from tarkov_desktop.app.folders import GUEST, Folders, find_folders
from tarkov_desktop.app.game_data import open_library
from tarkov_desktop.app.instance import Door
from tarkov_desktop.app.logs import LogFile
from tarkov_desktop.app.opening import Recovery, open_store, verify_later
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.redaction import Redaction
from tarkov_desktop.app.saving import Post
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import DATA_LANGUAGE
from tarkov_desktop.store.errors import StoreDamaged, StoreError

SETTLE_WITHIN_S: Final = 30.0


def now_ms() -> int:
    """Return Unix milliseconds by this computer's clock."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """Return a random UUID."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Program:
    """The running program: one account's session with what it stands on. Close it, or use it with ``with``.

    ``recovery`` tells that a damaged file was replaced at this start.
    """

    options: Options
    folders: Folders
    account: str
    catalogs: Catalogs
    session: Session
    backups: Backups
    log: LogFile
    recovery: Recovery | None = None

    def back_up(self, reason: str) -> None:
        """Begin a backup of what is there now: before an import, a reset, or because a day began."""
        self.backups.begin(self.session.snapshot(), reason)

    def back_up_daily(self) -> None:
        """Begin today's backup if there is none; call it when the window stands."""
        if self.backups.is_due(now_ms()):
            self.back_up(DAILY)

    def settle(self) -> Failure | None:
        """Wait until everything done so far is on the disk; the answer says why it is not."""
        try:
            self.session.saving.wait(SETTLE_WITHIN_S)
        except StoreError as error:
            return Failure(error.code, str(error))
        except TimeoutError:
            trouble = self.session.saving.state.trouble
            return Failure(trouble.code if trouble else "not_saved", str(trouble or "It is not saved yet."))
        if self.session.saving.state.lost:
            return Failure("not_saved", "Something that was done before could not be saved.")
        return None

    def open_door(self, answer: Callable[[Request], Reply], *, post: Post) -> Door:
        """Let a second copy hand over what it was asked for; *answer* is called through *post*."""
        return Door(self.folders.data, self.account, answer=answer, settle=self.settle, post=post)

    def close(self) -> None:
        """Wait until everything is on the disk and let go of the files."""
        self.backups.wait()
        self.session.close()
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_program(
    options: Options, *, post: Post = lambda call: call(), clock: Callable[[], int] = now_ms
) -> Program:
    """Open the account asked for (or last used) with its game data; nothing is fetched from the network.

    *post* runs a call in the thread of the session, soon.

    Raises:
        AppError: the folders or an address cannot be used, or there is no such account.
        StoreError: the account's file cannot be opened.
    """
    folders = find_folders(options.home)
    log = LogFile(folders.logs, Redaction(str(Path.home())), is_verbose=options.is_verbose)
    try:
        try:
            return _open(options, folders, log, post, clock)
        except StoreDamaged:
            # Whoever met the damage has marked the file, so this time it is replaced by what can be saved of it.
            return _open(options, folders, log, post, clock)
    except BaseException:
        log.close()
        raise


def _open(options: Options, folders: Folders, log: LogFile, post: Post, clock: Callable[[], int]) -> Program:
    folders.sweep_removed()
    account = options.account or folders.last_account()
    path = account_path(folders, account)
    library = open_library(options, folders.cache)
    backups = Backups(folders.backups / account)
    store, recovery = open_store(path, backups, new_id=new_id, now_ms=clock)
    language = store.opened.settings.get(DATA_LANGUAGE.key)
    catalogs = Catalogs(library, language=language if isinstance(language, str) else ENGLISH)
    try:
        session = Session(store, catalogs, now_ms=clock, new_id=new_id, post=post)
        session.scopes.document(
            session.scopes.of_mode(session.mode)
        )  # what cannot be read is better found now
    except BaseException:
        store.close()
        raise
    verify_later(store)
    return Program(options, folders, account, catalogs, session, backups, log, recovery)


def account_path(folders: Folders, account: str) -> Path:
    """Return the file of *account*; only the guest's is made when missing."""
    try:
        path = folders.account_file(account)
    except ValueError as error:
        raise UnknownAccount("That is no account: say guest, or the id of a user.") from error
    if account != GUEST and not path.exists():
        raise UnknownAccount("This account was never signed in on this computer.")
    return path
