"""What an account does with itself on the server: devices, archives, its end."""

from __future__ import annotations

import uuid

import httpx
import pytest

from tarkov_desktop.domain.ids import PVE, PVP
from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.remote.account_calls import AccountCalls
from tarkov_desktop.remote.account_records import ArchiveContent
from tarkov_desktop.remote.progress import SupabaseProgress
from tarkov_desktop.sync.registers import PendingOp, Scope
from tarkov_desktop.sync.remote import DeviceCard, PushAnswer, PushRequest, Refused
from tarkov_desktop.sync.stamp import Stamp
from tests.remote.people import Person, a_name, a_person

pytestmark = pytest.mark.contract
NODE = "9f2c0d1e5a6b7788"
SCOPE = Scope(PVP, 0)


async def push(person: Person, device: str, *ops: PendingOp, base_seq: int = 0) -> None:
    epoch = max((op.stamp.epoch for op in ops), default=0)
    card = DeviceCard("Linux", "linux", "1.0")
    answer = await SupabaseProgress(person.calls).push(PushRequest(device, SCOPE, epoch, base_seq, ops, card))
    assert isinstance(answer, PushAnswer), answer


def level(seq: int, value: int, epoch: int = 0) -> PendingOp:
    return PendingOp(seq, SCOPE, "level", value, Stamp(epoch, 1_000 + seq, 0, NODE))


def reset(seq: int, epoch: int) -> PendingOp:
    return PendingOp(seq, SCOPE, None, None, Stamp(epoch, 1_000 + seq, 0, NODE), reason="wipe")


async def test_devices_are_listed_and_forgotten(person: Person) -> None:
    await person.sign_in(a_name())
    mine, old = str(uuid.uuid4()), str(uuid.uuid4())
    await push(person, old, level(1, 3))
    await push(person, mine, level(1, 4))
    account = AccountCalls(person.calls)

    listed = await account.devices()
    forgotten = await account.forget_device(old)
    left = await account.devices()

    assert not isinstance(listed, Refused)
    assert [each.device_id for each in listed] == [mine, old]  # type: ignore[union-attr]  # an answer, see above
    assert listed[0].name == "Linux"  # type: ignore[index]  # the same
    assert forgotten is None
    assert [each.device_id for each in left] == [mine]  # type: ignore[union-attr]  # the same
    assert await account.forget_device(old) == Refused("not_found")


async def test_an_archive_is_listed_read_and_deleted(person: Person) -> None:
    await person.sign_in(a_name())
    await push(person, str(uuid.uuid4()), level(1, 17), reset(2, 1))
    account = AccountCalls(person.calls)

    (found,) = await account.archives(PVP)  # type: ignore[misc]  # an answer
    content = await account.archive(found.archive_id)
    gone = await account.delete_archive(found.archive_id)

    assert (found.reason, found.epoch, found.level) == ("wipe", 0, 17)
    assert isinstance(content, ArchiveContent)
    assert content.registers["level"][0] == 17
    assert gone is None
    assert await account.archives(PVP) == await account.archives(PVE) == []
    assert await account.archive(found.archive_id) == Refused("not_found")


async def test_nobody_else_s_archive_is_read_or_deleted(
    person: Person, backend: LocalBackend, http: httpx.AsyncClient
) -> None:
    await person.sign_in(a_name())
    await push(person, str(uuid.uuid4()), level(1, 17), reset(2, 1))
    (found,) = await AccountCalls(person.calls).archives(PVP)  # type: ignore[misc]  # an answer
    stranger = a_person(backend, http)
    await stranger.sign_in(a_name())

    account = AccountCalls(stranger.calls)

    assert await account.archive(found.archive_id) == Refused("not_found")
    assert await account.delete_archive(found.archive_id) == Refused("not_found")


async def test_a_deleted_account_answers_nothing_more(person: Person) -> None:
    await person.sign_in(a_name())
    await push(person, str(uuid.uuid4()), level(1, 17))
    account = AccountCalls(person.calls)

    assert await account.delete() is True

    assert await account.devices() == Refused("account_deleted")
    person.tokens.skew_s = 10_000_000.0
    assert await account.devices() == Refused("sign_in_again")
