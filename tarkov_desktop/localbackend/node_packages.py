"""Makes the team gateway ready to run: its packages as its lock names them, its bundle as its sources are."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from tarkov_desktop.localbackend.errors import StartFailedError

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

INSTALL_TIMEOUT_S: Final = 400.0
RUN_TIMEOUT_S: Final = 170.0
INSTALL_TRIES: Final = 3
_STAMP: Final = ".installed-from"
"""Of the lock the modules were made from."""
_TRIPPED: Final = "ENOTEMPTY"
"""What npm says when it stumbles over its own half-made tree; with no tree at all it does not."""


def install_packages(npm: str, folder: Path) -> None:
    """Install what the lock of *folder* names, once; later calls need no network.

    Raises:
        StartFailedError: npm failed, or tripped over its own tree every time.
    """
    lock, modules = (folder / "package-lock.json").read_bytes(), folder / "node_modules"
    stamp = modules / _STAMP
    if stamp.is_file() and stamp.read_bytes() == lock:
        return
    for tries_left in reversed(range(INSTALL_TRIES)):
        try:
            run_npm(npm, folder, "ci", "--no-audit", "--no-fund", timeout_s=INSTALL_TIMEOUT_S)
        except StartFailedError as error:
            if not tries_left or _TRIPPED not in str(error):
                raise
            logger.info("npm tripped over its own tree, which is made anew; tries_left=%s", tries_left)
            shutil.rmtree(modules, ignore_errors=True)
        else:
            stamp.write_bytes(lock)
            return


def build_bundle(npm: str, folder: Path) -> None:
    """Bundle the worker if its sources are younger than its bundle.

    Raises:
        StartFailedError: it cannot be built.
    """
    bundle = folder / "build" / "worker" / "index.js"
    sources = [*(folder / "src").glob("*.ts"), folder / "wrangler.jsonc", folder / "package-lock.json"]
    newest_s = max(source.stat().st_mtime for source in sources)
    if not bundle.exists() or bundle.stat().st_mtime < newest_s:
        run_npm(npm, folder, "run", "build")


def run_npm(npm: str, folder: Path, *words: str, timeout_s: float = RUN_TIMEOUT_S) -> str:
    """Return all that one npm command in *folder* prints.

    Raises:
        StartFailedError: it cannot be run, takes too long or fails; the message holds the end of what it said.
    """
    logger.info("team gateway: npm %s", " ".join(words))
    environment = {**os.environ, "NO_COLOR": "1", "WRANGLER_SEND_METRICS": "false"}
    try:
        done = subprocess.run(  # noqa: S603 npm on our own lock
            [npm, *words],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout_s,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise StartFailedError(f"npm {words[0]} of the team gateway did not end: {error}") from error
    if done.returncode:
        raise StartFailedError(
            f"npm {' '.join(words)} of the team gateway failed: {done.stdout[-3000:].strip()}"
        )
    return done.stdout
