"""Follows the squad for the page Tasks: who is in view, through whose eyes the list is shown, once a frame."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from tarkov_desktop.app.cloud.hub import CloudState
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.preferences import TEAM_HIDE
from tarkov_desktop.domain.registers import preference_path
from tarkov_desktop.ui.lifetime import track
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.pages.tasks.listing import TaskListing
from tarkov_desktop.ui.pages.tasks.sight import Sight
from tarkov_desktop.ui.pages.tasks.whose_menu import Company
from tarkov_desktop.ui.people import people_of, squad_of

FRAME_MS: Final = 16
"""What teammates do is shown once a frame, however much comes."""
_OF_SIGHT: Final = tuple(
    preference_path(name)
    for name in ("streamerMode", TEAM_HIDE, "taskTeamHideAll", "taskSharedByAllOnly", "showBlockedTasks")
)
"""Preferences that change who is in view, or what of theirs is listed."""


class SquadWatch(QObject):
    """Gives *listing* the eyes to look through. ``moved`` says that teammates did something that shows.

    ``heard`` follows every look, for what depends on lights and times. Nothing is said while the page is hidden.
    """

    moved = Signal(object)
    """The Sight before."""
    heard = Signal()

    def __init__(self, context: PageContext, listing: TaskListing, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._listing = listing
        self._page = page
        self._whose = ""
        self._faces: list[tuple[object, ...]] = []
        self._turn = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._turn.timeout.connect(self._look_again)
        if context.cloud is not None:
            track(page, context.cloud.changed.subscribe(self._on_cloud))

    def look(self, whose: str) -> None:
        """Take up who is in view now, and look through the eyes of *whose*."""
        people = people_of(self._context)
        if self._prefers("taskTeamHideAll"):
            del people[1:]
        sight = Sight(self._context.session.derived, people, whose)
        self._whose, self._faces = whose, sight.fingerprint()
        self._listing.look_through(sight)

    def is_concerned(self, changes: Changes) -> bool:
        """True when *changes* are of preferences that decide who is in view."""
        return any(path.startswith(_OF_SIGHT) for path in changes.paths)

    def company(self) -> Company:
        """Return whose tasks can be chosen."""
        return Company(
            self._listing.sight.mates,
            has_squad=squad_of(self._context) is not None,
            is_hidden=self._prefers("taskTeamHideAll"),
            only_shared=self._prefers("taskSharedByAllOnly"),
        )

    def _on_cloud(self, _state: CloudState) -> None:
        if self._page.isVisible() and not self._turn.isActive():
            self._turn.start()

    def _look_again(self) -> None:
        before, faces = self._listing.sight, self._faces
        self.look(self._whose)
        if self._faces == faces:
            self._listing.look_through(before)  # with the rows it has made
        else:
            self.moved.emit(before)
        self.heard.emit()

    def _prefers(self, name: str) -> bool:
        return self._context.session.account_document.value(preference_path(name)) is True
