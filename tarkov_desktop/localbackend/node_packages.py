"""Makes the team gateway ready to run: its packages as its lock names them, its bundle as its sources are."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
from typing import TYPE_CHECKING, Final

from tarkov_desktop.localbackend.errors import StartFailedError
from tarkov_desktop.localbackend.postgres.folder_lock import FolderLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

INSTALL_TIMEOUT_S: Final = 400.0
RUN_TIMEOUT_S: Final = 170.0
_STAMP: Final = ".installed-from"
"""Of the lock the modules were made from."""


def install_packages(npm: str, folder: Path) -> None:
    """Install what the lock of *folder* names, once; later calls need no network.

    Raises:
        StartFailedError: npm failed.
        DataInUseError: another process has been at it for longer than an install may take.
    """
    with _alone(folder):
        lock, stamp = (folder / "package-lock.json").read_bytes(), folder / "node_modules" / _STAMP
        if not stamp.is_file() or stamp.read_bytes() != lock:
            run_npm(npm, folder, "ci", "--no-audit", "--no-fund", timeout_s=INSTALL_TIMEOUT_S)
            stamp.write_bytes(lock)


def build_bundle(npm: str, folder: Path) -> None:
    """Bundle the worker if its sources are younger than its bundle.

    Raises:
        StartFailedError: it cannot be built.
        DataInUseError: another process has been at it for longer than an install may take.
    """
    bundle = folder / "build" / "worker" / "index.js"
    sources = [*(folder / "src").glob("*.ts"), folder / "wrangler.jsonc", folder / "package-lock.json"]
    newest_s = max(source.stat().st_mtime for source in sources)
    with _alone(folder):
        if not bundle.exists() or bundle.stat().st_mtime < newest_s:
            run_npm(npm, folder, "run", "build")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only process at work in *folder*: two ``npm ci`` at once take each other's tree away (ENOTEMPTY)."""
    place = folder / "build"
    place.mkdir(exist_ok=True)
    lock = FolderLock(place)
    lock.acquire(wait_s=INSTALL_TIMEOUT_S)
    try:
        yield
    finally:
        lock.release()


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
