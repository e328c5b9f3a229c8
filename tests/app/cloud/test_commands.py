"""The account without a window: signing in, sending, signing out."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from keyring.errors import KeyringLocked

from tarkov_desktop.app.bootstrap import open_program
from tarkov_desktop.app.commands.accounts import AccountTools, run_account_command
from tarkov_desktop.app.commands.requests import Answer, Failure, Reply, Status
from tarkov_desktop.app.commands.words import read_words
from tarkov_desktop.app.folders import find_folders
from tarkov_desktop.app.instance import InstanceLock, take_or_hand_over
from tarkov_desktop.app.operations.modes import CannotBegin, start_season
from tarkov_desktop.app.operations.profile import set_level
from tarkov_desktop.app.options import Options
from tarkov_desktop.domain.ids import SEASONAL
from tarkov_desktop.localbackend.backend import LocalBackend
from tests.remote.people import MemoryKeyring, a_name, a_person

pytestmark = pytest.mark.contract


@dataclass
class Terminal:
    """Somebody's terminal, keyring and browser, with the program's files in ``home``."""

    home: Path
    keyring: MemoryKeyring
    variables: Mapping[str, str]
    name: str
    clicks: str = ""
    codes: list[str] = field(default_factory=list)

    async def run(self, *words: str) -> Reply:
        """Run a command in a thread, as a process of its own would."""
        parsed = read_words([*words, "--home", str(self.home)], lambda _parser, _name: None)
        tools = AccountTools(self.keyring, self._browse)
        return await asyncio.to_thread(self._run, parsed, tools)

    def _run(self, words: argparse.Namespace, tools: AccountTools) -> Reply:
        return run_account_command(words, self.variables, tools)

    def _browse(self, url: str) -> None:
        with httpx.Client(verify=False, trust_env=False, follow_redirects=True) as browser:
            if self.clicks == "cancel":
                redirect = httpx.URL(url).params["redirect_to"]
                browser.get(redirect, params={"error": "access_denied"})
            else:
                last = browser.get(f"{url}&as={self.name}")
                self.codes.append(last.url.params["code"])


@pytest.fixture
def terminal(backend: LocalBackend, tmp_path: Path) -> Terminal:
    variables = {"TARKOV_SUPABASE_URL": backend.url, "TARKOV_SUPABASE_ANON_KEY": backend.anon_key}
    return Terminal(tmp_path / "home", MemoryKeyring(), variables, a_name())


def answered(reply: Reply) -> dict[str, object]:
    assert isinstance(reply, Answer), reply
    return reply.data


def refused(reply: Reply) -> str:
    assert isinstance(reply, Failure), reply
    assert reply.message
    return reply.code


async def test_a_player_signs_in_sends_and_signs_out(terminal: Terminal) -> None:
    signed_in = answered(await terminal.run("login", "discord"))
    with open_program(Options(home=terminal.home)) as program:
        set_level(program.session, 12)
    waiting = answered(await terminal.run("account"))
    sent = answered(await terminal.run("sync", "--once"))
    out = answered(await terminal.run("logout"))

    assert (signed_in["kept"], signed_in["isNewHere"]) == ("kept", True)
    assert waiting["account"] == signed_in["userId"]
    assert waiting["waiting"] == 1
    assert sent["waiting"] == 0
    assert out == {"signedOut": True, "everywhere": False, "waiting": 0}
    assert terminal.keyring.secrets == {}
    assert answered(await terminal.run("account"))["isGuest"] is True


async def test_no_secret_is_in_any_file_or_log(terminal: Terminal, caplog: pytest.LogCaptureFixture) -> None:
    """A canary: every token and code of the whole way is looked for in everything that was written."""
    caplog.set_level("DEBUG")
    await terminal.run("login", "discord", "--verbose")
    (kept,) = terminal.keyring.secrets.values()
    refresh_token = json.loads(kept)["refresh_token"]
    await terminal.run("sync", "--once", "--verbose")
    (renewed,) = terminal.keyring.secrets.values()
    secrets = {refresh_token, json.loads(renewed)["refresh_token"], *terminal.codes}

    written = b"".join(path.read_bytes() for path in terminal.home.rglob("*") if path.is_file())
    told = caplog.text

    assert len(secrets) == 3
    assert [secret for secret in secrets if secret.encode() in written] == []
    assert [secret for secret in secrets if secret in _of_ours(told)] == []
    assert b"eyJ" not in written, "an access token begins so"


def _of_ours(log: str) -> str:
    """Return the lines that our modules wrote; the log file gets no others below WARNING."""
    return "\n".join(line for line in log.splitlines() if "tarkov_desktop" in line)


async def test_what_waits_for_a_season_is_not_said_to_be_in_the_cloud(terminal: Terminal) -> None:
    await terminal.run("login", "discord")
    with open_program(Options(home=terminal.home)) as program:
        program.session.switch_mode(SEASONAL)
        assert not isinstance(start_season(program.session, 90), CannotBegin)
        set_level(program.session, 9)

    reply = await terminal.run("sync", "--once")

    assert isinstance(reply, Answer)
    assert reply.data["heldBack"] == 1
    waiting = reply.data["waiting"]
    assert isinstance(waiting, int)
    assert waiting > 0
    assert reply.lines[0].startswith(f"{waiting} change")
    assert "until the server knows" in reply.lines[0]


async def test_what_one_computer_sent_another_fetches(terminal: Terminal, tmp_path: Path) -> None:
    await terminal.run("login", "twitch")
    with open_program(Options(home=terminal.home)) as program:
        set_level(program.session, 31)
    await terminal.run("sync", "--once")
    other = Terminal(tmp_path / "other", MemoryKeyring(), terminal.variables, terminal.name)
    await other.run("login", "twitch")

    answered(await other.run("sync", "--once"))

    with open_program(Options(home=other.home)) as program:
        assert program.session.document.value("level") == 31


async def test_guest_progress_stays_the_guest_s(terminal: Terminal) -> None:
    with open_program(Options(home=terminal.home)) as program:
        set_level(program.session, 9)

    told = answered(await terminal.run("login", "discord"))

    assert told["guestHasProgress"] is True
    with open_program(Options(home=terminal.home)) as program:
        assert program.session.document.value("level") is None
    with open_program(Options(home=terminal.home, account="guest")) as program:
        assert program.session.document.value("level") == 9


async def test_a_cancelled_sign_in_changes_nothing(terminal: Terminal) -> None:
    terminal.clicks = "cancel"

    assert refused(await terminal.run("login", "discord")) == "access_denied"
    assert answered(await terminal.run("account"))["isGuest"] is True


async def test_a_sign_out_everywhere(terminal: Terminal) -> None:
    await terminal.run("login", "discord")

    assert answered(await terminal.run("logout", "--everywhere"))["everywhere"] is True


async def test_nobody_signed_in_has_nothing_to_send_or_to_end(terminal: Terminal) -> None:
    assert refused(await terminal.run("sync", "--once")) == "sign_in_again"
    assert refused(await terminal.run("logout")) == "not_signed_in"


async def test_a_locked_keyring_is_said_and_changes_nothing(terminal: Terminal) -> None:
    await terminal.run("login", "discord")
    terminal.keyring.trouble = KeyringLocked("no")

    assert refused(await terminal.run("sync", "--once")) == "keyring_locked"


async def test_a_server_that_is_away_leaves_everything_waiting(terminal: Terminal) -> None:
    await terminal.run("login", "discord")
    with open_program(Options(home=terminal.home)) as program:
        set_level(program.session, 3)
    away = {**terminal.variables, "TARKOV_SUPABASE_URL": "http://127.0.0.1:9"}
    terminal.keyring.secrets = {
        (service, user.replace(terminal.variables["TARKOV_SUPABASE_URL"], "http://127.0.0.1:9")): secret
        for (service, user), secret in terminal.keyring.secrets.items()
    }
    terminal.variables = away

    reply = await terminal.run("sync", "--once")
    assert refused(reply) == "unreachable"
    assert refused(await terminal.run("logout", "--everywhere")) == "unreachable"
    assert answered(await terminal.run("account"))["waiting"] == 1


async def test_without_a_backend_it_says_so(terminal: Terminal) -> None:
    terminal.variables = {}

    assert refused(await terminal.run("login", "discord")) == "no_backend"


async def test_an_unsafe_address_is_refused_in_words(terminal: Terminal) -> None:
    terminal.variables = {**terminal.variables, "TARKOV_SUPABASE_URL": "http://example.org"}

    reply = await terminal.run("login", "discord")
    assert refused(reply) == "no_backend"
    assert isinstance(reply, Failure)
    assert "https://" in reply.message


async def test_an_open_window_is_not_bypassed(terminal: Terminal) -> None:
    folders = find_folders(terminal.home)
    lock = take_or_hand_over(folders.data, Status(), account=None)
    assert isinstance(lock, InstanceLock)
    try:
        with open_program(Options(home=terminal.home)) as program:
            door = program.open_door(lambda _request: Answer({}, ()), post=lambda call: call())
            try:
                assert refused(await terminal.run("account")) == "window_open"
            finally:
                door.close()
    finally:
        lock.release()


async def test_an_account_deleted_elsewhere_is_said_and_stays_here(
    terminal: Terminal, backend: LocalBackend, http: httpx.AsyncClient
) -> None:
    await terminal.run("login", "discord")
    other = a_person(backend, http)
    await other.sign_in(terminal.name)
    deleted = await other.calls.rpc("account_delete", dict, {"p_confirm": "DELETE"})  # the login goes later
    assert isinstance(deleted, dict)
    with open_program(Options(home=terminal.home)) as program:
        set_level(program.session, 9)

    first = await terminal.run("sync", "--once")
    again = await terminal.run("sync", "--once")

    for reply in (first, again):
        assert isinstance(reply, Failure)
        assert reply.code == "account_deleted"
        assert "still on this computer" in reply.message
    assert terminal.keyring.secrets == {}
    with open_program(Options(home=terminal.home)) as program:
        assert program.session.document.value("level") == 9
