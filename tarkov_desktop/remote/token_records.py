"""API tokens as the server tells them. Light: nothing of the network is imported here."""

from __future__ import annotations

import msgspec
from typing_extensions import override

from tarkov_desktop.domain.ids import GameMode


class ApiToken(msgspec.Struct, frozen=True, rename="camel"):
    """One token: the last four characters of it, what it may do, and how it was used. Times are RFC 3339."""

    token_id: str
    tail: str
    game_mode: GameMode
    permissions: list[str]
    usage_count: int = 0
    format: str = "standard"
    note: str | None = None
    last_used_at: str | None = None
    created_at: str | None = None
    expires_at: str | None = None
    revoked_at: str | None = None


class TokenWish(msgspec.Struct, frozen=True):
    """A token to make. ``permissions``: GP read progress, TP read the team, WP write progress.

    ``is_compat`` makes the short form that older programs need; it must have ``expires_at`` within a year.
    """

    mode: GameMode
    permissions: tuple[str, ...]
    note: str = ""
    is_compat: bool = False
    expires_at: str | None = None


class NewApiToken(msgspec.Struct, frozen=True, rename="camel"):
    """A token just made. ``token`` is its secret: shown once, kept nowhere."""

    token_id: str
    token: str
    game_mode: GameMode
    permissions: list[str]

    @override
    def __repr__(self) -> str:
        """Leave the secret out of logs."""
        return f"NewApiToken({self.token_id})"
