"""Privacy: streamer mode, and whether the program may use the network at all."""

from __future__ import annotations

from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.settings import LOCAL_ONLY
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.privacy import STREAMER_MODE, is_streaming
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.settings.column import Column
from tarkov_desktop.ui.widgets.toggle import Toggle


def build(context: PageContext) -> Column:
    """Return the section."""
    column = Column(
        context, _("Privacy"), _("What others can see on your screen, and what leaves this computer.")
    )
    session = context.session
    streamer = Toggle(context.look, _("Streamer mode"), is_on=is_streaming(session.account_document))
    streamer.toggled.connect(lambda is_on: set_preference(session, STREAMER_MODE, is_on))
    column.add_row(
        _("Streamer mode"),
        streamer,
        _(
            "Names, codes, ids and mail addresses become numbers or dots everywhere, also in pictures of the window."
        ),
    )
    column.add_switch(
        LOCAL_ONLY,
        _("No network at all"),
        _("Game data stays as it is, nothing is sent or fetched. Takes effect at the next start."),
    )
    return column
