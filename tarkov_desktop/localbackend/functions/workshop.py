"""The folder the functions run from: a copy of their sources beside the npm modules that deno.lock names.

A copy, because an installed program's folder cannot be written to, and the modules must lie beside the sources.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tarkov_desktop.localbackend.errors import ExtraMissingError, StartFailedError
from tarkov_desktop.localbackend.postgres.folder_lock import FolderLock

logger = logging.getLogger(__name__)

_INSTALL_S = 300
_INSTALLED = "node_modules.complete"


@dataclass(frozen=True, slots=True)
class Workshop:
    """A folder with everything the functions need, and the program to run them."""

    deno: Path
    folder: Path
    deno_dir: Path

    def functions(self) -> dict[str, str]:
        """File address by function name."""
        return {file.parent.name: file.as_uri() for file in sorted(self.folder.glob("[!_]*/index.ts"))}


def prepare_workshop(sources: Path, cache: Path) -> Workshop:
    """The workshop for *sources*, made or brought up to date below *cache*. Needs the network once per deno.lock.

    Raises:
        ExtraMissingError: Deno is not installed.
        StartFailedError: the modules are not here and could not be fetched.
    """
    deno = find_deno()
    key = hashlib.sha256(str(sources.resolve()).encode())
    for name in ("deno.json", "deno.lock"):
        file = sources / name
        key.update(file.read_bytes() if file.exists() else b"-")
    workshop = Workshop(deno=deno, folder=cache / "functions" / key.hexdigest()[:20], deno_dir=cache / "deno")
    workshop.folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(workshop.folder)
    lock.acquire(wait_s=_INSTALL_S)  # several test workers may want the modules at once
    try:
        _copy(sources, workshop.folder)
        if (workshop.folder / "deno.lock").exists() and not (workshop.folder / _INSTALLED).exists():
            _install(workshop)
    finally:
        lock.release()
    return workshop


def find_deno() -> Path:
    """Deno of the wheel.

    Raises:
        ExtraMissingError: the wheel is not installed.
    """
    suffix = ".exe" if sys.platform == "win32" else ""
    if importlib.util.find_spec("deno") is None:
        raise ExtraMissingError("Deno")
    beside = Path(sys.executable).parent / f"deno{suffix}"
    found = str(beside) if beside.exists() else shutil.which("deno")
    if found is None:
        raise ExtraMissingError("Deno")
    return Path(found)


def _copy(sources: Path, folder: Path) -> None:
    wanted = {
        file.relative_to(sources)
        for file in sources.rglob("*")
        if _is_source(file.relative_to(sources), file)
    }
    for stale in list(folder.rglob("*")):
        if _is_source(relative := stale.relative_to(folder), stale) and relative not in wanted:
            stale.unlink()
    for relative in wanted:
        target = folder / relative
        content = (sources / relative).read_bytes()
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Replaced in one step: another backend may be reading the same workshop.
            partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
            partial.write_bytes(content)
            partial.replace(target)


def _is_source(relative: Path, file: Path) -> bool:
    ours = {"node_modules", _INSTALLED, "backend.lock"}
    return ours.isdisjoint(relative.parts) and not relative.name.endswith(".partial") and file.is_file()


def _install(workshop: Workshop) -> None:
    """Fetch the modules, with the environment as it is: it may name a proxy or a registry."""
    logger.info("fetching the modules of the edge functions (once)")
    environment = {
        **os.environ,
        "DENO_DIR": str(workshop.deno_dir),
        "DENO_NO_UPDATE_CHECK": "1",
        "NO_COLOR": "1",
    }
    command = [str(workshop.deno), "install", "--quiet", "--frozen"]
    try:
        subprocess.run(  # noqa: S603 our own Deno on our own files
            command, cwd=workshop.folder, env=environment, check=True, capture_output=True, timeout=_INSTALL_S
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace").strip()[-300:]
        raise StartFailedError(
            f"the modules of the edge functions are not here and could not be fetched: {said}\n"
            "With a network, `tarkov-desktop backend` fetches them once; `--no-functions` starts without them."
        ) from error
    (workshop.folder / _INSTALLED).touch()
