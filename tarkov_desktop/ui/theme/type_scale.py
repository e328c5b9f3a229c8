"""The type scale: Inter in seven roles, tabular figures everywhere."""

from __future__ import annotations

import importlib.util
import logging
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

logger = logging.getLogger(__name__)

FAMILY: Final = "Inter"
_SMALLEST_OPTICAL, _LARGEST_OPTICAL = 14, 32


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels and weight of a text role at 100 %; ``line`` is its line height."""

    px: int
    line: int
    weight: int
    spacing: float = 0.0


class Text(Enum):
    """What a text is for (visual language, section 3)."""

    CAPTION = Size(11, 16, 500)
    SMALL = Size(12, 17, 400)
    BODY = Size(13, 18, 400)
    STRONG = Size(14, 19, 600)
    NAME = Size(15, 20, 600)
    HEAD = Size(16, 22, 600, -0.15)
    TITLE = Size(18, 23, 600, -0.25)
    FIGURE = Size(24, 29, 600)
    WELCOME = Size(26, 32, 600)


def load_inter() -> None:
    """Make Inter known to Qt, straight from its package; without it the system's font serves."""
    found = importlib.util.find_spec("fontpkg_inter")
    folder = Path(found.origin).parent / "files" if found and found.origin else Path()
    fonts = [path for path in folder.glob("Inter*.ttf") if "Italic" not in path.name]
    if not fonts or QFontDatabase.addApplicationFont(str(fonts[0])) < 0:
        logger.warning("The font Inter could not be loaded; the system's font stands in")


def make_font(size: Size, *, scale: float, weight: int | None = None) -> QFont:
    """Return Inter at *size*, in device-independent pixels times *scale*, with tabular figures."""
    font = QFont(FAMILY)
    font.setPixelSize(round(size.px * scale))
    heavy = weight or size.weight
    font.setWeight(QFont.Weight(heavy))
    # An application font answers every weight with its default instance: the axes have to be set by name.
    font.setVariableAxis(QFont.Tag("wght"), heavy)
    font.setVariableAxis(QFont.Tag("opsz"), min(_LARGEST_OPTICAL, max(_SMALLEST_OPTICAL, size.px * scale)))
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if size.spacing:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, size.spacing * scale)
    return font
