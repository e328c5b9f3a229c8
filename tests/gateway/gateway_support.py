"""The gateway's own tools, run from Python: npm, and the built worker in workerd."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from tarkov_desktop.localbackend.node_packages import RUN_TIMEOUT_S, build_bundle, install_packages, run_npm

GATEWAY: Final = Path(__file__).resolve().parents[2] / "resources" / "team-gateway"
STOP_TIMEOUT_S: Final = 20.0


def program(name: str) -> str:
    """Where ``node`` or ``npm`` is; without it the test is skipped, in CI it fails."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is needed to test the gateway")
        pytest.skip(f"{name} is not installed")
    return found


def npm(*arguments: str, timeout_s: float = RUN_TIMEOUT_S) -> str:
    """Output of one npm command in the gateway's folder; a failed one fails the test with what it said."""
    return run_npm(program("npm"), GATEWAY, *arguments, timeout_s=timeout_s)


def install_modules() -> None:
    """Install what package-lock.json names, once; later runs work without network."""
    install_packages(program("npm"), GATEWAY)


def bundled() -> None:
    """Have the worker bundled as its sources are."""
    install_modules()
    build_bundle(program("npm"), GATEWAY)


@contextlib.contextmanager
def running_gateway(settings: Mapping[str, str]) -> Iterator[str]:
    """The address of the built worker with *settings* as its secrets; it ends with the block."""
    process = subprocess.Popen(
        [program("node"), str(GATEWAY / "test" / "serve.mjs")],
        env={"PATH": os.environ["PATH"], **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, "the gateway did not start"
        yield json.loads(line)["url"]
    finally:
        process.stdin.close()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
