"""How things stand with the cloud, in whole sentences: for the save indicator's panel and for Settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tarkov_desktop.app.cloud.standing import CloudStanding
from tarkov_desktop.app.texts import _, mark, ngettext, when
from tarkov_desktop.sync.phase import Phase

NOT_KEPT: Final[Mapping[str, str]] = {
    "no_keyring": mark("This computer has no keyring, so you are signed in until the program ends."),
    "locked": mark("The keyring is locked, so you are signed in until the program ends."),
    "refused": mark("The keyring did not take the sign-in, so you are signed in until the program ends."),
}
"""Why a sign-in is for this run only."""
KEYRING_CLOSED: Final[Mapping[str, str]] = {
    "locked": mark("The keyring of this computer is locked. Unlock it and try again, or sign in once more."),
    "refused": mark("The keyring of this computer does not answer. Try again, or sign in once more."),
}
"""Why a kept sign-in could not be taken up."""
_REASONS: Final[Mapping[str, str]] = {
    "not_ours": mark(
        "Something else answers in place of the server, perhaps the sign-in page of this network."
    ),
    "answer_not_understood": mark(
        "The server answers what this version does not understand, or something else answers in its place."
    ),
    "invalid_request": mark("The server and this version do not understand each other; look for an update."),
    "invalid_json": mark("The server and this version do not understand each other; look for an update."),
    "PGRST202": mark("The server and this version do not understand each other; look for an update."),
    "failed_here": mark("This program failed at the exchange and tries again; its report tells more."),
    "busy": mark("The server is busy."),
    "rate_limited": mark("The server asks to wait."),
    "limiter_unavailable": mark("The server asks to wait."),
    "misconfigured": mark("The server is not set up completely."),
    "internal": mark("The server has trouble."),
    "server_error": mark("The server has trouble."),
    "unknown_season": mark("The server does not know the new season yet; they are sent when it does."),
}
_NO_NETWORK: Final = mark("The server cannot be reached.")


def waiting_words(count: int) -> str:
    """Return how many changes wait."""
    return ngettext("{count} change waits to be sent.", "{count} changes wait to be sent.", count).format(
        count=count
    )


def reason_words(standing: CloudStanding) -> str:
    """Return why what waits is not sent, "" when nothing stands in its way."""
    if standing.phase is Phase.SYNCING:
        return _sending_words(standing)
    if standing.phase is Phase.WAITING:
        return _(_REASONS.get(standing.reason, _NO_NETWORK))
    return _(_REASONS[standing.reason]) if standing.waiting and standing.reason in _REASONS else ""


def _sending_words(standing: CloudStanding) -> str:
    if not standing.waiting:
        return ""
    if not standing.sent:
        return _("They are being sent now.")
    return _("{sent} of {total} are sent already.").format(sent=standing.sent, total=standing.batch)


def exchange_words(standing: CloudStanding, now_ms: int) -> list[str]:
    """Return when was exchanged last, when is tried next, and whether changes of others arrive at once."""
    words = []
    if standing.last_success_ms is None:
        words.append(_("Nothing was exchanged yet since the program started."))
    else:
        words.append(_("Last exchange at {time}.").format(time=when(standing.last_success_ms, now_ms=now_ms)))
    if standing.phase is Phase.WAITING and standing.next_try_ms is not None:
        words.append(_("Next try at {time}.").format(time=when(standing.next_try_ms, now_ms=now_ms)))
    words.append(
        _("Changes of your other devices arrive at once.")
        if standing.is_live
        else _("Live updates are cut; changes of your other devices arrive within five minutes.")
    )
    return words
