"""The page Tasks: tabs by state, filters, a painted list, and the chosen task beside it.

``page`` puts it together; ``listing`` decides what is shown, ``words`` says it, ``actions`` carries out what the
player asks for, ``detail`` shows one task.
"""

from __future__ import annotations

from tarkov_desktop.app.texts import number
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.page import TasksPage


def build(context: PageContext) -> TasksPage:
    """Make the page."""
    return TasksPage(context)


def rail_count(context: PageContext) -> str:
    """Return how many tasks are available."""
    count = context.session.derived.counts()[DisplayState.AVAILABLE]
    return number(count) if count else ""
