"""Where game data is fetched from: addresses, documents, languages, how long an answer is good for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tarkov_desktop.catalog.modes import source_word
from tarkov_desktop.domain.ids import GameMode

DATA_URL: Final = "https://json.tarkov.dev"
OVERLAY_URLS: Final = (
    "https://cdn.jsdelivr.net/gh/tarkovtracker-org/tarkov-data-overlay@main/dist/overlay.json",
    "https://raw.githubusercontent.com/tarkovtracker-org/tarkov-data-overlay/main/dist/overlay.json",
)
LANGUAGES: Final = tuple("cs de en es fr hu it ja ko pl pt ro ru sk tr zh".split())
"""Languages of the game data that are offered before the source says which it has."""
SECOND_LANGUAGE: Final = "en"

FIRST_DOCUMENTS: Final = ("tasks", "traders", "hideout", "crafts")
LATER_DOCUMENTS: Final = ("items", "maps")
WITHOUT_TEXTS: Final = frozenset({"crafts"})
OVERLAY: Final = "overlay"
ENDPOINTS: Final = "endpoints"

HOUR_S: Final = 3_600.0
DAY_S: Final = 24 * HOUR_S
MODE_RETRY_S: Final = DAY_S
_LANGUAGE_TTL_S: Final = 8 * DAY_S
_TTL_S: Final = {"items": DAY_S, "maps": DAY_S, OVERLAY: HOUR_S, ENDPOINTS: 7 * DAY_S}
_JITTER: Final = 0.1
_LANGUAGE_CODE: Final = re.compile(r"[a-z]{2}(-[a-z]{2})?")


class AddressError(ValueError):
    """An address that the program must not fetch game data from."""


def checked_address(address: str) -> str:
    """Return *address* without a slash at its end.

    Raises:
        AddressError: it is neither https nor http to this machine, or carries credentials.
    """
    try:
        parts = urlsplit(address)
    except ValueError as cause:
        raise AddressError(f"{address!r} is not an address of game data.") from cause
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise AddressError(f"{address!r} is not an address of game data.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise AddressError(f"{address!r} is not https. Plain http is for addresses on this machine only.")
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Tell whether *host* is this machine."""
    if host == "localhost":
        return True
    import ipaddress  # noqa: PLC0415 - only where an address is not the usual one

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_language(code: str) -> str:
    """Return *code* if it can be a language of the data, else English."""
    lowered = code.lower().replace("_", "-")
    return lowered if _LANGUAGE_CODE.fullmatch(lowered) else SECOND_LANGUAGE


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its plain name (for limits), its name in the cache and the addresses to try in turn."""

    name: str
    cache_name: str
    addresses: tuple[str, ...]

    @property
    def is_large(self) -> bool:
        """Whether it is given three minutes instead of one."""
        return self.name in LATER_DOCUMENTS

    @property
    def is_texts(self) -> bool:
        """Whether it holds the texts of a language."""
        return "_" in self.name

    def ttl_s(self) -> float:
        """Return after how many seconds it is asked for again, up to a tenth earlier so that they spread."""
        full = _LANGUAGE_TTL_S if self.is_texts else _TTL_S.get(self.name, 12 * HOUR_S)
        spread = hashlib.sha256(self.cache_name.encode()).digest()[0] / 255
        return full * (1 - _JITTER * spread)


@dataclass(frozen=True, slots=True)
class Locations:
    """The addresses in use; the defaults are the public services."""

    data_url: str = DATA_URL
    overlay_urls: tuple[str, ...] = OVERLAY_URLS

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> Locations:
        """Return the addresses that ``TARKOV_DATA_URL`` and ``TARKOV_OVERLAY_URL`` ask for.

        Raises:
            AddressError: one of them is neither https nor http to this machine.
        """
        data, overlay = variables.get("TARKOV_DATA_URL"), variables.get("TARKOV_OVERLAY_URL")
        return cls(
            data_url=checked_address(data) if data else DATA_URL,
            overlay_urls=(checked_address(overlay),) if overlay else OVERLAY_URLS,
        )

    def document(self, mode: GameMode, name: str) -> Document:
        """Return the document *name* (``tasks``, ``tasks_de`` ...) of *mode*."""
        word = source_word(mode)
        return Document(name, f"{self._host}/{word}/{name}", (f"{self.data_url}/{word}/{name}",))

    def endpoints(self) -> Document:
        """Return the document that lists languages and modes."""
        return Document(ENDPOINTS, f"{self._host}/{ENDPOINTS}", (f"{self.data_url}/{ENDPOINTS}",))

    @property
    def _host(self) -> str:
        return re.sub(r"[^A-Za-z0-9.-]", "_", urlsplit(self.data_url).netloc)

    def overlay(self) -> Document:
        """Return the overlay, which all modes share."""
        return Document(OVERLAY, OVERLAY, self.overlay_urls)

    def documents(self, mode: GameMode, language: str) -> tuple[Document, ...]:
        """Return what *mode* needs in *language*, in the order of fetching."""
        codes = tuple(dict.fromkeys((SECOND_LANGUAGE, language)))
        found: list[Document] = []
        for name in (*FIRST_DOCUMENTS, OVERLAY, *LATER_DOCUMENTS):
            if name == OVERLAY:
                found.append(self.overlay())
                continue
            found.append(self.document(mode, name))
            if name not in WITHOUT_TEXTS:
                found.extend(self.document(mode, f"{name}_{code}") for code in codes)
        return tuple(found)
