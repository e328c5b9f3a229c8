"""The palette of one window, made of its parts and told what that window can do."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.ui.page import Page, PageContext
from tarkov_desktop.ui.palette.actions import Commands, PaletteActions
from tarkov_desktop.ui.palette.answers import Answers
from tarkov_desktop.ui.palette.panel import Palette


class Shown(Protocol):
    """The page that a window shows now."""

    @property
    def page(self) -> Page | None:
        """The open page."""
        ...


class Floating:
    """The palette over *window*, which shows pages and takes *commands*."""

    def __init__(self, context: PageContext, window: QWidget, shown: Shown, commands: Commands) -> None:
        self._shown = shown
        actions = PaletteActions(context, window, commands)
        self.palette = Palette(context, window, Answers(context, actions, self._chosen_task))
        actions.tasks.refused.connect(self._say_refused)

    def _chosen_task(self) -> TaskId | None:
        page = self._shown.page
        task = page.view_state().get("task") if page is not None else None
        return TaskId(task) if isinstance(task, str) and task else None

    def _say_refused(self, sentence: str) -> None:
        if self.palette.isHidden():
            self.palette.ask()
        self.palette.say(sentence)
