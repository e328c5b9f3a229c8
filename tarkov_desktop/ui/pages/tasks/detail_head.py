"""The head of the detail pane: tile, title, chips, and what can be done with the task."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tarkov_desktop.app.texts import _, number
from tarkov_desktop.domain.maps import map_groups
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.pages.tasks.subject import Subject
from tarkov_desktop.ui.pages.tasks.words import (
    STATES,
    link_of,
    place_words,
    trader_name,
    wiki_of,
    xp_words,
)
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, IconButton, Kind
from tarkov_desktop.ui.widgets.chip import Chip, FlowLayout
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import TraderTile
from tarkov_desktop.ui.widgets.menu import Entry, open_menu


class DetailHead(ThemedWidget):
    """Everything above the first line of the pane, for one task as it stands now.

    A teammate's has no action but ``mine_asked``; ``chain_asked`` asks for the tree around the task.
    """

    mine_asked = Signal()
    chain_asked = Signal()

    def __init__(
        self,
        subject: Subject,
        actions: TaskActions,
        *,
        room_px: int,
        is_brief: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(subject.look, parent)
        self._subject, self._actions = subject, actions
        self._session, self._task, self._view = subject.session, subject.task, subject.view
        gap = self.theme.gap
        column = QVBoxLayout(self)
        column.setContentsMargins(gap(20), gap(16), gap(20), gap(14))
        column.setSpacing(0)
        column.addLayout(self._title_row())
        column.addSpacing(gap(11))
        column.addWidget(self._chips())
        column.addSpacing(gap(14))
        if subject.is_read_only:
            words = _("The progress of {name}, to look at. You tick only your own.")
            words = words.format(name=subject.mate_name)
            column.addWidget(Label(self._look, words, Text.SMALL, Role.TEXT2, wraps=True))
            column.addSpacing(gap(8))
        column.addLayout(self._action_row(room_px, is_brief=is_brief))

    def _title_row(self) -> QHBoxLayout:
        look, task = self._look, self._task
        trader = self._session.catalog.traders.get(task.trader)
        row = QHBoxLayout()
        row.setSpacing(look.theme.gap(12))
        tile = TraderTile(
            look, trader.normalized_name if trader else "", trader.name if trader else "", size=36
        )
        row.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = Label(look, task.name, Text.TITLE, wraps=True)
        title.setMaximumHeight(2 * look.theme.line(Text.TITLE) + 4)
        words.addWidget(title)
        words.addWidget(Label(look, self._under_title(), Text.SMALL, Role.TEXT2, wraps=True))
        row.addLayout(words, 1)
        if self._subject.is_read_only:
            return row
        is_pinned = self._view.is_pinned
        pin = IconButton(
            look,
            "pin" if is_pinned else "pin-outline",
            _("Unpin") if is_pinned else _("Pin"),
            role=Role.ACCENT if is_pinned else Role.TEXT2,
            key="P",
        )
        pin.clicked.connect(partial(self._actions.set_pinned, [task.id], is_pinned=not is_pinned))
        row.addWidget(pin, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _under_title(self) -> str:
        task, view = self._task, self._view
        words = [
            trader_name(self._session, task.trader),
            place_words(map_groups(self._session.catalog), task, is_brief=False),
        ]
        if view.is_started:
            words.append(_("started"))
        elif self._subject.sight.is_of_all:
            words.append(_("for you: {state}").format(state=_(STATES[view.state].word)))
        elif self._subject.is_read_only or view.state is not DisplayState.AVAILABLE:
            words.append(_(STATES[view.state].word))
        return " · ".join(words)

    def _chips(self) -> QWidget:
        look, task = self._look, self._task
        holder = QWidget()
        flow = FlowLayout(holder, gap=look.theme.gap(6))
        if task.kappa:
            flow.addWidget(Chip(look, _("Kappa"), icon="alpha-k-box-outline"))
        if task.lightkeeper:
            flow.addWidget(Chip(look, _("Lightkeeper"), icon="alpha-l-box-outline"))
        if task.faction != "Any":
            flow.addWidget(Chip(look, task.faction))
        if task.min_level:
            flow.addWidget(Chip(look, _("Level {level}").format(level=task.min_level)))
        if task.experience:
            flow.addWidget(Chip(look, xp_words(task.experience)))
        impact = self._subject.derived.impact(task.id)
        flow.addWidget(Chip(look, _("Impact {count}").format(count=number(impact))))
        if task.restartable:
            flow.addWidget(Chip(look, _("Can be repeated"), icon="restart"))
        return holder

    def _action_row(self, room_px: int, *, is_brief: bool) -> QHBoxLayout:
        look = self._look
        row = QHBoxLayout()
        row.setSpacing(look.theme.gap(8))
        main = self._main_button()
        row.addWidget(main)
        plain = [] if self._subject.is_read_only else self._plain_actions()
        room = room_px - 2 * look.theme.gap(20) - 2 * look.theme.control(32) - 3 * look.theme.gap(8)
        room -= main.sizeHint().width()
        shown = 0
        for entry in plain[: 1 if is_brief else 2]:
            button = Button(look, entry.text)
            room -= button.sizeHint().width() + look.theme.gap(8)
            if room < 0:  # what has no room stands in "more"
                break
            button.clicked.connect(entry.act)
            row.addWidget(button)
            shown += 1
        row.addStretch(1)
        link = IconButton(look, "link-variant", _("Copy link"), key="Ctrl+C")
        link.clicked.connect(partial(self._actions.copy_link, self._task.id))
        row.addWidget(link)
        self._more = IconButton(look, "dots-horizontal", _("More actions"))
        self._more.clicked.connect(partial(self._open_more, plain[shown:]))
        row.addWidget(self._more)
        return row

    def _main_button(self) -> Button:
        if self._subject.is_read_only:
            back = Button(self._look, _("Show mine"), icon="account-outline")
            back.clicked.connect(self.mine_asked)
            return back
        word, key, icon, act = self._main_action()
        main = Button(self._look, word, Kind.MAIN, icon=icon, key=key)
        main.clicked.connect(act)
        return main

    def _main_action(self) -> tuple[str, str, str, Callable[[], None]]:
        """Return word, key, icon and call of the one action in accent."""
        task_id, actions = self._task.id, self._actions
        match self._view.state:
            case DisplayState.COMPLETE | DisplayState.FAILED:
                return _("Open again"), _("U"), "undo", partial(actions.uncomplete, [task_id])
            case DisplayState.IGNORED:
                return (
                    _("Show again"),
                    _("I"),
                    "eye-outline",
                    partial(actions.set_ignored, [task_id], is_ignored=False),
                )
            case DisplayState.LOCKED | DisplayState.UNKNOWN_GATE:
                return _("I have this task"), _("A"), "check", partial(actions.make_available, task_id)
            case DisplayState.AVAILABLE | DisplayState.BLOCKED:
                return _("Complete"), _("Space"), "check", partial(actions.complete, [task_id])

    def _plain_actions(self) -> list[Entry]:
        task_id, actions, view = self._task.id, self._actions, self._view
        fail = Entry(_("Fail"), partial(actions.fail, [task_id]), "close-octagon-outline")
        ignore = Entry(
            _("Ignore"), partial(actions.set_ignored, [task_id], is_ignored=True), "eye-off-outline"
        )
        complete = Entry(_("Complete"), partial(actions.complete, [task_id]), "check")
        start = Entry(_("Mark as started"), partial(actions.start, task_id), "play-outline")
        match view.state:
            case DisplayState.AVAILABLE:
                return [fail, ignore] if view.is_started else [fail, ignore, start]
            case DisplayState.LOCKED | DisplayState.UNKNOWN_GATE:
                return [complete, ignore, fail]
            case DisplayState.IGNORED:
                return [complete]
            case DisplayState.COMPLETE:
                return [fail]
            case DisplayState.FAILED:
                return [complete, start] if self._task.restartable else [complete]
            case DisplayState.BLOCKED:
                return [ignore]

    def _open_more(self, rest: list[Entry]) -> None:
        task = self._task
        gate: list[Entry] = []
        if self._view.is_gate_confirmed and not self._subject.is_read_only:
            gate = [
                Entry(_("Take back my word on the condition"), partial(self._actions.withdraw_gate, task.id))
            ]
        links = [
            Entry(_("Show its chain"), self.chain_asked.emit, "file-tree-outline", "T", begins_group=True),
            Entry(_("Open the wiki"), partial(open_link, wiki_of(task)), "open-in-new", begins_group=True),
            Entry(_("Open tarkov.dev"), partial(open_link, link_of(task)), "open-in-new"),
        ]
        open_menu(self._look, self._more, [*rest, *gate, *links], at_right=True)


def open_link(address: str) -> None:
    """Open *address* in the browser, if it is a web address."""
    url = QUrl(address)
    if url.scheme() in {"https", "http"}:
        QDesktopServices.openUrl(url)
