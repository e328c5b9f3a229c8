"""Devices and archives of an account as the server tells them. Light: nothing of the network is imported here."""

from __future__ import annotations

from typing import Any

import msgspec

from tarkov_desktop.domain.ids import GameMode


class Device(msgspec.Struct, frozen=True, rename="camel"):
    """A computer that exchanged progress with the account. Times are RFC 3339; the name is the player's."""

    device_id: str
    name: str | None = None
    platform: str | None = None
    app_version: str | None = None
    created_at: str | None = None
    last_seen_at: str | None = None


class ServerArchive(msgspec.Struct, frozen=True, rename="camel"):
    """A generation that the server put aside: why, when (RFC 3339), and what stood in it."""

    archive_id: str
    game_mode: GameMode
    season: int
    epoch: int
    reason: str
    created_at: str
    display_name: str | None = None
    level: int | None = None
    tasks_completed: int | None = None
    register_count: int = 0


class ArchiveContent(ServerArchive, frozen=True, rename="camel"):
    """An archive with its registers: path -> (value, Unix ms)."""

    registers: dict[str, tuple[Any, int]] = {}
    """JSON values; msgspec cannot be told of a type that holds itself."""
