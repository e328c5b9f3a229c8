"""What the frame shows of the session: level, and whether the last edit is safe."""

from __future__ import annotations

from tarkov_desktop.app.cloud.hub import CloudState, SignIn
from tarkov_desktop.app.session import Session
from tarkov_desktop.sync.phase import Phase
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


def safe_state(session: Session, cloud: CloudState | None = None) -> SafeState:
    """Return the most urgent truth about what was done: the disk first, then what the cloud says."""
    state = session.saving.state
    if state.trouble is not None or state.lost:
        return SafeState(Safe.NOT_SAVED)
    if cloud is None or cloud.sign_in in {SignIn.NO_BACKEND, SignIn.GUEST, SignIn.IN_BROWSER, SignIn.GONE}:
        return SafeState(Safe.ON_COMPUTER)
    standing = cloud.standing
    if cloud.sign_in is SignIn.ENDED or standing.phase is Phase.SIGN_IN_AGAIN:
        return SafeState(Safe.SIGN_IN)
    if standing.refused:
        return SafeState(Safe.REFUSED, standing.refused)
    if standing.waiting:
        return SafeState(Safe.WAITING, standing.waiting)
    return SafeState(Safe.IN_CLOUD if standing.is_in_cloud else Safe.ON_COMPUTER)
