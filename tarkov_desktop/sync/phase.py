"""How sync stands, in a word; apart from the schedule, because the first window shows it before sync is imported."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """How sync stands, in words the indicator is made of."""

    STARTING = "starting"
    SYNCING = "syncing"
    UP_TO_DATE = "up_to_date"
    WAITING = "waiting"
    SIGN_IN_AGAIN = "sign_in_again"
    ACCOUNT_GONE = "account_gone"
