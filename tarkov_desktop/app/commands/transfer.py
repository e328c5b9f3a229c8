"""Commands that move progress in and out: export and import."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tarkov_desktop.app.bootstrap import Program
from tarkov_desktop.app.commands.changing import changed
from tarkov_desktop.app.commands.requests import Answer, Export, Failure, Import, Reply
from tarkov_desktop.app.operations.files import (
    JOIN,
    REPLACE,
    Preview,
    import_file,
    preview_import,
    read_progress_file,
    write_progress_file,
)
from tarkov_desktop.app.refusals import unreadable_sentence
from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.foreign import Unreadable
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.domain.import_report import Reported


def export(program: Program, request: Export) -> Reply:
    """Write a progress file; one that is there is replaced only when the new one is whole."""
    target = Path(request.path)
    try:
        size = write_progress_file(program.session, target, for_sharing=request.for_sharing)
    except OSError as error:
        return Failure(
            "file_unwritable", _("The file cannot be written: {reason}.").format(reason=error.strerror)
        )
    return Answer({"file": str(target), "bytes": size}, (_("The progress file is written."),))


def import_(program: Program, request: Import) -> Reply:
    """Show what a file would change, or bring it in as one undoable step."""
    preview = _preview(program, request)
    if isinstance(preview, Failure):
        return preview
    if request.dry_run:
        lines = _lines(preview, request.choice or REPLACE)
        return Answer({**_data(preview), "differences": _differences(preview)}, lines)
    if request.choice is None:
        return Failure("choice_missing", _("Say --join or --replace, or --dry-run to look first."))
    program.back_up("import")
    outcome = import_file(program.session, preview.imported, choice=request.choice)
    if isinstance(outcome, Unreadable):
        return Failure(f"file_{outcome.value}", unreadable_sentence(outcome))
    answer = changed(outcome)
    return Answer({**answer.data, **_data(preview)}, (*answer.lines, *_notes(preview)))


def _preview(program: Program, request: Import) -> Preview | Failure:
    path = Path(request.path)
    try:
        content = read_progress_file(path)
    except OSError as error:
        return Failure(
            "file_unreadable", _("The file cannot be read: {reason}.").format(reason=error.strerror)
        )
    mode = GameMode(request.mode) if request.mode else None
    preview = (
        content if isinstance(content, Unreadable) else preview_import(program.session, content, mode=mode)
    )
    if isinstance(preview, Unreadable):
        return Failure(f"file_{preview.value}", unreadable_sentence(preview))
    return preview


def _data(preview: Preview) -> dict[str, object]:
    return {
        "shape": preview.imported.shape.value,
        "digestWrong": preview.imported.is_digest_wrong,
        "preview": {
            each.mode: {
                "join": dict(each.join),
                "replace": dict(each.replace),
                "report": _reported(each.report),
            }
            for each in preview.modes
        },
        "report": _reported(preview.imported.report),
    }


def _differences(preview: Preview) -> dict[str, object]:
    """Return every register that would change, by mode and way: its path, and its value before and after."""
    return {
        each.mode: {
            way: [one._asdict() for one in found] for way, found in each.differences._asdict().items()
        }
        for each in preview.modes
    }


def _reported(report: Iterable[Reported]) -> list[dict[str, str]]:
    return [{"path": one.path, "problem": one.problem.value} for one in report]


def _lines(preview: Preview, choice: str) -> tuple[str, ...]:
    """Return the counts of each mode for both ways, and below them what *choice* would change."""
    lines: list[str] = []
    for each in preview.modes:
        lines.append(
            _("{mode}: joining changes {join}, replacing changes {replace}").format(
                mode=each.mode, join=sum(each.join.values()), replace=sum(each.replace.values())
            )
        )
        differences = each.differences.join if choice == JOIN else each.differences.replace
        lines += [f"  {one.path}: {_json(one.before)} -> {_json(one.after)}" for one in differences]
    return (*lines, *_notes(preview))


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False)


def _notes(preview: Preview) -> tuple[str, ...]:
    count = len(preview.not_taken)
    notes = []
    if count:
        notes.append(
            ngettext("{count} value was not taken.", "{count} values were not taken.", count).format(
                count=count
            )
        )
    if preview.imported.is_digest_wrong:
        notes.append(_("The file was edited or cut after it was written."))
    return tuple(notes)
