"""What the server refused, as sentences: what happened, what is safe, what to do next (backend 5.4)."""

from __future__ import annotations

from typing import Final

from tarkov_desktop.app.texts import _, duration, mark
from tarkov_desktop.sync.remote import NoAnswer, Unreachable

SENTENCES: Final = {
    "invalid_name": mark("The name needs 1 to 60 letters. Change it and try again."),
    "invalid_capacity": mark("A team has 2 to 10 places. Change the number and try again."),
    "invalid_mode": mark("The server has no teams in this mode. Switch the mode and try again."),
    "already_in_team": mark("You are in a team of this mode already. Leave it before you go to another one."),
    "invalid_invite": mark("This invite is not valid, or not any more. Ask your teammate for a new link."),
    "team_full": mark("The team is full. Its owner can remove somebody, or found a larger one."),
    "team_not_found": mark("The team is not there any more, or you are not in it."),
    "not_a_member": mark("The team is not there any more, or you are not in it."),
    "not_owner": mark("Only the owner of the team can do this."),
    "owner_must_transfer": mark("You are the owner: hand the team over, or disband it."),
    "member_not_found": mark("This teammate has left meanwhile."),
    "cannot_kick_self": mark("You cannot remove yourself. Leave the team instead."),
    "invalid_request": mark("The server did not accept this. Nothing has changed."),
    "idempotency_mismatch": mark("This was asked before with other words. Try once more."),
    "idempotency_replayed": mark("This was done already, but the team is not yours any more."),
    "unauthorized": mark("Sign in again in Settings. Everything you did is safe on this computer."),
    "not_connected": mark("There is no connection to your account now. Nothing has changed."),
    "elsewhere": mark("The team shown meanwhile is another one. Nothing has changed."),
}
COOLDOWNS: Final = {
    "kick": mark("You removed somebody a moment ago. You can do it again in {time}."),
    "leave": mark("You left a team of this mode a moment ago. You can leave again in {time}."),
}


def refusal_words(code: str, what: str, left_s: float | None = None) -> str:
    """Return the sentence for *code* after asking for *what*; *left_s* is how long the server asks to wait."""
    time = duration(max(1, round(left_s))) if left_s is not None else _("some minutes")
    if code == "cooldown":
        return _(COOLDOWNS.get(what, COOLDOWNS["leave"])).format(time=time)
    if code == "rate_limited":
        return _("That was tried very often. The server takes it again in {time}.").format(time=time)
    if code == "unreachable":
        words = _("The server cannot be reached, so nothing is certain yet. Try again in a moment.")
    else:
        words = _(SENTENCES.get(code, SENTENCES["invalid_request"]))
    if left_s is not None:
        words += " " + _("Try again in {time}.").format(time=time)
    return words


def code_of(answer: NoAnswer) -> str:
    """Return the code of what stood in the way."""
    return "unreachable" if isinstance(answer, Unreachable) else answer.code
