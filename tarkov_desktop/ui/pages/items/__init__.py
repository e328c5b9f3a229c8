"""The page Items: what tasks and the hideout still ask for, and the chosen item's needs beside it.

``page`` puts it together; ``listing`` decides what is shown, ``words`` says it, ``actions`` counts, ``detail`` shows
one item, ``need_row`` is one need with its counter (the hideout shows the same).
"""

from __future__ import annotations

from tarkov_desktop.app.texts import number
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.items.listing import wanted_count
from tarkov_desktop.ui.pages.items.page import ItemsPage


def build(context: PageContext) -> ItemsPage:
    """Make the page."""
    return ItemsPage(context)


def rail_count(context: PageContext) -> str:
    """Return how many items are still needed."""
    count = wanted_count(context.session.derived)
    return number(count) if count else ""
