"""The first run: cards over the empty window, each of which can wait. Shown once per home, and when asked for.

Decided: the cards change progress through the same operations as the pages, so that all of it can be undone.
"""

from __future__ import annotations

from typing import Final

FIRST_RUN: Final = "first-run"
"""The name under which the window, the palette, Settings and the camera open it, like that of a page."""
