"""``tarkov-desktop backend`` as a process: ready, used, told to stop, gone without a trace."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tarkov_desktop.localbackend.backend import LocalBackend
from tarkov_desktop.localbackend.commands import (
    add_backend_options,
    add_demo_options,
    folders,
    options_from,
    ready_text,
    run_backend,
    run_demo,
)
from tarkov_desktop.localbackend.demo import DemoAddress
from tarkov_desktop.localbackend.postgres.places import MARKER, wipe
from tests.backend_support import TEMPLATES

PROGRAM = """
import argparse, os, sys
from tarkov_desktop.localbackend.commands import add_backend_options, run_backend
parser = argparse.ArgumentParser(); parser.add_argument("--json", action="store_true"); parser.add_argument("--home")
add_backend_options(parser)
sys.exit(run_backend(parser.parse_args(), os.environ))
"""


async def started(*arguments: str, home: Path) -> asyncio.subprocess.Process:
    command = [sys.executable, "-c", PROGRAM, "--json", "--home", str(home), *arguments]
    return await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.DEVNULL,
    )


async def answer_of(process: asyncio.subprocess.Process) -> dict[str, object]:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    assert line, (await process.communicate())[1].decode()
    answer: dict[str, object] = json.loads(line)
    return answer


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose template cache is the one all tests share."""
    cache = tmp_path / "cache" / "backend"
    cache.mkdir(parents=True)
    shared = TEMPLATES.parent / f"{TEMPLATES.name}-cache"
    (shared / "templates").mkdir(parents=True, exist_ok=True)
    (cache / "templates").symlink_to(shared / "templates", target_is_directory=True)
    yield tmp_path
    wipe(tmp_path / "data" / "backend" / "default")  # under root its cluster lies elsewhere


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a console are sent differently there")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_ready_answers_and_leaves_nothing_running(home: Path, how: signal.Signals) -> None:
    process = await started("--ephemeral", "--no-functions", home=home)
    answer = await answer_of(process)
    assert answer["pid"] == process.pid
    children = psutil.Process(process.pid).children(recursive=True) or [
        other for other in psutil.process_iter() if other.ppid() == process.pid
    ]
    async with httpx.AsyncClient(base_url=str(answer["url"]), trust_env=False) as client:
        key = {"apikey": str(answer["anonKey"])}
        assert (await client.get("/auth/v1/settings", headers=key)).status_code == 200
    process.send_signal(how)
    await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert not [child for child in children if child.is_running()]


async def test_after_a_crash_the_functions_end_by_themselves(home: Path) -> None:
    process = await started("--ephemeral", home=home)
    await answer_of(process)
    [deno] = [child for child in psutil.Process(process.pid).children() if "deno" in child.name()]
    process.kill()
    await process.communicate()
    psutil.wait_procs([deno], timeout=10)
    assert not deno.is_running()


async def test_kept_data_is_there_again_and_a_second_backend_is_refused(home: Path) -> None:
    options = ("--no-functions", "--port", "0", "--pg-port", "0")
    person = {"email": "vera@example.test", "password": "correct horse"}
    first = await started(*options, home=home)
    answer = await answer_of(first)
    async with httpx.AsyncClient(headers={"apikey": str(answer["anonKey"])}, trust_env=False) as client:
        assert (await client.post(f"{answer['url']}/auth/v1/signup", json=person)).status_code == 200
    second = await started(*options, home=home)
    refused = await answer_of(second)
    assert refused["error"] == {"code": "data_in_use", "message": "another local backend is using this data"}
    await second.communicate()
    assert second.returncode == 1
    first.kill()  # a crash: PostgreSQL goes on alone
    await first.communicate()
    third = await started(*options, home=home)
    again = await answer_of(third)
    assert again["anonKey"] == answer["anonKey"]
    async with httpx.AsyncClient(headers={"apikey": str(again["anonKey"])}, trust_env=False) as client:
        signed_in = await client.post(f"{again['url']}/auth/v1/token?grant_type=password", json=person)
    assert signed_in.status_code == 200
    third.terminate()
    await asyncio.wait_for(third.communicate(), 20)
    assert third.returncode == 0


async def test_a_taken_port_is_told_and_leaves_nothing(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await started("--ephemeral", "--port", str(taken.getsockname()[1]), home=home)
        answer = await answer_of(process)
    assert isinstance(answer["error"], dict)
    assert answer["error"]["code"] == "port_taken"
    await process.communicate()
    assert process.returncode == 1


async def test_reset_only_removes_a_folder_of_ours(home: Path) -> None:
    precious = home / "precious"
    precious.mkdir()
    (precious / "letter.txt").write_text("dear", "utf-8")
    process = await started("--data", str(precious), "--reset", "--yes", home=home)
    answer = await answer_of(process)
    assert isinstance(answer["error"], dict)
    assert answer["error"]["code"] == "start_failed"
    assert (precious / "letter.txt").read_text("utf-8") == "dear"
    await process.communicate()


async def test_missing_packages_are_named_with_the_line_to_run() -> None:
    program = "import sys; sys.modules['asyncpg'] = None\n" + PROGRAM
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        "--json",
        "--ephemeral",
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ},
    )
    answer = json.loads((await process.communicate())[0])
    assert answer["error"]["code"] == "extra_missing"
    assert "pip install" in answer["error"]["message"]


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_backend_options(parser)
    return parser.parse_args(words)


def test_kept_backends_have_the_ports_of_the_supabase_cli_and_throw_away_ones_any() -> None:
    kept, thrown_away = options_from(parsed(), {}), options_from(parsed("--ephemeral"), {})
    assert (kept.port, kept.pg_port) == (54321, 54322)
    assert (thrown_away.port, thrown_away.pg_port, thrown_away.folder) == (0, 0, None)


def test_variables_name_the_server_its_user_and_the_home(tmp_path: Path) -> None:
    variables = {
        "TARKOV_BACKEND_PG_BIN": "/pg/bin",
        "TARKOV_BACKEND_USER": "someone",
        "TARKOV_DESKTOP_HOME": str(tmp_path),
    }
    options = options_from(parsed("--name", "mine"), variables)
    assert (options.pg_bin, options.child_user) == (Path("/pg/bin"), "someone")
    assert options.folder == tmp_path / "data" / "backend" / "mine"
    assert folders(parsed(), variables)[1] == tmp_path / "cache" / "backend"


def demo_words(home: Path, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--home")
    add_demo_options(parser)
    return parser.parse_args(["--home", str(home), "--mates", "1", "--speed", "0", *words])


def test_whatever_plays_on_the_stage_gives_the_exit_code(home: Path) -> None:
    def play(address: DemoAddress, words: argparse.Namespace) -> int:
        settings = httpx.get(
            f"{address.url}/auth/v1/settings", headers={"apikey": address.anon_key}, trust_env=False
        )
        assert settings.json()["external"]["discord"]
        assert "&as=Vera" in address.without_a_click("http://x/authorize?provider=discord")
        return 7

    assert run_demo(demo_words(home), {}, play) == 7


def test_bots_alone_say_where_they_play(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_demo(demo_words(home, "--seconds", "0"), {}) == 0
    assert capsys.readouterr().out.endswith("person    Vera\nready\n")


def test_a_stage_that_cannot_be_set_is_told(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = {"TARKOV_BACKEND_PG_BIN": str(tmp_path)}
    assert run_demo(demo_words(home), variables) == 1
    assert "no working PostgreSQL" in capsys.readouterr().err
    assert run_demo(demo_words(home, "--json"), variables) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "start_failed"


def test_reset_asks_and_a_no_keeps_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    precious = tmp_path / "kept"
    precious.mkdir()
    (precious / MARKER).touch()
    assert (
        run_backend(parsed("--data", str(precious), "--reset"), {"TARKOV_DESKTOP_HOME": str(tmp_path)}) == 1
    )
    assert (precious / MARKER).exists()
    assert "Nothing was removed" in capsys.readouterr().err


async def test_the_keys_of_the_service_are_printed_only_when_asked_for(backend: LocalBackend) -> None:
    assert backend.service_key not in ready_text(parsed(), backend)
    lines = ready_text(parsed("--print-env"), backend).splitlines()
    assert f"export TARKOV_SUPABASE_URL={backend.url}" in lines
    assert f"export SUPABASE_SERVICE_ROLE_KEY={backend.service_key}" in lines
