"""Chooses between signed out, waiting for the server, no team, and the squad; and lets time go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudState, SignIn
from tarkov_desktop.app.squad.invites import NoInvite, is_link, read_invite, sentence_of
from tarkov_desktop.app.squad.state import Squad, SquadView
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.domain.privacy import is_streaming
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import Page, PageContext, Toast
from tarkov_desktop.ui.pages.team.actions import TeamActions
from tarkov_desktop.ui.pages.team.door import Door
from tarkov_desktop.ui.pages.team.faces import Scene, totals_of
from tarkov_desktop.ui.pages.team.refusals import refusal_words
from tarkov_desktop.ui.pages.team.room import Room
from tarkov_desktop.ui.pages.team.together import Together, TogetherFinder
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.chip import Chip
from tarkov_desktop.ui.widgets.empty import EmptyState
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.skeleton import DetailScroll, Pages

CALM_MS, COUNTDOWN_MS = 20_000, 1_000


class TeamPage(Page):
    """The page; ``door`` and ``room`` are its two large forms, ``outside`` says why there is neither."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._totals: tuple[Catalog, Mapping[str, int]] | None = None
        self._cut: tuple[float, int] = (0.0, 0)
        self._link = ""
        self._together = Together()
        self._finder = TogetherFinder(context, self)
        self.asked = TeamActions(context, self)
        self.outside = EmptyState(context.look, "account-group-outline", "")
        self.door = Door(context, self.asked)
        self.room = Room(context, self.asked)
        self._door_scroll = DetailScroll(context.look, self.door)
        self._head = self._build_head()
        self._pages = Pages(self.outside, self._door_scroll, self.room)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._pages, 1)
        self._outside_act = self._to_sign_in
        self.outside.asked.connect(self._act_outside)
        self.asked.refused.connect(self._on_refused)
        self._finder.found.connect(self._take_together)
        self.room.side.available.opened.connect(lambda task: context.stage.open_page("tasks", task))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        if context.cloud is not None:
            track(self, context.cloud.changed.subscribe(self._on_cloud))

    @override
    def refresh(self) -> None:
        cloud = self.context.cloud
        state = cloud.state if cloud is not None else CloudState()
        view = state.squad
        for mode, chip in self._chips.items():
            chip.setVisible(mode == self.session.mode)
        if state.sign_in is not SignIn.SIGNED_IN:
            self._show_outside(state)
        elif view is None or not view.is_known or view.mode != self.session.mode:
            self._show_waiting(view)
        elif view.squad is None:
            self._link = ""  # it is in the field from here on
            self.door.show_view(view, is_streaming=is_streaming(self.session.account_document))
            self._show(self._door_scroll)
        else:
            self._show_room(view, UserId(state.user_id))
            self._settle_link(view.squad)
        self._pace(view)

    @override
    def set_room(self, width_px: float) -> None:
        self.door.set_room(width_px)
        self.room.set_room(width_px)

    @override
    def go_to(self, target: str) -> None:
        """Show a member, or take an invite link: it is put into the field, the player decides."""
        if not is_link(target):
            self.room.show_member(UserId(target))
            return
        self._link = target
        self.door.take_invite(target)
        self.refresh()

    @property
    @override
    def unfinished(self) -> str:
        return self._link

    @override
    def regions(self) -> Sequence[QWidget]:
        if self.door.isVisible():
            return self.door.regions()
        return self.room.regions() if self.room.isVisible() else (self.outside,)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    # What is shown.

    def _show_outside(self, state: CloudState) -> None:
        self._outside_act = self._to_sign_in
        icon = "account-group-outline"
        if state.sign_in is SignIn.ENDED:
            sentence = _("Sign in again to see your team")
            why = _("Everything you did is safe on this computer.")
        elif state.sign_in is SignIn.IN_BROWSER:
            sentence = _("Waiting for your browser")
            why = _("Finish signing in there; your team is shown here then.")
        elif state.sign_in is SignIn.NO_BACKEND:
            sentence = _("A team needs a server")
            why = _("No backend is set. Everything else works without one, on this computer.")
        else:
            sentence = _("Sign in to play together")
            why = _("See who has which task, what to bring, and where the next raid helps most of you.")
        action = _("Open Settings") if state.sign_in is not SignIn.GUEST else _("Sign in")
        self.outside.say(icon, sentence, self._about_link(why), action)
        self._show(self.outside)

    def _show_waiting(self, view: SquadView | None) -> None:
        self._outside_act = self.asked.look_again
        if view is not None and view.trouble and view.mode == self.session.mode:
            self.outside.say(
                "cloud-off-outline",
                _("The server cannot be asked about your team"),
                _("It is tried again by itself. Your own progress goes on meanwhile."),
                _("Try now"),
            )
        else:
            self.outside.say("account-group-outline", _("Asking the server about your team"))
        self._show(self.outside)

    def _show_room(self, view: SquadView, me: UserId) -> None:
        scene = Scene(
            self.session,
            me,
            self._tasks_of_mode(),
            self.context.now_ms(),
            self._retry_in_s(view),
            is_streaming=is_streaming(self.session.account_document),
            factions=self._factions(view),
            shared=self._together.shared,
        )
        self.room.show_squad(view, scene)
        self._finder.look(view)
        self._show(self.room)

    def _take_together(self, together: Together) -> None:
        self._together = together
        self.room.side.available.show_together(together, self.session)
        if self.room.isVisible():
            self.refresh()

    def _settle_link(self, squad: Squad) -> None:
        """Say in the squad that is shown what became of a link: nothing is left or joined by it."""
        link, self._link = self._link, ""
        read = read_invite(link)
        if not link:
            return
        if isinstance(read, NoInvite):
            self.room.refusal.say(sentence_of(read))
        elif read.team == squad.team.id:
            self.door.invite.clear()
            self.context.stage.toast(Toast(_("You are in this team already.")))
        else:
            self.room.refusal.say(refusal_words("already_in_team", "join"))

    def _about_link(self, why: str) -> str:
        """Return *why* with what becomes of a link that was opened meanwhile."""
        if not self._link:
            return why
        read = read_invite(self._link)
        kept = _("The invite you opened is kept and shown after that; nothing is joined before you say so.")
        return f"{why} {sentence_of(read) if isinstance(read, NoInvite) else kept}"

    def _factions(self, view: SquadView) -> Mapping[UserId, str]:
        squad = self.context.cloud.squad if self.context.cloud is not None else None
        if squad is None or view.squad is None:
            return {}
        factions = {user: squad.faction(user) for user in view.squad.cards if user != squad.me}
        return {user: faction for user, faction in factions.items() if faction is not None}

    def _show(self, part: QWidget) -> None:
        self._head.setVisible(part is not self.room)
        self._pages.show_part(part)

    def _tasks_of_mode(self) -> Mapping[str, int]:
        catalog = self.session.catalog
        if self._totals is None or self._totals[0] is not catalog:
            self._totals = (catalog, totals_of(catalog))
        return self._totals[1]

    # Time.

    def _retry_in_s(self, view: SquadView) -> int:
        """Return what is left of the wait before live updates are tried again."""
        if view.retry_in_s != self._cut[0]:
            self._cut = (view.retry_in_s, self.context.now_ms())
        waited_s = (self.context.now_ms() - self._cut[1]) / 1000
        return max(0, round(view.retry_in_s - waited_s))

    def _pace(self, view: SquadView | None) -> None:
        is_cut = view is not None and view.squad is not None and not view.squad.is_live
        pace_ms = COUNTDOWN_MS if is_cut else CALM_MS
        if self.isVisible() and (not self._timer.isActive() or self._timer.interval() != pace_ms):
            self._timer.start(pace_ms)

    # What comes in.

    def _on_cloud(self, _state: CloudState) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True

    def _on_refused(self, what: str, code: str, wait_s: float) -> None:
        # The answer may come when the squad is shown already, joined on another computer: it is said where one looks.
        slots = {} if self.room.isVisible() else self.door.refusals
        slots.get(what, self.room.refusal).refuse(what, code, wait_s)

    def _act_outside(self) -> None:
        self._outside_act()

    def _to_sign_in(self) -> None:
        self.context.stage.open_page("settings", "account")

    def _build_head(self) -> QWidget:
        head = Surface(self._look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        row = QHBoxLayout(head)
        gap = self.theme.gap
        row.setContentsMargins(gap(16), gap(10), gap(16), gap(10))
        row.setSpacing(gap(10))
        row.addWidget(Label(self._look, _("Team"), Text.HEAD))
        self._chips = {
            mode: Chip(self._look, _(word), icon=icon) for mode, (word, icon) in MODE_MARKS.items()
        }
        for chip in self._chips.values():
            row.addWidget(chip)
        row.addStretch(1)
        return head
