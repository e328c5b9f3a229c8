"""A canary: no token, code or refresh token in any file, log, crash report, argument or variable of a real process."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tests.e2e.test_two_programs import ROOT, WITHIN_S, Computer
from tests.remote.people import a_name

pytestmark = [
    pytest.mark.contract,
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="arguments and signals as POSIX shows them"),
]
LOOK_EVERY_S = 0.01
AUTHORIZE = re.compile(r"http://\S+/authorize\?\S+")
JWT = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")


@dataclass
class Onlooker:
    """Another user of the computer: notes arguments and variables of a process and its children while it lives."""

    pid: int
    seen: set[str] = field(default_factory=set)
    _over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._look, name="onlooker")
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            try:
                process = psutil.Process(self.pid)
                for each in (process, *process.children(recursive=True)):
                    self.seen.update(each.cmdline())
                    self.seen.update(f"{name}={value}" for name, value in each.environ().items())
            except psutil.Error:
                continue  # it ended while it was looked at

    def end(self) -> bytes:
        """Stop looking and return all that was seen."""
        self._over.set()
        self._thread.join()
        return "\n".join(sorted(self.seen)).encode()


def found(secrets: set[str], *, anon_key: str, places: dict[str, bytes]) -> list[str]:
    """The places that hold a secret, or any signed token but the public key."""
    public = anon_key.encode()
    told = []
    for name, text in places.items():
        told += [name for secret in secrets if secret.encode() in text]
        told += [name for token in JWT.findall(text) if token not in public]
    return told


def files_of(home: Path, *, but: str = "") -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.name != but
    }


def every_refresh_token(backend: LocalBackend) -> set[str]:
    async def read() -> set[str]:
        connection = await asyncpg.connect(backend.db_url, ssl=False)
        rows = await connection.fetch("select token from auth.refresh_tokens")
        await connection.close()
        return {row["token"] for row in rows}

    return asyncio.run(read())


def test_signing_in_leaves_no_secret_on_this_computer(backend: LocalBackend, tmp_path: Path) -> None:
    variables = {
        **os.environ,
        "TARKOV_SUPABASE_URL": backend.url,
        "TARKOV_SUPABASE_ANON_KEY": backend.anon_key,
    }
    words = ("login", "discord", "--no-browser", "--verbose", "--home", str(tmp_path))
    told, code = "", ""
    with subprocess.Popen(
        [sys.executable, "-m", "tarkov_desktop", *words],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        onlooker = Onlooker(process.pid)
        assert process.stdout is not None
        for line in process.stdout:
            told += line
            if not code and (address := AUTHORIZE.search(line)):
                with httpx.Client(verify=False, trust_env=False, follow_redirects=True) as browser:
                    last = browser.get(f"{address[0]}&as={a_name()}")
                code = last.url.params["code"]
    seen = onlooker.end()

    secrets = {code, *every_refresh_token(backend)}
    places = {**files_of(tmp_path), "what it printed": told.encode(), "arguments and variables": seen}
    assert process.returncode == 0, told
    assert len(secrets) > 1
    assert b"login" in seen
    assert found(secrets, anon_key=backend.anon_key, places=places) == []


def test_a_crash_while_signed_in_tells_no_secret(
    backend: LocalBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONFAULTHANDLER", "1")
    computer = Computer(tmp_path / "here", "a", a_name(), backend, backend.url)
    process = computer.start(10_000)
    onlooker = Onlooker(process.pid)
    assert process.stdout is not None
    printed = [process.stdout.readline() for _ in range(20)]
    process.send_signal(signal.SIGABRT)
    more, crash = process.communicate(timeout=WITHIN_S)
    seen = onlooker.end()

    secrets = every_refresh_token(backend)
    # The keyring of this test is a file; the computer's is none.
    keyring = "keyring.json"
    places = {
        **files_of(computer.home, but=keyring),
        "what it printed": ("".join(printed) + more).encode(),
        "the crash report": crash.encode(),
        "arguments and variables": seen,
    }
    assert "Fatal Python error: Aborted" in crash
    assert printed[-1].startswith("saved ")
    assert found(secrets, anon_key=backend.anon_key, places=places) == []
    held = {keyring: (computer.home / keyring).read_bytes()}
    assert found(secrets, anon_key=backend.anon_key, places=held) == [keyring], "it would be found"
