"""Deno as a child process: started with few rights, watched, started again after a crash, but not for ever."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tarkov_desktop import resources
from tarkov_desktop.localbackend.errors import StartFailedError
from tarkov_desktop.localbackend.functions.workshop import Workshop, prepare_workshop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

logger = logging.getLogger(__name__)

# A Ctrl-C in the terminal is for us; we end Deno ourselves, after the requests that still need it.
_APART: dict[str, Any] = (
    {"creationflags": 0x200}
    if sys.platform == "win32"
    else {"start_new_session": True}  # 0x200: a new process group
)
_READY_S = 30.0
_MOST_STARTS = 5
_PER_S = 60.0
_FIRST_DELAY_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class HostOptions:
    """What the functions are and what they are told.

    Attributes:
        sources: the folder of functions.
        cache: for the workshop and Deno's own files.
        gateway_port: the only address functions may call.
        environment: what ``Deno.env`` shows them, and nothing else.
    """

    sources: Path
    cache: Path
    gateway_port: int
    environment: Mapping[str, str] = field(default_factory=dict)


class FunctionsHost:
    """The process that runs all functions. ``start`` returns when they answer; ``stop`` ends it."""

    def __init__(self, options: HostOptions) -> None:
        self.password = secrets.token_urlsafe(24)
        self.port = 0
        self._options = options
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._drains: set[asyncio.Task[None]] = (
            set()
        )  # kept so that they are not collected; they end with the process
        self._ready = asyncio.Event()
        self._starts: deque[float] = deque(maxlen=_MOST_STARTS)

    @property
    def ready(self) -> bool:
        """Whether the functions can be called at this moment."""
        return self._ready.is_set()

    async def wait_ready(self, timeout_s: float) -> bool:
        """Whether the functions can be called, waiting for a restart that is under way."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), timeout_s)
        return self.ready

    async def start(self) -> None:
        """Start Deno and import every function.

        Raises:
            BackendError: Deno or the modules are missing, or it does not come up.
        """
        workshop = await asyncio.to_thread(prepare_workshop, self._options.sources, self._options.cache)
        await self._launch(workshop)
        self._keeper = asyncio.create_task(self._keep(workshop))

    async def stop(self) -> None:
        """End the process; requests under way are cut off."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        await self._end()

    async def restart(self) -> None:
        """Start anew with the sources as they are now."""
        await self.stop()
        self._starts.clear()
        await self.start()

    def kill(self) -> None:
        """End the process at once, as a crash would; it is started again."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _keep(self, workshop: Workshop) -> None:
        """Start the process again whenever it ends, at most five times a minute."""
        while self._process is not None:
            code = await self._process.wait()
            self._ready.clear()
            logger.error("the functions host ended with code %s; starting it again", code)
            try:
                await asyncio.sleep(self._pause())
                await self._launch(workshop)
            except StartFailedError:
                logger.exception("the functions host does not start; the functions answer 503")

    def _pause(self) -> float:
        """How long to wait before the next start: longer each time, and a minute after the fifth in a minute."""
        recent = [start for start in self._starts if time.monotonic() - start < _PER_S]
        if len(recent) >= _MOST_STARTS:
            return _PER_S - (time.monotonic() - recent[0])
        return _FIRST_DELAY_S * 4.0 ** max(0, len(recent) - 1)

    async def _launch(self, workshop: Workshop) -> None:
        self._starts.append(time.monotonic())
        self.port = _free_port()
        names = ",".join(self._options.environment)
        rights = [
            f"--allow-net=127.0.0.1:{self.port},127.0.0.1:{self._options.gateway_port}",
            f"--allow-read={workshop.folder}",
        ]
        rights += [f"--allow-env={names}"] if names else []
        host = resources.directory("localbackend/host.ts")
        self._process = await asyncio.create_subprocess_exec(
            str(workshop.deno), "run", "--quiet", "--no-prompt", "--no-remote", "--cached-only", "--no-check",
            "--unstable-no-legacy-abort",
            f"--config={workshop.folder / 'deno.json'}", *rights,
            str(host), str(self.port), self.password, json.dumps(workshop.functions()),
            cwd=workshop.folder, env=self._environment(workshop),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            **_APART,
        )  # fmt: skip
        await self._wait_until_ready(self._process)

    def _environment(self, workshop: Workshop) -> dict[str, str]:
        system = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
        ours = {"DENO_DIR": str(workshop.deno_dir), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
        return system | ours | dict(self._options.environment)

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101 a pipe was asked for
        assert process.stderr is not None  # noqa: S101 likewise
        said: deque[str] = deque(maxlen=20)
        draining = asyncio.create_task(_drain(process.stderr, said))
        try:
            line = await asyncio.wait_for(process.stdout.readline(), _READY_S)
            failed = json.loads(line)["failed"]
        except (TimeoutError, ValueError) as error:
            await self._end()
            await draining
            raise StartFailedError(f"the functions host did not start: {' '.join(said)[-500:]}") from error
        for name, reason in failed.items():
            logger.error("function %s failed to start: %s", name, reason)
        self._drains = {draining, asyncio.create_task(_drain(process.stdout, said))}
        self._ready.set()

    async def _end(self) -> None:
        self._ready.clear()
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()  # it keeps nothing that a kinder end could save
        await process.wait()


async def _drain(stream: asyncio.StreamReader, said: deque[str]) -> None:
    """Log what the functions print, so that a full pipe never stops them."""
    async for line in stream:
        text = line.decode("utf-8", "replace").rstrip()
        said.append(text)
        logger.info("functions: %s", text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
