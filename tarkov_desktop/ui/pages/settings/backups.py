"""Data and backups: the folder, the backups with their way back, the game data and the cache."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from typing_extensions import override

from tarkov_desktop.app.backups import BEFORE_RESTORE, BY_HAND, DAILY, Backup, NotBackedUp
from tarkov_desktop.app.operations.files import REPLACE, Preview
from tarkov_desktop.app.refusals import unreadable_sentence
from tarkov_desktop.app.texts import _, byte_size, clock, day, mark, ngettext, number
from tarkov_desktop.app.upkeep import NotReadable, Upkeep
from tarkov_desktop.domain.files import Imported
from tarkov_desktop.domain.foreign import Unreadable
from tarkov_desktop.ui.awaited import Awaited
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.profile.transfer import changes_view, import_notes
from tarkov_desktop.ui.pages.settings.cache import CacheRow
from tarkov_desktop.ui.pages.settings.column import Column, Slot
from tarkov_desktop.ui.pages.settings.game_data import GameDataRow
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.form import SettingRow
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.notice import Notice

SHOWN_AT_FIRST: Final = 3
REASONS: Final = {
    DAILY: mark("Daily"),
    BY_HAND: mark("Made by hand"),
    BEFORE_RESTORE: mark("Before a restore"),
    "import": mark("Before an import"),
    "reset": mark("Before starting over"),
}


class BackupsColumn(Column):
    """The section; the list is read from the disk whenever it is shown."""

    def __init__(self, context: PageContext, upkeep: Upkeep) -> None:
        about = _("Everything the program keeps is on this computer. Here it is, and here is the way back.")
        super().__init__(context, _("Data and backups"), about)
        self._upkeep = upkeep
        self._shows_all = False
        self._trouble = Slot()
        self.add(self._trouble)
        self._add_folder()
        self.add_head(_("Backups"))
        self._add_making()
        self._list = Slot()
        self.add(self._list)
        self.add_head(_("Game data"))
        self.game_data = GameDataRow(context, upkeep)
        self.game_data.told.connect(self.say)
        self.add(self.game_data)
        self.cache = CacheRow(context, upkeep)
        self.add(self.cache)

    def say(self, sentence: str, rest: str = "", role: Role = Role.FAILED) -> None:
        """Show what went wrong on top, until it is closed or something else is said; no sentence clears it."""
        self._trouble.empty()
        if sentence:
            notice = Notice(self._look, role, sentence, rest, is_closable=True)
            notice.closed.connect(self._trouble.empty)
            self._trouble.put(notice)

    def show_backups(self) -> None:
        """Show the backups that are there now."""
        self._list.empty()
        found = self._upkeep.backups()
        for backup in found if self._shows_all else found[:SHOWN_AT_FIRST]:
            self._list.put(self._row_of(backup))
        more = len(found) - SHOWN_AT_FIRST
        if not found:
            none = _("None yet: the first one is made when the program has run for a moment.")
            empty = Label(self._look, none, Text.BODY, Role.TEXT2, wraps=True)
            empty.setContentsMargins(0, self.theme.gap(10), 0, self.theme.gap(10))
            self._list.put(empty)
        elif more > 0 and not self._shows_all:
            words = ngettext("Show {count} older one", "Show {count} older ones", more)
            button = Button(self._look, words.format(count=number(more)), Kind.QUIET, is_small=True)
            button.clicked.connect(self._show_all)
            self._list.put(button, is_left=True)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_backups()

    def _add_folder(self) -> None:
        button = Button(self._look, _("Open the folder"), Kind.PLAIN, icon="folder-open-outline")
        button.clicked.connect(self._open_folder)
        self.add_row(_("Folder of the program"), button, self._upkeep.shown_folder)

    def _add_making(self) -> None:
        self._make = Button(self._look, _("Back up now"), Kind.PLAIN)
        self._make.clicked.connect(self._back_up)
        words = _("One is made every day, and before an import, a reset or a restore. The last 14 stay.")
        self.add_row(_("Make a backup"), self._make, words)

    def _row_of(self, backup: Backup) -> SettingRow:
        button = Button(self._look, _("Restore…"), Kind.PLAIN, is_small=True)
        moment = _moment(backup)
        button.setAccessibleName(_("Restore the backup of {moment}").format(moment=moment))
        button.clicked.connect(partial(self._begin_restore, backup))
        reason = _(REASONS.get(backup.reason, backup.reason))
        words = _("{reason} · {size}").format(reason=reason, size=byte_size(backup.size_bytes))
        return SettingRow(self._look, moment, button, help_text=words)

    def _show_all(self) -> None:
        self._shows_all = True
        self.show_backups()

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._upkeep.folder))):
            rest = _("Open it yourself: {folder}").format(folder=self._upkeep.shown_folder)
            self.say(_("This system did not open the folder."), rest)

    def _back_up(self) -> None:
        self._make.setEnabled(False)
        Awaited(self._upkeep.back_up(), self._on_backed_up, self)

    def _on_backed_up(self, outcome: object) -> None:
        self._make.setEnabled(True)
        if isinstance(outcome, NotBackedUp):
            sentence = _("The backup could not be written: {reason}.").format(reason=outcome.reason)
            self.say(sentence, _("Your progress is safe in its own file; older backups are untouched."))
            return
        self.say("")
        self.show_backups()
        self.context.stage.toast(Toast(_("The backup is made.")))

    def _begin_restore(self, backup: Backup) -> None:
        Awaited(self._upkeep.read(backup), partial(self._on_read, backup), self)

    def _on_read(self, backup: Backup, read: Imported | Unreadable | NotReadable) -> None:
        match read:
            case NotReadable(reason):
                self.say(
                    _("The backup cannot be read: {reason}.").format(reason=reason),
                    _("Nothing was changed. Choose another one."),
                )
                self.show_backups()
            case Unreadable():
                self.say(_("This backup cannot be restored."), unreadable_sentence(read))
            case Imported():
                self._ask(backup, self._upkeep.preview(read))

    def _ask(self, backup: Backup, preview: Preview) -> None:
        of_account = self._upkeep.account_changes(preview.imported)
        if not of_account and not any(each.replace for each in preview.modes):
            self.context.stage.toast(Toast(_("Progress is exactly as in this backup."), shape=Shape.IGNORED))
            return
        title = _("Restore the backup of {moment}?").format(moment=_moment(backup))
        text = _("Progress goes back to what it was then. This much changes:")
        question = Question(
            self._look, title, text, _("Restore this backup"), is_danger=True, parent=self.window()
        )
        question.body.addWidget(changes_view(self.context, preview, REPLACE, self.window()))
        for words, role in (
            (_account_words(of_account), Role.TEXT),
            (self._what_stays(), Role.TEXT2),
            ("\n".join(import_notes(preview)), Role.CHECK),
        ):
            if words:
                question.body.addWidget(Label(self._look, words, Text.BODY, role, wraps=True))
        question.ask(partial(self._set_aside, backup, preview))

    def _what_stays(self) -> str:
        words = _(
            "What is here now is kept as a backup first, and one Undo takes the restore back. "
            "The archive and the settings of this computer stay as they are."
        )
        cloud = self.context.cloud
        if cloud is not None and cloud.state.user_id:
            words += " " + _("The cloud, your other devices and your squad follow with the next exchange.")
        return words

    def _set_aside(self, backup: Backup, preview: Preview) -> None:
        Awaited(self._upkeep.set_aside(backup), partial(self._restore, backup, preview), self)

    def _restore(self, backup: Backup, preview: Preview, kept: object) -> None:
        if isinstance(kept, NotBackedUp):
            rest = _("What is here now could not be kept first: {reason}. Make room and try again.")
            self.say(_("Nothing was restored."), rest.format(reason=kept.reason))
            return
        outcome = self._upkeep.restore(preview.imported)
        self.show_backups()
        if isinstance(outcome, Unreadable):
            self.say(_("This backup cannot be restored."), unreadable_sentence(outcome))
            return
        self.say("")
        undo = self.context.session.undo
        self.context.stage.toast(
            Toast(_("The backup of {name} is restored."), _moment(backup), Shape.DONE, undo)
        )


def build(context: PageContext) -> Column:
    """Return the section."""
    if context.upkeep is None:
        return Column(
            context, _("Data and backups"), _("This window was opened without a program behind it.")
        )
    return BackupsColumn(context, context.upkeep)


def _account_words(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "{count} preference of your account changes too.",
        "{count} preferences of your account change too.",
        count,
    )
    return words.format(count=number(count))


def _moment(backup: Backup) -> str:
    moment: datetime = backup.made_at.astimezone()
    words = _("{day} {year}, {time}")
    return words.format(day=day(moment), year=moment.year, time=clock(moment))
