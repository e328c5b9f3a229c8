"""Colours by role, read once from ``resources/themes/tokens.toml``; no Qt here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tarkov_desktop import resources


class Variant(StrEnum):
    """The three looks."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


class Role(StrEnum):
    """What a colour is for; the last four differ by game mode."""

    TEXT = "text"
    TEXT2 = "text2"
    TEXT3 = "text3"
    CHECK = "check"
    DONE = "done"
    FAILED = "failed"
    BLOCKED = "blocked"
    LOCKED = "locked"
    IGNORED = "ignored"
    INFO = "info"
    FOCUS = "focus"
    CONTROL = "control"
    RAIL = "rail"
    WINDOW = "window"
    PANEL = "panel"
    LIST = "list"
    RAISED = "raised"
    HOVER = "hover"
    HAIR = "hair"
    LINE = "line"
    LINE2 = "line2"
    TRACK = "track"
    SHADOW = "shadow"
    ACCENT = "accent"
    ON_ACCENT = "on_accent"
    SELECTED = "selected"
    ACCENT_LINE = "accent_line"


MODE_ROLES = (Role.ACCENT, Role.ON_ACCENT, Role.SELECTED, Role.ACCENT_LINE)


@dataclass(frozen=True, slots=True)
class TraderMark:
    """Hue (degrees) and letters of a trader's tile."""

    hue: int
    letters: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """One look: hex colours by role, those of a mode by mode and role, and the recipe of trader tiles."""

    variant: Variant
    is_dark: bool
    colours: Mapping[Role, str]
    modes: Mapping[str, Mapping[Role, str]]
    tile_fill: tuple[int, int]
    """Saturation and lightness, percent."""
    tile_letters: tuple[int, int]
    float_shade: int
    """Blackness of the shadow below what floats, percent."""
    scrim_shade: int

    def colour(self, role: Role, mode: str) -> str:
        """Return the hex colour of *role*; an unknown *mode* looks like the first one."""
        if role in MODE_ROLES:
            return self.modes.get(mode, self.modes["pvp"])[role]
        return self.colours[role]


@dataclass(frozen=True, slots=True)
class TokenFile:
    """Everything the file holds."""

    variants: Mapping[Variant, Tokens]
    traders: Mapping[str, TraderMark]


def read_tokens() -> TokenFile:
    """Return the three looks and the marks of the traders.

    Raises:
        KeyError: a role lacks its colour; the file travels with the program, so that is our mistake.
    """
    raw = tomllib.loads(resources.read_text("themes/tokens.toml"))
    variants = {variant: _tokens(variant, raw[variant.value]) for variant in Variant}
    traders = {name: TraderMark(mark["hue"], mark["letters"]) for name, mark in raw["traders"].items()}
    return TokenFile(variants, traders)


def _tokens(variant: Variant, raw: Mapping[str, Any]) -> Tokens:
    plain = [role for role in Role if role not in MODE_ROLES]
    return Tokens(
        variant=variant,
        is_dark=raw["scheme"] == "dark",
        colours={role: raw["colours"][role.value] for role in plain},
        modes={
            mode: {role: colours[role.value] for role in MODE_ROLES} for mode, colours in raw["modes"].items()
        },
        tile_fill=tuple(raw["tile"]["fill"]),
        tile_letters=tuple(raw["tile"]["letters"]),
        float_shade=raw["shade"]["float"],
        scrim_shade=raw["shade"]["scrim"],
    )
