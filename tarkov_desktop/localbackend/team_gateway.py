"""The team gateway (a Cloudflare Worker) in front of the backend, in workerd by Miniflare: for machines with Node."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import subprocess
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tarkov_desktop import resources
from tarkov_desktop.localbackend.errors import PartMissingError, StartFailedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

logger = logging.getLogger(__name__)

_INSTALL_S = 400
_BUILD_S = 170
_READY_S = 30.0
_STAMP = ".installed-from"  # of the lock the modules were made from; the gateway's tests leave the same


@asynccontextmanager
async def team_gateway(settings: Mapping[str, str]) -> AsyncIterator[str]:
    """The address of a running gateway whose secrets are *settings*; it ends with the block.

    Raises:
        PartMissingError: there is no Node, or this is not a checkout of the sources.
        StartFailedError: its packages could not be fetched, or it does not start.
    """
    folder, node = await asyncio.to_thread(_prepared)
    process = await asyncio.create_subprocess_exec(
        node, str(folder / "test" / "serve.mjs"),
        cwd=folder, env=_environment() | dict(settings),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=sys.platform != "win32",
    )  # fmt: skip
    if process.stdin is None or process.stdout is None:
        raise StartFailedError("the team gateway has no pipes")
    try:
        try:
            line = await asyncio.wait_for(process.stdout.readline(), _READY_S)
            address = str(json.loads(line)["url"]).rstrip("/")
        except (TimeoutError, ValueError) as error:
            raise StartFailedError("the team gateway does not start") from error
        yield address
    finally:
        process.stdin.close()  # it ends with its input, also when we are gone without a word
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 2)
        if process.returncode is None:
            process.kill()
            await process.wait()


def _prepared() -> tuple[Path, str]:
    """The gateway's folder with packages and bundle in place, and Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise PartMissingError("the team gateway needs Node 20 or later (node and npm)")
    try:
        folder = resources.directory("team-gateway")
    except FileNotFoundError as error:
        raise PartMissingError("the team gateway runs only from a checkout of the sources") from error
    lock = (folder / "package-lock.json").read_bytes()
    stamp = folder / "node_modules" / _STAMP
    if not stamp.is_file() or stamp.read_bytes() != lock:
        _npm(npm, folder, "ci", "--no-audit", "--no-fund", timeout_s=_INSTALL_S)
        stamp.write_bytes(lock)
    if _outdated(folder):
        _npm(npm, folder, "run", "build", timeout_s=_BUILD_S)
    return folder, node


def _outdated(folder: Path) -> bool:
    bundle = folder / "build" / "worker" / "index.js"
    sources = [*(folder / "src").glob("*.ts"), folder / "wrangler.jsonc", folder / "package-lock.json"]
    return not bundle.exists() or bundle.stat().st_mtime < max(source.stat().st_mtime for source in sources)


def _npm(npm: str, folder: Path, *words: str, timeout_s: float) -> None:
    logger.info("preparing the team gateway: npm %s", " ".join(words))
    environment = {**os.environ, "NO_COLOR": "1", "WRANGLER_SEND_METRICS": "false"}
    try:
        subprocess.run(  # noqa: S603 npm on our own lock
            [npm, *words], cwd=folder, env=environment, check=True, capture_output=True, timeout=timeout_s
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace").strip()[-300:]
        raise StartFailedError(f"npm {words[0]} of the team gateway failed: {said}") from error


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
