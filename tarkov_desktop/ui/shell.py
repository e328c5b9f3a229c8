"""The window: rail, top bar, the open page, toasts. It opens pages, remembers views and rules no game."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudHub, CloudState
from tarkov_desktop.app.notifications.news import Notice
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import CLOSE_TO_TRAY, RAIL
from tarkov_desktop.app.squad.invites import Invite, read_invite
from tarkov_desktop.app.texts import _
from tarkov_desktop.app.undo import NothingToUndo, Undone, UndoOutcome
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.ui.companions import Companions
from tarkov_desktop.ui.first_run import FIRST_RUN
from tarkov_desktop.ui.keys import KeysDialog
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import Page, PageContext, Toast, no_backup
from tarkov_desktop.ui.page_modules import loaded_module, page_module
from tarkov_desktop.ui.pages import FIRST_PAGE, PAGES, PageEntry
from tarkov_desktop.ui.rail import PROGRAM_NAME, Rail, program_icon
from tarkov_desktop.ui.room import ROOMY_PX
from tarkov_desktop.ui.standing import level_words, safe_state
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.toast import ToastCard
from tarkov_desktop.ui.top_bar import MODE_MARKS, TopBar
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.focus import FocusRing
from tarkov_desktop.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from tarkov_desktop.app.link_scheme import LinkScheme
    from tarkov_desktop.app.upkeep import Upkeep
    from tarkov_desktop.ui.palette.floating import Floating
    from tarkov_desktop.ui.tray import Tray

SMALLEST = (960, 640)
USUAL = (1280, 800)


class Shell(Surface):
    """The window of one session. ``left`` is emitted when it was closed; ``note`` stands first in its title."""

    left = Signal()
    search_asked = Signal()
    compact_asked = Signal()

    def __init__(
        self,
        app: QApplication,
        look: Look,
        session: Session,
        *,
        now_ms: Callable[[], int],
        cloud: CloudHub | None = None,
        note: str = "",
        back_up: Callable[[str], object] = no_backup,
        upkeep: Upkeep | None = None,
        links: LinkScheme | None = None,
    ) -> None:
        super().__init__(look, Role.WINDOW)
        self._app = app
        self._note = note
        self._session = session
        self._cloud = cloud
        self._context = PageContext(look, session, self, now_ms, cloud, back_up, upkeep, links)
        self._pages: dict[str, QWidget] = {}
        self._open = ""
        self._refused = 0
        self._tray: Tray | None = None
        self._is_leaving = False
        self._floating: Floating | None = None
        self.companions = Companions(self._context, self)
        self._memory = WindowMemory(session.settings)
        self.rail = Rail(look)
        self.top = TopBar(look, session.mode)
        self._stack = QStackedWidget()
        self._lay_out()
        self._ring = FocusRing(look, self, app)
        self._toast = ToastCard(look, self)
        self._connect()
        self._add_shortcuts()
        self.setWindowIcon(program_icon(look.theme.color(Role.ACCENT)))
        self.setMinimumSize(*SMALLEST)
        self._recall_window()
        self._show_standing()
        self.open_page(self._remembered_page())

    @property
    def page(self) -> Page | None:
        """The open page, None while its module does not exist."""
        page = self._stack.currentWidget()
        return page if isinstance(page, Page) else None

    @property
    def page_name(self) -> str:
        """The name of the open page."""
        return self._open

    def open_page(self, name: str, target: str = "") -> None:
        """Show the page *name*, at *target* if one is given; an unknown name shows the first page.

        The first run answers to its name as well; any page takes its place.
        """
        if name == FIRST_RUN:
            self.companions.show_welcome()
            return
        self.companions.leave_welcome()
        entry = next((page for page in PAGES if page.name == name), None)
        if entry is None:
            entry = next(page for page in PAGES if page.name == FIRST_PAGE)
        self._keep_view()
        is_new = entry.name not in self._pages
        if is_new:
            self._pages[entry.name] = self._make(entry)
            self._stack.addWidget(self._pages[entry.name])
        self._open = entry.name
        self.rail.choose(entry.name)
        widget = self._pages[entry.name]
        if isinstance(widget, Page):
            widget.set_room(self._room())
            if is_new:
                self._recall_view(entry.name)  # after the room is known, so that no part is built twice
            widget.freshen()
            if target:
                widget.go_to(target)
        self._stack.setCurrentWidget(widget)
        self._title()

    def open_link(self, link: str) -> None:
        """Show what *link* invites to, in its mode. The player decides; a bad link is said to be one."""
        read = read_invite(link)
        if isinstance(read, Invite) and read.mode is not None and read.mode != self._session.mode:
            self._switch_mode(read.mode)
        self.open_page("team", link)

    @property
    def waiting_link(self) -> str:
        """The link that still waits for the player, "" for none."""
        team = self._pages.get("team")
        return team.unfinished if isinstance(team, Page) else ""

    def toast(self, toast: Toast) -> None:
        """Show *toast*."""
        self._toast.show_toast(toast)

    def set_rail_wide(self, is_wide: bool) -> None:  # noqa: FBT001 - a slot
        """Show the rail with or without words, from now on."""
        self._session.settings.set(RAIL, "words" if is_wide else "icons")

    async def load_rest(self) -> None:
        """After the first paint: import the other pages, so that opening one is quick, and show all counts.

        One module per turn of the loop, so that clicks come in between.
        """
        for entry in PAGES:
            page_module(entry)
            await asyncio.sleep(0)
        self._show_counts()
        await self.floating().palette.prepare()

    def floating(self) -> Floating:
        """Return what floats over this window; the first call makes it."""
        if self._floating is None:
            from tarkov_desktop.ui.palette.actions import Commands  # noqa: PLC0415 - after the first paint
            from tarkov_desktop.ui.palette.floating import Floating  # noqa: PLC0415 - the same

            commands = Commands(self.compact_asked.emit, self._show_keys, self._undo, self._redo)
            self._floating = Floating(self._context, self, self, commands)
        return self._floating

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_room()
        self._toast.place()

    def stay_in(self, tray: Tray | None) -> None:
        """Let *tray* be where the program goes on when the window is closed, if the player wants that."""
        self._tray = tray

    def leave(self) -> None:
        """End the program, also where closing the window would not."""
        self._is_leaving = True
        self.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.remember()
        if self._tray is not None and self._goes_on():
            event.ignore()
            self.hide()
            if not self._memory.has_said_goes_on:
                self._memory.note_said_goes_on()
                self._memory.save()
                self._tray.tell(_goes_on_notice())
            return
        event.accept()
        self.left.emit()

    def _goes_on(self) -> bool:
        is_ending = self._is_leaving or self._app.isSavingSession()
        return not is_ending and self._session.settings.get(CLOSE_TO_TRAY)

    def remember(self) -> None:
        """Save size, page and views with the settings of this computer."""
        self._keep_view()
        self._memory.note_geometry(bytes(self.saveGeometry().data()))
        self.companions.remember_welcome()
        self._memory.save()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_page)
        self.rail.width_asked.connect(self.set_rail_wide)
        self.rail.compact_asked.connect(self.compact_asked)
        self.top.mode_chosen.connect(self._switch_mode)
        self.top.search_asked.connect(self.search_asked)
        self.search_asked.connect(self._open_palette)
        self.compact_asked.connect(self.companions.toggle_compact)
        if self._cloud is not None:
            track(self, self._cloud.changed.subscribe(self._on_cloud))
        self.top.saving_asked.connect(self.companions.show_saving)
        self._look.changed.connect(self._take_room)
        track(self, self._session.settings.changed.subscribe(self._on_setting))
        track(self, self._session.changes.subscribe(self._on_changes))
        track(self, self._session.saving.changed.subscribe(self._on_saving))

    def _add_shortcuts(self) -> None:
        for page in PAGES:
            self._shortcut(page.key, partial(self.open_page, page.name))
        self._shortcut("Ctrl+K", self.search_asked.emit)
        self._shortcut("Ctrl+M", self.compact_asked.emit)
        self._shortcut("Ctrl+Q", self.leave)
        self._shortcut("Ctrl+Z", self._undo)
        self._shortcut("Ctrl+Shift+Z", self._redo)
        self._shortcut("Ctrl+Y", self._redo)
        self._shortcut("F6", lambda: self._jump(1))
        self._shortcut("Shift+F6", lambda: self._jump(-1))
        self._shortcut("?", self._show_keys)

    def _shortcut(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _make(self, entry: PageEntry) -> QWidget:
        module = page_module(entry)
        if module is None:
            return EmptyState(
                self._look,
                entry.icon,
                _("{page} is not built yet").format(page=_(entry.word)),
                _("It comes with a later version. Your progress is safe meanwhile."),
            )
        page: QWidget = module.build(self._context)
        return page

    def _open_palette(self) -> None:
        self.floating().palette.ask()

    def _switch_mode(self, mode: str) -> None:
        self._keep_view()
        self._session.switch_mode(GameMode(mode))

    def _on_changes(self, changes: Changes) -> None:
        if self._look.theme.mode != self._session.mode:
            self._look.set_mode(self._session.mode)
            self.top.show_mode(self._session.mode)
            self._recall_view(self._open)
            self._title()
        if changes.mode == self._session.mode:
            self._show_standing()
            QTimer.singleShot(0, self, self._show_counts)

    def _on_cloud(self, state: CloudState) -> None:
        self._on_saving(None)
        # Ten times a second when a squad is busy: only what the cloud counts, the rest follows the progress.
        touched = ("team",) if state.standing.refused == self._refused else ("team", "activity")
        self._refused = state.standing.refused
        self._show_counts_of(touched)

    def _on_saving(self, _state: object) -> None:
        self.top.show_saving(safe_state(self._session, self._cloud.state if self._cloud else None))

    def _on_setting(self, name: str) -> None:
        if name == RAIL.key:
            self._take_room()

    def _show_standing(self) -> None:
        self.top.show_level(level_words(self._session))
        self.top.show_saving(safe_state(self._session, self._cloud.state if self._cloud else None))

    def _show_counts(self) -> None:
        self._show_counts_of([entry.name for entry in PAGES])

    def _show_counts_of(self, names: Collection[str]) -> None:
        """Ask each page of *names* whose module is there already; none is imported for its count."""
        counts = {}
        for entry in PAGES:
            count = getattr(loaded_module(entry), "rail_count", None)
            if count is not None and entry.name in names:
                counts[entry.name] = count(self._context)
        self.rail.set_counts(counts)

    def _show_keys(self) -> None:
        KeysDialog(self._look, self).open()

    def _undo(self) -> None:
        self._say_taken_back(self._session.undo(), _("There is nothing to undo."), _("Taken back."))

    def _redo(self) -> None:
        self._say_taken_back(self._session.redo(), _("There is nothing to do again."), _("Done again."))

    def _say_taken_back(self, outcome: UndoOutcome, nothing: str, done: str) -> None:
        match outcome:
            case NothingToUndo():
                self.toast(Toast(nothing, shape=Shape.IGNORED))
            case Undone(kept=kept) if kept:
                some = _("{done} What was changed since stays as it is.").format(done=done)
                self.toast(Toast(some, shape=Shape.DONE))
            case Undone():
                self.toast(Toast(done, shape=Shape.DONE))

    def _jump(self, step: int) -> None:
        regions = [self.rail.first_entry(), self.top.search, *(self.page.regions() if self.page else ())]
        shown = [region for region in regions if region.isVisible()]
        here = next((at for at, region in enumerate(shown) if region.hasFocus() or _holds_focus(region)), -1)
        shown[(here + step) % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)

    def _room(self) -> float:
        return self.width() / self._look.theme.scale

    def _take_room(self) -> None:
        room = self._room()
        is_roomy = room >= ROOMY_PX
        choice = self._session.settings.get(RAIL)
        self.rail.set_wide(
            is_wide=is_roomy if choice == "auto" else choice == "words" and room >= SMALLEST[0]
        )
        self.top.set_room(room)
        if self.page is not None:
            self.page.set_room(room)

    def _title(self) -> None:
        word = MODE_MARKS.get(self._session.mode, (self._session.mode, ""))[0]
        page = next(entry.word for entry in PAGES if entry.name == self._open)
        note = f"{self._note} · " if self._note else ""
        self.setWindowTitle(f"{note}{_(word)} · {_(page)} · {PROGRAM_NAME}")

    def _remembered_page(self) -> str:
        return self._memory.page(self._session.mode) or FIRST_PAGE

    def _keep_view(self) -> None:
        mode = self._look.theme.mode
        if self._open:
            self._memory.note_page(mode, self._open)
        if self.page is not None:
            self._memory.note_view(mode, self._open, self.page.view_state())

    def _recall_view(self, name: str) -> None:
        page = self._pages.get(name)
        if isinstance(page, Page):
            page.take_view(self._memory.view(self._session.mode, name))

    def _recall_window(self) -> None:
        self.resize(*USUAL)
        if self._memory.geometry:
            self.restoreGeometry(QByteArray(self._memory.geometry))


def _goes_on_notice() -> Notice:
    sentence = _("The window is closed and the program goes on here. Quit is in this icon's menu.")
    return Notice(PROGRAM_NAME, sentence, page="settings", target="appearance")


def _holds_focus(region: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and region.isAncestorOf(focused)
