"""The save indicator of the top bar: whether what was done is safe, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _, ngettext
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedButton, rounded


class Safe(Enum):
    """How safe the last edit is: icon and its colour."""

    ON_COMPUTER = ("content-save-check-outline", Role.TEXT3)
    IN_CLOUD = ("cloud-check-outline", Role.DONE)
    WAITING = ("cloud-upload-outline", Role.INFO)
    SIGN_IN = ("account-alert-outline", Role.CHECK)
    REFUSED = ("close-octagon-outline", Role.FAILED)
    NOT_SAVED = ("content-save-alert-outline", Role.FAILED)


@dataclass(frozen=True, slots=True)
class SafeState:
    """What the indicator shows; ``count`` is that of waiting or refused changes."""

    safe: Safe = Safe.ON_COMPUTER
    count: int = 0

    @property
    def words(self) -> str:
        """The whole sentence."""
        match self.safe:
            case Safe.ON_COMPUTER:
                return _("Saved on this computer")
            case Safe.IN_CLOUD:
                return _("Saved in the cloud")
            case Safe.WAITING:
                return ngettext("{count} change waiting", "{count} changes waiting", self.count).format(
                    count=self.count
                )
            case Safe.SIGN_IN:
                return _("Sign in again")
            case Safe.REFUSED:
                return ngettext("{count} change refused", "{count} changes refused", self.count).format(
                    count=self.count
                )
            case Safe.NOT_SAVED:
                return _("Not saved: the disk refuses")

    @property
    def brief(self) -> str:
        """One word, where there is no room for the sentence."""
        match self.safe:
            case Safe.ON_COMPUTER | Safe.IN_CLOUD:
                return _("Saved")
            case Safe.WAITING:
                return _("{count} waiting").format(count=self.count)
            case Safe.SIGN_IN:
                return _("Sign in")
            case Safe.REFUSED:
                return _("{count} refused").format(count=self.count)
            case Safe.NOT_SAVED:
                return _("Not saved")


class SaveIndicator(ThemedButton):
    """Icon and words, right-aligned; in little room the icon with a tooltip, or icon and one word."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._state = SafeState()
        self._form = "words"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.show_state(SafeState())

    @property
    def state(self) -> SafeState:
        """What is shown."""
        return self._state

    def show_state(self, state: SafeState) -> None:
        """Show *state*; the same again lays nothing out."""
        if state == self._state and self.accessibleName():
            return
        self._state = state
        self.setAccessibleName(state.words)
        self._mend()

    def set_form(self, form: str) -> None:
        """Show ``words``, ``brief`` or only the ``icon``."""
        self._form = form
        self._mend()

    @override
    def sizeHint(self) -> QSize:
        theme = self.theme
        text = theme.metrics(Text.SMALL).horizontalAdvance(self._text())
        gap = theme.gap(8) if self._text() else 0
        return QSize(round(theme.icon(18) + gap + text + 2 * theme.gap(4)) + 1, theme.control())

    @override
    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        theme = self.theme
        box = QRectF(self.rect())
        if self.underMouse():
            rounded(painter, box, theme.gap(6), fill=theme.color(Role.HOVER))
        side = theme.icon(18)
        icon, role = self._state.safe.value
        self.painted.icon(painter, icon, QRectF(theme.gap(4), (box.height() - side) / 2, side, side), role)
        painter.setFont(theme.font(Text.SMALL))
        painter.setPen(theme.color(Role.TEXT2))
        left = theme.gap(4) + side + theme.gap(8)
        painter.drawText(box.adjusted(left, 0, 0, -1), Qt.AlignmentFlag.AlignVCenter, self._text())

    def _text(self) -> str:
        return {"words": self._state.words, "brief": self._state.brief}.get(self._form, "")

    def _mend(self) -> None:
        self.setToolTip("" if self._form == "words" else self._state.words)
        self.updateGeometry()
        self.update()
