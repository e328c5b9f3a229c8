"""The cache: how large it is, and emptying it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QShowEvent
from typing_extensions import override

from tarkov_desktop.app.texts import _, byte_size
from tarkov_desktop.app.upkeep import CacheSize, Upkeep
from tarkov_desktop.ui.awaited import Awaited
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.widgets.button import Button, Kind
from tarkov_desktop.ui.widgets.dialog import Question
from tarkov_desktop.ui.widgets.form import SettingRow


class CacheRow(SettingRow):
    """How much can be fetched again, and a button that removes it."""

    def __init__(self, context: PageContext, upkeep: Upkeep) -> None:
        self.button = Button(context.look, _("Empty the cache…"), Kind.PLAIN)
        super().__init__(context.look, _("Cache"), self.button)
        self._context, self._upkeep = context, upkeep
        self._size = CacheSize(0, 0)
        self.button.setEnabled(False)
        self.button.clicked.connect(self._ask)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.measure()

    def measure(self) -> None:
        """Look at the disk again."""
        Awaited(self._upkeep.cache_size(), self._show, self)

    def _show(self, size: CacheSize) -> None:
        self._size = size
        is_empty = not size.game_data + size.pictures
        self.button.setEnabled(not is_empty)
        self.button.setToolTip(_("There is nothing in it.") if is_empty else "")
        words = _("Game data {game_data}, pictures {pictures}. All of it can be fetched again.")
        shown = words.format(game_data=byte_size(size.game_data), pictures=byte_size(size.pictures))
        self.say(_("Cache"), _("Empty.") if is_empty else shown)

    def _ask(self) -> None:
        size = byte_size(self._size.game_data + self._size.pictures)
        text = _(
            "{size} go. Your progress is not touched. The game data in use stays until the program ends; without "
            "a network the next start uses the older game data that came with the program."
        ).format(size=size)
        parent = self.window()
        question = Question(self._look, _("Empty the cache?"), text, _("Empty it"), parent=parent)
        question.ask(self._clear)

    def _clear(self) -> None:
        self.button.setEnabled(False)
        owner: QObject = self
        Awaited(self._upkeep.clear_cache(), self._on_cleared, owner)

    def _on_cleared(self, left: CacheSize) -> None:
        self._show(left)
        if left.game_data + left.pictures:
            self._context.stage.toast(Toast(_("The cache is emptied, but for what is in use.")))
        else:
            self._context.stage.toast(Toast(_("The cache is empty.")))
