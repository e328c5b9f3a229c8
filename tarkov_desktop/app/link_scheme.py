"""Makes links ``tarkov-desktop://…`` open this program: asked for by the player, for this user only, and undone again.

Linux: a desktop entry under ``XDG_DATA_HOME`` and the default in ``mimeapps.list`` (both freedesktop standards; the
file is what ``xdg-mime`` writes, so nothing has to be installed for it). Windows: a key of the current user's classes.
macOS: the system reads the scheme from the bundle's ``Info.plist`` (``CFBundleURLTypes``), so there is nothing to do.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from tarkov_desktop.app.errors import AppError
from tarkov_desktop.app.squad.invites import SCHEME

logger = logging.getLogger(__name__)

ENTRY: Final = "tarkov-desktop-links.desktop"
MIME: Final = f"x-scheme-handler/{SCHEME}"
DEFAULTS: Final = "[Default Applications]"
_QUOTED: Final = frozenset(" \t\n\"'\\><~|&;$*?#()`")
_ESCAPED: Final = frozenset('"`$\\')


class LinksNotChanged(AppError):  # noqa: N818 - named for what happened
    """The system could not be told; what was there stays."""

    code = "links_not_changed"


class Registration(StrEnum):
    """Whether links open this program. ``BUNDLE``: the system decides by the installed bundle, not by us."""

    OURS = "ours"
    OTHER = "other"
    NONE = "none"
    BUNDLE = "bundle"


class LinkScheme(Protocol):
    """Who opens the links on one kind of system.

    Raises:
        LinksNotChanged: a change was not possible.
    """

    def registration(self) -> Registration:
        """Return who opens links now."""
        ...

    def register(self) -> None:
        """Let links open this program."""
        ...

    def unregister(self) -> None:
        """Take back what :meth:`register` did; another program's registration stays."""
        ...


def launch_command(*, home: Path | None = None) -> tuple[str, ...]:
    """Return the words that start this very program, as it was installed."""
    if getattr(sys, "frozen", False):
        words: tuple[str, ...] = (sys.executable,)
    else:
        words = (sys.executable, "-m", "tarkov_desktop")
    return (*words, "gui") if home is None else (*words, "--home", str(home), "gui")


def link_scheme(variables: Mapping[str, str], command: Sequence[str]) -> LinkScheme:
    """Return the registration of this system, for *command*."""
    if sys.platform == "win32":
        from tarkov_desktop.app import link_scheme_windows as windows  # noqa: PLC0415 - needed there only

        return windows.WindowsScheme(windows.UserRegistry(), command)
    if sys.platform == "darwin":
        return BundleScheme()
    home = Path(variables.get("HOME") or Path.home())
    data = Path(variables.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(variables.get("XDG_CONFIG_HOME") or home / ".config")
    return DesktopScheme(data / "applications", config / "mimeapps.list", command)


class BundleScheme:
    """macOS: the installed bundle says it, we cannot."""

    def registration(self) -> Registration:
        """Return that the bundle decides."""
        return Registration.BUNDLE

    def register(self) -> None:
        """Refuse."""
        raise LinksNotChanged("On macOS links open the program once it stands in the Applications folder.")

    def unregister(self) -> None:
        """Refuse."""
        raise LinksNotChanged("On macOS links open the program for as long as it is installed.")


class DesktopScheme:
    """Linux and its like: an entry in *applications*, and the default in *mimeapps*."""

    def __init__(self, applications: Path, mimeapps: Path, command: Sequence[str]) -> None:
        self._entry = applications / ENTRY
        self._mimeapps = mimeapps
        self._command = command

    def registration(self) -> Registration:
        """Return who is the default; an entry of ours that is gone, or starts another copy, is not ours."""
        try:
            default = self._default()
            is_same = self._read(self._entry) == desktop_entry(self._command)
        except OSError as error:
            logger.info("who opens links cannot be read: %s", type(error).__name__)
            return Registration.NONE
        if default is None:
            return Registration.NONE
        return Registration.OURS if default == ENTRY and is_same else Registration.OTHER

    def register(self) -> None:
        """Write the entry first: a default without one would open nothing."""
        try:
            self._write(self._entry, desktop_entry(self._command))
            self._write(self._mimeapps, with_default(self._read(self._mimeapps), ENTRY))
        except OSError as error:
            raise LinksNotChanged(
                "The entry for links could not be written. Nothing else changed."
            ) from error
        self._refresh()

    def unregister(self) -> None:
        """Take the default away if it is ours, then the entry."""
        try:
            if self._default() == ENTRY:
                self._write(self._mimeapps, with_default(self._read(self._mimeapps), None))
            self._entry.unlink(missing_ok=True)
        except OSError as error:
            raise LinksNotChanged("The entry for links could not be taken away. It stays.") from error
        self._refresh()

    def _default(self) -> str | None:
        return default_of(self._read(self._mimeapps))

    def _read(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8", errors="surrogateescape")
        except FileNotFoundError:
            return ""

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(text, encoding="utf-8", errors="surrogateescape")
        fresh.replace(path)

    def _refresh(self) -> None:
        """Let desktops that keep a cache read the folder again; the others look themselves."""
        tool = shutil.which("update-desktop-database")
        if tool is None:
            return
        done = subprocess.run([tool, self._entry.parent], check=False, capture_output=True)  # noqa: S603 - no words of a player
        if done.returncode:
            logger.info("the cache of desktop entries was not refreshed code=%d", done.returncode)


def desktop_entry(command: Sequence[str]) -> str:
    """Return the desktop entry that opens links by *command*; it stands in no menu."""
    words = " ".join([*(_quoted(word) for word in command), "%u"])
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Tarkov Desktop",
        "Comment=Opens invites of a squad",
        f"Exec={words}",
        "Terminal=false",
        "NoDisplay=true",
        "StartupNotify=true",
        f"MimeType={MIME};",
    )
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """Return *word* for ``Exec``: quoted where it must be, then escaped as every string of a desktop entry is."""
    word = word.replace("%", "%%")
    if not word or _QUOTED & set(word):
        word = '"' + "".join(f"\\{letter}" if letter in _ESCAPED else letter for letter in word) + '"'
    return word.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def default_of(mimeapps: str) -> str | None:
    """Return the first entry that *mimeapps* names for our links, None for none."""
    for line in _section(mimeapps.splitlines()):
        key, _, value = line.partition("=")
        if key.strip() == MIME:
            return next((name.strip() for name in value.split(";") if name.strip()), None)
    return None


def with_default(mimeapps: str, entry: str | None) -> str:
    """Return *mimeapps* with *entry* as the default for our links, None without any; all other lines stay."""
    lines = mimeapps.splitlines()
    ours = _section(lines)
    kept = [line for line in ours if line.partition("=")[0].strip() != MIME]
    if entry is not None:
        kept.insert(0, f"{MIME}={entry}")
    if DEFAULTS not in lines and entry is not None:
        lines += ["", DEFAULTS] if lines else [DEFAULTS]
    start = lines.index(DEFAULTS) + 1 if DEFAULTS in lines else len(lines)
    lines[start : start + len(ours)] = kept
    return "\n".join(lines) + "\n" if lines else ""


def _section(lines: Sequence[str]) -> list[str]:
    """Return the lines of the defaults, without their head."""
    if DEFAULTS not in lines:
        return []
    rest = lines[lines.index(DEFAULTS) + 1 :]
    end = next((at for at, line in enumerate(rest) if line.startswith("[")), len(rest))
    return list(rest[:end])
