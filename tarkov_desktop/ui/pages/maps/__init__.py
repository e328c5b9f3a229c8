"""The page Maps: for each place what is to do there, the ways out, the clock of its raids, and what to bring.

``page`` puts it together; ``rows`` says what is shown, ``delegates`` draws it, ``objectives`` is the list that the
player ticks.
"""

from __future__ import annotations

from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.maps.page import MapsPage


def build(context: PageContext) -> MapsPage:
    """Make the page."""
    return MapsPage(context)
