"""Links on Windows: a class of the current user, so that no administrator has to be asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from tarkov_desktop.app.link_scheme import LinksNotChanged, Registration
from tarkov_desktop.app.squad.invites import SCHEME

CLASS_KEY: Final = rf"Software\Classes\{SCHEME}"
COMMAND_KEY: Final = rf"{CLASS_KEY}\shell\open\command"
KEYS: Final = (COMMAND_KEY, rf"{CLASS_KEY}\shell\open", rf"{CLASS_KEY}\shell", CLASS_KEY)
"""The keys of the class, innermost first, as they have to be removed."""


class Registry(Protocol):
    """The registry of the current user. Everything raises OSError where it is not possible."""

    def read(self, key: str) -> str:
        """Return the default value of *key*."""
        ...

    def write(self, key: str, values: Mapping[str, str]) -> None:
        """Make *key* with *values*; "" is the default one."""
        ...

    def remove(self, key: str) -> None:
        """Remove *key*; one that is not there is as good as removed."""
        ...


class WindowsScheme:
    """The class of our links in *registry*, for *command*."""

    def __init__(self, registry: Registry, command: Sequence[str]) -> None:
        self._registry = registry
        self._values = windows_values(command)

    def registration(self) -> Registration:
        """Return who opens links now."""
        try:
            found = self._registry.read(COMMAND_KEY)
        except OSError:
            return Registration.NONE
        return Registration.OURS if found == self._values[COMMAND_KEY][""] else Registration.OTHER

    def register(self) -> None:
        """Write the class."""
        try:
            for key, values in self._values.items():
                self._registry.write(key, values)
        except OSError as error:
            raise LinksNotChanged(
                "The entry for links could not be written. Nothing else changed."
            ) from error

    def unregister(self) -> None:
        """Remove the class if it starts this program."""
        if self.registration() is not Registration.OURS:
            return
        try:
            for key in KEYS:
                self._registry.remove(key)
        except OSError as error:
            raise LinksNotChanged("The entry for links could not be taken away. It stays.") from error


def windows_values(command: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the registry keys of our links, each with its values ("" is the default one)."""
    words = subprocess.list2cmdline(command)
    return {
        CLASS_KEY: {"": "URL:Tarkov Desktop", "URL Protocol": ""},
        COMMAND_KEY: {"": f'{words} "%1"'},
    }


if sys.platform == "win32":
    import contextlib
    import winreg

    class UserRegistry:
        """The real one."""

        def read(self, key: str) -> str:
            """Return the default value of *key*."""
            return winreg.QueryValue(winreg.HKEY_CURRENT_USER, key)

        def write(self, key: str, values: Mapping[str, str]) -> None:
            """Make *key* with *values*."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                for name, text in values.items():
                    winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)

        def remove(self, key: str) -> None:
            """Remove *key*."""
            with contextlib.suppress(FileNotFoundError):  # gone already is as good
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
