"""The clocks of the raids, kept right: ``Raid time 02:24 or 14:24``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.game import GameMap
from tarkov_desktop.domain.tarkov_time import clocks_of_map, next_minute_ms, raid_clocks
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.tokens import Role
from tarkov_desktop.ui.theme.type_scale import Text
from tarkov_desktop.ui.widgets.base import ThemedWidget
from tarkov_desktop.ui.widgets.label import Label
from tarkov_desktop.ui.widgets.marks import IconMark

LONGEST_STEP_MS: Final = 3_000
"""The clocks are looked at so often at least, and at every change of their minute."""


class RaidClock(ThemedWidget):
    """Both times a raid begun now would have; of one map, if one is shown. It stands still while hidden.

    ``is_brief`` leaves the word out, as in ``02:24 / 14:24``; the screen reader still says it.
    """

    def __init__(
        self,
        look: Look,
        now_ms: Callable[[], int],
        *,
        is_brief: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._now_ms = now_ms
        self._map: GameMap | None = None
        self._first = Label(look, "", Text.SMALL, Role.TEXT, weight=600)
        self._or = Label(look, "/" if is_brief else _("or"), Text.SMALL, Role.TEXT2)
        self._second = Label(look, "", Text.SMALL, Role.TEXT, weight=600)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._word = Label(look, _("Raid time"), Text.SMALL, Role.TEXT2)
        for part in (
            IconMark(look, "clock-outline", size=16),
            self._word,
            self._first,
            self._or,
            self._second,
        ):
            self._row.addWidget(part)
        self._word.setVisible(not is_brief)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._turn = QTimer(self, singleShot=True)
        self._turn.timeout.connect(self.follow)
        self._restyle()
        self.follow()

    def show_map(self, game_map: GameMap | None, word: str = "") -> None:
        """Show the clocks of *game_map*, some of which stand; None: those that most maps share.

        *word* stands before them in place of "Raid time".
        """
        self._map = game_map
        self._word.setText(word or _("Raid time"))
        self.follow()

    def follow(self) -> None:
        """Show the times of this moment, and wait for the next ones."""
        now_ms = self._now_ms()
        clocks = clocks_of_map(self._map, now_ms) if self._map is not None else raid_clocks(now_ms)
        is_one = clocks.first == clocks.second
        self._first.setText(clocks.first)
        self._second.setText(clocks.second)
        self._or.setVisible(not is_one)
        self._second.setVisible(not is_one)
        spoken = _("{word} {first}") if is_one else _("{word} {first} or {second}")
        word = self._word.text()
        self.setAccessibleName(spoken.format(word=word, first=clocks.first, second=clocks.second))
        if self.isVisible():
            self._turn.start(max(1, min(LONGEST_STEP_MS, next_minute_ms(now_ms) - now_ms)))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._turn.stop()
        super().hideEvent(event)

    @override
    def _restyle(self) -> None:
        self._row.setSpacing(self.theme.gap(8))
