"""Files: bring progress in with a preview, write it out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

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
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _, listed, mark_plural, ngettext, number
from tarkov_desktop.domain.files import SUFFIX
from tarkov_desktop.domain.foreign import Shape as FileShape
from tarkov_desktop.domain.foreign import Unreadable
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.profile.choice_row import ChoiceRow
from tarkov_desktop.ui.pages.profile.import_diff import import_diff
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.form import SettingRow
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.reading import ReadingView
from tarkov_desktop.ui.widgets.section import Section
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented
from tarkov_desktop.ui.widgets.toggle import Toggle

_THINGS: Final = {
    "taskCompletions": mark_plural("{count} task", "{count} tasks"),
    "taskObjectives": mark_plural("{count} objective", "{count} objectives"),
    "hideoutModules": mark_plural("{count} hideout level", "{count} hideout levels"),
    "hideoutParts": mark_plural("{count} hideout part", "{count} hideout parts"),
}
"""Fields of the document by what a player calls one of them, and several."""


class TransferSection(Section):
    """Import and Export. ``failed`` says what could not be done and what is safe."""

    failed = Signal(str, str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, _("Your data"), parent=parent)
        self._context = context
        why = _("a file, or another tracker, with preview")
        self.import_row = ChoiceRow(context.look, "tray-arrow-down", _("Import"), why, _("Import…"))
        self.import_row.asked.connect(self.begin_import)
        why = _("one file; choose what to share")
        self.export_row = ChoiceRow(context.look, "tray-arrow-up", _("Export"), why, _("Export…"))
        self.export_row.asked.connect(self.begin_export)
        self.add(self.import_row)
        self.add(self.export_row)
        self.file_dialog: QFileDialog | None = None
        self.question: Question | None = None
        self.way: Segmented | None = None

    def begin_import(self) -> None:
        """Ask for a file; its preview follows."""
        dialog = self._dialog(_("Choose a progress file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Progress files (*.json)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.preview(Path(path)))
        dialog.open()

    def preview(self, path: Path) -> None:
        """Show what the file at *path* would change; nothing is changed yet."""
        try:
            content = read_progress_file(path)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.failed.emit(
                _("The file cannot be read: {reason}.").format(reason=reason), _("Nothing was changed.")
            )
            return
        read = content if isinstance(content, Unreadable) else preview_import(self._context.session, content)
        if isinstance(read, Unreadable):
            self.failed.emit(_("This file was not brought in."), unreadable_sentence(read))
            return
        self._ask(path.name, read)

    def begin_export(self) -> None:
        """Ask what the file is for, then where it goes."""
        look = self._context.look
        words = _("For sharing: without my notes and the times of changes")
        toggle = Toggle(look, words)
        text = _(
            "The file holds the progress of every mode. It never holds your account, your mail or your team."
        )
        question = Question(
            look, _("Write your progress to a file"), text, _("Choose a place…"), parent=self.window()
        )
        question.body.addWidget(SettingRow(look, words, toggle))
        self.question = question
        question.ask(lambda: self._choose_target(for_sharing=toggle.isChecked()))

    def write(self, path: Path, *, for_sharing: bool) -> None:
        """Write the file."""
        try:
            write_progress_file(self._context.session, path, for_sharing=for_sharing)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            rest = _("Your progress is safe here; choose another place.")
            self.failed.emit(_("The file cannot be written: {reason}.").format(reason=reason), rest)
            return
        self._context.stage.toast(Toast(_("{name} is written."), path.name))

    def _choose_target(self, *, for_sharing: bool) -> None:
        dialog = self._dialog(_("Where the progress file goes"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Progress files (*.json)")])
        dialog.selectFile(f"progress{SUFFIX}")
        dialog.fileSelected.connect(lambda path: self.write(Path(path), for_sharing=for_sharing))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        """Return a dialog to be opened, never waited for (R-LOOP-4)."""
        dialog = QFileDialog(self.window(), title)
        dialog.finished.connect(dialog.deleteLater)
        self.file_dialog = dialog
        return dialog

    def _ask(self, name: str, preview: Preview) -> None:
        look, session = self._context.look, self._context.session
        title = _("Bring in {file}?").format(file=name)
        text = _("Everything can be taken back with Undo.")
        question = Question(look, title, text, _("Import"), parent=self.window())
        way = Segmented(
            look,
            [Choice(JOIN, _("Join: newer values stay")), Choice(REPLACE, _("Replace: the file wins"))],
            JOIN,
        )
        self.way = way
        way.setAccessibleName(_("How the file is brought in"))
        changes = changes_view(self._context, preview, JOIN, self.window())
        way.chosen.connect(lambda choice: changes.setPlainText(change_words(session, preview, choice)))
        question.body.addWidget(way)
        question.body.addWidget(changes)
        notes = import_notes(preview)
        if notes:
            question.body.addWidget(Label(look, "\n".join(notes), Text.SMALL, Role.CHECK, wraps=True))
        self.question = question
        question.ask(lambda: self._bring_in(preview, way.current, name))

    def _bring_in(self, preview: Preview, choice: str, name: str) -> None:
        session = self._context.session
        self._context.back_up("import")
        outcome = import_file(session, preview.imported, choice=choice)
        if isinstance(outcome, Unreadable):
            self.failed.emit(_("This file was not brought in."), unreadable_sentence(outcome))
        elif outcome:
            self._context.stage.toast(Toast(_("{name} is brought in."), name, Shape.DONE, session.undo))
        else:
            self._context.stage.toast(Toast(_("{name} holds nothing new."), name))


def import_words(preview: Preview, choice: str) -> str:
    """Return what bringing the file in would change, a line per mode."""
    lines = []
    for each in preview.modes:
        counts = each.join if choice == JOIN else each.replace
        words = things(counts) or _("nothing changes")
        lines.append(_("{mode}: {what}").format(mode=_(MODE_MARKS[each.mode][0]), what=words))
    return "\n".join(lines)


def change_words(session: Session, preview: Preview, choice: str) -> str:
    """Return how much bringing the file in would change, and below it every change by name."""
    return "\n\n".join(filter(None, (import_words(preview, choice), import_diff(session, preview, choice))))


def changes_view(context: PageContext, preview: Preview, choice: str, around: QWidget) -> ReadingView:
    """Return what would change, to be scrolled; *around* is the window that it is asked in."""
    view = ReadingView(context.look, _("What would change"), around)
    view.setPlainText(change_words(context.session, preview, choice))
    return view


def import_notes(preview: Preview) -> list[str]:
    """Return what the player should know about the file."""
    notes = []
    if preview.imported.shape is FileShape.FLAT and preview.modes:
        mode = _(MODE_MARKS[preview.modes[0].mode][0])
        notes.append(
            _("The file does not name a mode. It goes into {mode}, the one in use.").format(mode=mode)
        )
    left_out = len(preview.not_taken)
    if left_out:
        words = ngettext("{count} value was not taken.", "{count} values were not taken.", left_out)
        notes.append(words.format(count=number(left_out)))
    if preview.imported.is_digest_wrong:
        notes.append(_("The file was edited or cut after it was written."))
    return notes


def things(counts: Mapping[str, int]) -> str:
    """Return ``142 tasks, 380 objectives, 31 hideout levels`` for counts by the field of the document."""
    named = [
        ngettext(one, many, counts[key]).format(count=number(counts[key]))
        for key, (one, many) in _THINGS.items()
        if counts.get(key)
    ]
    rest = sum(count for key, count in counts.items() if key not in _THINGS)
    if rest:
        named.append(ngettext("{count} other thing", "{count} other things", rest).format(count=number(rest)))
    return listed(named)
