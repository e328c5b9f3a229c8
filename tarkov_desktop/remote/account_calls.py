"""What an account can do with itself on the server: its devices, its archives, and its end (backend 5.3, 5.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.remote.account_records import ArchiveContent, Device, ServerArchive
from tarkov_desktop.remote.calls import Calls
from tarkov_desktop.sync.remote import NoAnswer, Refused, Unreachable


class _Devices(msgspec.Struct, frozen=True):
    devices: list[Device]


class _Archives(msgspec.Struct, frozen=True):
    archives: list[ServerArchive]


class _Archive(msgspec.Struct, frozen=True):
    archive: ArchiveContent


class _Deleted(msgspec.Struct, frozen=True):
    deleted: bool


class _Done(msgspec.Struct, frozen=True):
    """An answer of which nothing is read."""


@dataclass(frozen=True, slots=True)
class AccountCalls:
    """Every call may be repeated after a lost answer: what is gone already answers ``not_found``."""

    calls: Calls = field(repr=False)

    async def devices(self) -> Sequence[Device] | NoAnswer:
        """Return the devices of the account, the last seen first."""
        answer = await self.calls.rpc("device_list", _Devices)
        return answer if isinstance(answer, Refused | Unreachable) else answer.devices

    async def forget_device(self, device_id: str) -> NoAnswer | None:
        """Take a device off the list; if it is used again it comes back, and nothing it did is lost."""
        return _none(await self.calls.rpc("device_forget", _Done, {"p_device": device_id}))

    async def archives(self, mode: GameMode) -> Sequence[ServerArchive] | NoAnswer:
        """Return the archived generations of *mode*, newest first."""
        answer = await self.calls.rpc("archives_list", _Archives, {"p_mode": mode})
        return answer if isinstance(answer, Refused | Unreachable) else answer.archives

    async def archive(self, archive_id: str) -> ArchiveContent | NoAnswer:
        """Return one archived generation with its registers."""
        answer = await self.calls.rpc("archive_get", _Archive, {"p_archive": archive_id})
        return answer if isinstance(answer, Refused | Unreachable) else answer.archive

    async def delete_archive(self, archive_id: str) -> NoAnswer | None:
        """Delete one archived generation on the server, for good."""
        return _none(await self.calls.rpc("archive_delete", _Done, {"p_archive": archive_id}))

    async def delete(self) -> bool | NoAnswer:
        """Delete the account with everything it has on the server; False when the login itself goes a little later."""
        answer = await self.calls.function("account-delete", _Deleted, {"confirm": "DELETE"})
        return answer if isinstance(answer, Refused | Unreachable) else answer.deleted


def _none(answer: _Done | NoAnswer) -> NoAnswer | None:
    return answer if isinstance(answer, Refused | Unreachable) else None
