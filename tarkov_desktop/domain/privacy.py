"""What the player keeps off the screen: names and codes in streamer mode, and teammates who are hidden."""

from __future__ import annotations

from typing import Final

from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.preferences import TEAM_HIDE
from tarkov_desktop.domain.records import is_set
from tarkov_desktop.domain.registers import preference_path

STREAMER_MODE: Final = "streamerMode"


def is_streaming(account: Document) -> bool:
    """Return whether names, codes and addresses are to be kept off the screen; *account* is the account's document."""
    return is_set(account, preference_path(STREAMER_MODE))


def is_hidden(account: Document, mate: UserId) -> bool:
    """Return whether the player has hidden *mate*."""
    return is_set(account, preference_path(TEAM_HIDE, mate))
