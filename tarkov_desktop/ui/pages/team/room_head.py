"""The head of the squad: its name, whether it is live, renaming and leaving."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tarkov_desktop.app.squad.state import Squad
from tarkov_desktop.app.texts import _, duration
from tarkov_desktop.ui.room import TWO_PANES_PX
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.base import Surface
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.chip import Chip
from tarkov_desktop.ui.widgets.label import ElidedLabel
from tarkov_desktop.ui.widgets.marks import IconMark


class RoomHead(Surface):
    """44 high; the words "not live" come with the way to try again."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, Role.WINDOW, edges=Qt.Edge.BottomEdge, parent=parent)
        self._shown: tuple[object, ...] = ()
        self._mode = ""
        self._way_out = _("Leave")
        self._is_narrow = False
        self.name = ElidedLabel(look, "", Text.HEAD, is_name=True)
        self._chips = {
            mode: Chip(look, _("{mode} team").format(mode=_(word)), icon=icon)
            for mode, (word, icon) in MODE_MARKS.items()
        }
        self._live = IconMark(look, "access-point", size=16, role=Role.DONE)
        self.words = ElidedLabel(look, "", Text.SMALL, Role.DONE)
        self.try_now = Button(look, _("Try now"), Kind.QUIET, is_small=True)
        self.rename = Button(look, _("Rename"), Kind.QUIET, icon="pencil-outline")
        self.leave = Button(look, _("Leave"), Kind.QUIET, icon="exit-run")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.name)
        for part in (*self._chips.values(), self._live, self.words, self.try_now):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._row.addWidget(self.rename)
        self._row.addWidget(self.leave)
        look.changed.connect(self._space)
        self._space()

    def show_team(self, squad: Squad, name: str, *, is_owner: bool, retry_in_s: int) -> None:
        """Show the team under *name*; *retry_in_s* is when live updates are tried again, 0 for soon."""
        shown = (name, squad.team.game_mode, squad.is_live, is_owner, retry_in_s, len(squad.cards) == 1)
        if shown == self._shown:
            return
        self._shown = shown
        self.name.set_text(name)
        self._mode = squad.team.game_mode
        role = Role.DONE if squad.is_live else Role.CHECK
        words = _("Live")
        if not squad.is_live:
            words = _("Not live")
            if retry_in_s > 0:
                words = _("Not live · trying again in {time}").format(time=duration(retry_in_s))
        self._live.set_icon("access-point" if squad.is_live else "access-point-off", role)
        self.words.set_role(role)
        self.words.set_text(words)
        self.try_now.setVisible(not squad.is_live)
        self.rename.setVisible(is_owner)
        is_alone = len(squad.cards) == 1
        self._way_out = _("Leave or disband") if is_owner and not is_alone else _("Leave")
        self._fit()

    def set_room(self, width_px: float) -> None:
        """Leave the chip and the words of the buttons out where there is no room for them."""
        self._is_narrow = width_px < TWO_PANES_PX
        self._fit()

    def _fit(self) -> None:
        for mode, chip in self._chips.items():
            chip.setVisible(mode == self._mode and not self._is_narrow)
        for button, word in ((self.rename, _("Rename")), (self.leave, self._way_out)):
            button.set_text("" if self._is_narrow else word)
            button.setAccessibleName(word)
            button.setToolTip(word if self._is_narrow else "")

    def _space(self) -> None:
        gap = self._look.theme.gap
        self._row.setContentsMargins(gap(16), gap(6), gap(10), gap(5))
        self._row.setSpacing(gap(10))
