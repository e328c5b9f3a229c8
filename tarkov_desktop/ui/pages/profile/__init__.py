"""The page Profile: who the player is in this mode, what traders and skills stand at, files, and starting over.

``page`` puts it together; ``form`` states level and the like, ``traders`` and ``skills`` list what they say,
``transfer`` moves files in and out, ``beginnings`` resets, takes a prestige, and brings an archive back.
"""

from __future__ import annotations

from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.profile.page import ProfilePage


def build(context: PageContext) -> ProfilePage:
    """Make the page."""
    return ProfilePage(context)
