"""``doctor`` and ``catalog``: the state of the game data, without an account and without the network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tarkov_desktop.cli import main
from tests.catalog.live_server import LiveServer, running
from tests.catalog.sources import needs_data

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    with running() as live:
        monkeypatch.setenv("TARKOV_DATA_URL", live.address)
        monkeypatch.setenv("TARKOV_OVERLAY_URL", f"{live.address}/overlay.json")
        yield live


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], server: LiveServer) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = main(["--home", str(tmp_path / "home"), *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_doctor_tells_the_state_of_every_mode(run: Run, server: LiveServer) -> None:
    code, out, _ = run("--json", "doctor")

    modes = {one["mode"]: one for one in json.loads(out)["gameData"]}
    assert code == 0
    assert {mode: one["tasks"] for mode, one in modes.items()} == {"pvp": 487, "pve": 484, "seasonal": 461}
    assert {one["dangling"] for one in modes.values()} == {0}
    assert {one["source"] for one in modes.values()} == {"bundled"}
    assert server.asked == []


def test_doctor_tells_nothing_private(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("doctor")

    assert out.startswith("Tarkov Desktop ")
    assert str(tmp_path) not in out
    assert str(Path.home()) not in out


@needs_data
def test_refreshed_data_is_there_for_the_next_command(run: Run, server: LiveServer) -> None:
    server.serve_august("pve")
    server.serve_few_items("pve")

    code, out, err = run("catalog", "refresh", "--mode", "pve")
    _, status, _ = run("catalog", "status", "--mode", "pve")
    _, again, _ = run("catalog", "refresh", "--mode", "pve")

    assert (code, err) == (0, "")
    assert out.startswith("pve: 12 documents are new,")
    assert status.startswith("pve: cached data of 2026-08-21")
    assert "  overlay: " in status
    assert again == "pve: nothing is newer.\n"


def test_data_that_cannot_be_fetched_is_said_with_its_reason(run: Run, server: LiveServer) -> None:
    code, _, err = run("catalog", "refresh", "--mode", "pvp")
    failed_code, out, _ = run("--json", "catalog", "refresh", "--mode", "pvp")

    assert (code, failed_code) == (1, 1)
    assert "has no tasks for the mode pvp" in err
    assert json.loads(out)["error"]["code"] == "not_fetched"


def test_without_a_cache_the_status_says_so(run: Run) -> None:
    code, out, _ = run("catalog", "status")

    assert code == 0
    assert out.endswith("Nothing is cached.\n")


@pytest.mark.parametrize(
    ("variable", "value"), [("TARKOV_DATA_URL", "http://example.com"), ("TARKOV_OVERLAY_URL", "x")]
)
def test_an_address_that_may_not_be_used_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    code, out, _ = run("--json", "catalog", "refresh")

    assert code == 1
    assert json.loads(out)["error"]["code"] == "address_unusable"


def test_a_word_that_is_no_mode_is_refused(run: Run) -> None:
    code, _, err = run("catalog", "status", "--mode", "../x")

    assert code == 1
    assert "not a game mode" in err
