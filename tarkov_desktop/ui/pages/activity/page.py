"""Activity: what was done at the left; checks and refused edits at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.activity import ActivityLine, JournalEntry, JournalKind
from tarkov_desktop.app.cloud.owned import Owned
from tarkov_desktop.app.operations.journal import take_back
from tarkov_desktop.app.texts import _, clock, day, ngettext, number
from tarkov_desktop.app.undo import NothingToUndo
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.ui.awaited import Awaited
from tarkov_desktop.ui.delegates.rows import GroupHead
from tarkov_desktop.ui.lifetime import Errands
from tarkov_desktop.ui.page import Page, PageContext, Toast
from tarkov_desktop.ui.pages.activity.findings import FindingsSection
from tarkov_desktop.ui.pages.activity.list_view import ActivityListView
from tarkov_desktop.ui.pages.activity.refused import RefusedSection
from tarkov_desktop.ui.pages.activity.rows import ActivityModel, ActivityRow, Line
from tarkov_desktop.ui.pages.activity.words import (
    DEVICES,
    GAME_LOG,
    IMPORTS,
    MINE,
    REPLACED,
    origin_words,
    said,
)
from tarkov_desktop.ui.room import TWO_PANES_PX
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.skeleton import DetailScroll, ListDetail, Pages
from tarkov_desktop.ui.widgets.tabs import StatusTabs, Tab

ALL = "all"
FIELD_PX, NARROW_FIELD_PX = 220, 120
CHUNK = 200
"""Lines read at once; the next ones follow when the list is scrolled to its end."""
CHECKS = "checks"
"""Where to go for the checks and the refused edits."""


class ActivityPage(Page):
    """The page; see the package for its parts."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        look = context.look
        self._lines: list[ActivityLine] = []
        self._is_whole = False
        self._reading = 0
        self._device_names: dict[str, str] = {}
        self._errands = Errands(self)
        self._tab, self._text = ALL, ""
        self._notice: Notice | None = None
        self.model = ActivityModel(self)
        self.view = ActivityListView(look, self.model)
        self.view.asked.connect(self.take_back)
        self.view.ended.connect(self._read_older)
        self.empty = EmptyState(look, "history", _("Nothing was done yet"), _("What you do is listed here."))
        self.empty.asked.connect(self._leave_empty)
        self.findings = FindingsSection(context)
        self.findings.failed.connect(self.say_wrong)
        self.refused = RefusedSection(context)
        self.refused.failed.connect(self.say_wrong)
        self.refused.changed.connect(self._read)
        self._build_head()
        self.panes = self._lay_out()
        self.to_checks.clicked.connect(self.panes.show_detail)

    @override
    def refresh(self) -> None:
        self.findings.forget()
        self.findings.show_all()
        self.refused.read()
        self._read()

    @override
    def apply(self, changes: Changes) -> None:
        self._drop_notice()
        self.findings.show_all()
        self.refused.read()
        self._read()

    @override
    def set_room(self, width_px: float) -> None:
        self.panes.set_room(width_px)
        is_single = width_px < TWO_PANES_PX
        self.to_checks.setVisible(is_single)
        self.field.set_width(NARROW_FIELD_PX if is_single else FIELD_PX)

    @override
    def go_to(self, target: str) -> None:
        if target == CHECKS:
            self.panes.show_detail()

    @override
    def view_state(self) -> Mapping[str, JsonValue]:
        return {"tab": self._tab, "text": self._text}

    @override
    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        tab, text = state.get("tab"), state.get("text")
        known = {key for key, _word in self.tabs.words()}
        self._tab = tab if isinstance(tab, str) and tab in known else ALL
        self._text = text if isinstance(text, str) else ""
        self.tabs.choose(self._tab)
        self.field.setText(self._text)

    @override
    def regions(self) -> Sequence[QWidget]:
        return (self.tabs, self.field, self.view, self.findings)

    def take_back(self, line_id: int) -> None:
        """Take one line back, or do it again, whichever its button says."""
        row = next((row for row in self.model.rows() if row.id == line_id), None)
        if row is None or not row.verb:
            return
        outcome = take_back(self.session, row.entry)
        if isinstance(outcome, NothingToUndo):
            self.say_wrong(_("There is nothing left to take back."), _("It was changed since."))
            self._read()
            return
        words = _("{name} is back as it was.") if not row.is_redo else _("{name} is done again.")
        name = f"{row.said.before}{row.said.name}" if not row.said.name else row.said.name
        self.context.stage.toast(Toast(words, name, Shape.DONE))
        if outcome.kept:
            rest = ngettext(
                "{count} value was changed since and stays.",
                "{count} values were changed since and stay.",
                len(outcome.kept),
            )
            self.say_wrong(_("Not everything was taken back."), rest.format(count=number(len(outcome.kept))))

    def say_wrong(self, what: str, rest: str) -> None:
        """Show what went wrong above the list."""
        self._drop_notice()
        self._notice = Notice(self.context.look, Role.FAILED, what, rest, is_closable=True)
        self._notice.closed.connect(self._drop_notice)
        self._left.insertWidget(0, self._notice)

    @property
    def notice(self) -> Notice | None:
        """What went wrong last, None when nothing did."""
        return self._notice

    def _drop_notice(self) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None

    def _build_head(self) -> None:
        look = self.context.look
        words = (
            Tab(ALL, _("All")),
            Tab(MINE, _("Mine")),
            Tab(GAME_LOG, _("Game log")),
            Tab(DEVICES, _("Devices")),
            Tab(IMPORTS, _("Imports")),
        )
        self.tabs = StatusTabs(look, words, ALL)
        self.tabs.setAccessibleName(_("Changes by origin"))
        self.tabs.chosen.connect(self._choose_tab)
        self.field = Field(
            look, _("Find a change"), hint=_("Find a change"), icon="magnify", width_px=FIELD_PX
        )
        self.field.textChanged.connect(self._take_text)
        self.field.escaped.connect(self.view.setFocus)
        self._head = Surface(look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(self.theme.gap(6), 0, self.theme.gap(16), 1)
        self.to_checks = Button(look, _("Checks"), Kind.PLAIN)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.field)
        row.addWidget(self.to_checks)

    def _lay_out(self) -> ListDetail:
        look = self.context.look
        self._parts = Pages(self.view, self.empty)
        left, right = QWidget(), QWidget()
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.setSpacing(0)
        self._left.addWidget(self._parts, 1)
        pane = QVBoxLayout(right)
        pane.setContentsMargins(0, 0, 0, 0)
        pane.setSpacing(0)
        pane.addWidget(self.findings)
        pane.addWidget(self.refused)
        pane.addStretch(1)
        panes = ListDetail(look, left, DetailScroll(look, right))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(panes, 1)
        return panes

    def _read(self) -> None:
        """Read as many lines as are shown, anew; an older reading that is still under way is not waited for."""
        self._reading += 1
        turn = self._reading
        limit = max(CHUNK, len(self._lines))
        asked = self.session.activity_soon(limit)
        Awaited(asked, lambda lines: self._take_lines(turn, lines, limit), self)

    def _read_older(self) -> None:
        if self._is_whole or not self._lines:
            return
        self._reading += 1
        turn = self._reading
        known = list(self._lines)
        asked = self.session.activity_soon(CHUNK, known[-1].id)
        Awaited(asked, lambda lines: self._take_lines(turn, [*known, *lines], len(known) + CHUNK), self)

    def _take_lines(self, turn: int, lines: list[ActivityLine], limit: int) -> None:
        if turn != self._reading:
            return
        self._lines = lines
        self._ask_for_names()
        self._is_whole = len(lines) < limit
        self._show_lines()

    def _ask_for_names(self) -> None:
        """Learn what the devices are called whose changes are listed; until then they are "another device"."""
        replaced = {line.subject for line in self._lines if line.label == REPLACED and line.subject}
        if (
            replaced - self._device_names.keys()
            and self.context.cloud is not None
            and self.context.cloud.owned
        ):
            self._device_names |= dict.fromkeys(replaced, "")
            self._errands.start(self._learn_names(self.context.cloud.owned))

    async def _learn_names(self, owned: Owned) -> None:
        devices = await owned.devices()
        if isinstance(devices, Sequence):
            self._device_names |= {each.device_id: each.name or "" for each in devices}
            self._show_lines()

    def _shown_names(self) -> Mapping[str, str]:
        if is_streaming(self.session.account_document):
            return {}
        return {key: name for key, name in self._device_names.items() if name}

    def _show_lines(self) -> None:
        current, place = self.view.current(), self.view.verticalScrollBar().value()
        self.model.show_lines(self._shown())
        if current is not None:
            self.view.choose(current)
        self.view.verticalScrollBar().setValue(place)
        is_empty = not self.model.lines
        self._parts.show_part(self.empty if is_empty else self.view)
        if is_empty and (self._text or self._tab != ALL):
            self.empty.say("magnify", _("No change is like this"), "", _("Show all changes"))
        elif is_empty:
            self.empty.say(
                "history", _("Nothing was done yet"), _("What you do is listed here."), _("Go to the tasks")
            )

    def _leave_empty(self) -> None:
        """Follow the one button of the empty list: drop the filter, or go where there is something to do."""
        if self._text or self._tab != ALL:
            self._drop_filter()
        else:
            self.context.stage.open_page("tasks")

    def _shown(self) -> list[Line]:
        shown: list[Line] = []
        last_day = ""
        for line in self._lines:
            row = self._row(line)
            if row is None:
                continue
            when = self._day(line.at_ms)
            if when != last_day:
                shown.append(GroupHead(when))
                last_day = when
            shown.append(row)
        return shown

    def _row(self, line: ActivityLine) -> ActivityRow | None:
        origin = origin_words(line)
        if line.entry is None or (self._tab not in {ALL, origin.tab}):
            return None
        words = said(self.session, line, self._shown_names())
        if self._text and self._text.casefold() not in f"{words.whole} {_(origin.word)}".casefold():
            return None
        time = clock(datetime.fromtimestamp(line.at_ms / 1000).astimezone())
        is_redo = line.kind is JournalKind.UNDO
        return ActivityRow(
            line.id, time, origin.icon, _(origin.word), words, self._verb(line.entry), is_redo, line.entry
        )

    def _verb(self, entry: JournalEntry) -> str:
        if not self.session.can_take_back(entry):
            return ""
        if entry.kind is JournalKind.UNDO:
            return _("Redo")
        return _("Restore") if entry.kind is JournalKind.NOTE or entry.replaced else _("Undo")

    def _day(self, at_ms: int) -> str:
        moment = datetime.fromtimestamp(at_ms / 1000).astimezone()
        today = datetime.fromtimestamp(self.context.now_ms() / 1000).astimezone()
        if moment.date() == today.date():
            return _("Today")
        if moment.date() == (today - timedelta(days=1)).date():
            return _("Yesterday")
        return f"{day(moment)} {moment.year}"

    def _choose_tab(self, tab: str) -> None:
        self._tab = tab
        self._show_lines()

    def _take_text(self, text: str) -> None:
        self._text = text
        self._show_lines()

    def _drop_filter(self) -> None:
        self._tab, self._text = ALL, ""
        self.tabs.choose(ALL)
        self.field.clear()
        self._show_lines()
