"""The page Hideout: stations as cards, and what the next level of the chosen one takes beside them.

``page`` puts it together; ``listing`` decides what is shown, ``words`` says it, ``cards`` paints it, ``actions``
builds and takes back, ``detail`` shows one station.
"""

from __future__ import annotations

from tarkov_desktop.app.texts import number
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.hideout.listing import ready_count
from tarkov_desktop.ui.pages.hideout.page import HideoutPage


def build(context: PageContext) -> HideoutPage:
    """Make the page."""
    return HideoutPage(context)


def rail_count(context: PageContext) -> str:
    """Return how many stations are ready to be built."""
    count = ready_count(context.session.derived)
    return number(count) if count else ""
