"""One module per page of the window, and the table of them.

How to add a page: write ``tarkov_desktop/ui/pages/<name>.py`` (a package ``<name>/`` if it grows) with

* ``def build(context: PageContext) -> Page`` - makes the page; called when it is opened for the first time;
* optionally ``def rail_count(context: PageContext) -> str`` - the number beside its word in the rail ("" for none),
  asked after every change of progress, so it must be cheap.

Nothing else is touched: every page of the window is in :data:`PAGES` already, and the shell shows an empty state
until its module exists. The page derives from :class:`tarkov_desktop.ui.page.Page`, whose docstring says what the
shell calls and when; widgets to build it of are in :mod:`tarkov_desktop.ui.widgets`, painted rows start from
:class:`tarkov_desktop.ui.delegates.rows.RowDelegate`. :mod:`tarkov_desktop.ui.pages.tasks` is the model to follow.
To see it: ``tarkov-desktop gui --screenshots DIR --page <name>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tarkov_desktop.app.texts import mark


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page as rail and palette show it; ``module`` may not exist yet. ``key`` is the shortcut."""

    name: str
    word: str
    icon: str
    key: str

    @property
    def module(self) -> str:
        """The module that makes the page."""
        return f"tarkov_desktop.ui.pages.{self.name}"


PAGES: Final = (
    PageEntry("now", mark("Now"), "lightning-bolt-outline", "Ctrl+1"),
    PageEntry("tasks", mark("Tasks"), "clipboard-check-outline", "Ctrl+2"),
    PageEntry("items", mark("Items"), "cube-outline", "Ctrl+3"),
    PageEntry("hideout", mark("Hideout"), "home-city-outline", "Ctrl+4"),
    PageEntry("team", mark("Team"), "account-group-outline", "Ctrl+5"),
    PageEntry("maps", mark("Maps"), "map-outline", "Ctrl+6"),
    PageEntry("profile", mark("Profile"), "badge-account-outline", "Ctrl+7"),
    PageEntry("activity", mark("Activity"), "history", "Ctrl+8"),
    PageEntry("settings", mark("Settings"), "cog-outline", "Ctrl+9"),
)
"""In the order of the rail."""

FIRST_PAGE: Final = "tasks"
