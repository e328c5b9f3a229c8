"""How far everything is: rings, traders, level, and what the team did last."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.state import Card
from tarkov_desktop.app.texts import _, duration, ngettext, number, percent
from tarkov_desktop.domain import progress
from tarkov_desktop.domain.game import Trader
from tarkov_desktop.domain.task_lists import TRADER_ORDER
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.words import of_words, task_name, xp_words
from tarkov_desktop.ui.people import Person, people_of, squad_of
from tarkov_desktop.ui.standing import level_words
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Presence
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.clearing import clear
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label, Link
from tarkov_desktop.ui.widgets.marks import Avatar, Bar, LevelBadge, Ring
from tarkov_desktop.ui.widgets.section import Section, line_of

COLUMNS: Final = 2


class ProgressRing(ThemedWidget):
    """A ring with its percent, its name and ``197 of 505`` below."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._word = name
        self.ring = Ring(look, 0.0, "", name=name)
        self.line = Label(look, "", Text.CAPTION, Role.TEXT3)
        self.aside = Label(look, "", Text.CAPTION, Role.TEXT3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self.ring, 0, centre)
        column.addSpacing(8)
        column.addWidget(Label(look, name, Text.SMALL, Role.TEXT, weight=600), 0, centre)
        column.addWidget(self.line, 0, centre)
        column.addWidget(self.aside, 0, centre)

    def show_bar(self, bar: progress.Bar) -> None:
        """Show another standing."""
        words = of_words(bar.done, bar.total) if bar.is_known else _("not known")
        self.ring.set_share(bar.share, percent(bar.share) if bar.is_known else "?")
        aside = []
        if bar.is_known and not bar.is_whole_set_known:
            aside.append(_("not all known"))
            self.setToolTip(_("The game data does not say of every task whether it belongs here."))
        else:
            self.setToolTip("")
        if bar.ignored:
            ignored = ngettext("{count} ignored", "{count} ignored", bar.ignored)
            aside.append(ignored.format(count=number(bar.ignored)))
        self.line.setText(words)
        self.aside.setText(" · ".join(aside))
        self.aside.setVisible(bool(aside))
        self.ring.setAccessibleName(": ".join([self._word, " · ".join([words, *aside])]))


class TraderCell(ThemedWidget):
    """A trader: tile, name, ``41/91``, a bar."""

    def __init__(self, look: Look, trader: Trader, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._trader = trader
        self._bar = progress.Bar()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bar(self, bar: progress.Bar) -> None:
        """Show another standing."""
        self._bar = bar
        spoken = _("{trader}: {progress}")
        words = spoken.format(trader=self._trader.name, progress=of_words(bar.done, bar.total))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(120), max(self.theme.icon(20), self.theme.line(Text.CAPTION) + 6))

    @override
    def paintEvent(self, _event: object) -> None:
        painter, theme = QPainter(self), self.theme
        side = theme.icon(20)
        self.painted.tile(
            painter,
            QRectF(0, (self.height() - side) / 2, side, side),
            self._trader.normalized_name,
            self._trader.name,
        )
        x = side + theme.gap(8)
        line = theme.line(Text.CAPTION)
        count = f"{number(self._bar.done)}/{number(self._bar.total)}"
        count_px = theme.metrics(Text.CAPTION, 400).horizontalAdvance(count) + 2
        first = QRectF(x, 0, self.width() - x, line)
        painter.setFont(theme.font(Text.CAPTION, 400))
        painter.setPen(theme.color(Role.TEXT3))
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        painter.setFont(theme.font(Text.CAPTION))
        painter.setPen(theme.color(Role.TEXT2))
        room = first.width() - count_px - theme.gap(6)
        name = theme.metrics(Text.CAPTION).elidedText(self._trader.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, name)
        bar = QRectF(x, self.height() - 4, self.width() - x, 3)
        self.painted.bar(painter, bar, self._bar.share, Role.TEXT2)


class Standing(ThemedWidget):
    """The right pane of the page. ``page_asked`` names a page to open."""

    page_asked = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self._traders: tuple[Trader, ...] = ()
        self._cells: list[TraderCell] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._build_rings(), self._build_traders(), self._build_level(), self._build_team()):
            column.addWidget(part)
        column.addStretch(1)

    def follow(self) -> None:
        """Show the progress of this moment."""
        session = self._context.session
        bars = session.derived.progress()
        for ring, bar in zip(self.rings, (bars.all, bars.kappa, bars.lightkeeper), strict=True):
            ring.show_bar(bar)
        self._follow_traders(session, bars)
        self._follow_level(session)
        self.follow_team()

    def follow_team(self) -> None:
        """Show what the squad did last, or that there is none."""
        squad = squad_of(self._context)
        self._no_team.setVisible(squad is None)
        clear(self._news)
        self._team_head.set_count("")
        if squad is None:
            return
        people = [person for person in people_of(self._context) if not person.is_self]
        count = sum(card.is_online for card in squad.cards.values())
        online = _("{count} online").format(count=number(count))
        self._team_head.set_count(_("{team}, {online}").format(team=squad.team.name, online=online))
        lines = [self._news_of(person, squad.cards[person.member.user]) for person in people]
        for line in lines:
            self._news.addWidget(line)

    def _build_rings(self) -> Section:
        look = self._look
        self.rings = [ProgressRing(look, word) for word in (_("All tasks"), _("Kappa"), _("Lightkeeper"))]
        section = Section(look)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 2)
        for ring in self.rings:
            row.addWidget(ring, 1, Qt.AlignmentFlag.AlignTop)
        section.add(row)
        return section

    def _build_traders(self) -> Section:
        section = Section(self._look, _("By trader"))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setHorizontalSpacing(self.theme.gap(24))
        self._grid.setVerticalSpacing(self.theme.gap(9))
        section.add(self._grid)
        return section

    def _build_level(self) -> Section:
        look = self._look
        self.badge = LevelBadge(look, 1, width_px=44, height_px=36)
        self.xp = Label(look, "", Text.SMALL, Role.TEXT, weight=500)
        self.to_next = ElidedLabel(look, "", Text.SMALL, Role.TEXT3, align=Qt.AlignmentFlag.AlignRight)
        self.level_bar = Bar(look, name=_("Way to the next level"), height_px=6)
        words = line_of(self.xp, self.to_next)
        words.setStretch(1, 1)
        right = QVBoxLayout()
        right.setSpacing(self.theme.gap(4))
        right.addLayout(words)
        right.addWidget(self.level_bar)
        row = QHBoxLayout()
        row.setSpacing(self.theme.gap(12))
        row.addWidget(self.badge)
        row.addLayout(right, 1)
        section = Section(look)
        section.add(row)
        return section

    def _build_team(self) -> Section:
        look = self._look
        section = Section(look, _("Team"), has_line=False)
        if section.head is None:  # pragma: no cover - a section with a title has a head
            raise AssertionError("a titled section has a head")
        self._team_head = section.head
        self._no_team = QWidget()
        column = QVBoxLayout(self._no_team)
        column.setContentsMargins(0, 0, 0, 0)
        words = _("You are in no team in this mode. With one, the planner counts what all of you need.")
        column.addWidget(Label(look, words, Text.BODY, Role.TEXT2, wraps=True))
        link = Link(look, _("Make or join a team"))
        link.followed.connect(lambda: self.page_asked.emit("team"))
        column.addWidget(link)
        section.add(self._no_team)
        self._news = QVBoxLayout()
        self._news.setSpacing(self.theme.gap(10))
        section.add(self._news)
        return section

    def _follow_traders(self, session: Session, bars: progress.Progress) -> None:
        traders = tuple(
            sorted(
                (trader for trader in session.catalog.traders.values() if trader.id in bars.traders),
                key=_rank,
            )
        )
        if traders != self._traders:
            self._traders = traders
            self._fill_grid()
        for cell, trader in zip(self._cells, traders, strict=True):
            cell.show_bar(bars.traders[trader.id])

    def _fill_grid(self) -> None:
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells = [TraderCell(self._look, trader) for trader in self._traders]
        for at, cell in enumerate(self._cells):
            self._grid.addWidget(cell, at // COLUMNS, at % COLUMNS)

    def _follow_level(self, session: Session) -> None:
        words = level_words(session)
        experience = session.derived.experience()
        self.badge.set_level(words.level)
        self.badge.setAccessibleName(_("Level {level}").format(level=words.level))
        self.xp.setText(xp_words(experience.total))
        self.level_bar.set_share(words.share)
        if words.next_level is None:
            way = _("last level")
        elif experience.standing.level == experience.level:
            way = _("{xp} to level {level}").format(
                xp=number(experience.standing.to_next), level=words.next_level
            )
        else:
            way = _("by XP alone level {level}").format(level=experience.standing.level)
        self.to_next.set_text(way)

    def _news_of(self, person: Person, card: Card) -> QWidget:
        line = QWidget()
        presence = Presence.OFFLINE
        if card.is_online:
            presence = Presence.IN_RAID if card.status.kind == "in_raid" else Presence.LIVE
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.gap(10))
        row.addWidget(Avatar(self._look, person.letter, person.name, presence=presence))
        row.addWidget(ElidedLabel(self._look, self._sentence(person, card)), 1)
        row.addWidget(Label(self._look, self._ago(card), Text.SMALL, Role.TEXT3))
        return line

    def _sentence(self, person: Person, card: Card) -> str:
        name = person.name
        if card.is_online and card.status.kind == "in_raid":
            place = self._map_name(card.status.map)
            if place:
                return _("{name} is in a raid on {place}").format(name=name, place=place)
            return _("{name} is in a raid").format(name=name)
        if card.is_online and card.status.kind == "looking":
            return _("{name} is looking for a squad").format(name=name)
        if card.last_deed is not None:
            task = task_name(self._context.session, card.last_deed.task)
            if card.last_deed.is_failed:
                return _("{name} failed {task}").format(name=name, task=task)
            words = _("{name} finished {task}") if card.last_deed.is_complete else _("{name} took up {task}")
            return words.format(name=name, task=task)
        return (
            _("{name} is online").format(name=name)
            if card.is_online
            else _("{name} is offline").format(name=name)
        )

    def _ago(self, card: Card) -> str:
        if card.last_deed is None or not card.last_deed.at_ms or card.status.kind in {"in_raid", "looking"}:
            return ""
        return duration(max(60, (self._context.now_ms() - card.last_deed.at_ms) // 1000))

    def _map_name(self, word: str | None) -> str:
        maps = self._context.session.catalog.maps.values()
        return next((each.name for each in maps if word in {each.id, each.normalized_name}), "")


def _rank(trader: Trader) -> tuple[int, str]:
    name = trader.normalized_name
    at = TRADER_ORDER.index(name) if name in TRADER_ORDER else len(TRADER_ORDER)
    return at, trader.name.casefold()
