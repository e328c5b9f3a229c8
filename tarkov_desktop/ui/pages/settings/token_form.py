"""What a new API token may do, for which mode, and how long: made once, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tarkov_desktop.app.cloud.tokens import PERMISSIONS, TokenWish
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.top_bar import MODE_MARKS
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.field import Field
from tarkov_desktop.ui.widgets.form import SettingRow
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.segmented import Choice, Segmented
from tarkov_desktop.ui.widgets.toggle import Toggle

NOTE_LENGTH: Final = 60
NEVER, MONTH, YEAR = "never", "month", "year"
DAYS: Final = {MONTH: 30, YEAR: 364}
"""A year less a day: the server takes at most 365 days by its own clock."""
STANDARD, COMPAT = "standard", "compat"


class TokenForm(QWidget):
    """``asked`` carries the :class:`TokenWish`."""

    asked = Signal(object)

    def __init__(
        self, look: Look, mode: GameMode, now_ms: Callable[[], int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._now_ms = now_ms
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, look.theme.gap(16), 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Label(look, _("Make a token"), Text.BODY, weight=600))
        modes = [Choice(key, _(word), icon, _(word)) for key, (word, icon) in MODE_MARKS.items()]
        self.mode = self._add_choice(_("Mode"), _("One token reads or changes one mode only."), modes, mode)
        self.switches = {
            word: Toggle(look, _(text), is_on=word == "GP") for word, text in PERMISSIONS.items()
        }
        for word, text in PERMISSIONS.items():
            self._add(_(text), self.switches[word])
        self.note = Field(look, _("Note"), hint=_("What it is for"), width_px=260)
        self.note.setMaxLength(NOTE_LENGTH)
        self._add(_("Note"), self.note)
        forms = [Choice(STANDARD, _("Standard")), Choice(COMPAT, _("Short"))]
        why = _("TarkovMonitor takes only short tokens. They are easier to guess, so they have to expire.")
        self.form = self._add_choice(_("Form"), why, forms, STANDARD)
        ends = [Choice(NEVER, _("Never")), Choice(MONTH, _("30 days")), Choice(YEAR, _("1 year"))]
        self.expiry = self._add_choice(_("Expires"), "", ends, NEVER)
        self.form.chosen.connect(self._mend)
        self.expiry.chosen.connect(self._mend)
        self.make = Button(look, _("Make the token"), Kind.PLAIN)
        self.make.clicked.connect(lambda: self.asked.emit(self.wish()))
        self._add("", self.make)

    def wish(self) -> TokenWish:
        """Return what is asked for."""
        return TokenWish(
            GameMode(self.mode.current),
            tuple(word for word, switch in self.switches.items() if switch.isChecked()),
            self.note.text().strip(),
            is_compat=self.form.current == COMPAT,
            expires_at=self._expires_at(),
        )

    def _mend(self, _chosen: str) -> None:
        """Let a short token expire: without an end the server refuses it."""
        if self.form.current == COMPAT and self.expiry.current == NEVER:
            self.expiry.choose(YEAR)

    def _expires_at(self) -> str | None:
        days = DAYS.get(self.expiry.current)
        if days is None:
            return None
        now = datetime.fromtimestamp(self._now_ms() / 1000, UTC)
        return (now + timedelta(days=days)).isoformat(timespec="seconds")

    def _add_choice(self, label: str, help_text: str, choices: list[Choice], current: str) -> Segmented:
        choice = Segmented(self._look, choices, current)
        choice.setAccessibleName(label)
        self._add(label, choice, help_text)
        return choice

    def _add(self, label: str, control: QWidget, help_text: str = "") -> None:
        self._column.addWidget(SettingRow(self._look, label, control, help_text=help_text))
