"""The detail pane of one needed item: how much is there, who asks for it, what teammates lack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app import texts
from tarkov_desktop.app.texts import _, ngettext, number
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.needed import Craftability, NeedState
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.domain.team_views import TeamNeed
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.items.actions import NeedActions
from tarkov_desktop.ui.pages.items.listing import ItemLine
from tarkov_desktop.ui.pages.items.mates import mate_avatar
from tarkov_desktop.ui.pages.items.need_row import NeedRow, even_out
from tarkov_desktop.ui.pages.items.words import (
    asker,
    asker_standing,
    craft_words,
    item_name,
)
from tarkov_desktop.ui.pages.tasks.detail_head import open_link
from tarkov_desktop.ui.people import Person
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.button import IconButton
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label, Link
from tarkov_desktop.ui.widgets.marks import Bar, IconMark, IconTile
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.section import Section, line_of
from tarkov_desktop.ui.widgets.skeleton import DetailScroll

FEW_NEEDS = 5
"""So many needs of a kind are shown before "more" is asked for."""
MOST_ACCEPTED = 12
TARKOV_DEV_ITEM = "https://tarkov.dev/item/{name}"


class ItemDetail(ThemedWidget):
    """Shows one line of the list; ``page_asked`` asks for the task or the station that a need names."""

    page_asked = Signal(str, str)

    def __init__(self, context: PageContext, actions: NeedActions, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self._session = context.session
        self._actions = actions
        self._line: ItemLine | None = None
        self._mates: Sequence[tuple[Person, int | None]] = ()
        self._seen: tuple[object, ...] = ()
        self._rows: dict[str, NeedRow] = {}
        self._opened: set[str] = set()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._body: QWidget | None = None
        actions.refused.connect(self._show_refusal)

    @property
    def key(self) -> str:
        """The key of the line shown, "" when none is."""
        return self._line.key if self._line is not None else ""

    def show_line(
        self, line: ItemLine | None, mates: Sequence[Person] = (), team: TeamNeed | None = None
    ) -> None:
        """Show a line, or an empty pane. While only counts differ they are put in place."""
        if line is None or line.key != self.key:
            self._opened.clear()
        self._line = line
        left: dict[UserId, int] = team.left if team is not None else {}
        self._mates = [
            (mate, left.get(mate.member.user, 0) if mate.member.derived is not None else None)
            for mate in mates
        ]
        seen = self._fingerprint()
        if self._body is None or seen != self._seen:
            self._seen = seen
            self._replace_body(self._empty() if line is None else self._build(line))
        self._refresh_amounts()

    @override
    def _restyle(self) -> None:
        self._seen = self._fingerprint()
        self._replace_body(self._empty() if self._line is None else self._build(self._line))
        self._refresh_amounts()

    def _fingerprint(self) -> tuple[object, ...]:
        """Return all that decides the structure; counts are put in place without building anew."""
        line = self._line
        if line is None:
            return (texts.language(),)
        session = self._session
        needs = [(part.need.key, asker_standing(session, part.need)) for part in line.parts]
        craft = craft_words(session, line.item)
        mates = [(mate, left) for mate, left in self._mates]
        return (line.key, session.mode, needs, craft, mates, frozenset(self._opened), texts.language())

    def _replace_body(self, body: QWidget) -> None:
        old, self._body = self._body, body
        self._outer.addWidget(body)
        if old is not None:
            self._outer.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _empty(self) -> QWidget:
        self._rows = {}
        return EmptyState(
            self._look,
            "cube-outline",
            _("No item chosen"),
            _("Choose one in the list to see who asks for it."),
        )

    def _build(self, line: ItemLine) -> QWidget:
        self._rows = {}
        content = QWidget()
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(line))
        column.addWidget(Hairline(self._look))
        of_tasks = [part for part in line.parts if part.need.task is not None]
        of_hideout = [part for part in line.parts if part.need.station is not None]
        if of_tasks:
            column.addWidget(self._needs(_("Tasks"), of_tasks))
        if of_hideout:
            column.addWidget(self._needs(_("Hideout"), of_hideout))
        even_out(list(self._rows.values()))
        if line.item is None:
            column.addWidget(self._accepted(line))
        if self._mates:
            column.addWidget(self._team())
        column.addStretch(1)
        return DetailScroll(self._look, content)

    def _head(self, line: ItemLine) -> QWidget:
        look, gap = self._look, self.theme.gap
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(gap(20), gap(16), gap(20), gap(14))
        column.setSpacing(gap(8))
        title = QHBoxLayout()
        title.setSpacing(gap(12))
        title.addWidget(IconTile(look, "cube-outline"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(look, line.name, Text.TITLE, wraps=True))
        self._collected = Label(look, "", Text.SMALL, Role.TEXT2, wraps=True)
        words.addWidget(self._collected)
        title.addLayout(words, 1)
        if line.item is not None:
            link = IconButton(look, "open-in-new", _("Open the item on tarkov.dev"))
            link.clicked.connect(partial(open_link, self._address(line)))
            title.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(title)
        self._bar = Bar(look, height_px=6)
        column.addWidget(self._bar)
        self._left = Label(look, "", Text.SMALL, Role.TEXT, weight=600)
        self._left_fir = Label(look, "", Text.SMALL, Role.TEXT2)
        facts = QHBoxLayout()
        facts.setSpacing(gap(5))
        for part in (self._left, self._left_fir):
            facts.addWidget(part)
        facts.addStretch(1)
        words_of_craft, can_craft = craft_words(self._session, line.item)
        if words_of_craft:
            facts.addWidget(ElidedLabel(look, words_of_craft, Text.SMALL, Role.TEXT2))
            is_now = can_craft is Craftability.NOW
            facts.addWidget(
                IconMark(
                    look,
                    "check" if is_now else "lock-outline",
                    size=14,
                    role=Role.DONE if is_now else Role.LOCKED,
                    name=_("can be made now") if is_now else _("cannot be made yet"),
                )
            )
        column.addLayout(facts)
        return head

    def _address(self, line: ItemLine) -> str:
        item = self._session.catalog.items.get(line.item) if line.item else None
        return TARKOV_DEV_ITEM.format(name=item.normalized_name or item.id) if item else ""

    def _needs(self, title: str, parts: Sequence[NeedState]) -> Section:
        count = ngettext("{count} need", "{count} needs", len(parts)).format(count=number(len(parts)))
        section = Section(self._look, title, count)
        shown = parts if title in self._opened or len(parts) <= FEW_NEEDS + 1 else parts[:FEW_NEEDS]
        for part in shown:
            section.add(self._need_row(part))
        left = len(parts) - len(shown)
        if left:
            words = ngettext("{count} more need", "{count} more needs", left).format(count=number(left))
            more = Link(self._look, words, Text.SMALL)
            more.followed.connect(partial(self._open_rest, title))
            section.add(line_of(more, 1, gap=0))
        return section

    def _need_row(self, part: NeedState) -> NeedRow:
        need, session = part.need, self._session
        row = NeedRow(
            self._look,
            asker(session, need),
            asker_standing(session, need),
            goal=need.need,
            is_found_in_raid=need.fir,
        )
        row.count_asked.connect(partial(self._actions.set_count, need))
        if need.task is not None:
            row.followed.connect(partial(self.page_asked.emit, "tasks", need.task))
        elif need.station is not None:
            row.followed.connect(partial(self.page_asked.emit, "hideout", need.station))
        self._rows[need.key] = row
        return row

    def _open_rest(self, title: str) -> None:
        self._opened.add(title)
        self._restyle()

    def _accepted(self, line: ItemLine) -> Section:
        """Say which items an objective takes, if the game data keeps the list."""
        need = line.parts[0].need
        section = Section(
            self._look, _("Any of these"), _("{count} items").format(count=number(need.choices))
        )
        names = [item_name(self._session, item) for item in need.accepted]
        for name in names[:MOST_ACCEPTED]:
            section.add(ElidedLabel(self._look, name, Text.SMALL, Role.TEXT2))
        rest = need.choices - min(len(names), MOST_ACCEPTED)
        if rest:
            words = ngettext("and {count} more", "and {count} more", rest).format(count=number(rest))
            section.add(Label(self._look, words, Text.SMALL, Role.TEXT3))
        return section

    def _team(self) -> Section:
        section = Section(self._look, _("Team"), has_line=False)
        for mate, left in self._mates:
            words = _("not known") if left is None else _("{count} left").format(count=number(left))
            row = line_of(
                mate_avatar(self._look, mate),
                ElidedLabel(self._look, mate.name, is_name=True),
                1,
                Label(self._look, words, Text.SMALL, Role.TEXT3 if left is None else Role.TEXT2),
                gap=self.theme.gap(10),
            )
            section.add(row)
        return section

    def _refresh_amounts(self) -> None:
        """Put the counts in place."""
        line = self._line
        if line is None:
            return
        total = line.total
        collected = _("{got} of {need} collected").format(got=number(total.got), need=number(total.need))
        is_short = line.item is not None and line.aside
        self._collected.setText(f"{line.aside} · {collected}" if is_short else collected)
        is_full = total.left == 0
        self._bar.set_share(line.share, Role.DONE if is_full else Role.ACCENT)
        self._bar.setAccessibleName(collected)
        fir = line.cells[0].left + line.cells[2].left
        words = _("{count} left").format(count=number(total.left))
        self._left.setText(_("Nothing left to collect") if is_full else words)
        self._left_fir.setText(_("{count} of them found in raid").format(count=number(fir)) if fir else "")
        for part in line.parts:
            row = self._rows.get(part.need.key)
            if row is not None:
                row.show_amount(part.got, is_open=self._is_open(part))

    def _is_open(self, part: NeedState) -> bool:
        """Return whether a count can be changed: not of a settled task, nor of a built level."""
        if part.need.task is not None:
            state = self._session.derived.state(part.need.task)
            return state not in {DisplayState.COMPLETE, DisplayState.FAILED}
        station = part.need.station
        return station is not None and part.need.level > self._session.derived.station_level_of(station)

    def _show_refusal(self, words: str) -> None:
        """Say why nothing happened, at the top of the pane."""
        if self._line is None:
            return
        notice = Notice(self._look, Role.FAILED, _("Nothing was changed."), words, is_closable=True)
        notice.closed.connect(notice.deleteLater)
        self._column.insertWidget(0, notice, 0, Qt.AlignmentFlag.AlignTop)


def line_with(lines: Iterable[ItemLine], key: str) -> ItemLine | None:
    """Return the line of *key*."""
    return next((line for line in lines if line.key == key), None)
