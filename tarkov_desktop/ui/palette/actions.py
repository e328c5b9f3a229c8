"""Actions of the palette: on a task, and on the program as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.cloud.hub import SignIn
from tarkov_desktop.app.operations.profile import set_preference
from tarkov_desktop.app.settings import THEME
from tarkov_desktop.app.texts import _, ngettext, number
from tarkov_desktop.domain.ids import GameMode, TaskId
from tarkov_desktop.domain.privacy import STREAMER_MODE, is_streaming
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.ui.first_run import FIRST_RUN
from tarkov_desktop.ui.page import PageContext, Toast
from tarkov_desktop.ui.pages.settings.page import SECTIONS
from tarkov_desktop.ui.pages.tasks.actions import TaskActions
from tarkov_desktop.ui.theme.tokens import Variant
from tarkov_desktop.ui.top_bar import MODE_MARKS

_SETTLED = {DisplayState.COMPLETE, DisplayState.FAILED}


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do. ``words`` may hold ``{name}``, the task's; ``also`` are other words it is found by."""

    id: str
    words: str
    icon: str
    act: Callable[[], object]
    key: str = ""
    aside: str = ""
    also: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        """Return the sentence as shown."""
        return self.words.replace("{name}", self.name)


@dataclass(frozen=True, slots=True)
class Commands:
    """What the palette may ask of the window besides pages and toasts."""

    open_compact: Callable[[], object]
    open_keys: Callable[[], object]
    undo: Callable[[], object]
    redo: Callable[[], object]


class PaletteActions:
    """Makes the actions that are possible now; they call the same operations as the pages."""

    def __init__(self, context: PageContext, window: QWidget, commands: Commands) -> None:
        self._context = context
        self._commands = commands
        self.tasks = TaskActions(context, window)

    def on_task(self, task_id: TaskId) -> list[Action]:
        """Return what can be done to a task, the main action first."""
        session = self._context.session
        name = session.graph.task(task_id).name
        view = session.derived.view(task_id)
        is_open = view.state not in _SETTLED
        found = [self._main_of(task_id, name, is_open=is_open)]
        pin = partial(self.tasks.set_pinned, [task_id], is_pinned=not view.is_pinned)
        if view.is_pinned:
            found.append(Action("unpin", _("Unpin {name}"), "pin-off-outline", pin, name=name))
        elif is_open:
            found.append(Action("pin", _("Pin {name}"), "pin-outline", pin, name=name))
        ignore = partial(self.tasks.set_ignored, [task_id], is_ignored=not view.is_ignored)
        if view.is_ignored:
            found.append(Action("unignore", _("Show {name} again"), "eye-outline", ignore, name=name))
        elif is_open:
            found.append(Action("ignore", _("Ignore {name}"), "eye-off-outline", ignore, name=name))
        link = partial(self.tasks.copy_link, task_id)
        found.append(Action("link", _("Copy the link to {name}"), "link-variant", link, name=name))
        return found

    def of_program(self) -> list[Action]:
        """Return what can be done anywhere."""
        return [*self._history(), *self._modes(), *self._looks(), *self._rest(), *self._settings()]

    def _main_of(self, task_id: TaskId, name: str, *, is_open: bool) -> Action:
        if not is_open:
            act = partial(self.tasks.uncomplete, [task_id])
            return Action("uncomplete", _("Open {name} again"), "undo-variant", act, name=name)
        opens = len(self._context.session.graph.successors(task_id))
        aside = ""
        if opens:
            aside = ngettext("leads to {count} task", "leads to {count} tasks", opens)
            aside = aside.format(count=number(opens))
        act = partial(self.tasks.complete, [task_id])
        return Action("complete", _("Complete {name}"), "check", act, aside=aside, name=name)

    def _history(self) -> list[Action]:
        session = self._context.session
        found = []
        if session.history.next_back(session.mode) is not None:
            found.append(Action("undo", _("Undo the last change"), "undo", self._commands.undo, "Ctrl Z"))
        if session.history.next_forward(session.mode) is not None:
            redo = Action("redo", _("Redo what was undone"), "redo", self._commands.redo, "Ctrl Shift Z")
            found.append(redo)
        return found

    def _modes(self) -> list[Action]:
        session = self._context.session
        return [
            Action(
                f"mode-{mode}",
                _("Switch to {mode}").format(mode=_(word)),
                icon,
                partial(session.switch_mode, GameMode(mode)),
                also=_("Game mode"),
            )
            for mode, (word, icon) in MODE_MARKS.items()
            if mode != session.mode
        ]

    def _looks(self) -> list[Action]:
        settings = self._context.session.settings
        themes = {
            "dark": (_("Use the dark theme"), "weather-night"),
            "light": (_("Use the light theme"), "white-balance-sunny"),
            "contrast": (_("Use the high contrast theme"), "contrast-circle"),
            "system": (_("Use the theme of the system"), "theme-light-dark"),
        }
        also = _("Theme")
        return [
            Action(f"theme-{word}", sentence, icon, partial(self._wear, word), also=also)
            for word, (sentence, icon) in themes.items()
            if word != settings.get(THEME)
        ]

    def _rest(self) -> list[Action]:
        commands, session = self._commands, self._context.session
        is_on = is_streaming(session.account_document)
        words = _("Leave streamer mode") if is_on else _("Hide names and codes: streamer mode")
        stream = partial(set_preference, session, STREAMER_MODE, not is_on)
        found = [
            Action("compact", _("Open the compact window"), "dock-window", commands.open_compact, "Ctrl M"),
            Action(
                "keys", _("Show all keys"), "keyboard-outline", commands.open_keys, "?", also=_("Shortcuts")
            ),
            Action("streamer", words, "incognito", stream),
            Action(
                FIRST_RUN,
                _("Show the first steps again"),
                "hand-wave-outline",
                partial(self._context.stage.open_page, FIRST_RUN),
                also=_("Welcome"),
            ),
        ]
        cloud = self._context.cloud
        if cloud is not None and cloud.state.sign_in is SignIn.SIGNED_IN:
            found.append(Action("sync", _("Sync now"), "cloud-sync-outline", self._sync, also=_("Try now")))
        return found

    def _settings(self) -> list[Action]:
        """Return the ways to the sections of Settings."""
        return [
            Action(
                f"settings-{section.name}",
                _("Settings: {section}").format(section=_(section.word)),
                section.icon,
                partial(self._context.stage.open_page, "settings", section.name),
            )
            for section in SECTIONS
        ]

    def _sync(self) -> None:
        if self._context.cloud is not None:
            self._context.cloud.try_now()
            self._context.stage.toast(Toast(_("Changes are being exchanged with the cloud.")))

    def _wear(self, word: str) -> None:
        self._context.session.settings.set(THEME, word)
        self._context.look.set_variant(None if word == "system" else Variant(word))
