"""Beside the cards: the invite, hidden until it is asked for, and what the squad did last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tarkov_desktop.app.squad.invites import in_groups
from tarkov_desktop.app.squad.state import Squad
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import UserId
from tarkov_desktop.ui.pages.team.faces import Face
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Presence
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import Surface, ThemedWidget
from tarkov_desktop.ui.widgets.button import Button, IconButton
from tarkov_desktop.ui.widgets.chip import FlowLayout
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.label import ElidedLabel, Label
from tarkov_desktop.ui.widgets.marks import Avatar
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


class DeedsSection(Section):
    """What each did last, as far as it was heard: at most one line per member."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _("What happened"), has_line=False, parent=parent)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.theme.gap(8))
        self.add(self._rows)
        self._row_by_user: dict[UserId, _DeedRow] = {}
        self._empty = Label(
            look,
            _("Nothing yet. What your teammates finish while you are connected is listed here."),
            Text.SMALL,
            Role.TEXT3,
            wraps=True,
        )
        self.add(self._empty)

    def show_faces(self, faces: Sequence[Face]) -> None:
        """List the deeds of *faces*, in their order; only rows that say something else are touched."""
        shown = tuple(face for face in faces if face.deed_name and not face.is_hidden)
        rows = [self._row_of(face) for face in shown]
        for user in self._row_by_user.keys() - {face.user for face in shown}:
            self._drop(user)
        for place, row in enumerate(rows):
            if self._rows.indexOf(row) != place:
                self._rows.removeWidget(row)
                self._rows.insertWidget(place, row)
                row.show()
        self._empty.setVisible(not shown)

    def _row_of(self, face: Face) -> _DeedRow:
        row = self._row_by_user.get(face.user)
        if row is not None and row.who != _who(face):
            self._drop(face.user)
            row = None
        if row is None:
            row = self._row_by_user[face.user] = _DeedRow(self._look, face)
        row.show_deed(face)
        return row

    def _drop(self, user: UserId) -> None:
        row = self._row_by_user.pop(user)
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()


class _DeedRow(ThemedWidget):
    """One member's last deed; made once per member, because ten of them make ten deeds a second."""

    def __init__(self, look: Look, face: Face) -> None:
        super().__init__(look)
        self.who = _who(face)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.gap(10))
        self._deed = ElidedLabel(look, "", Text.BODY, Role.TEXT2)
        self._when = Label(look, "", Text.SMALL, Role.TEXT3)
        row.addWidget(
            Avatar(look, face.letters, face.name, presence=face.presence, is_self=face.is_self, size=22)
        )
        row.addWidget(ElidedLabel(look, face.name, Text.BODY, weight=500, is_name=True))
        row.addWidget(self._deed, 1)
        row.addWidget(self._when)

    def show_deed(self, face: Face) -> None:
        """Say what it was, and when."""
        deed = face.deed.format(name=face.deed_name)
        if deed != self._deed.text():
            self._deed.set_text(deed)
        if face.deed_when != self._when.text():
            self._when.setText(face.deed_when)


def _who(face: Face) -> tuple[str, str, Presence, bool]:
    """Return what a row shows of the member, apart from the deed."""
    return face.letters, face.name, face.presence, face.is_self


class Side(Surface):
    """Both sections on the ground of a pane."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, Role.PANEL, edges=Qt.Edge.LeftEdge, parent=parent)
        self.invite = InviteSection(look)
        self.deeds = DeedsSection(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.invite)
        column.addWidget(self.deeds)
        column.addStretch(1)
