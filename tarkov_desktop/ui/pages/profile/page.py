"""Profile of the current mode: form and traders at the left; skills, files and beginnings at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from tarkov_desktop.app.operations import profile
from tarkov_desktop.app.operations.carry import Outcome
from tarkov_desktop.app.refusals import sentence
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import MODES, SkillId, TraderId
from tarkov_desktop.domain.plans.plan import Refusal
from tarkov_desktop.ui.page import Page, PageContext
from tarkov_desktop.ui.pages.profile.beginnings import BeginningSection
from tarkov_desktop.ui.pages.profile.form import ProfileForm
from tarkov_desktop.ui.pages.profile.skills import SkillSection
from tarkov_desktop.ui.pages.profile.traders import TraderTable
from tarkov_desktop.ui.pages.profile.transfer import TransferSection
from tarkov_desktop.ui.room import TWO_PANES_PX, USUAL_PX
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.chip import Chip
from tarkov_desktop.ui.widgets.focus import chain
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tarkov_desktop.ui.widgets.notice import Notice
from tarkov_desktop.ui.widgets.skeleton import DetailScroll, ListDetail


class ProfilePage(Page):
    """The page; see the package for its parts."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        look = context.look
        self.form = ProfileForm(look, context.session, self.tell)
        self.traders = TraderTable(look)
        self.traders.level_stated.connect(self._state_level)
        self.traders.reputation_stated.connect(self._state_reputation)
        self.traders.rebuilt.connect(self._order_tabs)
        self.skills = SkillSection(look)
        self.skills.asked.connect(self._set_skill)
        self.transfer = TransferSection(context, self)
        self.transfer.failed.connect(self.say_wrong)
        self.beginnings = BeginningSection(context, self)
        self.beginnings.failed.connect(self.say_wrong)
        self.notice: Notice | None = None
        self._is_single = False
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._build_head()
        self.panes = self._lay_out()

    @override
    def refresh(self) -> None:
        self._show_head()
        self.form.show_all()
        self.traders.show_all(self.session)
        self.skills.show_all(self.session)
        self.beginnings.show_all()
        self._order_tabs()

    def _order_tabs(self) -> None:
        right = (self.skills, self.transfer, self.beginnings)
        chain((*self.form.stops(), *self.traders.stops(), *right))

    @override
    def apply(self, changes: Changes) -> None:
        self.drop_notice()
        self.refresh()

    @override
    def set_room(self, width_px: float) -> None:
        self.panes.set_room(width_px)
        self.traders.set_narrow(is_narrow=width_px < USUAL_PX)
        is_single = width_px < TWO_PANES_PX
        self.form.set_narrow(is_narrow=not is_single and width_px < USUAL_PX)
        # One column has no list to choose from: everything stands below one another.
        if is_single != self._is_single:
            self._is_single = is_single
            target = self._left if is_single else self._right
            for section in (self.skills, self.transfer, self.beginnings):
                target.insertWidget(target.count() - 1, section)

    @override
    def go_to(self, target: str) -> None:
        if target == "level":
            self.form.focus_level()
        elif target == "import":
            self.transfer.begin_import()
        elif target == "export":
            self.transfer.begin_export()

    @override
    def regions(self) -> Sequence[QWidget]:
        return (self.form.name, self.traders, self.skills)

    def tell(self, outcome: Outcome) -> bool:
        """Show why nothing was done, where it was asked for; return whether something changed."""
        if isinstance(outcome, Refusal):
            self.say_wrong(_("That was not taken."), sentence(outcome))
            self.form.show_all()
            self.traders.show_all(self.session)
            self.skills.show_all(self.session)
            return False
        return bool(outcome)

    def say_wrong(self, what: str, rest: str) -> None:
        """Show what went wrong above the form, until it is closed or something succeeds."""
        self.drop_notice()
        self.notice = Notice(self.context.look, Role.FAILED, what, rest, is_closable=True)
        self.notice.closed.connect(self.drop_notice)
        self._left.insertWidget(0, self.notice)

    def drop_notice(self) -> None:
        """Take the notice away."""
        if self.notice is not None:
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None

    def _build_head(self) -> None:
        look = self.context.look
        self._head = Surface(look, Role.WINDOW, edges=Qt.Edge.BottomEdge)
        self._chip = Chip(look, "")
        self._others = ElidedLabel(look, "", Text.SMALL, Role.TEXT3)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(self.theme.gap(16), 0, self.theme.gap(16), 1)
        row.setSpacing(self.theme.gap(12))
        row.addWidget(Label(look, _("Profile"), Text.HEAD))
        row.addWidget(self._chip)
        row.addWidget(self._others, 1)
        self._head.setMinimumHeight(self.theme.control(44))

    def _lay_out(self) -> ListDetail:
        left, right = QWidget(), QWidget()
        left.setLayout(self._left)
        right.setLayout(self._right)
        for column in (self._left, self._right):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
        self._left.addWidget(self.form)
        self._left.addWidget(self.traders)
        self._left.addStretch(1)
        for section in (self.skills, self.transfer, self.beginnings):
            self._right.addWidget(section)
        self._right.addStretch(1)
        look = self.context.look
        panes = ListDetail(look, DetailScroll(look, left), DetailScroll(look, right))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(panes, 1)
        return panes

    @override
    def _restyle(self) -> None:
        self._head.setMinimumHeight(self.theme.control(44))

    def _show_head(self) -> None:
        word, icon = MODE_MARKS[self.session.mode]
        self._chip.say(_(word), icon)
        others = [_(MODE_MARKS[mode][0]) for mode in MODES if mode != self.session.mode]
        self._others.set_text(_("{one} and {other} have their own").format(one=others[0], other=others[1]))

    def _state_level(self, trader: str, level: int | None) -> None:
        self.tell(profile.set_trader_level(self.session, TraderId(trader), level))

    def _state_reputation(self, trader: str, reputation: float | None) -> None:
        self.tell(profile.set_trader_reputation(self.session, TraderId(trader), reputation))

    def _set_skill(self, skill: str, level: int) -> None:
        self.tell(profile.set_skill(self.session, SkillId(skill), level))
