"""Teammates as the pages Items and Hideout know them."""

from __future__ import annotations

from dataclasses import dataclass

from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.registers import preference_path
from tarkov_desktop.domain.team_views import Member, card_name
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Presence
from tarkov_desktop.ui.widgets.marks import Avatar


@dataclass(frozen=True, slots=True)
class Mate:
    """A teammate. ``member`` has no ``derived`` while the mate's document is not at hand: said, never guessed."""

    member: Member
    name: str
    is_online: bool

    def avatar(self, look: Look) -> Avatar:
        """Return the mate's avatar with the mark of presence."""
        presence = Presence.LIVE if self.is_online else Presence.OFFLINE
        return Avatar(look, self.name[:1].upper(), self.name, presence=presence)


def mates_of(context: PageContext) -> list[Mate]:
    """Return the teammates of the squad of this mode, without oneself; streamer mode numbers them."""
    squad = context.cloud.squad if context.cloud is not None else None
    if squad is None or squad.view.squad is None or squad.view.mode != context.session.mode:
        return []
    hides_names = context.session.account_document.value(preference_path("streamerMode")) is True
    cards = [card for user, card in squad.view.squad.cards.items() if user != squad.me]
    return [
        Mate(
            Member(UserId(card.user), None),
            _("Teammate {number}").format(number=at)
            if hides_names
            else card_name(card.name, None, card.user),
            card.is_online,
        )
        for at, card in enumerate(cards, 1)
    ]
