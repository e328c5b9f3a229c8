"""Game data: which is in use and how old it is; fetching newer data with a number and a Cancel that works."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from tarkov_desktop.app.game_data import (
    Current,
    Kept,
    ModeNotOffered,
    Progress,
    Refreshed,
    RefreshOutcome,
    Source,
)
from tarkov_desktop.app.settings import LOCAL_ONLY
from tarkov_desktop.app.texts import _, byte_size, day, duration, mark, ngettext, number
from tarkov_desktop.app.upkeep import GameDataState, Upkeep
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.ui.awaited import Awaited
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.form import SettingRow
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import Bar

logger = logging.getLogger(__name__)

SOURCES: Final = {
    Source.LIVE: mark("{mode}: fetched since this start, tasks of {day}"),
    Source.CACHED: mark("{mode}: fetched earlier and kept, tasks of {day}"),
    Source.BUNDLED: mark("{mode}: came with the program, tasks of {day}"),
}


class GameDataRow(ThemedWidget):
    """The state of the mode in use, and a button that fetches. ``told`` says what went wrong, and how badly."""

    told = Signal(str, str, object)

    def __init__(self, context: PageContext, upkeep: Upkeep) -> None:
        super().__init__(context.look)
        self._context, self._upkeep = context, upkeep
        self._reading = 0
        work: dict[str, asyncio.Task[None]] = {}
        self._work = work
        self.destroyed.connect(lambda: [task.cancel() for task in work.values()])
        self.button = Button(context.look, _("Refresh"), Kind.PLAIN, icon="refresh")
        self.button.clicked.connect(self.refresh)
        self.row = SettingRow(context.look, _("Game data"), self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._progress = self._build_progress()
        column.addWidget(self._progress)
        column.addWidget(self.row)
        self._show_running(is_running=False)
        track(self, context.session.changes.subscribe(self._on_changes))
        track(self, context.session.settings.changed.subscribe(self._on_setting))
        self._follow_permission()

    @property
    def is_running(self) -> bool:
        """Whether data is being fetched."""
        return bool(self._work)

    def refresh(self) -> None:
        """Fetch what is newer, due or not."""
        if self.is_running or not self._upkeep.may_fetch:
            return
        self.told.emit("", "", Role.INFO)
        self._on_progress(Progress(0, 0, "", 0))
        task = asyncio.ensure_future(self._refresh())
        self._work["refresh"] = task
        task.add_done_callback(lambda _task: self._work.pop("refresh", None))
        self._show_running(is_running=True)

    def cancel(self) -> None:
        """Stop fetching; what is in use stays."""
        for task in list(self._work.values()):
            task.cancel()

    def look(self) -> None:
        """Show what is in use now."""
        self._reading += 1
        reading = self._reading
        Awaited(self._upkeep.game_data(), lambda state: self._show(state, reading), self)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    async def _refresh(self) -> None:
        try:
            outcome = await self._upkeep.refresh_game_data(self._on_progress)
        except asyncio.CancelledError:
            if isValid(self):  # the window may be what was closed
                self._say_cancelled()
            raise
        except Exception:
            # Whatever it was, the data at hand stays in use; the cause is in the log, which a report carries.
            logger.exception("Game data could not be refreshed.")
            self._tell(_("Game data could not be refreshed."), "", Role.FAILED)
        else:
            self._say(outcome)
        self._show_running(is_running=False)
        self.look()

    def _say_cancelled(self) -> None:
        self._show_running(is_running=False)
        self._context.stage.toast(Toast(_("Stopped. The game data in use stays.")))

    def _say(self, outcome: RefreshOutcome | None) -> None:
        match outcome:
            case Refreshed(changed=changed):
                count = len(changed)
                words = ngettext(
                    "{count} part of the game data is new.", "{count} parts of the game data are new.", count
                )
                self._context.stage.toast(Toast(words.format(count=number(count))))
            case Current():
                self._context.stage.toast(Toast(_("Nothing is newer than what is in use.")))
            case Kept(reason=reason) | ModeNotOffered(reason=reason):
                self._tell(_("The game data was not refreshed."), _(reason), Role.CHECK)
                return
            case None:
                return
        if outcome.warnings:
            self._tell(_("Some parts did not come."), " ".join(map(_, outcome.warnings)), Role.CHECK)

    def _tell(self, sentence: str, reason: str, role: Role) -> None:
        safe = _("What is in use stays in use.")
        self.told.emit(sentence, f"{reason} {safe}".strip(), role)

    def _on_progress(self, progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else 0.0
        self._bar.set_share(share)
        if not progress.total:
            self._said.setText(_("Asking what is new…"))
            return
        words = _("{done} of {total} parts, {size}")
        size = byte_size(progress.received)
        self._said.setText(words.format(done=progress.done, total=progress.total, size=size))

    def _show(self, state: GameDataState, reading: int) -> None:
        if reading != self._reading:
            return  # the mode was switched meanwhile, and its own reading is under way
        mode = _(MODE_MARKS[state.mode][0])
        words = _(SOURCES[state.source]).format(mode=mode, day=f"{day(state.as_of)} {state.as_of.year}")
        if state.checked_s is None:
            self.row.say(words, _("It was never compared with what the network has."))
        else:
            ago = _("Compared with the network {duration} ago.")
            self.row.say(words, ago.format(duration=duration(int(state.checked_s))))

    def _show_running(self, *, is_running: bool) -> None:
        self._progress.setVisible(is_running)
        self.row.setVisible(not is_running)

    def _on_changes(self, changes: Changes) -> None:
        if changes.everything and self.isVisible():
            self.look()

    def _on_setting(self, name: str) -> None:
        if name == LOCAL_ONLY.key:
            self._follow_permission()

    def _follow_permission(self) -> None:
        may = self._upkeep.may_fetch
        self.button.setEnabled(may)
        self.button.setToolTip("" if may else _("Privacy says: no network at all."))

    def _build_progress(self) -> QWidget:
        holder = QWidget()
        gap = self.theme.gap
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, gap(8), 0, gap(8))
        row.setSpacing(gap(12))
        self._bar = Bar(self._look, 0.0, name=_("Fetching game data"))
        self._said = Label(self._look, "", Text.SMALL, Role.TEXT2)
        self.stop = Button(self._look, _("Cancel"), Kind.PLAIN)
        self.stop.clicked.connect(self.cancel)
        row.addWidget(self._bar, 1)
        row.addWidget(self._said)
        row.addWidget(self.stop)
        return holder
