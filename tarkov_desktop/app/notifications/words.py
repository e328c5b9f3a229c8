"""One notice for whatever came together: a burst is counted, never listed."""

from __future__ import annotations

from collections.abc import Sequence

from tarkov_desktop.app.notifications.news import (
    MateFinished,
    MateJoined,
    News,
    Notice,
    SignInEnded,
    SquadEnded,
)
from tarkov_desktop.app.texts import _, ngettext, number


def notice_of(news: Sequence[News]) -> Notice | None:
    """Return the one notice for *news*, None for no news."""
    finished = [each for each in news if isinstance(each, MateFinished)]
    joined = [each for each in news if isinstance(each, MateJoined)]
    ended = [each for each in news if isinstance(each, SquadEnded)]
    parts = [_ended(each) for each in ended[-1:]]
    if finished:
        parts.append(_finished(finished))
    if joined:
        parts.append(_joined(joined))
    if any(isinstance(each, SignInEnded) for each in news):
        parts.append(_sign_in())
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    sentence = " ".join(part.text for part in parts)
    return Notice(_("News for you"), sentence, page=parts[0].page, target=parts[0].target)


def _finished(finished: Sequence[MateFinished]) -> Notice:
    title = _("Your squad")
    mates = {each.user for each in finished}
    tasks = {each.task for each in finished}
    first = finished[0]
    if len(finished) == 1:
        sentence = _("{mate} finished {name}, which you have too.").replace("{mate}", first.mate)
        return Notice(title, sentence, first.task)
    count = number(len(tasks))
    if len(tasks) == 1:
        sentence = ngettext(
            "{count} teammate finished {name}, which you have too.",
            "{count} teammates finished {name}, which you have too.",
            len(mates),
        )
        return Notice(title, sentence.replace("{count}", number(len(mates))), first.task)
    if len(mates) == 1:
        sentence = ngettext(
            "{mate} finished {count} task that you have too.",
            "{mate} finished {count} tasks that you have too.",
            len(tasks),
        )
        return Notice(title, sentence.replace("{mate}", first.mate).replace("{count}", count))
    sentence = ngettext(
        "{count} task that you have was finished by your squad.",
        "{count} tasks that you have were finished by your squad.",
        len(tasks),
    )
    return Notice(title, sentence.replace("{count}", count))


def _joined(joined: Sequence[MateJoined]) -> Notice:
    title = _("Your squad")
    mates = {each.user: each.mate for each in joined}
    if len(mates) == 1:
        return Notice(title, _("{name} joined your team."), joined[-1].mate)
    sentence = ngettext(
        "{count} player joined your team.", "{count} players joined your team.", len(mates)
    ).format(count=number(len(mates)))
    return Notice(title, sentence)


def _ended(ended: SquadEnded) -> Notice:
    team = ended.team or _("your team")
    match ended.kind:
        case "kicked":
            sentence = _("The owner removed you from {name}. Your own progress is unchanged.")
        case "disbanded":
            sentence = _("Its owner disbanded {name}. Your own progress is unchanged.")
        case _:
            sentence = _("You are no longer in {name}. Your own progress is unchanged.")
    return Notice(_("Your squad"), sentence, team)


def _sign_in() -> Notice:
    sentence = _("Sign in again to go on with the cloud. Everything you did is safe on this computer.")
    return Notice(_("Sign in again"), sentence, page="settings", target="account")
