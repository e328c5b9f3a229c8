"""The real program joins the demonstration: signs in as the viewer, fetches their past, and understands all of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tarkov_desktop.app.commands.accounts import AccountTools, run_account_command
from tarkov_desktop.app.commands.requests import Answer, Reply
from tarkov_desktop.app.commands.running import run_request
from tarkov_desktop.app.commands.words import read_words
from tarkov_desktop.localbackend.demo import DemoAddress
from tests.remote.people import MemoryKeyring

pytestmark = pytest.mark.contract


async def test_the_viewer_finds_their_progress_on_a_new_computer(demo: DemoAddress, tmp_path: Path) -> None:
    variables = {"TARKOV_SUPABASE_URL": demo.url, "TARKOV_SUPABASE_ANON_KEY": demo.anon_key}
    tools = AccountTools(MemoryKeyring(), demo.open_url)

    async def answer(*words: str) -> dict[str, object]:
        parsed = read_words([*words, "--home", str(tmp_path / "home")], lambda _parser, _name: None)
        is_local = words[0] == "status"
        reply: Reply = await asyncio.to_thread(
            run_request if is_local else run_account_command,
            parsed,
            variables,
            *([] if is_local else [tools]),
        )
        assert isinstance(reply, Answer), reply
        return reply.data

    await answer("login", "discord")
    synced = await answer("sync", "--once")
    status = await answer("status", "--mode", "pvp")

    assert (synced["waiting"], synced["refused"], synced["heldBack"]) == (0, 0, 0)
    assert isinstance(status["level"], int)
    assert status["level"] >= 12
