"""The squad: its head, one's own status, the cards, and the pane beside them."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.squad.state import Squad, SquadView
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.team.actions import TeamActions
from tarkov_desktop.ui.pages.team.card import MemberCard
from tarkov_desktop.ui.pages.team.faces import Face, Scene, faces_of
from tarkov_desktop.ui.pages.team.grid import CardGrid, FreePlace
from tarkov_desktop.ui.pages.team.questions import TeamQuestions
from tarkov_desktop.ui.pages.team.refusal_slot import RefusalSlot
from tarkov_desktop.ui.pages.team.room_head import RoomHead
from tarkov_desktop.ui.pages.team.side import Side
from tarkov_desktop.ui.pages.team.status_bar import StatusBar
from tarkov_desktop.ui.pages.team.story import story_lines
from tarkov_desktop.ui.room import TWO_PANES_PX, pane_width
from tarkov_desktop.ui.widgets.base import Hairline, ThemedWidget
from tarkov_desktop.ui.widgets.menu import Entry, open_menu
from tarkov_desktop.ui.widgets.skeleton import DetailScroll


class Room(ThemedWidget):
    """Shows one squad; ``cards`` are the widgets by member."""

    def __init__(self, context: PageContext, actions: TeamActions, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self._context = context
        self._actions = actions
        self._questions = TeamQuestions(context.look, actions, self)
        self._squad: Squad | None = None
        self._me = UserId("")
        self._is_streaming = False
        self._names: dict[UserId, str] = {}
        self.cards: dict[UserId, MemberCard] = {}
        self.head = RoomHead(context.look)
        self.status = StatusBar(context.look, context.session)
        self.grid = CardGrid(context.look)
        self.free = FreePlace(context.look, self.grid)
        self.free.hide()
        self.side = Side(context.look)
        self.refusal = RefusalSlot(context.look, context.now_ms)
        self._lay_out()
        self._connect()

    def show_squad(self, view: SquadView, scene: Scene) -> None:
        """Show the squad of *view*; only cards that look different are painted again."""
        squad = view.squad
        if squad is None:
            return
        if self._squad is not None and self._squad.team.id != squad.team.id:
            self.side.invite.hide_code()
            self.refusal.clear()
        self._squad, self._me, self._is_streaming = squad, scene.me, scene.is_streaming
        faces = faces_of(view, scene)
        self._names = {face.user: face.name for face in faces}
        self._show_cards(squad, faces)
        self.head.show_team(
            squad,
            _("Your team") if scene.is_streaming else squad.team.name,
            is_owner=self._is_owner(),
            retry_in_s=scene.retry_in_s,
        )
        own = squad.cards.get(scene.me)
        if own is not None:
            self.status.show_card(own, scene.now_ms)
        self.side.invite.show_squad(squad, may_invite=self._is_owner(), is_streaming=scene.is_streaming)
        by_user = {face.user: face for face in faces}
        self.side.story.show_lines(story_lines(view.story, by_user, scene, is_live=squad.is_live))

    def set_room(self, width_px: float) -> None:
        """Put the pane below the cards where there is no room beside them."""
        self.head.set_room(width_px)
        has_pane = width_px >= TWO_PANES_PX
        self._body.setDirection(
            QBoxLayout.Direction.LeftToRight if has_pane else QBoxLayout.Direction.TopToBottom
        )
        self.side.setMinimumWidth(0)
        self.side.setMaximumWidth(16_777_215)
        if has_pane:
            self.side.setFixedWidth(self.theme.px(pane_width(width_px)))

    def regions(self) -> tuple[QWidget, ...]:
        """Return what F6 jumps between."""
        return (self.head, self.status, self.grid, self.side)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.side.invite.hide_code()
        super().hideEvent(event)

    # Cards.

    def _show_cards(self, squad: Squad, faces: tuple[Face, ...]) -> None:
        for user in self.cards.keys() - {face.user for face in faces}:
            gone = self.cards.pop(user)
            gone.hide()
            gone.deleteLater()
        for face in faces:
            card = self.cards.get(face.user)
            if card is None:
                card = self.cards[face.user] = MemberCard(self._look, face, self.grid)
                card.hide_asked.connect(self._toggle_hidden)
                card.more_asked.connect(self._open_more)
            else:
                is_news = (face.status, face.done, face.deed_name) != (
                    card.face.status,
                    card.face.done,
                    card.face.deed_name,
                )
                card.set_face(face, is_news=is_news and squad.is_live)
        shown: list[QWidget] = [self.cards[face.user] for face in faces]
        count = squad.team.max_members - len(faces)
        if count > 0:
            self.free.show_free(count, may_invite=self._is_owner())
            shown.append(self.free)
        self.free.setVisible(count > 0)
        self.grid.set_cards(shown)

    def _toggle_hidden(self, user: str) -> None:
        is_hidden = self.cards[UserId(user)].face.is_hidden
        set_preference(self._context.session, "teamHide", None if is_hidden else True, key=user)

    def _open_more(self, user: str, below: QWidget) -> None:
        open_menu(self._look, below, self.entries_for(UserId(user)), at_right=True)

    def entries_for(self, user: UserId) -> list[Entry]:
        """Return what can be done about *user*."""
        squad = self._squad
        if squad is None:
            return []
        if user == self._me:
            return self.entries_to_leave()
        name = self._names.get(user, "")
        is_hidden = self.cards[user].face.is_hidden
        entries = [
            Entry(
                _("Show in my views again") if is_hidden else _("Hide in my views"),
                partial(self._toggle_hidden, user),
                "eye-outline" if is_hidden else "eye-off-outline",
            )
        ]
        if self._is_owner():
            entries += [
                Entry(
                    _("Make owner…"),
                    partial(self._questions.transfer, squad, user, name),
                    "crown-outline",
                    begins_group=True,
                ),
                Entry(
                    _("Remove from the team…"),
                    partial(self._questions.kick, squad, user, name),
                    "account-remove-outline",
                ),
            ]
        return entries

    def entries_to_leave(self) -> list[Entry]:
        """Return the ways out of the team."""
        squad = self._squad
        if squad is None:
            return []
        team = self._team_name(squad)
        heirs = [user for user in squad.cards if user != self._me]
        if not self._is_owner() or not heirs:
            leave = partial(self._questions.leave, squad, team)
            return [Entry(_("Leave {team}…").format(team=team), leave, "exit-run")]
        entries = [
            Entry(
                _("Leave and make {name} the owner…").format(name=self._names[heir]),
                partial(self._questions.hand_over_and_leave, squad, team, heir, self._names[heir]),
                "exit-run",
            )
            for heir in heirs
        ]
        disband = partial(self._questions.disband, squad, team)
        return [
            *entries,
            Entry(
                _("Disband {team}…").format(team=team),
                disband,
                "account-multiple-remove-outline",
                begins_group=True,
            ),
        ]

    # What is asked.

    def _rename(self) -> None:
        if self._squad is not None:
            self._questions.rename(self._squad, is_streaming=self._is_streaming)

    def _leave(self) -> None:
        entries = self.entries_to_leave()
        if len(entries) == 1:
            entries[0].act()
        else:
            open_menu(self._look, self.head.leave, entries, at_right=True)

    def _set_status(self, kind: str, at_map: str) -> None:
        if self._squad is not None:
            self._actions.set_status(self._squad.team.id, kind, at_map or None)

    def _copy_link(self) -> None:
        if self._squad is not None:
            self._actions.copy_link(self._squad.team.id)

    def _show_code(self) -> None:
        if self._squad is not None:
            self._actions.show_code(self._squad.team.id)

    def _rotate(self) -> None:
        if self._squad is not None:
            self._questions.rotate_code(self._squad)

    def _is_owner(self) -> bool:
        return self._squad is not None and self._squad.team.owner_id == self._me

    def _team_name(self, squad: Squad) -> str:
        return _("your team") if self._is_streaming else squad.team.name

    # Parts.

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        content = QWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        main = QVBoxLayout()
        main.setSpacing(0)
        for part in (self.status, Hairline(self._look)):
            main.addWidget(part)
        self._refusal_frame = QVBoxLayout()
        self._refusal_frame.addWidget(self.refusal)
        main.addLayout(self._refusal_frame)
        main.addWidget(self.grid)
        main.addStretch(1)
        self._body.addLayout(main, 1)
        self._body.addWidget(self.side)
        self._scroll = DetailScroll(self._look, content)
        column.addWidget(self._scroll, 1)
        self._restyle()

    @override
    def _restyle(self) -> None:
        gap = self.theme.gap(16)
        self._refusal_frame.setContentsMargins(gap, 0, gap, 0)

    def _connect(self) -> None:
        self.head.rename.clicked.connect(self._rename)
        self.head.leave.clicked.connect(self._leave)
        self.head.try_now.clicked.connect(self._actions.look_again)
        self.status.asked.connect(self._set_status)
        self.free.asked.connect(self._copy_link)
        self.side.invite.link_asked.connect(self._copy_link)
        self.side.invite.code_asked.connect(self._show_code)
        self.side.invite.rotation_asked.connect(self._rotate)
        self._actions.code_told.connect(self._take_code)
        self._actions.refused.connect(self._on_refused)

    def _on_refused(self, what: str, _code: str, _wait_s: float) -> None:
        own = self._squad.cards.get(self._me) if self._squad is not None else None
        if what == "status" and own is not None:
            self.status.revert(own, self._context.now_ms())

    def show_member(self, user: UserId) -> None:
        """Bring the card of *user* into view and into focus."""
        card = self.cards.get(user)
        if card is not None:
            self._scroll.ensureWidgetVisible(card)
            card.take_focus()

    def _take_code(self, code: str) -> None:
        if self.isVisible():
            self.side.invite.show_code(code)
