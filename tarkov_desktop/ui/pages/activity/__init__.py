"""The page Activity: what was done and by whom, with a way back; what does not fit together; what was refused.

``page`` puts it together; ``words`` says what a line of the journal did, ``list_view`` and ``rows`` show the lines,
``findings`` shows the checks, ``refused`` the edits the server did not take.
"""

from __future__ import annotations

from tarkov_desktop.app.operations.checks import open_findings
from tarkov_desktop.app.texts import number
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.activity.page import ActivityPage


def build(context: PageContext) -> ActivityPage:
    """Make the page."""
    return ActivityPage(context)


def rail_count(context: PageContext) -> str:
    """Return how many checks and refused edits wait for the player."""
    refused = context.cloud.state.standing.refused if context.cloud is not None else 0
    count = len(open_findings(context.session)) + refused
    return number(count) if count else ""
