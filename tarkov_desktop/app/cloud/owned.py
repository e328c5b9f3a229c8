"""What a signed-in account owns on the server beside its progress: devices and archives, and the account itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.remote.account_records import ArchiveContent, Device, ServerArchive
from tarkov_desktop.sync.remote import NoAnswer, Refused

__all__ = ["ArchiveContent", "Device", "Owned", "ServerArchive", "trouble_words"]

_REFUSALS: Final[Mapping[str, str]] = {
    "rate_limited": mark("That was too often. Wait a moment and try again."),
    "not_found": mark("This is gone already."),
    "sign_in_again": mark("Sign in again first."),
    "account_deleted": mark("This account was deleted."),
}


class Owned(Protocol):
    """Calls of one account; ``remote/account_calls.py`` makes them. Each may be repeated."""

    async def devices(self) -> Sequence[Device] | NoAnswer:
        """Return the devices of the account, the last seen first."""
        ...

    async def forget_device(self, device_id: str) -> NoAnswer | None:
        """Take a device off the list; used again, it comes back and loses nothing."""
        ...

    async def archives(self, mode: GameMode) -> Sequence[ServerArchive] | NoAnswer:
        """Return the archived generations of *mode*, newest first."""
        ...

    async def archive(self, archive_id: str) -> ArchiveContent | NoAnswer:
        """Return one archived generation with its registers."""
        ...

    async def delete_archive(self, archive_id: str) -> NoAnswer | None:
        """Delete one archived generation on the server, for good."""
        ...

    async def delete(self) -> bool | NoAnswer:
        """Delete the account; False when the login itself goes a little later."""
        ...


def trouble_words(answer: NoAnswer) -> str:
    """Return the sentence for an *answer* that is none."""
    if isinstance(answer, Refused):
        return _(_REFUSALS.get(answer.code, mark("The server said no. Nothing was changed.")))
    return _("The server could not be reached. Try again later.")
