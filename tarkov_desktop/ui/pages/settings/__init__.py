"""The page Settings: a list of sections left, one column of rows right; changes show at once.

``page`` holds list and column; each section is a module with ``build(context, column)`` that fills the column.
"""

from __future__ import annotations

from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.page import SettingsPage


def build(context: PageContext) -> SettingsPage:
    """Make the page."""
    return SettingsPage(context)
