"""Commands on what a reset put aside on this computer: list it, write it to a file, bring it back."""

from __future__ import annotations

from pathlib import Path

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.commands.changing import changed, mode_of
from tarkov_desktop.app.commands.requests import (
    Answer,
    ExportArchive,
    Failure,
    ListArchives,
    Reply,
    RestoreArchive,
)
from tarkov_desktop.app.operations import modes
from tarkov_desktop.app.operations.archives import Generation, write_archive_file
from tarkov_desktop.app.operations.carry import Asked
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.domain.records import tasks_done
from tarkov_desktop.sync.registers import document_of


def list_archives(program: Program, request: ListArchives) -> Reply:
    """Return the archived generations of a mode, newest first."""
    mode = mode_of(program, request.mode)
    rows: list[dict[str, object]] = [
        {
            "id": archive_id,
            "mode": scope.mode,
            "season": scope.season,
            "epoch": epoch,
            "reason": reason,
            "at": at_ms,
        }
        for archive_id, scope, epoch, reason, at_ms in program.session.store.archives(mode).result()
    ]
    count = ngettext("{count} archive", "{count} archives", len(rows)).format(count=len(rows))
    lines = (f"{row['id']}  {row['mode']:<8}  {row['reason']}" for row in rows)
    return Answer({"mode": mode, "archives": rows}, (*lines, count))


def restore_archive(program: Program, request: RestoreArchive) -> Reply:
    """Bring an archived generation back; what is there now goes to the archive."""
    if program.session.store.archive(request.id).result() is None:
        return _gone()
    program.back_up("restore")
    outcome = modes.restore_archive(program.session, request.id, asked=Asked())
    return _gone() if isinstance(outcome, modes.CannotBegin) else changed(outcome)


def export_archive(program: Program, request: ExportArchive) -> Reply:
    """Write an archived generation as a progress file of its mode."""
    archive = program.session.store.archive(request.id).result()
    if archive is None:
        return _gone()
    content = document_of(archive.registers)
    generation = Generation(archive.scope, archive.epoch, archive.reason, archive.at_ms, here=archive.id)
    target = Path(request.path)
    try:
        write_archive_file(program.session, generation, content, target)
    except OSError as error:
        return Failure(
            "file_unwritable", _("The file cannot be written: {reason}.").format(reason=error.strerror)
        )
    data: dict[str, object] = {"file": str(target), "tasksDone": len(tasks_done(content))}
    return Answer(data, (_("The progress file is written."),))


def _gone() -> Failure:
    return Failure("unknown_archive", _("The archive does not hold this. Nothing was changed."))
