"""What a page is to the shell, and the shell to a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from tarkov_desktop.app.cloud.hub import CloudHub
from tarkov_desktop.app.link_scheme import LinkScheme
from tarkov_desktop.app.session import SWITCH_MODE, Session
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.theme.look import Look
from tarkov_desktop.ui.theme.shapes import Shape
from tarkov_desktop.ui.widgets.base import ThemedWidget

if TYPE_CHECKING:
    from tarkov_desktop.app.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class Toast:
    """A short word after an operation. ``sentence`` may hold ``{name}``, which is shown in 600.

    ``undo`` puts "Undo" beside it. Never for errors: they stand where they happened.
    """

    sentence: str
    name: str = ""
    shape: Shape = Shape.DONE
    undo: Callable[[], object] | None = None


class Stage(Protocol):
    """What a page may ask of the window it stands in."""

    def open_page(self, name: str, target: str = "") -> None:
        """Show the page *name*, at *target* (an id that the page understands) if one is given."""
        ...

    def toast(self, toast: Toast) -> None:
        """Show *toast*; the newest takes the place of the one before."""
        ...


def no_backup(_reason: str) -> None:
    """Make no backup: for windows without a program around them, as in tests and pictures."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """All a page is made of: the look, the session, the window, the clock, and the cloud.

    ``back_up`` begins a backup for the reason given, before what is there is replaced.
    ``upkeep`` is None where no program stands behind the window, as in most tests.
    ``links`` tells whether invite links open this program, None where that is nobody's question (pictures).
    ``cloud`` is None where there is none to ask (pictures without a network); its ``state`` tells everything else.
    """

    look: Look
    session: Session
    stage: Stage
    now_ms: Callable[[], int]
    cloud: CloudHub | None = None
    back_up: Callable[[str], object] = no_backup
    upkeep: Upkeep | None = None
    links: LinkScheme | None = None


class Page(ThemedWidget):
    """One page. The shell makes it when first opened, then keeps it.

    * :meth:`apply` hears every change of progress while the page is visible; a hidden page is only marked stale
      and gets one :meth:`refresh` when it is shown again (also after a mode switch).
    * :meth:`set_room` hears the logical width of the window (pixels divided by text scale) at every resize.
    * :meth:`go_to` shows what a link or the palette named.
    * :meth:`view_state` and :meth:`restore_view` keep filters, tab and selection per mode.
    * :meth:`regions` lists what F6 jumps between.
    """

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context.look, parent)
        self.context = context
        self._is_stale = True
        self._mode_shown: GameMode | None = None
        track(self, context.session.changes.subscribe(self._on_changes))

    @property
    def session(self) -> Session:
        """The session whose progress is shown."""
        return self.context.session

    def refresh(self) -> None:
        """Show everything anew, of the mode in use now."""

    def apply(self, changes: Changes) -> None:  # noqa: ARG002 - a page with an own way reads them
        """Show what *changes* names; without an own way everything is shown anew."""
        self.refresh()

    def set_room(self, width_px: float) -> None:
        """Take the form for *width_px* logical pixels (breakpoints: visual language, section 10)."""

    def go_to(self, target: str) -> None:
        """Show the thing that *target* names."""

    @property
    def unfinished(self) -> str:
        """A target of :meth:`go_to` that still waits for the player, "" for none: another window takes it over."""
        return ""

    def view_state(self) -> Mapping[str, JsonValue]:
        """Return what to remember of this view in this mode."""
        return {}

    def restore_view(self, state: Mapping[str, JsonValue]) -> None:
        """Take up a remembered view; unknown and missing values read as the default. :meth:`refresh` follows."""

    def regions(self) -> Sequence[QWidget]:
        """Return the parts F6 jumps between, in order."""
        return ()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.freshen()
        super().showEvent(event)

    def _freshen_if_seen(self) -> None:
        if self.isVisible():
            self.freshen()

    def take_view(self, state: Mapping[str, JsonValue]) -> None:
        """Show everything anew in a remembered view: the shell calls this when a page opens and when modes switch."""
        self._is_stale = False
        self._mode_shown = self.session.mode
        self.restore_view(state)
        self.refresh()

    def freshen(self) -> None:
        """Show everything anew if something was missed meanwhile."""
        if self._is_stale:
            self._is_stale = False
            self._mode_shown = self.session.mode
            self.refresh()

    def _on_changes(self, changes: Changes) -> None:
        if changes.mode != self.session.mode:
            return
        if changes.label == SWITCH_MODE and self._mode_shown == changes.mode and not self._is_stale:
            return  # the shell has heard it first and had the remembered view of this mode shown
        if not self.isVisible() or changes.everything:
            self._is_stale = True
            QTimer.singleShot(0, self, self._freshen_if_seen)
        elif changes:
            self.apply(changes)
