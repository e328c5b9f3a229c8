"""Runs Deno of the `deno` wheel on the edge functions, with everything it keeps inside the project's build folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FUNCTIONS: Final = ROOT / "resources" / "supabase" / "functions"
EDGE_TESTS: Final = ROOT / "tests" / "functions" / "edge"
BUILD: Final = ROOT / "build"
INSTALL_TIMEOUT_S: Final = 300.0
RUN_TIMEOUT_S: Final = 150.0


def deno_binary() -> Path:
    """The wheel's program beside this Python, as the local backend uses it too."""
    found = shutil.which("deno", path=str(Path(sys.executable).parent))
    assert found is not None, "the `deno` wheel of the extra [backend] is not installed"
    return Path(found)


def run_deno(*arguments: str, check: bool = True, timeout_s: float = RUN_TIMEOUT_S) -> str:
    """Standard output and error of one run, as text; a failed run fails the test with all of it."""
    environment = {
        **os.environ,
        "DENO_DIR": str(BUILD / "deno"),
        "NO_COLOR": "1",
        "DENO_NO_UPDATE_CHECK": "1",
    }
    done = subprocess.run(
        [str(deno_binary()), *arguments],
        cwd=FUNCTIONS,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout_s,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0 or not check, f"deno {' '.join(arguments)}\n{output[-8000:]}"
    return output


def install_modules() -> None:
    """Fetch what deno.lock names, once on a fresh machine; later runs work without network."""
    run_deno("install", "--frozen", "--quiet", timeout_s=INSTALL_TIMEOUT_S)
