"""Opens an account's file whatever state it is in: a damaged one is kept aside and its content brought back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tarkov_desktop.app.backups import Backups
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.errors import StoreDamaged, StoreError
from tarkov_desktop.store.recovery import Salvaged, joined, marker_of, salvage, set_aside

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovery:
    """A damaged file was replaced: where it is kept, how many values came back, and from which backup."""

    kept_as: Path
    values: int
    backup_made_at: datetime | None


def open_store(
    path: Path, backups: Backups, *, new_id: Callable[[], str], now_ms: Callable[[], int]
) -> tuple[AccountStore, Recovery | None]:
    """Open the file at *path*; a damaged one is set aside and a new one filled with what could be saved.

    Raises:
        StoreError: it is of a newer version, in use, or the disk refuses.
    """
    try:
        return _open_unmarked(path, new_id), None
    except StoreDamaged as damage:
        logger.warning("store damaged: %s", damage)
    aside = set_aside(path, now_ms=now_ms())
    saved = salvage(aside)
    newest = backups.newest_readable()
    both = joined(saved, newest[1] if newest else Salvaged())
    store = AccountStore.open(path, new_device_id=new_id)
    store.refill(both).result()
    count = sum(len(registers) for registers in both.registers.values())
    logger.warning("store recovered values=%d whole=%s backup=%s", count, saved.is_whole, newest is not None)
    return store, Recovery(aside, count, newest[0].made_at if newest else None)


def _open_unmarked(path: Path, new_id: Callable[[], str]) -> AccountStore:
    if marker_of(path).exists():
        raise StoreDamaged("The file of your progress was found damaged.")
    return AccountStore.open(path, new_device_id=new_id)


def verify_later(store: AccountStore) -> None:
    """Check the file in the store's thread if the last program did not close it; mark it when it is damaged.

    The marked file is replaced at the next start, before anything is read from it.
    """
    if not store.opened.was_left_open:
        return
    path = store.path

    def judge(error: BaseException | None) -> None:
        if isinstance(error, StoreDamaged):
            marker_of(path).touch()
            logger.error("store found damaged while in use")
        elif isinstance(error, StoreError):
            logger.warning("store could not be checked: %s", error)

    store.verify().add_done_callback(lambda done: judge(done.exception()))
