"""The composition root: everything the program is made of is put together here, and only here."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tarkov_desktop.app.catalogs import ENGLISH, Catalogs
from tarkov_desktop.app.commands.requests import Failure, Reply, Request
from tarkov_desktop.app.errors import UnknownAccount
from tarkov_desktop.app.folders import GUEST, Folders, find_folders
from tarkov_desktop.app.game_data import open_library
from tarkov_desktop.app.instance import Door
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.saving import Post
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import DATA_LANGUAGE
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.errors import StoreError


def now_ms() -> int:
    """Return Unix milliseconds by this computer's clock."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """Return a random UUID."""
    return str(uuid.uuid4())


SETTLE_WITHIN_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Program:
    """The running program: one account's session with what it stands on. Close it, or use it with ``with``."""

    options: Options
    folders: Folders
    account: str
    catalogs: Catalogs
    session: Session

    def settle(self) -> Failure | None:
        """Wait until everything done so far is on the disk; the answer says why it is not."""
        try:
            self.session.saving.wait(SETTLE_WITHIN_S)
        except StoreError as error:
            return Failure(error.code, str(error))
        except TimeoutError:
            trouble = self.session.saving.state.trouble
            return Failure(trouble.code if trouble else "not_saved", str(trouble or "It is not saved yet."))
        return None

    def open_door(self, answer: Callable[[Request], Reply], *, post: Post) -> Door:
        """Let a second copy hand over what it was asked for; *answer* is called through *post*."""
        return Door(self.folders.data, self.account, answer=answer, settle=self.settle, post=post)

    def close(self) -> None:
        """Wait until everything is on the disk and let go of the files."""
        self.session.close()

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
    account = options.account or folders.last_account()
    path = account_path(folders, account)
    library = open_library(options, folders.cache)
    store = AccountStore.open(path, new_device_id=new_id)
    language = store.opened.settings.get(DATA_LANGUAGE.key)
    catalogs = Catalogs(library, language=language if isinstance(language, str) else ENGLISH)
    session = Session(store, catalogs, now_ms=clock, new_id=new_id, post=post)
    return Program(options, folders, account, catalogs, session)


def account_path(folders: Folders, account: str) -> Path:
    """Return the file of *account*; only the guest's is made when missing."""
    try:
        path = folders.account_file(account)
    except ValueError as error:
        raise UnknownAccount("That is no account: say guest, or the id of a user.") from error
    if account != GUEST and not path.exists():
        raise UnknownAccount("This account was never signed in on this computer.")
    return path
