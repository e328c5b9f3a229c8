"""Operations on progress files: export, preview and import (progress document 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tarkov_desktop.app.commits import ScopedWrite, Step
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.undo import IMPORTED
from tarkov_desktop.app.whole_file import write_whole
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.document import Entry
from tarkov_desktop.domain.files import (
    MAX_FILE_BYTES,
    Imported,
    ImportedMode,
    StampParts,
    file_text,
    read_file,
)
from tarkov_desktop.domain.foreign import Unreadable
from tarkov_desktop.domain.ids import SEASONAL, GameMode
from tarkov_desktop.domain.import_report import Reported
from tarkov_desktop.domain.plans.importing import ImportPreview, plan_join, plan_replace, preview, things
from tarkov_desktop.domain.reading import skill_ids
from tarkov_desktop.domain.registers import GAME_EDITION, check_scope
from tarkov_desktop.store.records import LoadedScope
from tarkov_desktop.sync.registers import ACCOUNT, Scope, document_of
from tarkov_desktop.sync.stamp import Stamp

JOIN = "join"
REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class ModePreview:
    """What importing one mode would change: things by kind, for each way, and values that are not taken."""

    mode: GameMode
    join: Mapping[str, int]
    replace: Mapping[str, int]
    report: tuple[Reported, ...]
    differences: ImportPreview
    """The same, register by register."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, before anything is changed."""

    imported: Imported
    modes: tuple[ModePreview, ...]

    @property
    def not_taken(self) -> tuple[Reported, ...]:
        """Every value of the file that is not taken as it stands, of the account and of all modes."""
        return (*self.imported.report, *(one for each in self.modes for one in each.report))


def export_text(session: Session, *, for_sharing: bool = False) -> str:
    """Return the text of a progress file of the account; waits for what is still on its way to the disk."""
    return file_text(session.snapshot().exported(), for_sharing=for_sharing)


def write_progress_file(session: Session, target: Path, *, for_sharing: bool = False) -> int:
    """Write a progress file and return its size in bytes; one that is there is replaced only by a whole new one.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    write_whole(target, export_text(session, for_sharing=for_sharing))
    return target.stat().st_size


def read_progress_file(path: Path) -> bytes | Unreadable:
    """Return what a file holds; one beyond the limit is not read at all.

    Raises:
        OSError: it cannot be read.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        return Unreadable.TOO_LARGE
    return path.read_bytes()


def preview_import(session: Session, content: bytes, *, mode: GameMode | None = None) -> Preview | Unreadable:
    """Return what a file would change. *mode* files a flat one; None is the mode in use.

    A window reads the file in a worker thread with ``domain.files.read_file`` and asks :func:`preview_of`.
    """
    imported = read_file(content, skill_ids(session.catalog))
    return imported if isinstance(imported, Unreadable) else preview_of(session, imported, mode=mode)


def preview_of(session: Session, imported: Imported, *, mode: GameMode | None = None) -> Preview:
    """Return what a file that was read would change; some 10 ms for each mode."""
    filed = imported.filed_under(mode or session.mode)
    return Preview(filed, tuple(_preview(session, each) for each in filed.modes))


def import_file(session: Session, imported: Imported, *, choice: str) -> Changes | Unreadable:
    """Bring a file in as one undoable step: ``join`` lets what is newer here stay, ``replace`` lets the file win."""
    writes: list[ScopedWrite] = []
    for each in imported.modes:
        scope = _scope(session, each)
        planned = list(_joined(session, scope, each) if choice == JOIN else _replaced(session, scope, each))
        entries = {write.path: Entry(write.value, 0) for write in planned}
        if check_scope(scope.mode, {**session.scopes.document(scope).entries, **entries}) is not None:
            return Unreadable.OVER_LIMITS
        writes += planned
    writes += _of_account(session, imported, choice)
    step = Step(f"{IMPORTED}{choice}", Origin.IMPORT)
    return session.write(writes, mode=session.mode, step=step)


def _preview(session: Session, each: ImportedMode) -> ModePreview:
    scope = _scope(session, each)
    loaded = session.store.load_scope(scope).result()
    found = preview(_stamps(loaded), document_of(loaded.registers), each, epoch=loaded.state.epoch)
    return ModePreview(each.mode, things(found.join), things(found.replace), each.report, found)


def _joined(session: Session, scope: Scope, each: ImportedMode) -> Iterator[ScopedWrite]:
    loaded = session.store.load_scope(scope).result()
    for path, value, stamp in plan_join(_stamps(loaded), each, epoch=loaded.state.epoch):
        yield ScopedWrite(scope, path, value, Stamp(*stamp))


def _replaced(session: Session, scope: Scope, each: ImportedMode) -> Iterator[ScopedWrite]:
    for path, value in plan_replace(session.scopes.document(scope), each):
        yield ScopedWrite(scope, path, value)


def _of_account(session: Session, imported: Imported, choice: str) -> Iterator[ScopedWrite]:
    """Return edition and preferences; they carry no time, so a join only fills what was never set here."""
    found = dict(imported.preferences)
    if imported.edition is not None:
        found[GAME_EDITION] = imported.edition
    stamp = Stamp(0, 0, 0, "import") if choice == JOIN else None
    for path, value in found.items():
        if choice == REPLACE or path not in session.account_document.entries:
            yield ScopedWrite(ACCOUNT, path, value, stamp)


def _scope(session: Session, each: ImportedMode) -> Scope:
    if each.mode == SEASONAL and each.season:
        return Scope(SEASONAL, each.season)
    return session.scopes.of_mode(each.mode)


def _stamps(loaded: LoadedScope) -> dict[str, StampParts]:
    return {path: (*register.stamp,) for path, register in loaded.registers.items()}
