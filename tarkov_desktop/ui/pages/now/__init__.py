"""The page Now: what to do next, which raid to play and what to bring, and how far everything is.

``page`` puts it together; ``planner`` shows the next raid, ``planning`` puts plans into words, ``delegates`` draws
their rows, ``side`` shows rings, traders, level and team.
"""

from __future__ import annotations

from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.now.page import NowPage


def build(context: PageContext) -> NowPage:
    """Make the page."""
    return NowPage(context)
