"""What a squad can do together: tasks that are open for everybody online, and how many each mate shares with us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from tarkov_desktop.app.squad.state import SquadView
from tarkov_desktop.domain.ids import TaskId, UserId
from tarkov_desktop.domain.privacy import is_hidden
from tarkov_desktop.domain.team_views import available_tasks
from tarkov_desktop.ui.page import PageContext
from tarkov_desktop.ui.people import Person, people_of

STEP_MS = 30


@dataclass(frozen=True, slots=True)
class Together:
    """``tasks`` are open for each of ``people``, who are online and known, oneself first; ``shared`` counts per mate.

    ``unknown`` are the names of those online whose progress is not at hand.
    """

    tasks: tuple[TaskId, ...] = ()
    people: tuple[Person, ...] = ()
    unknown: tuple[str, ...] = ()
    shared: Mapping[UserId, int] = field(default_factory=dict)


def together_of(people: Sequence[Person]) -> Together:
    """Return what *people* (oneself first) can do together."""
    known = {
        person.member.user: available_tasks(person.member.derived)
        for person in people
        if person.member.derived is not None
    }
    online = tuple(person for person in people if person.is_online and person.member.user in known)
    mine = known.get(people[0].member.user, ()) if people else ()
    common = set(mine).intersection(*(known[person.member.user] for person in online))
    return Together(
        tuple(task for task in mine if task in common) if len(online) > 1 else (),
        online,
        tuple(person.name for person in people if person.is_online and person.member.user not in known),
        {
            person.member.user: len(set(mine).intersection(known[person.member.user]))
            for person in people[1:]
            if person.member.user in known
        },
    )


class TogetherFinder(QObject):
    """Finds it anew when something it rests on changed; ``found`` tells it.

    What follows from a mate's progress is worked out one mate at a turn: ten at once would hold up a frame.
    """

    found = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._key: tuple[object, ...] = ()
        self._mates: list[UserId] = []
        self._turn = QTimer(self, singleShot=True, interval=STEP_MS)
        self._turn.timeout.connect(self._step)

    def look(self, view: SquadView) -> None:
        """Find it anew if *view* or one's own tasks ask for that."""
        squad = view.squad
        cards = squad.cards.values() if squad is not None else ()
        online = frozenset(card.user for card in cards if card.is_online)
        own = available_tasks(self._context.session.derived)
        hidden = tuple(card.user for card in cards if self._hides(card.user))
        key = (view.mode, view.mates_serial, online, own, hidden)
        if key != self._key:
            self._key = key
            self._mates = [card.user for card in cards]
            self._turn.start()

    def _step(self) -> None:
        squad = self._context.cloud.squad if self._context.cloud is not None else None
        if self._mates and squad is not None:
            squad.mate(self._mates.pop())
            self._turn.start()
        else:
            self.found.emit(together_of(people_of(self._context)))

    def _hides(self, user: UserId) -> bool:
        return is_hidden(self._context.session.account_document, user)
