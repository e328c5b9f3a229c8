"""The foot of the compact window: where the teammates are, and the time a raid begun now would have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.squad.state import SquadView
from tarkov_desktop.app.squad.statuses import status_now
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.game import GameMap
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.team.faces import Face, Scene, faces_of, map_name
from tarkov_desktop.ui.theme.shapes import Presence
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tarkov_desktop.ui.widgets.marks import Avatar
from tarkov_desktop.ui.widgets.raid_clock import RaidClock

MOST_NAMED: Final = 2
HEIGHT_PX: Final = 36
LOOK_EVERY_MS: Final = 15_000
"""How often it is looked whether what a teammate says of themselves is over."""
_URGENCY: Final = (Presence.IN_RAID, Presence.LIVE, Presence.NOT_LIVE)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One teammate as the foot shows them: one or two words beside the avatar, the whole sentence for the reader."""

    letters: str
    presence: Presence
    words: str
    spoken: str


class CompactFoot(Surface):
    """Teammates who are there, those in a raid first, and the raid clock at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context.look, Role.PANEL, edges=Qt.Edge.TopEdge)
        self._context = context
        self._mates: tuple[Whereabouts, ...] | None = None
        self._holder: QWidget | None = None
        self.clock = RaidClock(context.look, context.now_ms, is_brief=True)
        gap = context.look.theme.gap
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(gap(12), 0, gap(12), 0)
        self._row.setSpacing(gap(8))
        self._row.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignRight)
        self.setFixedHeight(context.look.theme.px(HEIGHT_PX))
        self._turn = QTimer(self, interval=LOOK_EVERY_MS)
        self._turn.timeout.connect(self.follow)
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(lambda _state: self.follow()))
        self.follow()

    def follow(self) -> None:
        """Show where everybody is now."""
        self.clock.show_map(self._own_map())
        mates = whereabouts(self._context)
        if mates == self._mates:
            return
        self._mates = mates
        if self._holder is not None:
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = self._build(mates)
        self._row.insertWidget(0, self._holder, 1)
        self._holder.show()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn.start()
        self.follow()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._turn.stop()
        super().hideEvent(event)

    def _build(self, mates: tuple[Whereabouts, ...]) -> QWidget:
        look = self._context.look
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.gap(6))
        for mate in mates[:MOST_NAMED]:
            face = Avatar(look, mate.letters, mate.spoken, presence=mate.presence, size=20, ground=Role.PANEL)
            face.setToolTip(mate.spoken)
            row.addWidget(face)
            words = ElidedLabel(look, mate.words, Text.SMALL, Role.TEXT2)
            words.setAccessibleName(mate.spoken)
            row.addWidget(words)
        more = mates[MOST_NAMED:]
        if more:
            label = Label(look, _("+{count}").format(count=len(more)), Text.SMALL, Role.TEXT2)
            label.setToolTip("\n".join(mate.spoken for mate in more))
            label.setAccessibleName(", ".join(mate.spoken for mate in more))
            row.addWidget(label)
        row.addStretch(1)
        return holder

    def _own_map(self) -> GameMap | None:
        """Return the map the player says to be on or ready for: some have a clock of their own."""
        context = self._context
        view = _view(context)
        me = context.cloud.state.user_id if context.cloud is not None else ""
        card = view.squad.cards.get(UserId(me)) if view is not None and view.squad is not None else None
        if card is None:
            return None
        word = status_now(card, context.now_ms()).map
        maps = context.session.catalog.maps.values()
        return next((each for each in maps if word in {each.normalized_name, each.id}), None)


def whereabouts(context: PageContext) -> tuple[Whereabouts, ...]:
    """Return the teammates who are there and not hidden, those in a raid first."""
    view = _view(context)
    if view is None or context.cloud is None:
        return ()
    session = context.session
    me = UserId(context.cloud.state.user_id)
    scene = Scene(session, me, {"": 0}, context.now_ms(), is_streaming=is_streaming(session.account_document))
    faces = [face for face in faces_of(view, scene) if not face.is_self and face.presence in _URGENCY]
    faces.sort(key=lambda face: _URGENCY.index(face.presence))
    return tuple(_whereabouts(face, view, scene) for face in faces)


def _whereabouts(face: Face, view: SquadView, scene: Scene) -> Whereabouts:
    words = ""
    if face.presence is not Presence.NOT_LIVE and view.squad is not None:
        status = status_now(view.squad.cards[face.user], scene.now_ms)
        place = map_name(scene.session, status.map)
        match status.kind:
            case "in_raid":
                words = place or _("in raid")
            case "ready":
                words = _("ready: {map}").format(map=place) if place else _("ready")
            case "looking":
                words = _("looking")
            case "away":
                words = _("away")
            case _:
                words = _("online")
    spoken = _("{name}: {status}").format(name=face.name, status=face.status)
    return Whereabouts(face.letters, face.presence, words, spoken)


def _view(context: PageContext) -> SquadView | None:
    view = context.cloud.state.squad if context.cloud is not None else None
    return view if view is not None and view.mode == context.session.mode else None
