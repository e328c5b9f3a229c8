"""The detail pane of one station: build or take back, conditions, parts with counters, what it opens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app import texts
from tarkov_desktop.app.texts import _, ngettext, number
from tarkov_desktop.domain.game import Station
from tarkov_desktop.domain.hideout import StationView
from tarkov_desktop.domain.ids import StationId
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.hideout.actions import StationActions
from tarkov_desktop.ui.pages.hideout.listing import amounts, hours, is_ready, parts_of, unlocked_by
from tarkov_desktop.ui.pages.hideout.words import conditions, station_icon
from tarkov_desktop.ui.pages.items.actions import NeedActions
from tarkov_desktop.ui.pages.items.mates import mate_avatar, mates_of
from tarkov_desktop.ui.pages.items.need_row import NeedRow, even_out, found_in_raid_mark
from tarkov_desktop.ui.pages.items.words import item_name, station_level_words
from tarkov_desktop.ui.pages.tasks.detail_parts import FactRow, condition_mark
from tarkov_desktop.ui.pages.tasks.words import of_words
from tarkov_desktop.ui.people import Person
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget, rounded
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tarkov_desktop.ui.widgets.marks import IconMark, IconTile
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.section import Section, line_of
from tarkov_desktop.ui.widgets.skeleton import DetailScroll


class Pips(ThemedWidget):
    """The levels of a station as short bars, the built ones filled."""

    def __init__(self, look: Look, level: int, levels: int, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._level, self._levels = level, levels
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        return QSize(self._levels * (theme.icon(14) + theme.icon(3)), theme.icon(6))

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        wide, step = theme.icon(14), theme.icon(14) + theme.icon(3)
        for at in range(self._levels):
            fill = theme.color(Role.TEXT2 if at < self._level else Role.TRACK)
            rounded(painter, QRectF(at * step, 0, wide, theme.icon(5)), 2, fill=fill)


class StationDetail(ThemedWidget):
    """Shows one station; ``jumped`` asks for another one, ``page_asked`` for another page."""

    jumped = Signal(str)
    page_asked = Signal(str, str)

    def __init__(
        self,
        context: PageContext,
        actions: StationActions,
        needs: NeedActions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self._session = context.session
        self._actions = actions
        self._needs = needs
        self._station: StationId | None = None
        self._seen: tuple[object, ...] = ()
        self._rows: dict[str, NeedRow] = {}
        self._parts: Section | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._body: QWidget | None = None
        actions.refused.connect(self._show_refusal)
        needs.refused.connect(self._show_refusal)

    @property
    def station(self) -> StationId | None:
        """The station shown, None when none is."""
        return self._station

    def show_station(self, station: StationId | None) -> None:
        """Show a station, or an empty pane. While only counts differ they are put in place."""
        if station is not None and station not in self._session.catalog.stations:
            station = None
        self._station = station
        seen = self._fingerprint(station)
        if self._body is None or seen != self._seen:
            self._seen = seen
            self._replace_body(self._empty() if station is None else self._build(station))
        self._refresh_amounts()

    @override
    def _restyle(self) -> None:
        self._seen = ()
        self.show_station(self._station)

    def _fingerprint(self, station: StationId | None) -> tuple[object, ...]:
        if station is None:
            return (texts.language(),)
        session = self._session
        view = session.derived.stations()[station]
        following = view.next_level.level if view.next_level else 0
        return (
            session.mode,
            view,
            conditions(session, view),
            unlocked_by(session, station, following),
            mates_of(self._context),
            texts.language(),
        )

    def _replace_body(self, body: QWidget) -> None:
        old, self._body = self._body, body
        self._outer.addWidget(body)
        if old is not None:
            self._outer.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _empty(self) -> QWidget:
        self._rows, self._parts = {}, None
        return EmptyState(
            self._look,
            "home-city-outline",
            _("No station chosen"),
            _("Choose one to see what its next level takes."),
        )

    def _build(self, station_id: StationId) -> QWidget:
        self._rows, self._parts = {}, None
        view = self._session.derived.stations()[station_id]
        station = self._session.catalog.stations[station_id]
        content = QWidget()
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(station, view))
        column.addWidget(Hairline(self._look))
        made = (
            self._conditions(view),
            self._parts_section(view),
            self._crafts(station_id, view),
            self._then_possible(station_id, view),
            self._team(mates_of(self._context)),
        )
        for section in made:
            if section is not None:
                column.addWidget(section)
        column.addStretch(1)
        return DetailScroll(self._look, content)

    def _head(self, station: Station, view: StationView) -> QWidget:
        look, gap = self._look, self.theme.gap
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(gap(20), gap(16), gap(20), gap(14))
        column.setSpacing(gap(14))
        title = QHBoxLayout()
        title.setSpacing(gap(12))
        title.addWidget(IconTile(look, station_icon(station.normalized_name)), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(gap(3))
        words.addWidget(Label(look, station.name, Text.TITLE, wraps=True))
        of_levels = _("Level {level}").format(level=of_words(view.level, len(station.levels)))
        pips = Pips(look, view.level, len(station.levels))
        words.addLayout(line_of(pips, Label(look, of_levels, Text.SMALL, Role.TEXT2), 1, gap=gap(8)))
        title.addLayout(words, 1)
        column.addLayout(title)
        column.addLayout(self._action_row(station, view))
        return head

    def _action_row(self, station: Station, view: StationView) -> QHBoxLayout:
        look = self._look
        parts: list[QWidget | int] = []
        if view.next_level is not None:
            words = _("Build level {level}").format(level=view.next_level.level)
            kind = Kind.MAIN
            build = Button(look, words, kind, icon="hammer", key="B")
            build.clicked.connect(partial(self._actions.build_next, station.id))
            if not is_ready(view):
                build.setToolTip(_("Not everything is met here. Build it all the same if the game did."))
            parts.append(build)
        if view.level:
            words = _("Take back {level}").format(level=view.level)
            back = Button(look, words, key="U")
            back.clicked.connect(partial(self._actions.take_back, station.id))
            if view.level <= view.given_level:
                back.setEnabled(False)
                back.setToolTip(_("Your game edition gives this level, so it stays."))
            parts.append(back)
        parts.append(1)
        seconds = view.next_level.construction_s if view.next_level is not None else 0
        if seconds:
            takes = _("takes {time}").format(time=hours(seconds))
            parts.append(Label(look, takes, Text.SMALL, Role.TEXT3))
        elif view.next_level is None:
            parts.append(Label(look, _("Nothing more to build"), Text.SMALL, Role.TEXT3))
        return line_of(*parts, gap=self.theme.gap(8))

    def _conditions(self, view: StationView) -> Section | None:
        found = conditions(self._session, view)
        if not found:
            return None
        met = sum(condition.is_met is True for condition in found)
        count = _("{met} of {total} met").format(met=met, total=len(found))
        section = Section(self._look, _("Conditions"), count)
        for condition in found:
            is_link = condition.station is not None and condition.station != view.id
            row = FactRow(
                self._look,
                condition.words,
                condition.value,
                mark=condition_mark(self._look, is_met=condition.is_met),
                is_link=is_link,
            )
            row.followed.connect(partial(self.jumped.emit, condition.station or ""))
            section.add(row)
        if any(condition.is_met is None for condition in found):
            state = Button(self._look, _("State a level"), Kind.QUIET, is_small=True)
            state.clicked.connect(partial(self.page_asked.emit, "profile", "traders"))
            section.add(line_of(state, 1, gap=0))
        return section

    def _parts_section(self, view: StationView) -> Section | None:
        parts = parts_of(self._session, view)
        if not parts:
            return None
        section = self._parts = Section(self._look, _("Parts"))
        for part in parts:
            need = part.need
            row = NeedRow(
                self._look,
                item_name(self._session, need.item),
                goal=need.need,
                is_found_in_raid=need.fir,
            )
            row.count_asked.connect(partial(self._needs.set_count, need))
            row.followed.connect(partial(self.page_asked.emit, "items", need.item or ""))
            self._rows[need.key] = row
            section.add(row)
        even_out(list(self._rows.values()))
        if any(part.need.fir for part in parts):
            words = Label(self._look, _("found in raid"), Text.SMALL, Role.TEXT3)
            section.add(line_of(found_in_raid_mark(self._look), words, 1, gap=self.theme.gap(6)))
        return section

    def _crafts(self, station: StationId, view: StationView) -> Section | None:
        if view.next_level is None:
            return None
        level = view.next_level.level
        crafts = [
            craft
            for craft in self._session.catalog.crafts
            if (craft.station, craft.level) == (station, level)
        ]
        if not crafts:
            return None
        count = ngettext("{count} craft", "{count} crafts", len(crafts)).format(count=number(len(crafts)))
        section = Section(self._look, _("Opens"), count)
        for craft in crafts:
            name = item_name(self._session, craft.product)
            if craft.product_count > 1:
                name = _("{count} x {item}").format(count=number(craft.product_count), item=name)
            time = texts.duration(craft.duration_s)
            value = _("{time}, after a task").format(time=time) if craft.task or craft.task_unknown else time
            section.add(line_of_fact(self._look, "hammer-wrench", name, value, gap=self.theme.gap(10)))
        return section

    def _then_possible(self, station: StationId, view: StationView) -> Section | None:
        if view.next_level is None:
            return None
        found = unlocked_by(self._session, station, view.next_level.level)
        if not found:
            return None
        section = Section(self._look, _("Then possible"))
        for other, level, left in found:
            words = ngettext("{count} condition left", "{count} conditions left", left)
            row = FactRow(
                self._look,
                station_level_words(self._session, other, level),
                words.format(count=number(left)) if left else _("all conditions met"),
                mark=IconMark(self._look, "home-city-outline"),
                is_link=True,
            )
            row.followed.connect(partial(self.jumped.emit, other))
            section.add(row)
        return section

    def _team(self, mates: Sequence[Person]) -> Section | None:
        if not mates:
            return None
        section = Section(self._look, _("Team at this station"), has_line=False)
        for mate in mates:
            derived = mate.member.derived
            words = _("not known")
            if derived is not None and self._station is not None:
                words = _("Level {level}").format(level=derived.station_level_of(self._station))
            name = ElidedLabel(self._look, mate.name, is_name=True)
            value = Label(self._look, words, Text.SMALL, Role.TEXT3)
            section.add(line_of(mate_avatar(self._look, mate), name, 1, value, gap=self.theme.gap(10)))
        return section

    def _refresh_amounts(self) -> None:
        """Put the counts in place."""
        if self._station is None:
            return
        parts = parts_of(self._session, self._session.derived.stations()[self._station])
        for part in parts:
            row = self._rows.get(part.need.key)
            if row is not None:
                row.show_amount(part.got, is_open=True)
        if self._parts is not None and self._parts.head is not None:
            got, need = amounts(parts)
            self._parts.head.set_count(of_words(got, need) if need else "")

    def _show_refusal(self, words: str) -> None:
        """Say why nothing happened, at the top of the pane."""
        if self._station is None:
            return
        notice = Notice(self._look, Role.FAILED, _("Nothing was changed."), words, is_closable=True)
        notice.closed.connect(notice.deleteLater)
        self._column.insertWidget(0, notice, 0, Qt.AlignmentFlag.AlignTop)


def line_of_fact(look: Look, icon: str, words: str, value: str, *, gap: int) -> QHBoxLayout:
    """Return an icon, words that give way, and a value at the right."""
    row = QHBoxLayout()
    row.setSpacing(gap)
    row.addWidget(IconMark(look, icon))
    row.addWidget(ElidedLabel(look, words), 1)
    row.addWidget(Label(look, value, Text.SMALL, Role.TEXT3))
    return row
