"""Breakpoints: the width of the window divided by the text scale (visual language, section 10)."""

from __future__ import annotations

from typing import Final

ROOMY_PX: Final = 1240
"""From here: words in the rail, all columns, pane 420."""
USUAL_PX: Final = 1080
"""From here: all columns, all filters, pane 400; below: narrow columns, fewer filters, pane 380."""
TWO_PANES_PX: Final = 900
"""Below: one column, the detail replaces the list."""
LARGE_TEXT: Final = 1.5
"""From this text scale long words in the frame give way to short ones."""


def pane_width(width_px: float) -> int:
    """Return how wide the detail pane is drawn in a window of *width_px* logical pixels."""
    return 420 if width_px >= ROOMY_PX else 400 if width_px >= USUAL_PX else 380
