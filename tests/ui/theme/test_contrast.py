"""Every pair of colours that may meet on screen keeps the ratio the visual language names (WCAG 2.2)."""

from __future__ import annotations

import colorsys

import pytest

from tarkov_desktop.ui.theme.tokens import Role, TokenFile, Tokens, Variant, read_tokens

GROUNDS = (Role.WINDOW, Role.PANEL, Role.RAISED, Role.HOVER, Role.RAIL)
MODES = ("pvp", "pve", "seasonal")
ROUNDING = 0.051

RATIOS = {
    # role: dark, light, high contrast; the lowest on any ground
    Role.TEXT: (11.0, 14.0, 15.8),
    Role.TEXT2: (6.7, 6.8, 13.4),
    Role.TEXT3: (4.8, 4.8, 10.8),
    Role.CHECK: (7.7, 5.6, 12.1),
    Role.DONE: (6.0, 5.4, 11.2),
    Role.FAILED: (5.3, 5.6, 8.5),
    Role.BLOCKED: (5.3, 5.9, 9.9),
    Role.LOCKED: (5.1, 4.9, 10.8),
    Role.IGNORED: (4.8, 4.8, 10.8),
    Role.INFO: (6.5, 5.3, 9.7),
    Role.FOCUS: (6.5, 5.3, 13.4),
    Role.CONTROL: (3.0, 3.2, 15.8),
}
ACCENTS = {"pvp": (6.3, 5.1, 9.6), "pve": (6.6, 5.6, 11.4), "seasonal": (6.0, 6.3, 10.2)}
ON_ACCENT = {"pvp": (9.0, 6.1, 12.4), "pve": (9.5, 6.7, 15.2), "seasonal": (8.6, 7.6, 13.4)}
ON_TRACK = (4.6, 4.2, 3.1)
TILE = (6.7, 6.3, 7.0)


def luminance(rgb: tuple[float, float, float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def ratio(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def column(tokens: Tokens) -> int:
    return list(Variant).index(tokens.variant)


@pytest.fixture(params=list(Variant))
def tokens(request: pytest.FixtureRequest) -> Tokens:
    return read_tokens().variants[request.param]


@pytest.fixture
def file() -> TokenFile:
    return read_tokens()


def grounds(tokens: Tokens, mode: str | None = None) -> list[str]:
    """Surfaces that text may stand on; those selected of every mode, or only of *mode*."""
    modes = (mode,) if mode else MODES
    return [tokens.colours[role] for role in GROUNDS] + [tokens.colour(Role.SELECTED, name) for name in modes]


@pytest.mark.parametrize("role", list(RATIOS))
def test_text_and_marks_keep_their_ratio(tokens: Tokens, role: Role) -> None:
    lowest = min(ratio(rgb(tokens.colours[role]), rgb(ground)) for ground in grounds(tokens))

    assert lowest >= RATIOS[role][column(tokens)] - ROUNDING


@pytest.mark.parametrize("mode", MODES)
def test_an_accent_keeps_its_ratio_on_its_own_grounds(tokens: Tokens, mode: str) -> None:
    accent = rgb(tokens.colour(Role.ACCENT, mode))
    lowest = min(ratio(accent, rgb(ground)) for ground in grounds(tokens, mode))

    assert lowest >= ACCENTS[mode][column(tokens)] - ROUNDING


@pytest.mark.parametrize("mode", MODES)
def test_what_stands_on_the_accent_is_read(tokens: Tokens, mode: str) -> None:
    pair = rgb(tokens.colour(Role.ON_ACCENT, mode)), rgb(tokens.colour(Role.ACCENT, mode))

    assert ratio(*pair) >= ON_ACCENT[mode][column(tokens)] - ROUNDING


@pytest.mark.parametrize("mode", MODES)
def test_a_bar_differs_from_its_track(tokens: Tokens, mode: str) -> None:
    pair = rgb(tokens.colour(Role.ACCENT, mode)), rgb(tokens.colours[Role.TRACK])

    assert ratio(*pair) >= ON_TRACK[column(tokens)] - ROUNDING


def test_letters_of_trader_tiles_are_read(tokens: Tokens, file: TokenFile) -> None:
    def hsl(hue: int, recipe: tuple[int, int]) -> tuple[float, float, float]:
        return colorsys.hls_to_rgb(hue / 360, recipe[1] / 100, recipe[0] / 100)

    lowest = min(
        ratio(hsl(mark.hue, tokens.tile_fill), hsl(mark.hue, tokens.tile_letters))
        for mark in file.traders.values()
    )

    assert lowest >= TILE[column(tokens)] - ROUNDING


def test_no_text_falls_below_aa_and_none_of_high_contrast_below_aaa(tokens: Tokens) -> None:
    floor = 7 if tokens.variant is Variant.CONTRAST else 4.5
    texts = [role for role in RATIOS if role is not Role.CONTROL]

    lowest = min(ratio(rgb(tokens.colours[role]), rgb(g)) for role in texts for g in grounds(tokens))

    assert lowest >= floor


def test_the_measure_knows_black_on_white() -> None:
    assert ratio(rgb("#000000"), rgb("#FFFFFF")) == pytest.approx(21)
    assert ratio(rgb("#777777"), rgb("#FFFFFF")) == pytest.approx(4.48, abs=0.01)
