"""Pictures at run time. The bytes here are headers made by hand: no picture of the game is part of the tests."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.catalog.locations import AddressError
from tarkov_desktop.catalog.picture_cache import PictureCache, PictureNote
from tarkov_desktop.catalog.picture_format import PictureFormat, picture_format
from tarkov_desktop.catalog.pictures import MAX_BYTES, Pictures
from tarkov_desktop.domain.ids import ItemId, TaskId, TraderId
from tests.catalog.conftest import Clock
from tests.catalog.live_server import Answer, LiveServer


def png(width: int, height: int, filling: int = 0) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + struct.pack(">II", width, height)
        + b"\x08\x06"
        + b"." * filling
    )


def webp(kind: bytes, rest: bytes) -> bytes:
    return b"RIFF\x00\x00\x00\x00WEBP" + kind + b"\x00\x00\x00\x00" + rest


def files_below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


LOSSY = webp(b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 64, 63))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 63 | 62 << 14))
EXTENDED = webp(b"VP8X", b"\x10\x00\x00\x00" + (63).to_bytes(3, "little") + (62).to_bytes(3, "little"))
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\x01\xff\xc0\x00\x11\x08" + struct.pack(">HH", 63, 64) + b"\x03"
ICON = png(64, 64, filling=100)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (png(64, 63), PictureFormat("png", 64, 63)),
        (LOSSY, PictureFormat("webp", 64, 63)),
        (LOSSLESS, PictureFormat("webp", 64, 63)),
        (EXTENDED, PictureFormat("webp", 64, 63)),
        (JPEG, PictureFormat("jpeg", 64, 63)),
        (png(2048, 2048), PictureFormat("png", 2048, 2048)),
        (png(2049, 10), None),
        (png(0, 10), None),
        (LOSSY[:28], None),
        (LOSSLESS[:22], None),
        (EXTENDED[:28], None),
        (webp(b"ANIM", b"." * 30), None),
        (JPEG[:8], None),
        (b"\xff\xd8\xff\xda\x00\x04", None),
        (b"\xff\xd8no marker", None),
        (b"<svg/>", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(content: bytes, found: PictureFormat | None) -> None:
    assert picture_format(content) == found


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"\xff\xd8\xff", LOSSY[:16], LOSSLESS[:16], EXTENDED[:16], ICON[:16]]),
)
def test_any_bytes_are_a_picture_or_none(content: bytes, start: bytes) -> None:
    found = picture_format(start + content)

    assert found is None or (0 < found.width <= 2048 and 0 < found.height <= 2048)


@pytest.fixture
async def make_pictures(
    server: LiveServer, tmp_path: Path, clock: Clock
) -> AsyncIterator[Callable[[], Pictures]]:
    made: list[Pictures] = []

    def make() -> Pictures:
        made.append(Pictures(tmp_path, assets_url=server.address, clock=clock))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@pytest.fixture
def pictures(make_pictures: Callable[[], Pictures]) -> Pictures:
    return make_pictures()


def serve(server: LiveServer, path: str, content: bytes, kind: str = "image/webp") -> str:
    server.answers[path] = Answer(body=content, gzipped=False, headers={"Content-Type": kind})
    return server.address + path


async def test_a_picture_is_fetched_once_and_kept(
    server: LiveServer, make_pictures: Callable[[], Pictures]
) -> None:
    address = serve(server, "/i-icon.webp", ICON)

    first = await make_pictures().get(address)
    second = await make_pictures().get(address)

    assert first == second == ICON
    assert len(server.asked) == 1


async def test_equal_requests_share_one_answer(server: LiveServer, pictures: Pictures) -> None:
    address = serve(server, "/i-icon.webp", ICON)

    found = await asyncio.gather(*(pictures.get(address) for _ in range(10)))

    assert found == [ICON] * 10
    assert len(server.asked) == 1


async def test_after_a_month_the_picture_is_asked_for_conditionally(
    server: LiveServer, pictures: Pictures, clock: Clock
) -> None:
    address = serve(server, "/i-icon.webp", ICON)
    await pictures.get(address)
    clock.now += 31 * 86_400

    assert await pictures.get(address) == ICON
    assert await pictures.get(address) == ICON
    assert len(server.asked) == 2
    assert "if-none-match" in server.asked[1][1]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (ICON, "text/html"),
        (b"<svg/>", "image/svg+xml"),
        (b"<html>", "image/webp"),
        (png(4096, 4096), "image/png"),
        (png(64, 64, filling=MAX_BYTES), "image/png"),
    ],
)
async def test_what_is_no_decent_picture_is_not_shown(
    server: LiveServer, pictures: Pictures, clock: Clock, content: bytes, kind: str
) -> None:
    address = serve(server, "/i-icon.webp", content, kind)

    assert await pictures.get(address) is None
    assert await pictures.get(address) is None
    asked = len(server.asked)
    clock.now += 25 * 3600
    assert await pictures.get(address) is None

    assert asked == 1, "a failure is remembered for a day"
    assert len(server.asked) == 2


async def test_a_picture_that_went_away_is_still_shown(
    server: LiveServer, pictures: Pictures, clock: Clock
) -> None:
    address = serve(server, "/i-icon.webp", ICON)
    await pictures.get(address)
    server.answers.clear()
    clock.now += 31 * 86_400

    assert await pictures.get(address) == ICON


async def test_a_server_that_is_not_there_is_tried_again_after_a_minute(
    tmp_path: Path, clock: Clock, server: LiveServer
) -> None:
    pictures = Pictures(tmp_path, assets_url=server.address, clock=clock)
    address = serve(server, "/i-icon.webp", ICON)
    server.coming["/i-icon.webp"] = [
        Answer(
            body=ICON,
            gzipped=False,
            headers={"Content-Type": "image/webp", "Content-Length": "9999", "Connection": "close"},
        )
    ]

    broken = await pictures.get(address)
    at_once = await pictures.get(address)
    clock.now += 61
    later = await pictures.get(address)
    await pictures.close()

    assert (broken, at_once, later) == (None, None, ICON)


async def test_one_who_stops_waiting_does_not_stop_the_others(server: LiveServer, pictures: Pictures) -> None:
    address = serve(server, "/i-icon.webp", ICON)
    impatient = asyncio.create_task(pictures.get(address))
    patient = asyncio.create_task(pictures.get(address))
    await asyncio.sleep(0)
    impatient.cancel()

    assert await patient == ICON
    assert impatient.cancelled() or impatient.cancelling()


async def test_a_picture_nobody_waits_for_is_not_fetched(server: LiveServer, pictures: Pictures) -> None:
    address = serve(server, "/i-icon.webp", ICON)
    waiting = asyncio.create_task(pictures.get(address))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert server.asked == []
    assert await pictures.get(address) == ICON


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/x.webp", "file:///etc/passwd", "https://[broken", ""]
)
async def test_pictures_of_other_hosts_are_not_fetched(pictures: Pictures, address: str) -> None:
    assert await pictures.get(address) is None


def test_the_addresses_are_those_of_the_one_host(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)

    assert pictures.item(ItemId("i")) == "https://assets.tarkov.dev/i-icon.webp"
    assert pictures.item(ItemId("i"), large=True) == "https://assets.tarkov.dev/i-512.webp"
    assert pictures.task(TaskId("t")) == "https://assets.tarkov.dev/t.webp"
    assert pictures.trader(TraderId("p")) == "https://assets.tarkov.dev/p.webp"
    with pytest.raises(AddressError):
        Pictures(tmp_path, assets_url="http://example.com")


def test_the_least_recently_used_pictures_go_first(tmp_path: Path, clock: Clock) -> None:
    cache = PictureCache(tmp_path, limit_mb=1, clock=clock)
    for number in range(8):
        clock.now += 1
        cache.write(f"u{number}", PictureNote("png", 200_000, clock.now), b"x" * 200_000)
        clock.now += 1
        assert cache.read("u0") is not None, "the one that is used all the time stays"

    assert cache.read("u1") is None
    assert cache.read("u7") is not None
    assert sum(file.stat().st_size for file in files_below(tmp_path)) <= 1_048_576


def test_a_damaged_picture_is_a_miss(tmp_path: Path, clock: Clock) -> None:
    cache = PictureCache(tmp_path, limit_mb=1, clock=clock)
    cache.write("u", PictureNote("png", 3, clock.now), b"abc")
    (file,) = (tmp_path / "images").rglob("*/*")
    whole = file.read_bytes()
    found = []
    for content in (whole[:-1], b"no line", b"\xff\n" + whole, b""):
        file.write_bytes(content)
        found.append(cache.read("u"))

    assert found == [None] * 4


async def test_pictures_can_be_cleared_and_switched_off(
    server: LiveServer, pictures: Pictures, tmp_path: Path, clock: Clock
) -> None:
    address = serve(server, "/i-icon.webp", ICON)
    await pictures.get(address)
    await pictures.clear()
    left = files_below(tmp_path)
    PictureCache(tmp_path, limit_mb=0, clock=clock).write("u", PictureNote("png", 3, 0), b"abc")

    assert left == []
    assert files_below(tmp_path) == []


def test_a_disk_that_takes_no_picture_is_no_reason_to_stop(tmp_path: Path, clock: Clock) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    PictureCache(blocked, limit_mb=1, clock=clock).write("u", PictureNote("png", 3, 0), b"abc")

    assert PictureCache(blocked, limit_mb=1, clock=clock).read("u") is None
