"""Teammates as the pages Items and Hideout show them."""

from __future__ import annotations

from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.people import Person, people_of
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Presence
from tarkov_desktop.ui.widgets.marks import Avatar


def mates_of(context: PageContext) -> list[Person]:
    """Return the teammates in view, without oneself."""
    return [person for person in people_of(context) if not person.is_self]


def mate_avatar(look: Look, mate: Person) -> Avatar:
    """Return a mate's avatar with the mark of presence."""
    presence = Presence.LIVE if mate.is_online else Presence.OFFLINE
    return Avatar(look, mate.letter, mate.name, presence=presence)
