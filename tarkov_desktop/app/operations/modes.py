"""Operations on a whole mode: switch to it, begin anew, restore an archived generation (progress document 6.1)."""

from __future__ import annotations

from dataclasses import dataclass

from tarkov_desktop.app.commits import NewEpoch, ScopedWrite, Step
from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.ids import SEASONAL, GameMode
from tarkov_desktop.domain.limits import MAX_PRESTIGE, MAX_SEASON
from tarkov_desktop.domain.plans.generations import NewBeginning, plan_beginning, plan_restoration
from tarkov_desktop.domain.records import whole
from tarkov_desktop.domain.registers import PRESTIGE
from tarkov_desktop.sync.registers import document_of


@dataclass(frozen=True, slots=True)
class CannotBegin:
    """A new generation is not possible: ``code`` is a snake_case word."""

    code: str


def switch_mode(session: Session, mode: GameMode) -> Changes:
    """Show *mode* from now on. No progress register is written."""
    return session.switch_mode(mode)


def reset_mode(session: Session, *, asked: Asked = BY_PLAYER) -> Changes:
    """Archive what is there and begin anew with name, faction, notes and ignored tasks."""
    return _begin(session, NewBeginning.RESET, asked)


def wipe_mode(session: Session, *, asked: Asked = BY_PLAYER) -> Changes:
    """Begin anew because the game was wiped: as reset, and the prestige stays."""
    return _begin(session, NewBeginning.WIPE, asked)


def prestige(session: Session, *, asked: Asked = BY_PLAYER) -> Changes | CannotBegin:
    """Begin anew one prestige higher, as far as the game data of the mode has prestiges."""
    progress = session.at(asked.mode or session.mode)
    highest = min(MAX_PRESTIGE, len(progress.catalog.prestiges))
    if whole(progress.document.value(PRESTIGE), 0) >= highest:
        return CannotBegin("highest_prestige")
    return _begin(session, NewBeginning.PRESTIGE, asked)


def start_season(session: Session, season: int, *, asked: Asked = BY_PLAYER) -> Changes | CannotBegin:
    """Write ``seasonal`` progress into *season*, later than the one before; the old season stays readable."""
    old = session.scopes.of_mode(SEASONAL)
    if not old.season < season <= MAX_SEASON:
        return CannotBegin("not_a_later_season")
    carried = plan_beginning(session.scopes.document(old), NewBeginning.NEW_SEASON)
    session.begin_season(season)
    scope = session.scopes.of_mode(SEASONAL)
    writes = [ScopedWrite(scope, each.path, each.value) for each in carried]
    step = Step("start_season", asked.origin, str(season), is_undoable=False)
    return session.write(writes, mode=SEASONAL, step=step)


def restore_archive(session: Session, archive_id: str, *, asked: Asked = BY_PLAYER) -> Changes | CannotBegin:
    """Begin anew with the values of an archived generation; what is there goes to the archive."""
    archive = session.store.archive(archive_id).result()
    if archive is None:
        return CannotBegin("unknown_archive")
    archived = document_of(archive.registers)
    return restore_document(session, archive.scope.mode, archived, subject=archive_id, asked=asked)


def restore_document(
    session: Session, mode: GameMode, archived: Document, *, subject: str = "", asked: Asked = BY_PLAYER
) -> Changes:
    """Begin *mode* anew with the values of *archived*, wherever they were kept; *subject* is the archive's id."""
    scope = session.scopes.of_mode(mode)
    writes = [ScopedWrite(scope, each.path, each.value) for each in plan_restoration(archived)]
    step = Step("restore_archive", asked.origin, subject)
    return session.write(writes, mode=scope.mode, step=step, epochs=[NewEpoch(scope, "restore")])


def _begin(session: Session, why: NewBeginning, asked: Asked) -> Changes:
    progress = session.at(asked.mode or session.mode)
    carried = plan_beginning(progress.document, why)
    writes = [ScopedWrite(progress.scope, each.path, each.value) for each in carried]
    step = Step(f"{why.value}_mode", asked.origin)
    return session.write(writes, mode=progress.mode, step=step, epochs=[NewEpoch(progress.scope, why.value)])
