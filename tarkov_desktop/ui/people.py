"""Who is in view beside the player: names, letters and lights of the squad, and whose progress is at hand."""

from __future__ import annotations

from dataclasses import dataclass

from tarkov_desktop.app.squad.state import Squad
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.privacy import is_hidden, is_streaming
from tarkov_desktop.domain.team_views import Member, card_name
from tarkov_desktop.ui.page import PageContext

ME = UserId("")
"""Stands for the player where nobody is signed in."""


@dataclass(frozen=True, slots=True)
class Person:
    """One member in view. ``member.derived`` is None while their progress is not at hand.

    ``document`` is what a mate's states follow from now: they change in place, so it tells one look from the next.
    """

    member: Member
    name: str
    letter: str
    is_online: bool = False
    document: Document | None = None

    @property
    def is_self(self) -> bool:
        """Whether this is the player."""
        return self.member.is_self


def squad_of(context: PageContext) -> Squad | None:
    """Return the squad of the mode in use, None when there is none or it is not known yet."""
    view = context.cloud.state.squad if context.cloud is not None else None
    if view is None or view.mode != context.session.mode:
        return None
    return view.squad


def people_of(context: PageContext) -> list[Person]:
    """Return the player first, then the teammates who are not hidden, in the squad's order."""
    session = context.session
    preferences = session.account_document
    own = context.cloud.state.user_id if context.cloud is not None else ""
    has_no_names = is_streaming(preferences)
    squad = squad_of(context)
    card = squad.cards.get(UserId(own)) if squad is not None else None
    own_name = session.document.value("displayName") or (card.name if card is not None else None)
    letter = own_name[:1].upper() if isinstance(own_name, str) and own_name and not has_no_names else _("Y")
    me = Member(UserId(own) or ME, session.derived, is_self=True)
    people = [Person(me, _("you"), letter, is_online=True)]
    if squad is None:
        return people
    for number, mate in enumerate((card for user, card in squad.cards.items() if user != own), 2):
        if is_hidden(preferences, mate.user):
            continue
        name = card_name(mate.name, None, mate.user)
        if has_no_names:
            name = _("Teammate {number}").format(number=number)
        short = str(number) if has_no_names else name[:1].upper()
        live = context.cloud.squad if context.cloud is not None else None
        derived = live.mate(mate.user) if live is not None else None
        document = derived.document if derived is not None else None
        people.append(Person(Member(mate.user, derived), name, short, mate.is_online, document))
    return people
