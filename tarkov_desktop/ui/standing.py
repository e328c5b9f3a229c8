"""What the frame shows of the session: level, and whether the last edit is safe."""

from __future__ import annotations

from tarkov_desktop.app.session import Session
from tarkov_desktop.ui.save_indicator import Safe, SafeState
from tarkov_desktop.ui.top_bar import LevelWords


def level_words(session: Session) -> LevelWords:
    """Return level, faction and progress to the next level of the mode in use."""
    situation = session.derived.situation
    experience = session.derived.experience()
    standing = experience.standing
    is_last = experience.level >= len(session.catalog.levels)
    is_counted = standing.level == experience.level
    share = standing.progress if is_counted else 0.0
    return LevelWords(experience.level, situation.faction, share, None if is_last else experience.level + 1)


def safe_state(session: Session) -> SafeState:
    """Return what the disk says; the cloud's part comes from the sync engine."""
    state = session.saving.state
    if state.trouble is not None or state.lost:
        return SafeState(Safe.NOT_SAVED)
    return SafeState(Safe.ON_COMPUTER)
