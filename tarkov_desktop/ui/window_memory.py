"""What a window remembers on this computer: its place, and per mode the open page and how each page was left."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

from tarkov_desktop.app.settings import WINDOW, Settings
from tarkov_desktop.domain.document import JsonValue

_GEOMETRY: Final = "geometry"
_SAID_GOES_ON: Final = "saidGoesOn"


class WindowMemory:
    """The memory as *settings* kept it; what is noted since is written by :meth:`save`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._noted: dict[str, JsonValue] = dict(settings.get(WINDOW))

    def page(self, mode: str) -> str:
        """Return the page that was open last in *mode*, "" for none."""
        name = self._noted.get(f"page.{mode}")
        return name if isinstance(name, str) else ""

    def note_page(self, mode: str, name: str) -> None:
        """Note that *name* is the open page."""
        self._noted[f"page.{mode}"] = name

    def view(self, mode: str, name: str) -> Mapping[str, JsonValue]:
        """Return how the page *name* was left in *mode*."""
        state = self._noted.get(f"view.{mode}.{name}")
        return state if isinstance(state, dict) else {}

    def note_view(self, mode: str, name: str, state: Mapping[str, JsonValue]) -> None:
        """Note how the page *name* looks now."""
        self._noted[f"view.{mode}.{name}"] = dict(state)

    @property
    def geometry(self) -> bytes:
        """Where the window stood, in Qt's own words; empty when it never stood anywhere."""
        told = self._noted.get(_GEOMETRY)
        return base64.b64decode(told, validate=False) if isinstance(told, str) else b""

    def note_geometry(self, geometry: bytes) -> None:
        """Note where the window stands."""
        self._noted[_GEOMETRY] = base64.b64encode(geometry).decode("ascii")

    @property
    def has_said_goes_on(self) -> bool:
        """Whether the player was told once where a closed window goes."""
        return self._noted.get(_SAID_GOES_ON) is True

    def note_said_goes_on(self) -> None:
        """Never tell it again."""
        self._noted[_SAID_GOES_ON] = True

    def save(self) -> None:
        """Write what was noted to the settings of this computer."""
        self._settings.set(WINDOW, dict(self._noted))
