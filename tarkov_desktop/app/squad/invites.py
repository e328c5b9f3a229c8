"""Invites as text: the link to copy, and what a player pastes. Pure; a code is never logged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from tarkov_desktop.app.texts import _, mark
from tarkov_desktop.domain.ids import MODES, GameMode, TeamId

CODE_LENGTH: Final = 16
_ALPHABET: Final = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
SCHEME: Final = "tarkov-desktop"
_MODE: Final = re.compile(rf"join/({'|'.join(MODES)})/", re.IGNORECASE)
_TEAM: Final = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE
)
_CODE: Final = re.compile(r"[^0-9A-Za-z]*([0-9A-Za-z][0-9A-Za-z -]*)")


@dataclass(frozen=True, slots=True)
class Invite:
    """A team and the code that opens it; ``mode`` is the team's where the text says it."""

    team: TeamId
    code: str
    mode: GameMode | None = None


class NoInvite(Enum):
    """Why a text is no invite."""

    EMPTY = auto()
    ONLY_CODE = auto()
    NO_CODE = auto()
    WRONG_LENGTH = auto()
    WRONG_LETTERS = auto()
    SOMETHING_ELSE = auto()


Read: TypeAlias = Invite | NoInvite

SENTENCES: Final = {
    NoInvite.EMPTY: mark("Paste the link that a teammate sent you."),
    NoInvite.ONLY_CODE: mark(
        "This is only the code. The link says which team it opens: ask your teammate for the whole link."
    ),
    NoInvite.NO_CODE: mark("The code is missing at the end. Copy the whole link and paste it again."),
    NoInvite.WRONG_LENGTH: mark(
        "The code is cut off or too long: it has 16 letters and digits. Copy the whole link and paste it again."
    ),
    NoInvite.WRONG_LETTERS: mark(
        "The code holds a letter that codes never have. Copy the link instead of typing it."
    ),
    NoInvite.SOMETHING_ELSE: mark(
        "This is no invite. An invite begins with tarkov-desktop://join/ and comes from a teammate."
    ),
}


def sentence_of(reason: NoInvite) -> str:
    """Return what to tell the player."""
    return _(SENTENCES[reason])


def invite_link(team: TeamId, code: str, mode: GameMode) -> str:
    """Return the link that opens *team*; the mode lets the window show the right squad before anybody joins."""
    return f"{SCHEME}://join/{mode}/{team}/{code}"


def is_link(text: str) -> bool:
    """True for an address that the system hands to this program, whether it is a good one or not."""
    return text.strip().lower().startswith(f"{SCHEME}:")


def in_groups(code: str) -> str:
    """Return *code* in groups of four, as it is read aloud."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_invite(text: str) -> Read:
    """Read a link, an id with its code, or a message that holds one of them."""
    text = text.strip()
    if not text:
        return NoInvite.EMPTY
    team = _TEAM.search(text)
    if team is None:
        return NoInvite.ONLY_CODE if _is_code(_as_code(text)) else NoInvite.SOMETHING_ELSE
    found = _CODE.match(text[team.end() :])
    if found is None:
        return NoInvite.NO_CODE
    code = _first_code(found.group(1))
    if len(code) != CODE_LENGTH:
        return NoInvite.WRONG_LENGTH
    if not _is_code(code):
        return NoInvite.WRONG_LETTERS
    mode = _MODE.search(text[: team.start()])
    return Invite(TeamId(team.group().lower()), code, GameMode(mode[1].lower()) if mode else None)


def _first_code(text: str) -> str:
    """Return the code at the beginning of *text*: its first word if that is whole, else its groups together."""
    word = _as_code(text.split(" ", 1)[0])
    return word if len(word) == CODE_LENGTH else _as_code(text)


def _as_code(text: str) -> str:
    return text.upper().translate(_READ_AS)


def _is_code(code: str) -> bool:
    return len(code) == CODE_LENGTH and _ALPHABET.issuperset(code)
