"""Takes out of a text what must not leave this computer: names, addresses, tokens, ids of people (game-logs 12)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import Final

_PRIVATE_KEYS: Final = (
    "nickname|buyerNickname|displayName|from|profileToken|sid|ip|email|mail|password|token|access_token|"
    "refresh_token|apikey|anonKey|joinCode|join_code"
)
_PATTERNS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), "<token>"),
    (re.compile(r"(?i)\bbearer\s+[\w.~+/=-]+"), "Bearer <token>"),
    (re.compile(r"\b(?:PVP|PVE|SZN)_\w{8,}"), "<token>"),
    (re.compile(r"(tarkov-desktop://join/)\S+"), r"\1<code>"),
    (re.compile(r"(getwebsocket/)[^\s\"'?]+"), r"\1<token>"),
    (
        re.compile(rf"(?i)(\"?\b(?:{_PRIVATE_KEYS})\"?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&}}]+)"),
        r"\1<private>",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "<mail>"),
    (re.compile(r"(?i)\b(accountid|aid)(\W{0,3})\d+"), r"\1\2<account>"),
    (re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"), "<id>"),
    (re.compile(r"(?<![0-9a-fA-F-])[0-9a-f]{24,}(?![0-9a-fA-F-])"), "<id>"),
    (re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"), "<address>"),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}(?::|[0-9a-fA-F]{1,4})"), "<address>"),
    (
        re.compile(
            r"(?<![\w:])[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*::(?:[0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{1,4}"
        ),
        "<address>",
    ),
)
_LOOPBACK: Final = ("127.0.0.1", "127.0.0.2")
_HOMES: Final = re.compile(r"(?i)([/\\]+(?:home|users)[/\\]+)[^/\\\s\"']+")


class Redaction:
    """Redacts texts. ``home`` is the folder of the user; ``known`` are ids and versions of the game, which may stay.

    ``names`` are words that no pattern can know: players, a server of one's own.
    """

    def __init__(
        self,
        home: str,
        known: Callable[[], AbstractSet[str]] = frozenset,
        *,
        names: Iterable[str] = (),
    ) -> None:
        self._home = home.rstrip("/\\")
        self._known = known
        longest_first = sorted({name for name in names if name.strip()}, key=len, reverse=True)
        either = "|".join(map(re.escape, longest_first))
        self._names = re.compile(rf"(?i)(?<!\w)(?:{either})(?!\w)") if either else None

    def __call__(self, text: str) -> str:
        """Return *text* without what is private; doing it twice changes nothing more."""
        if len(self._home) > 1:
            text = text.replace(self._home, "~")
        text = _HOMES.sub(r"\1<user>", text)
        if self._names is not None:
            text = self._names.sub("<name>", text)
        known = self._known()
        for pattern, stand_in in _PATTERNS:
            text = pattern.sub(functools.partial(_kept, known, stand_in), text)
        return text


def _kept(known: AbstractSet[str], stand_in: str, found: re.Match[str]) -> str:
    return found[0] if found[0] in known or found[0] in _LOOPBACK else found.expand(stand_in)
