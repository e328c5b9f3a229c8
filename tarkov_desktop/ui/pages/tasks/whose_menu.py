"""The list of whose tasks may be shown: mine, everyone's, or one teammate's; without a squad it says how to get one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.pages.tasks.sight import EVERYONE, MINE
from tarkov_desktop.ui.people import Person
from tarkov_desktop.ui.widgets.menu import Entry


@dataclass(frozen=True, slots=True)
class Company:
    """Who can be chosen. ``hidden`` says that a squad is there, but all of it hidden here."""

    mates: Sequence[Person] = ()
    has_squad: bool = False
    is_hidden: bool = False
    only_shared: bool = False


@dataclass(frozen=True, slots=True)
class WhoseCalls:
    """What the entries do."""

    choose: Callable[[str], object]
    prefer: Callable[[str, bool], object]
    open_team: Callable[[], object]


def whose_word(whose: str, company: Company) -> str:
    """Return whose tasks are shown, as the button says it."""
    if whose == EVERYONE:
        return _("Shared by all") if company.only_shared else _("Everyone")
    return next((mate.name for mate in company.mates if mate.member.user == whose), _("Mine"))


def whose_entries(whose: str, company: Company, calls: WhoseCalls) -> list[Entry]:
    """Return the entries of the menu."""
    reason = _reason(company)
    choose = calls.choose
    entries = [
        Entry(_("Mine"), partial(choose, MINE), "account-outline", is_chosen=whose == MINE),
        Entry(
            _("Everyone in the squad"),
            partial(choose, EVERYONE),
            "account-group-outline",
            is_chosen=whose == EVERYONE,
            reason=reason,
        ),
    ]
    for at, mate in enumerate(company.mates):
        user = mate.member.user
        words = (
            mate.name
            if mate.member.derived is not None
            else _("{name} (not here yet)").format(name=mate.name)
        )
        entries.append(Entry(words, partial(choose, user), is_chosen=whose == user, begins_group=at == 0))
    if not company.has_squad:
        words = _("Found or join a squad")
        return [*entries, Entry(words, calls.open_team, "account-multiple-plus-outline", begins_group=True)]
    shared = Entry(
        _("Only what all of you have"),
        partial(calls.prefer, "taskSharedByAllOnly", not company.only_shared),
        is_chosen=company.only_shared,
        reason="" if whose == EVERYONE else _("Counts in the view of everyone"),
        begins_group=True,
    )
    hide = Entry(
        _("Hide teammates in tasks"),
        partial(calls.prefer, "taskTeamHideAll", not company.is_hidden),
        is_chosen=company.is_hidden,
    )
    return [*entries, shared, hide]


def _reason(company: Company) -> str:
    if company.mates:
        return ""
    if company.is_hidden:
        return _("Teammates are hidden in tasks")
    if company.has_squad:
        return _("Nobody else is in your squad, or you hide them all")
    return _("Join a squad on the page Team to see the tasks of teammates")
