"""Beside the cards: the invite, hidden until it is asked for, and the sections below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tarkov_desktop.app.squad.invites import in_groups
from tarkov_desktop.app.squad.state import Squad
from tarkov_desktop.app.texts import _
from tarkov_desktop.ui.pages.team.available_section import AvailableSection
from tarkov_desktop.ui.pages.team.story_section import StorySection
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, IconButton
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.section import Section

DOTS = "•••• •••• •••• ••••"
CODE_WIDTH_PX = 176


class InviteSection(Section):
    """Places, the code behind dots, and what to do with it."""

    code_asked = Signal()
    link_asked = Signal()
    rotation_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _("Invite"), parent=parent)
        self.code = Field(look, _("Code of the team, hidden"), width_px=CODE_WIDTH_PX)
        self.code.setReadOnly(True)
        self.code.setText(DOTS)
        self.eye = IconButton(look, "eye-outline", _("Show the code"))
        self.copy = Button(look, _("Copy link"), icon="content-copy")
        self.rotate = IconButton(look, "refresh", _("Make a new code"))
        self.eye.clicked.connect(self._toggle)
        self.copy.clicked.connect(self.link_asked)
        self.rotate.clicked.connect(self.rotation_asked)
        self._tools = QWidget()
        row = FlowLayout(self._tools, gap=8)
        for part in (self.code, self.eye, self.copy, self.rotate):
            row.addWidget(part)
        self.add(self._tools)
        self._hint = Label(look, "", Text.SMALL, Role.TEXT3, wraps=True)
        self.add(self._hint)
        self._is_streaming = False
        self._shown: tuple[object, ...] = ()

    @property
    def is_code_shown(self) -> bool:
        """Whether the code can be read."""
        return self.code.text() != DOTS

    def show_squad(self, squad: Squad, *, may_invite: bool, is_streaming: bool) -> None:
        """Show the places, and the tools to whoever owns the team."""
        shown = (len(squad.cards), squad.team.max_members, may_invite, is_streaming)
        if shown == self._shown:
            return
        self._shown = shown
        if self.head is not None:
            count = _("{count} of {places} places").format(
                count=len(squad.cards), places=squad.team.max_members
            )
            self.head.set_count(count)
        self._is_streaming = is_streaming
        self._tools.setVisible(may_invite)
        self.eye.setEnabled(not is_streaming)
        if is_streaming or not may_invite:
            self.hide_code()
        if not may_invite:
            self._hint.setText(_("The owner of the team can invite."))
        elif is_streaming:
            self._hint.setText(_("Streamer mode is on, so the code stays hidden. Copying still works."))
        else:
            self._hint.setText(_("Hidden so that a stream cannot leak it."))

    def show_code(self, code: str) -> None:
        """Show *code*; "" hides it."""
        if not code or self._is_streaming:
            self.hide_code()
            return
        self.code.setText(in_groups(code))
        self.code.setCursorPosition(0)
        self.code.setAccessibleName(_("Code of the team"))
        self.eye.set_icon("eye-off-outline")
        self.eye.set_name(_("Hide the code"))

    def hide_code(self) -> None:
        """Put dots in its place."""
        if self.is_code_shown:
            self.code.setText(DOTS)
        self.code.setAccessibleName(_("Code of the team, hidden"))
        self.eye.set_icon("eye-outline")
        self.eye.set_name(_("Show the code"))

    def _toggle(self) -> None:
        if self.is_code_shown:
            self.hide_code()
        else:
            self.code_asked.emit()


class Side(Surface):
    """The sections on the ground of a pane."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, Role.PANEL, edges=Qt.Edge.LeftEdge, parent=parent)
        self.invite = InviteSection(look)
        self.available = AvailableSection(look)
        self.story = StorySection(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.invite)
        column.addWidget(self.available)
        column.addWidget(self.story)
        column.addStretch(1)
