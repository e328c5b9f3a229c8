"""The public JavaScript client (array framing, binary broadcasts) against the same rooms, run by Deno."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tarkov_desktop import resources
from tarkov_desktop.localbackend.functions.workshop import Workshop, prepare_workshop
from tests.backend_support import TEMPLATES
from tests.localbackend.realtime.live import ANNA, Live

pytestmark = pytest.mark.slow
PATIENCE_S = 15


class Browser:
    """A running JavaScript client."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._kept: list[tuple[str, Any]] = []

    async def next(self, what: str) -> Any:  # noqa: ANN401 - JSON
        """What it says next of that kind; the rest is kept for later."""
        assert self._process.stdout is not None
        for place, (name, value) in enumerate(self._kept):
            if name == what:
                del self._kept[place]
                return value
        async with asyncio.timeout(PATIENCE_S):
            while line := await self._process.stdout.readline():
                name, value = json.loads(line)
                if name == what:
                    return value
                self._kept.append((name, value))
        raise AssertionError(f"the client ended, and said {self._kept}")

    async def do(self, command: str) -> Any:  # noqa: ANN401 - JSON
        """Let it speak; what it was answered."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n".encode())
        await self._process.stdin.drain()
        return await self.next("sent")


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    """Deno with the modules the edge functions use; the client's library is one of them."""
    return prepare_workshop(
        resources.directory("supabase") / "functions", TEMPLATES.parent / f"{TEMPLATES.name}-cache"
    )


@contextlib.asynccontextmanager
async def browser(
    live: Live, workshop: Workshop, folder: Path, topic: str, *, private: bool
) -> AsyncIterator[Browser]:
    """The client on *topic*, ended with the block."""
    for name in ("deno.json", "deno.lock"):
        shutil.copy(workshop.folder / name, folder / name)
    shutil.copy(Path(__file__).with_name("browser.ts"), folder)
    (folder / "node_modules").symlink_to(workshop.folder / "node_modules")
    process = await asyncio.create_subprocess_exec(
        str(workshop.deno), "run", "--quiet", "--no-prompt", "--cached-only", "--no-check", "--allow-all", "browser.ts",
        f"http://{live.address}", live.keys.anon_key, live.token(ANNA), topic, str(private).lower(),
        cwd=folder, env={"DENO_DIR": str(workshop.deno_dir), "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Browser(process)
    finally:
        process.kill()
        await process.communicate()


async def test_a_member_hears_database_broadcasts_and_is_present(
    live: Live, workshop: Workshop, tmp_path: Path
) -> None:
    await live.add_member("room:1")
    async with browser(live, workshop, tmp_path, "room:1", private=True) as client:
        state = await client.next("state")
        await live.send("room:1", {"text": "hello"})
        message = await client.next("broadcast")
        tracked = await client.do("track")
        joined = await client.next("join")

    assert state == ["SUBSCRIBED", None]
    assert (message["event"], message["payload"]["text"]) == ("news", "hello")
    assert message["meta"]["id"] == message["payload"]["id"]
    assert (tracked, joined) == ("ok", ["js", 1])


async def test_an_outsider_is_refused(live: Live, workshop: Workshop, tmp_path: Path) -> None:
    async with browser(live, workshop, tmp_path, "room:1", private=True) as client:
        state, error = await client.next("state")

    assert state == "CHANNEL_ERROR"
    assert "Unauthorized: You do not have permissions to read" in error


async def test_public_broadcasts_text_bytes_and_http_and_row_changes(
    live: Live, workshop: Workshop, tmp_path: Path
) -> None:
    async with browser(live, workshop, tmp_path, "lobby", private=False) as client:
        state = await client.next("state")
        system = await client.next("system")
        text = await client.do("text"), (await client.next("broadcast"))["payload"]
        raw = await client.do("bytes"), (await client.next("broadcast"))["event"]
        posted = await client.do("http"), await client.next("broadcast")
        owner = await live.database.connect("postgres")
        await owner.execute("insert into notes (id, owner, text) values (1, $1::text::uuid, 'seen')", ANNA)
        change = await client.next("change")
        left = await client.do("leave")

    assert (state, system) == (["SUBSCRIBED", None], "Subscribed to PostgreSQL")
    assert text == ("ok", {"n": 1})
    assert raw == ("ok", "raw")
    assert posted[0] == {"success": True}
    assert (posted[1]["event"], posted[1]["payload"]) == ("posted", {"n": 2})
    assert (change["id"], change["text"]) == (1, "seen")
    assert left == "ok"
