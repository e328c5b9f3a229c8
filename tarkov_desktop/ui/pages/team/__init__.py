"""The page Team: founding and joining, the cards of the squad, and what its owner may do.

``page`` chooses what is shown; ``door`` founds and joins, ``room`` is the squad, ``card`` one member; ``faces`` and
``refusals`` find the words, ``invites`` reads and writes links, ``actions`` asks the server.
"""

from __future__ import annotations

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.team.page import TeamPage


def build(context: PageContext) -> TeamPage:
    """Make the page."""
    return TeamPage(context)


def rail_count(context: PageContext) -> str:
    """Return how many of the squad are on, oneself among them; "" while nobody can know."""
    view = context.cloud.state.squad if context.cloud is not None else None
    squad = view.squad if view is not None and view.mode == context.session.mode else None
    if context.cloud is None or squad is None or not squad.is_live:
        return ""
    me = context.cloud.state.user_id
    count = sum(card.is_online or card.user == me for card in squad.cards.values())
    return _("{count} on").format(count=number(count))
