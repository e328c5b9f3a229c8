"""The team gateway (a Cloudflare Worker) in front of the backend, in workerd by Miniflare: for machines with Node."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tarkov_desktop import resources
from tarkov_desktop.localbackend.errors import PartMissingError, StartFailedError
from tarkov_desktop.localbackend.node_packages import build_bundle, install_packages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

_READY_S = 30.0


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
    install_packages(npm, folder)
    build_bundle(npm, folder)
    return folder, node


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
