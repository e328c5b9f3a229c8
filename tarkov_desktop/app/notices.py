"""Sentences about things that happened on their own and that the player should know."""

from __future__ import annotations

from tarkov_desktop.app.opening import Recovery
from tarkov_desktop.app.texts import _, day


def recovery_sentence(recovery: Recovery) -> str:
    """Tell that a damaged file was replaced, what is safe, and where the damaged one is."""
    if recovery.backup_made_at is None:
        text = _(
            "The file of your progress was damaged. {values} values were brought back from it. "
            "The damaged file is kept as {name}."
        )
        return text.format(values=recovery.values, name=recovery.kept_as.name)
    text = _(
        "The file of your progress was damaged. {values} values were brought back from it and from the backup "
        "of {day}. The damaged file is kept as {name}."
    )
    return text.format(values=recovery.values, day=day(recovery.backup_made_at), name=recovery.kept_as.name)
