"""The archive of a mode: what was put aside here and on the server, each to look into, write out, bring back, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from tarkov_desktop.app.cloud.owned import Owned, trouble_words
from tarkov_desktop.app.operations import archives
from tarkov_desktop.app.operations.archives import ArchiveGone, Generation
from tarkov_desktop.app.texts import _, day, mark, ngettext, number
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.files import SUFFIX
from tarkov_desktop.domain.ids import SEASONAL
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.domain.records import tasks_done
from tarkov_desktop.ui.lifetime import Errands
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.clearing import clear
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.skeleton import DetailScroll

REASONS: Final = {
    "reset": mark("Reset"),
    "wipe": mark("Wipe"),
    "prestige": mark("Prestige"),
    "restore": mark("Before a restore"),
    "season": mark("End of the season"),
}
LIST_PX: Final = 360


def generation_words(generation: Generation) -> str:
    """Return ``Wipe 11 Jul 2026``."""
    moment = datetime.fromtimestamp(generation.at_ms / 1000).astimezone()
    words = f"{_(REASONS.get(generation.reason, generation.reason))} {day(moment)} {moment.year}"
    if generation.scope.mode == SEASONAL:
        return _("{archive}, season {season}").format(archive=words, season=generation.scope.season)
    return words


def place_words(generation: Generation) -> str:
    """Return where it is kept."""
    if generation.here and generation.there:
        return _("on this computer and in the cloud")
    return _("on this computer") if generation.here else _("in the cloud")


class ArchiveRow(ThemedWidget):
    """One generation with what can be done with it."""

    view_asked = Signal()
    export_asked = Signal()
    restore_asked = Signal()
    delete_asked = Signal()

    def __init__(self, look: Look, generation: Generation, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.generation = generation
        column = QVBoxLayout(self)
        column.setContentsMargins(0, self.theme.gap(6), 0, self.theme.gap(6))
        column.setSpacing(self.theme.gap(4))
        name = generation_words(generation)
        column.addWidget(Label(look, name, weight=500))
        column.addWidget(Label(look, place_words(generation), Text.SMALL, Role.TEXT3))
        row = QHBoxLayout()
        row.setSpacing(self.theme.gap(8))
        for word, asked, kind in (
            (_("View"), self.view_asked, Kind.PLAIN),
            (_("Export…"), self.export_asked, Kind.PLAIN),
            (_("Bring back"), self.restore_asked, Kind.PLAIN),
            (_("Delete…"), self.delete_asked, Kind.DANGER),
        ):
            button = Button(look, word, kind, is_small=True)
            button.setAccessibleName(f"{name}: {word}")
            button.clicked.connect(asked)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)


class ArchiveDialog(Question):
    """The list; it asks the server when it opens. ``changed`` says that there is another list than before."""

    changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        mode = _(MODE_MARKS[context.session.mode][0])
        super().__init__(
            context.look,
            _("Archive of {mode}").format(mode=mode),
            _("Bringing one back puts what is there now into the archive. It can be taken back with Undo."),
            _("Close"),
            is_asking=False,
            parent=parent,
        )
        self._context = context
        self._mode = context.session.mode
        self._errands = Errands(self)
        self.rows: list[ArchiveRow] = []
        self.question: Question | None = None
        self.file_dialog: QFileDialog | None = None
        self.trouble = ""
        held = QWidget()
        self._list = QVBoxLayout(held)
        self._list.setContentsMargins(0, 0, context.look.theme.gap(12), 0)
        self._list.setSpacing(0)
        scroll: QScrollArea = DetailScroll(context.look, held)
        scroll.setMinimumHeight(context.look.theme.px(LIST_PX))
        self.body.addWidget(scroll)
        self._errands.start(self._read())

    def _owned(self) -> Owned | None:
        return self._context.cloud.owned if self._context.cloud is not None else None

    async def _read(self) -> None:
        found, missing = await archives.generations(self._context.session, self._owned(), self._mode)
        self.trouble = "" if missing is None else trouble_words(missing)
        self._show(found)

    def _show(self, found: Sequence[Generation]) -> None:
        clear(self._list)
        if self.trouble:
            notice = Notice(
                self._look, Role.CHECK, self.trouble, _("Archives on this computer are listed below.")
            )
            self._list.addWidget(notice)
        self.rows = [self._row(each) for each in found]
        for row in self.rows:
            self._list.addWidget(row)
        if not found:
            self._list.addWidget(Label(self._look, _("Nothing is kept yet."), Text.BODY, Role.TEXT2))
        self._list.addStretch(1)

    def _row(self, generation: Generation) -> ArchiveRow:
        row = ArchiveRow(self._look, generation)
        row.view_asked.connect(partial(self._with_content, generation, self._view))
        row.export_asked.connect(partial(self._with_content, generation, self._ask_where))
        row.restore_asked.connect(partial(self._with_content, generation, self._restore))
        row.delete_asked.connect(partial(self._ask_delete, generation))
        return row

    def _with_content(self, generation: Generation, act: Callable[[Generation, Document], object]) -> None:
        self._errands.start(self._fetch(generation, act))

    async def _fetch(self, generation: Generation, act: Callable[[Generation, Document], object]) -> None:
        try:
            content = await archives.content_of(self._context.session, self._owned(), generation)
        except ArchiveGone:
            self.trouble = _("This archive is gone already.")
            await self._read_on()
            return
        if isinstance(content, Document):
            act(generation, content)
        else:
            self.trouble = trouble_words(content)
            await self._read_on()

    async def _read_on(self) -> None:
        """Read the list again and keep what is said above it."""
        found, _missing = await archives.generations(self._context.session, self._owned(), self._mode)
        self._show(found)
        self.changed.emit()

    def _view(self, generation: Generation, content: Document) -> None:
        self.question = question = Question(
            self._look,
            generation_words(generation),
            summary_words(content, is_streaming=is_streaming(self._context.session.account_document)),
            _("Close"),
            is_asking=False,
            parent=self,
        )
        tasks = self._context.session.at(self._mode).catalog.tasks
        named = sorted(tasks[each].name for each in tasks_done(content) if each in tasks)
        if named:
            words = Label(self._look, "\n".join(named), Text.SMALL, Role.TEXT2, wraps=True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            scroll = DetailScroll(self._look, words)
            scroll.setMinimumHeight(self._look.theme.px(LIST_PX))
            question.body.addWidget(Label(self._look, _("Tasks done"), Text.SMALL, Role.TEXT2, weight=600))
            question.body.addWidget(scroll)
        question.open()

    def _ask_where(self, generation: Generation, content: Document) -> None:
        dialog = QFileDialog(self, _("Where the progress file goes"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Progress files (*.json)")])
        moment = datetime.fromtimestamp(generation.at_ms / 1000).astimezone()
        dialog.selectFile(f"archive-{generation.scope.mode}-{moment:%Y-%m-%d}{SUFFIX}")
        dialog.fileSelected.connect(lambda path: self.write(generation, content, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        self.file_dialog = dialog
        dialog.open()

    def write(self, generation: Generation, content: Document, target: Path) -> None:
        """Write one archive to *target*."""
        try:
            archives.write_archive_file(self._context.session, generation, content, target)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.trouble = _("The file cannot be written: {reason}.").format(reason=reason)
            self._errands.start(self._read_on())
            return
        self._context.stage.toast(Toast(_("{name} is written."), target.name))

    def _restore(self, generation: Generation, content: Document) -> None:
        self.reject()
        self._context.back_up("reset")
        archives.restore(self._context.session, generation, content)
        words = _("{archive} is back.").format(archive=generation_words(generation))
        self._context.stage.toast(Toast(words, shape=Shape.DONE, undo=self._context.session.undo))

    def _ask_delete(self, generation: Generation) -> None:
        text = _(
            "It is removed {place}, and can neither be looked into nor brought back. There is no way back."
        )
        self.question = Question(
            self._look,
            _("Delete {archive}?").format(archive=generation_words(generation)),
            text.format(place=place_words(generation)),
            _("Delete"),
            is_danger=True,
            typed_word=_("delete"),
            parent=self,
        )
        self.question.ask(lambda: self._errands.start(self._delete(generation)))

    async def _delete(self, generation: Generation) -> None:
        answer = await archives.delete(self._context.session, self._owned(), generation)
        self.trouble = "" if answer is None else trouble_words(answer)
        await self._read_on()


def summary_words(content: Document, *, is_streaming: bool = False) -> str:
    """Return name, level, tasks and hideout of an archived document; in streamer mode without the name."""
    level = content.value("level")
    tasks, levels = len(tasks_done(content)), archives.levels_built(content)
    parts = [
        _("Level {level}").format(level=level if isinstance(level, int) else 1),
        ngettext("{count} task done", "{count} tasks done", tasks).format(count=number(tasks)),
        ngettext("{count} hideout level", "{count} hideout levels", levels).format(count=number(levels)),
    ]
    name = content.value("displayName")
    return " · ".join([name, *parts] if isinstance(name, str) and name and not is_streaming else parts)
