"""The team gateway in real workerd: type check, bundle by its own tool, and its tests under Miniflare."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

GATEWAY: Final = Path(__file__).resolve().parents[2] / "resources" / "team-gateway"
MODULES: Final = GATEWAY / "node_modules"
INSTALL_TIMEOUT_S: Final = 400.0
RUN_TIMEOUT_S: Final = 170.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("gateway")]


def npm(*arguments: str, timeout_s: float = RUN_TIMEOUT_S) -> str:
    """Output of one npm command in the gateway's folder; a failed one fails the test with all of it."""
    program = shutil.which("npm")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("node and npm are needed to test the gateway")
        pytest.skip("node and npm are not installed")
    environment = {**os.environ, "NO_COLOR": "1", "WRANGLER_SEND_METRICS": "false"}
    done = subprocess.run(
        [program, *arguments],
        cwd=GATEWAY,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout_s,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, f"npm {' '.join(arguments)}\n{output[-8000:]}"
    return output


@pytest.fixture(scope="module", autouse=True)
def _modules() -> None:
    """Install what package-lock.json names, once; later runs work without network."""
    lock = (GATEWAY / "package-lock.json").read_bytes()
    mark = MODULES / ".installed-from"
    if not mark.is_file() or mark.read_bytes() != lock:
        npm("ci", "--no-audit", "--no-fund", timeout_s=INSTALL_TIMEOUT_S)
        mark.write_bytes(lock)


def test_the_gateway_type_checks_in_the_strict_mode() -> None:
    npm("run", "check")


def test_the_gateway_passes_its_tests_in_workerd() -> None:
    output = npm("test")

    passed = re.search(r"# pass (\d+)", output)
    assert passed is not None
    assert int(passed[1]) >= 40
    assert "# fail 0" in output
    assert "# skipped 0" in output


def test_the_lock_records_no_download_address() -> None:
    lock = json.loads((GATEWAY / "package-lock.json").read_text("utf-8"))

    assert all("resolved" not in package for package in lock["packages"].values())
    assert "omit-lockfile-registry-resolved=true" in (GATEWAY / ".npmrc").read_text("utf-8")


def test_the_limiter_is_stored_and_the_environment_is_production_by_default() -> None:
    text = (GATEWAY / "wrangler.jsonc").read_text("utf-8")
    settings = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))

    assert settings["vars"] == {"ENVIRONMENT": "production"}
    assert settings["migrations"] == [{"tag": "v1", "new_sqlite_classes": ["Limiter"]}]
    assert settings["durable_objects"]["bindings"] == [{"name": "LIMITER", "class_name": "Limiter"}]
